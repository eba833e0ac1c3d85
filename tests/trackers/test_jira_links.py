"""What an issue is to others: by its fields, by its texts, and by messages about one link."""

from typing import Any

import pytest

from automation.model import Change, Link, LinkChange, LinkKind
from automation.trackers.jira.kinds import REREAD
from tests.builders import NOON, at
from tests.trackers.jira_payloads import (
    BLOCKS,
    DUPLICATE,
    ISSUE,
    OLD_SPRINT,
    RELATES,
    a_link,
    an_issue,
    read,
    seen,
    told,
    updated,
)

OTHER = {"id": "10013", "key": "SHOP-3", "fields": {"issuetype": {"name": "Epic"}}}
EPIC = {"id": "10002", "name": "Epic", "hierarchyLevel": 1}
DEPENDS = {"name": "Dependency", "inward": "is depended on by", "outward": "depends on"}
GERMAN = {"name": "Blocks", "inward": "wartet auf", "outward": "hält auf"}
HALF_GERMAN = {"name": "Bremse", "inward": "is blocked by", "outward": "hält auf"}
UNHEARD_OF = {"name": "Haunts", "inward": "is haunted by", "outward": "haunts"}
EPIC_STORY = {"name": "Epic-Story Link", "inward": "has Epic", "outward": "is Epic of"}
SUBTASK = {
    "name": "jira_subtask_link",
    "inward": "jira_subtask_inward",
    "outward": "jira_subtask_outward",
}


def own(**fields: Any) -> set[tuple[str, str]]:  # noqa: ANN401 - a payload's part is anything
    """The links of such an issue that its fields tell of, by kind."""
    return {(str(link.kind), link.to) for link in seen(updated(**fields)).links["field"]}


def inward(type_: dict[str, str]) -> list[dict[str, Any]]:
    return [{"id": "77", "type": type_, "inwardIssue": OTHER}]


def outward(type_: dict[str, str]) -> list[dict[str, Any]]:
    return [{"id": "77", "type": type_, "outwardIssue": OTHER}]


@pytest.mark.parametrize(
    ("links", "kind"),
    [
        (inward(BLOCKS), "blocked_by"),
        (inward(GERMAN), "blocked_by"),
        (inward(HALF_GERMAN), "blocked_by"),
        (outward(DEPENDS), "blocked_by"),
        (outward(DUPLICATE), "duplicates"),
        (outward(RELATES), "relates"),
        (outward(UNHEARD_OF), "relates"),
        (inward(EPIC_STORY), "parent"),
    ],
)
def test_a_link_that_starts_at_the_issue_is_the_issues(
    links: list[dict[str, Any]], kind: str
) -> None:
    shown = read(updated(issuelinks=links)).sightings

    assert len(shown) == 1
    assert shown[0].links["field"] == {Link(LinkKind(kind), "jira:10013", "field")}


@pytest.mark.parametrize(
    ("links", "kind"),
    [
        (outward(BLOCKS), "blocked_by"),
        (outward(GERMAN), "blocked_by"),
        (outward(HALF_GERMAN), "blocked_by"),
        (inward(DEPENDS), "blocked_by"),
        (inward(DUPLICATE), "duplicates"),
        (inward(RELATES), "relates"),
        (inward(UNHEARD_OF), "relates"),
    ],
)
def test_a_link_that_starts_at_the_other_issue_is_seen_of_the_other(
    links: list[dict[str, Any]], kind: str
) -> None:
    shown, other = read(updated(issuelinks=links)).sightings

    assert shown.links["field"] == frozenset()
    assert (other.item_id, other.key, other.type) == ("jira:10013", "jira:SHOP-3", "epic")
    assert (other.fields, other.labels, other.links) == (None, None, {})
    assert other.at == NOON
    assert other.link_changes == (LinkChange(Link(LinkKind(kind), ISSUE, "field"), stands=True),)


def test_the_whole_set_of_links_is_told_when_it_is_empty() -> None:
    assert seen(updated()).links == {"field": frozenset(), "text": frozenset()}


@pytest.mark.parametrize(
    ("type_", "start", "kind", "end"),
    [
        (BLOCKS, "jira:10013", "blocked_by", "jira:10012"),
        (GERMAN, "jira:10013", "blocked_by", "jira:10012"),
        (DEPENDS, "jira:10012", "blocked_by", "jira:10013"),
        (DUPLICATE, "jira:10012", "duplicates", "jira:10013"),
        (RELATES, "jira:10012", "relates", "jira:10013"),
        (EPIC_STORY, "jira:10013", "parent", "jira:10012"),
        (SUBTASK, "jira:10013", "parent", "jira:10012"),
    ],
)
def test_a_message_about_a_link_agrees_with_the_fields_of_both_issues(
    type_: dict[str, str], start: str, kind: str, end: str
) -> None:
    made = read(a_link(type_=type_))
    source = updated(issuelinks=outward(type_))
    sides = {shown.item_id: shown for shown in read(source).sightings}

    assert made.sighting is not None
    link = Link(LinkKind(kind), end, "field")
    shown = sides[start]
    assert made.sighting.item_id == start
    assert made.sighting.link_changes == (LinkChange(link, stands=True),)
    assert {*shown.links.get("field", ()), *(each.link for each in shown.link_changes)} == {link}


