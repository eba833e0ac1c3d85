from typing import Any

import pytest

from automation.model import Change
from tests.trackers.github_payloads import (
    REPOSITORY,
    a_milestone,
    an_issue,
    changes,
    links,
    read,
    said,
    seen,
    told,
)


def test_an_issue_is_seen_with_its_fields_and_its_names() -> None:
    issue = an_issue(type={"name": "Bug"}, milestone=a_milestone(), state_reason="reopened")
    sighting = seen(read("issues", "reopened", issue=issue))

    assert sighting.item_id == "github:7012"
    assert sighting.key == "github:acme/shop#12"
    assert sighting.aliases == (
        "github:node:I_12",
        "url:https://github.example/acme/shop/issues/12",
    )
    assert sighting.fields is not None
    known = {name: value for name, value in sighting.fields.items() if value is not None}
    assert {name: known[name] for name in ("title", "state", "state_reason", "kind")} == {
        "title": "Checkout hangs",
        "state": "open",
        "state_reason": "reopened",
        "kind": "Bug",
    }
    assert known["milestone"] == "May"
    assert links(sighting, "field") == {("milestone", "github:milestone:501")}


def test_what_does_not_apply_to_an_issue_is_none() -> None:
    known = seen(read("issues", "opened", issue=an_issue())).fields

    assert known is not None
    assert [known[name] for name in ("due", "draft", "merged", "branch", "tag", "status")] == [
        None
    ] * 6


def test_a_body_tells_of_links_and_an_issue_never_of_itself() -> None:
    body = "Part of #3. Blocked by PAY-9. See #12 and https://github.example/acme/shop/issues/12"
    sighting = seen(read("issues", "opened", issue=an_issue(body=body)))

    assert links(sighting) == {("parent", "github:acme/shop#3"), ("blocked_by", "*:PAY-9")}


def test_an_edited_body_explains_the_links_it_brought_and_took() -> None:
    reading = read(
        "issues",
        "edited",
        issue=an_issue(body="Part of #4"),
        changes={"body": {"from": "Part of #3"}},
    )

    three, four = "github:acme/shop#3", "github:acme/shop#4"
    assert changes(reading) == (
        Change(f"link:parent:{three}", three, None),
        Change(f"link:parent:{four}", None, four),
    )


def test_a_page_without_labels_says_nothing_of_labels() -> None:
    issue = an_issue()
    del issue["labels"], issue["state"]
    sighting = seen(read("issues", "pinned", issue=issue))

    assert sighting.labels is None
    assert sighting.fields is not None
    assert sighting.fields["state"] == "open"


def test_an_issue_shown_for_a_pull_request_is_only_its_labels_under_its_key() -> None:
    issue = an_issue(40, pull_request={"url": "https://api.github.example/pulls/40"})
    reading = read("issues", "milestoned", issue=issue, milestone=a_milestone())
    sighting = seen(reading)

    assert sighting.item_id == told(reading).item_id == "github:acme/shop#40"
    assert sighting.type == "pull_request"
    assert sighting.fields is None
    assert sighting.labels == ("bug",)
    assert sighting.links == {}


def test_an_edited_pull_request_shown_as_an_issue_explains_no_links() -> None:
    issue = an_issue(40, body="Closes #3", pull_request={})

    assert changes(read("issues", "opened", issue=issue))[2:] == ()


def test_the_milestone_an_issue_is_put_into_is_seen_as_well() -> None:
    issue = an_issue(milestone=a_milestone())
    reading = read("issues", "milestoned", issue=issue, milestone=a_milestone())
    to = "github:milestone:501"

    assert [each.item_id for each in reading.sightings] == ["github:7012", to]
    assert changes(reading) == (
        Change("milestone", None, "May"),
        Change(f"link:milestone:{to}", None, to),
    )


def test_a_milestone_that_nobody_names_explains_nothing() -> None:
    assert changes(read("issues", "demilestoned", issue=an_issue())) == ()


def test_a_transferred_issue_is_gone_and_lives_on_under_its_new_id() -> None:
    moved = an_issue(5, id=99, html_url="https://github.example/acme/web/issues/5")
    where = {**REPOSITORY, "full_name": "acme/web"}
    reading = read(
        "issues",
        "transferred",
        issue=an_issue(),
        changes={"new_issue": moved, "new_repository": where},
    )
    old, new = reading.sightings

    assert old.deleted
    assert not new.deleted
    assert new.key == "github:acme/web#5"
    assert "github:acme/shop#12" in new.aliases
    assert told(reading).about["to"] == "github:acme/web#5"


def test_an_issue_that_came_from_elsewhere_answers_to_its_former_key() -> None:
    before = {**REPOSITORY, "full_name": "acme/attic"}
    came = {"old_issue": an_issue(77), "old_repository": before}
    sighting = seen(read("issues", "opened", issue=an_issue(), changes=came))

    assert "github:acme/attic#77" in sighting.aliases


@pytest.mark.parametrize(
    ("action", "parts", "change"),
    [
        ("typed", {"type": {"name": "Bug"}}, Change("kind", None, "Bug")),
        ("untyped", {"type": {"name": "Bug"}}, Change("kind", "Bug", None)),
    ],
)
def test_a_type_is_given_and_taken(action: str, parts: dict[str, Any], change: Change) -> None:
    issue = an_issue(type=parts["type"] if action == "typed" else None)

    assert changes(read("issues", action, issue=issue, **parts)) == (change,)


def test_two_changes_of_one_second_have_two_keys() -> None:
    bo, cy = ({"id": n, "login": name, "type": "User"} for n, name in ((1, "bo"), (2, "cy")))
    issue = an_issue(assignees=[bo, cy])
    one = told(read("issues", "assigned", issue=issue, assignee=bo))
    other = told(read("issues", "assigned", issue=issue, assignee=cy))

    assert one.at == other.at
    assert one.key != other.key
    assert one.changes == (Change("assignees", ("cy",), ("bo", "cy")),)


def test_a_page_that_contradicts_its_message_explains_nothing() -> None:
    bo = {"id": 1, "login": "bo", "type": "User"}

    assert changes(read("issues", "unassigned", issue=an_issue(assignees=[bo]), assignee=bo)) == ()


def test_an_author_whose_account_is_gone_is_nobody() -> None:
    sighting = seen(read("issues", "opened", issue=an_issue(user=None, assignees=[None])))

    assert sighting.fields is not None
    assert sighting.fields["author"] is None
    assert sighting.fields["assignees"] == ()


@pytest.mark.parametrize(
    ("address", "parents"),
    [
        ("https://api.github.com/repos/acme/web/issues/3", {("parent", "github:acme/web#3")}),
        ("https://ghe.example/api/v3/repos/acme/web/issues/3", {("parent", "github:acme/web#3")}),
        (None, set[tuple[str, str]]()),
    ],
)
def test_a_page_that_tells_of_its_parent_tells_it_whole(
    address: str | None, parents: set[tuple[str, str]]
) -> None:
    sighting = seen(read("issues", "opened", issue=an_issue(parent_issue_url=address)))

    assert links(sighting, "parent") == parents


def test_a_page_that_does_not_tell_of_a_parent_takes_none_away() -> None:
    issue = an_issue(sub_issues_summary={"total": 2, "completed": 1, "percent_completed": 50})

    assert "parent" not in seen(read("issues", "opened", issue=issue)).links


def test_an_item_is_as_new_as_its_page() -> None:
    assert seen(read("issues", "opened", issue=an_issue(updated_at=said(7)))).at.second == 7
