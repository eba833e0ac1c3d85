from typing import Any

import pytest

from automation.model import Change
from tests.builders import at
from tests.trackers.github_payloads import (
    BOT,
    REPOSITORY,
    SENDER,
    a_comment,
    a_milestone,
    a_pull,
    a_review,
    an_issue,
    changes,
    facets,
    links,
    read,
    said,
    seen,
    told,
)

REVIEWER = f"review/{SENDER['id']}"


def review(action: str, found: dict[str, Any], **more: Any) -> Any:  # noqa: ANN401 - a payload's parts
    return read("pull_request_review", action, review=found, pull_request=a_pull(**more))


def test_a_pull_request_is_seen_under_its_own_id_with_its_branches() -> None:
    sighting = seen(read("pull_request", "opened", pull_request=a_pull(milestone=a_milestone())))

    assert sighting.item_id == "github:8040"
    assert sighting.key == "github:acme/shop#40"
    assert sighting.aliases[0] == "github:node:PR_40"
    assert sighting.fields is not None
    assert sighting.fields["branch"] == "retry"
    assert sighting.fields["base"] == "main"
    assert sighting.fields["draft"] is False
    assert sighting.fields["merged"] is False
    assert links(sighting, "field") == {("milestone", "github:milestone:501")}


def test_it_works_on_all_that_its_branch_title_and_body_name() -> None:
    pull = a_pull(
        title="PAY-2: retry",
        body="Closes #12, blocked by acme/web#3, not #40.",
        head={"ref": "feature/pay-1-retry", "sha": "aa11"},
    )

    assert links(seen(read("pull_request", "opened", pull_request=pull))) == {
        ("works_on", to)
        for to in ("*:PAY-1", "*:PAY-2", "github:acme/shop#12", "github:acme/web#3")
    }


def test_closed_by_a_merge_is_told_as_merged() -> None:
    pull = a_pull(state="closed", merged=True, merged_at=said(), closed_at=said())
    reading = read("pull_request", "closed", pull_request=pull)

    assert told(reading).kind == "github.pull_request.merged"
    assert changes(reading) == (
        Change("state", "open", "closed"),
        Change("merged", old=False, new=True),
    )
    fields = seen(reading).fields
    assert fields is not None
    assert fields["merged_at"] == at()


def test_the_time_of_a_merge_is_enough_to_know_of_it() -> None:
    reading = review("submitted", a_review("approved"), merged_at=said())

    fields = seen(reading).fields
    assert fields is not None
    assert fields["merged"] is True


def test_closed_without_a_merge_is_only_closed() -> None:
    pull = a_pull(state="closed", merged=False, closed_at=said())

    assert (
        told(read("pull_request", "closed", pull_request=pull)).kind == "github.pull_request.closed"
    )


@pytest.mark.parametrize(
    ("action", "before", "change"),
    [
        ("ready_for_review", {}, Change("draft", old=True, new=False)),
        ("converted_to_draft", {}, Change("draft", old=False, new=True)),
        ("edited", {"title": {"from": "Try"}}, Change("title", "Try", "Retry the card")),
        (
            "edited",
            {"base": {"ref": {"from": "next"}, "sha": {"from": "cc33"}}},
            Change("base", "next", "main"),
        ),
        ("synchronize", {}, Change("pushed", None, at())),
    ],
)
def test_an_action_becomes_the_change_it_made(
    action: str, before: dict[str, Any], change: Change
) -> None:
    assert changes(read("pull_request", action, pull_request=a_pull(), changes=before)) == (change,)


def test_a_push_to_it_is_a_time_of_its_own() -> None:
    reading = read("pull_request", "synchronize", pull_request=a_pull(), before="a", after="b")

    assert facets(reading) == {"pushed": at()}
    assert told(reading).about == {"before": "a", "after": "b"}


def test_two_reviewers_asked_in_one_second_are_two_events() -> None:
    one, other = (
        told(
            read("pull_request", "review_requested", pull_request=a_pull(), requested_reviewer=who)
        )
        for who in (SENDER, BOT)
    )

    assert one.about == {"reviewer": "ann-moss"}
    assert one.key != other.key


