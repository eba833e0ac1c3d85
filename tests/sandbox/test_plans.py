"""What acts on milestones, releases, links, pull requests and the project do, or refuse."""

import json
from collections.abc import Callable

import pytest

from automation.sandbox.github import acts as a
from automation.sandbox.github.acts import Deed, from_json, to_json
from automation.sandbox.github.state import Refusal
from tests.sandbox.stories import BACK, SHOP, Story, beginning

PULL = 3
Later = Callable[[Story], a.Act]


def test_a_milestone_counts_what_stands_in_it() -> None:
    story = beginning()
    story.does(a.CreateMilestone(SHOP, "Spring"))
    story.does(
        a.SetMilestone(SHOP, 1, 1), a.SetMilestone(SHOP, 2, 1), a.SetMilestone(SHOP, PULL, 1)
    )
    story.does(a.CloseIssue(SHOP, 1))

    spring = story.shop.milestone(1)
    assert (spring.open_issues, spring.closed_issues) == (2, 1)
    story.does(a.DeleteIssue(SHOP, 2), a.SetMilestone(SHOP, PULL, None))
    assert story.shop.milestone(1).open_issues == 0


def test_moving_from_one_milestone_to_the_next_is_told_twice() -> None:
    story = beginning()
    story.does(a.CreateMilestone(SHOP, "Spring"), a.CreateMilestone(SHOP, "Autumn"))
    story.does(a.SetMilestone(SHOP, 1, 1))

    assert story.says(a.SetMilestone(SHOP, 1, 2)) == ["issues.demilestoned", "issues.milestoned"]


def test_a_deleted_milestone_frees_what_stood_in_it() -> None:
    story = beginning()
    story.does(a.CreateMilestone(SHOP, "Spring"), a.SetMilestone(SHOP, 1, 1))

    assert story.says(a.DeleteMilestone(SHOP, 1)) == ["milestone.deleted", "issues.demilestoned"]
    assert story.issue(1).milestone is None


def test_a_milestone_is_known_by_a_number_that_is_never_used_again() -> None:
    story = beginning()
    story.does(a.CreateMilestone(SHOP, "Spring"), a.DeleteMilestone(SHOP, 1))
    story.does(a.CreateMilestone(SHOP, "Spring"))

    assert list(story.shop.milestones) == [2]


def test_a_draft_is_told_when_it_is_saved_and_the_rest_when_it_is_published() -> None:
    story = beginning()

    assert story.says(a.CreateRelease(SHOP, "v1", draft=True)) == ["release.created"]
    (id_,) = story.shop.releases
    assert story.says(a.PublishRelease(SHOP, id_)) == ["release.published", "release.released"]
    assert story.shop.release(id_).published_at == story.now


def test_links_reach_into_other_repositories_and_come_apart() -> None:
    story = beginning()
    story.does(a.OpenIssue(BACK, "Far away"))
    far = story.state.repository(BACK).issue(1).id
    story.does(a.AddSubIssue(SHOP, 1, far), a.AddBlocker(SHOP, 2, far))

    there = story.state.repository(BACK).issue(1)
    assert (there.parent, there.blocking) == (story.issue(1).id, (story.issue(2).id,))
    story.does(a.DeleteIssue(BACK, 1))
    assert (story.issue(1).sub_issues, story.issue(2).blocked_by) == ((), ())


def test_a_sub_issue_taken_from_another_parent_is_told_four_times() -> None:
    story = beginning()
    story.does(a.OpenIssue(SHOP, "Child"))
    child = story.issue(4).id
    story.does(a.AddSubIssue(SHOP, 1, child))

    names = story.says(a.AddSubIssue(SHOP, 2, child, replace=True))

    assert names == [
        "sub_issues.sub_issue_removed",
        "sub_issues.parent_issue_removed",
        "sub_issues.sub_issue_added",
        "sub_issues.parent_issue_added",
    ]
    assert story.issue(4).parent == story.issue(2).id


def test_a_transferred_issue_keeps_its_comments_and_links_under_a_new_id() -> None:
    story = beginning()
    story.does(a.AddComment(SHOP, 2, "Hm."), a.AddItem(story.issue(2).id))
    story.does(a.AddSubIssue(SHOP, 2, story.issue(1).id))

    story.does(a.TransferIssue(SHOP, 2, BACK))

    moved = story.state.repository(BACK).issue(1)
    assert moved.comments[0].body == "Hm."
    assert story.issue(1).parent == moved.id
    assert story.state.project is not None
    assert story.state.project.items[story.item()].content == moved.id
    with pytest.raises(Refusal) as refusal:
        story.issue(2)
    assert (refusal.value.status, refusal.value.moved_to) == (301, (BACK, 1))


def test_issues_and_pull_requests_share_their_numbers() -> None:
    story = beginning()
    story.does(a.OpenIssue(SHOP, "Next"))

    assert [one.pull is not None for one in story.shop.issues.values()] == [
        False,
        False,
        True,
        False,
    ]
    assert story.issue(4).title == "Next"


def test_a_merge_closes_what_its_text_names_and_cannot_be_taken_back() -> None:
    story = beginning()
    story.does(a.MergePull(SHOP, PULL))

    assert (story.issue(1).state, story.issue(1).state_reason) == ("closed", "completed")
    assert story.issue(PULL).state_reason is None
    with pytest.raises(Refusal):
        story.does(a.ReopenIssue(SHOP, PULL))


