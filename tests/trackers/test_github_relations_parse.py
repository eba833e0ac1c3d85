from typing import Any

import pytest

from automation.model import Change, Link, LinkChange, LinkKind, Reading
from automation.trackers.github.parse import parse
from tests.builders import a_delivery, at
from tests.trackers.github_payloads import REPOSITORY, an_issue, changes, read, said, told

OTHER = {**REPOSITORY, "full_name": "acme/plan", "visibility": "private", "private": True}


def related(event: str, action: str, **parts: Any) -> Reading:  # noqa: ANN401 - a payload's parts
    near, far = _ENDS[event]
    ends = {
        near: an_issue(12, updated_at=said(3)),
        f"{near}_id": 7012,
        far: an_issue(9, updated_at=said(5)),
        f"{far}_id": 7009,
    }
    return read(event, action, **{**ends, **parts})


_ENDS = {
    "sub_issues": ("sub_issue", "parent_issue"),
    "issue_dependencies": ("blocked_issue", "blocking_issue"),
}


def link_changes(reading: Reading) -> list[tuple[str, LinkChange]]:
    return [(each.item_id, told_) for each in reading.sightings for told_ in each.link_changes]


@pytest.mark.parametrize("action", ["parent_issue_added", "sub_issue_added"])
def test_a_parent_is_a_link_from_the_child(action: str) -> None:
    reading = related("sub_issues", action)

    link = Link(LinkKind.PARENT, "github:7009", "event")
    assert link_changes(reading) == [("github:7012", LinkChange(link, stands=True))]
    assert changes(reading) == (Change("link:parent:github:7009", None, "github:7009"),)
    assert told(reading).item_id == "github:7012"


@pytest.mark.parametrize("action", ["blocked_by_added", "blocking_added"])
def test_a_dependency_is_a_link_from_the_blocked(action: str) -> None:
    link = Link(LinkKind.BLOCKED_BY, "github:7009", "event")

    assert link_changes(related("issue_dependencies", action)) == [
        ("github:7012", LinkChange(link, stands=True))
    ]


@pytest.mark.parametrize(
    ("event", "one", "other", "kind"),
    [
        ("sub_issues", "sub_issue_added", "parent_issue_added", "parent_issue_added"),
        ("sub_issues", "sub_issue_removed", "parent_issue_removed", "parent_issue_removed"),
        ("issue_dependencies", "blocking_added", "blocked_by_added", "blocked_by_added"),
        ("issue_dependencies", "blocking_removed", "blocked_by_removed", "blocked_by_removed"),
    ],
)
def test_both_messages_of_one_change_are_one_event(
    event: str, one: str, other: str, kind: str
) -> None:
    first, second = told(related(event, one)), told(related(event, other))

    assert first.key == second.key
    assert first.kind == second.kind == f"github.{event}.{kind}"


def test_adding_and_removing_are_two_events() -> None:
    added, removed = (
        told(related("sub_issues", f"sub_issue_{how}")) for how in ("added", "removed")
    )

    assert added.key != removed.key
    assert removed.changes == (Change("link:parent:github:7009", "github:7009", None),)


def test_a_parent_taken_away_is_taken_away_however_it_was_told() -> None:
    removed = link_changes(related("sub_issues", "parent_issue_removed"))

    assert {(told_.link.to, told_.link.origin, told_.stands) for _, told_ in removed} == {
        ("github:7009", "event", False),
        ("github:acme/shop#9", "parent", False),
    }


def test_the_link_is_as_new_as_the_newer_of_the_two() -> None:
    reading = related("sub_issues", "sub_issue_added")

    assert [each.at for each in reading.sightings if each.link_changes] == [at(5)]


@pytest.mark.parametrize(
    ("action", "repo", "keys"),
    [
        ("parent_issue_added", "parent_issue_repo", ["github:acme/shop#12", "github:acme/plan#9"]),
        ("sub_issue_added", "sub_issue_repo", ["github:acme/plan#12", "github:acme/shop#9"]),
    ],
)
def test_each_issue_is_seen_in_its_own_repository(action: str, repo: str, keys: list[str]) -> None:
    reading = related("sub_issues", action, **{repo: OTHER})
    whole = [each for each in reading.sightings if each.fields is not None]

    assert [each.key for each in whole] == keys
    assert {each.key: each.visibility for each in whole} == {
        key: "internal" if "plan" in key else "public" for key in keys
    }


def test_an_end_that_is_not_shown_is_still_linked() -> None:
    payload = {"action": "sub_issue_added", "sub_issue_id": 7012, "parent_issue_id": 7009}
    early, late = (parse(a_delivery(payload, kind="sub_issues", seconds=n)) for n in (1, 9))

    assert [each.item_id for each in early.sightings] == ["github:7012"]
    assert len(link_changes(early)) == 1
    assert told(early).key == told(late).key


def test_an_unknown_action_shows_the_issues_and_changes_no_link() -> None:
    reading = related("sub_issues", "sub_issue_reprioritized")

    assert len(reading.sightings) == 2
    assert link_changes(reading) == []
    assert changes(reading) == ()