def test_who_blocks_is_the_source_and_who_is_blocked_the_destination() -> None:
    event = told(a_link(type_=BLOCKS))

    assert event.item_id == "jira:10013"
    assert event.changes == (Change("link:blocked_by:jira:10012", None, "jira:10012"),)


def test_a_link_that_is_taken_away_is_gone_from_then_on() -> None:
    reading = read(a_link("issuelink_deleted"))

    assert reading.event is not None
    assert reading.sighting is not None
    assert reading.event.kind == "jira.link.deleted"
    assert reading.event.changes == (Change("link:blocked_by:jira:10012", "jira:10012", None),)
    assert [change.stands for change in reading.sighting.link_changes] == [False]
    assert reading.sighting.at == at(0.25)


def test_a_parent_is_told_by_its_id() -> None:
    assert own(parent={"id": "10002", "key": "PAY-2"}) == {("parent", "jira:10002")}


def test_an_epic_link_of_data_center_is_a_parent_by_its_key() -> None:
    assert own(customfield_10014="PAY-2") == {("parent", "jira:PAY-2")}


@pytest.mark.parametrize(
    "fields",
    [
        {"customfield_10014": "PAY-12"},
        {"customfield_10014": "see PAY-2"},
        {"customfield_10014": "PAY-2", "issuetype": {"name": "Epic"}},
        {"customfield_10014": "PAY-2", "issuetype": {"name": "Sub-task", "subtask": True}},
    ],
    ids=["itself", "not only a key", "an epic", "a sub-task"],
)
def test_a_key_in_a_custom_field_is_not_always_an_epic(fields: dict[str, Any]) -> None:
    assert own(**fields) == set()


def test_jiras_own_epic_field_is_older_than_anybody_elses() -> None:
    assert own(customfield_12001="SHOP-1", customfield_10014="PAY-2") == {("parent", "jira:PAY-2")}


def test_the_parent_field_stands_above_an_epic_link() -> None:
    both = own(parent={"id": "10002", "key": "PAY-2"}, customfield_10014="PAY-3")

    assert both == {("parent", "jira:10002")}


def test_an_epic_has_its_parent_in_advanced_roadmaps() -> None:
    link = {"hasEpicLinkFieldDependency": False, "showField": True, "data": {"key": "GOAL-1"}}

    assert own(customfield_10018=link, issuetype=EPIC) == {("parent", "jira:GOAL-1")}


def test_an_issue_ships_in_its_versions_and_belongs_to_its_sprint() -> None:
    versions = [{"id": "10200", "name": "1.0"}, {"id": "10201", "name": "1.1"}]

    assert own(fixVersions=versions, customfield_10020=[OLD_SPRINT]) == {
        ("ships_in", "jira:version:10200"),
        ("ships_in", "jira:version:10201"),
        ("milestone", "jira:sprint:7"),
    }


def test_sub_tasks_tell_of_their_parent_themselves() -> None:
    assert own(subtasks=[{"id": "10014", "key": "PAY-14"}]) == set()


def test_texts_mention_other_items_and_not_the_issue_itself() -> None:
    shown = seen(
        updated(
            summary="PAY-12: follow up on SHOP-3",
            description="Seen in acme/shop#7 and https://acme.example/browse/PAY-12.\n"
            "Blocked by CARD-1.",
        )
    )

    assert shown.links["text"] == {
        Link(LinkKind.MENTIONS, "*:SHOP-3", "text"),
        Link(LinkKind.MENTIONS, "*:acme/shop#7", "text"),
        Link(LinkKind.BLOCKED_BY, "*:CARD-1", "text"),
    }


def test_a_document_mentions_what_its_words_mention() -> None:
    text = {"type": "text", "text": "After SHOP-3"}
    card = {"type": "inlineCard", "attrs": {"url": "https://acme.example/browse/CARD-1"}}
    document = {"type": "doc", "content": [{"type": "paragraph", "content": [text, card]}]}

    shown = seen({"issue": an_issue(description=document)}, kind=REREAD)

    assert {link.to for link in shown.links["text"]} == {
        "*:SHOP-3",
        "url:https://acme.example/browse/CARD-1",
    }