def test_a_review_takes_its_reviewer_off_the_list_of_those_asked() -> None:
    story = beginning()
    story.does(a.RequestReview(SHOP, PULL, "mara-lind"))
    story.does(a.SubmitReview(SHOP, PULL, "approved"))

    _, pull = story.shop.pull(PULL)
    assert (pull.reviewers, [review.state for review in pull.reviews]) == ((), ["approved"])


def test_standing_in_the_project_does_not_touch_the_issue() -> None:
    story = beginning()
    before = story.issue(1).updated_at
    story.does(a.AddItem(story.issue(1).id))
    story.does(a.SetField(story.item(), story.project_field("Target date"), "2026-05-01"))

    assert story.issue(1).updated_at == before


def test_what_is_in_the_project_already_is_not_put_there_twice() -> None:
    story = beginning()
    story.does(a.AddItem(story.issue(1).id))

    assert story.does(a.AddItem(story.issue(1).id)) == []


REFUSED: list[tuple[Later, int]] = [
    (lambda _: a.AddComment(SHOP, 1, " "), 422),
    (lambda _: a.EditComment(SHOP, 9, "x"), 404),
    (lambda _: a.SetMilestone(SHOP, 1, 9), 422),
    (lambda _: a.CreateMilestone(SHOP, "x", due_on="soon"), 422),
    (lambda _: a.SetType(SHOP, 1, "Saga"), 422),
    (lambda _: a.SetType(SHOP, PULL, "Bug"), 422),
    (lambda _: a.EditLabel(SHOP, "absent", "x"), 404),
    (lambda _: a.DeleteLabel(SHOP, "absent"), 404),
    (lambda _: a.CreateRelease(SHOP, " "), 422),
    (lambda _: a.PublishRelease(SHOP, 9), 404),
    (lambda story: a.AddSubIssue(SHOP, 1, story.issue(1).id), 422),
    (lambda story: a.AddSubIssue(SHOP, 1, story.issue(PULL).id), 422),
    (lambda story: a.RemoveSubIssue(SHOP, 1, story.issue(2).id), 404),
    (lambda story: a.RemoveBlocker(SHOP, 1, story.issue(2).id), 404),
    (lambda _: a.AddBlocker(SHOP, 1, 9), 404),
    (lambda _: a.TransferIssue(SHOP, 1, SHOP), 422),
    (lambda _: a.DeleteIssue(SHOP, PULL), 403),
    (lambda _: a.OpenPull(SHOP, "x", "absent"), 422),
    (lambda _: a.OpenPull(SHOP, "x", "mend"), 422),
    (lambda _: a.MergePull(SHOP, 1), 404),
    (lambda _: a.SubmitReview(SHOP, PULL, "maybe"), 422),
    (lambda _: a.DismissReview(SHOP, PULL, 9), 404),
    (lambda _: a.CompleteChecks(SHOP, "mend", "well"), 422),
    (lambda _: a.AddItem(9), 404),
    (lambda _: a.SetField(9, 5010, "x"), 404),
    (lambda _: a.CreateRepository(SHOP, private=False, description=""), 422),
]


@pytest.mark.parametrize(("act", "status"), REFUSED)
def test_what_github_would_refuse_is_refused(act: Later, status: int) -> None:
    story = beginning()

    with pytest.raises(Refusal) as refusal:
        story.does(act(story))

    assert refusal.value.status == status


def test_nobody_approves_their_own_pull_request() -> None:
    story = beginning()

    with pytest.raises(Refusal, match="your own"):
        story.does(a.SubmitReview(SHOP, PULL, "approved"), by="teo-varga")


@pytest.mark.parametrize(
    ("field", "value"), [("Status", "absent"), ("Target date", "soon"), ("Sprint", 3)]
)
def test_a_field_holds_only_what_it_can(field: str, value: str | float) -> None:
    story = beginning()
    story.does(a.AddItem(story.issue(1).id))

    with pytest.raises(Refusal):
        story.does(a.SetField(story.item(), story.project_field(field), value))


IDLE: list[a.Act] = [
    a.SetMilestone(SHOP, 1, None),
    a.SetType(SHOP, 1, None),
    a.EditLabel(SHOP, "bug", "bug"),
    a.MarkReady(SHOP, PULL),
]


@pytest.mark.parametrize("act", IDLE)
def test_an_act_that_changes_nothing_leaves_the_very_same_state(act: a.Act) -> None:
    story = beginning()
    before = story.state

    assert story.does(act) == []
    assert story.state is before


ALL: list[a.Act] = [
    a.TransferIssue(SHOP, 1, BACK),
    a.SetMilestone(SHOP, 1, None),
    a.SetType(SHOP, 1, "Bug"),
    a.AddComment(SHOP, 1, "x"),
    a.AddSubIssue(SHOP, 1, 2, replace=True),
    a.EditLabel(SHOP, "a", "b", None, "c"),
    a.CreateMilestone(SHOP, "m", None, "2026-01-01"),
    a.CreateRelease(SHOP, "v1", draft=True),
    a.EditRelease(SHOP, 1, prerelease=False),
    a.CreateHook("", "http://x/"),
    a.InstallApp(),
    a.Push(SHOP, "b", "m", forced=True),
    a.OpenPull(SHOP, "t", "h", draft=True),
    a.SubmitReview(SHOP, 1, "approved"),
    a.SetField(1, 2, 3.5),
    a.SetField(1, 2, None),
]


@pytest.mark.parametrize("act", ALL)
def test_every_act_comes_back_from_the_journal_as_it_went_in(act: a.Act) -> None:
    deed = Deed("mara-lind", act)

    assert from_json(json.loads(json.dumps(to_json(deed)))) == deed