def test_an_unknown_action_is_read_as_far_as_it_can_be() -> None:
    reading = read("pull_request", "enqueued_twice", pull_request=a_pull())

    assert seen(reading).key == "github:acme/shop#40"
    assert changes(reading) == ()


@pytest.mark.parametrize("verdict", ["approved", "changes_requested"])
def test_a_verdict_is_a_facet_of_its_reviewer_at_its_own_time(verdict: str) -> None:
    reading = review("submitted", a_review(verdict, 5), updated_at=said(6))
    whole, word = reading.sightings

    assert (whole.at, word.at) == (at(6), at(5))
    assert word.facets == {REVIEWER: verdict}
    assert word.fields is None
    assert changes(reading) == (Change(REVIEWER, None, verdict),)


def test_a_mere_comment_is_older_than_any_verdict_and_counts_as_speaking() -> None:
    reading = review("submitted", a_review("commented", 5))
    _, word, spoken = reading.sightings

    assert word.facets == {REVIEWER: "commented"}
    assert word.at < at(-1000)
    assert spoken.facets == {"commented": at(5)}
    assert changes(reading) == (Change("commented", None, at(5)),)


def test_a_dismissed_review_is_dismissed_now_and_not_when_it_was_given() -> None:
    reading = review("dismissed", a_review("dismissed", 5), updated_at=said(60))

    assert reading.sightings[1].at == at(60)
    assert facets(reading) == {REVIEWER: "dismissed"}


def test_a_bots_review_is_a_verdict_but_nobody_spoke() -> None:
    reading = review("submitted", a_review("commented", user=BOT))

    assert facets(reading) == {"review/77": "commented"}


def test_a_reviewer_whose_account_is_gone_has_no_verdict() -> None:
    assert facets(review("submitted", a_review("approved", user=None))) == {}


def test_a_page_seen_through_a_review_reads_as_it_does_by_itself() -> None:
    full = a_pull(merged=False, comments=3, commits=1)
    alone = seen(read("pull_request", "edited", pull_request=full))

    assert seen(review("submitted", a_review("approved"))).fields == alone.fields


def test_a_comment_on_a_pull_request_is_about_its_key() -> None:
    issue = an_issue(40, pull_request={"url": "https://api.github.example/pulls/40"})
    reading = read("issue_comment", "created", issue=issue, comment=a_comment(9))

    assert {each.item_id for each in reading.sightings} == {"github:acme/shop#40"}
    assert told(reading).item_id == "github:acme/shop#40"
    assert all(each.fields is None for each in reading.sightings)


def suite(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - a payload's part
    pull = {"id": 8040, "number": 40, "head": {"sha": "aa11"}, "base": {"repo": {"id": 31}}}
    return {
        "id": 11,
        "head_sha": "aa11",
        "conclusion": "failure",
        "updated_at": said(3),
        "pull_requests": [pull],
        "app": {"name": "ci"},
        **more,
    }


def test_a_completed_suite_is_the_checks_of_each_pull_request_it_names() -> None:
    reading = read("check_suite", "completed", check_suite=suite())
    sighting = seen(reading)

    assert (sighting.item_id, sighting.key) == ("github:8040", "github:acme/shop#40")
    assert sighting.facets == {"checks": "failure"}
    assert sighting.at == at(3)
    assert changes(reading) == (Change("checks", None, "failure"),)


@pytest.mark.parametrize(
    "more",
    [{"pull_requests": []}, {"pull_requests": None}, {"head_sha": "an older commit"}],
)
def test_a_fork_or_an_outdated_commit_has_no_checks(more: dict[str, Any]) -> None:
    reading = read("check_suite", "completed", check_suite=suite(**more))

    assert reading.sightings == ()
    assert told(reading).item_id == ""


def test_a_pull_request_of_another_repository_is_not_taken_for_ours() -> None:
    elsewhere = {**REPOSITORY, "id": 32}

    assert (
        read("check_suite", "completed", check_suite=suite(), repository=elsewhere).sightings == ()
    )


@pytest.mark.parametrize("action", ["requested", "rerequested"])
def test_a_suite_that_is_only_asked_for_says_nothing_yet(action: str) -> None:
    assert read("check_suite", action, check_suite=suite()).sightings == ()
