"""Issues of Jira moved, assigned, linked and created; every call is judged by its contract."""

import pytest

from automation.errors import ServiceError
from automation.ports import Draft
from automation.sandbox.jira.app import room_of
from automation.sandbox.jira.state import Issue
from automation.trackers.jira.client import JiraClient
from tests.sandbox.jira.world import ADVICE, AUDIT, BUG, EPIC, STORY, Site
from tests.trackers.jira_site import MARA

MARKER = "jira:1/create:follow-up/1/e"


def card(site: Site, key: str) -> Issue:
    return room_of(site.app).state.issue(key)


def moved(jira: JiraClient, key: str, name: str) -> None:
    found = next(each for each in jira.moves(key, timeout=6) if each.to.name == name)
    jira.move(key, found, timeout=6)


def test_an_issue_takes_the_transition_that_leads_to_a_status(jira: JiraClient, site: Site) -> None:
    moved(jira, STORY, "In Review")

    assert card(site, STORY).status.name == "In Review"
    column = jira.column(STORY, timeout=6)
    assert (column.name, column.category) == ("In Review", "indeterminate")


def test_what_the_screen_of_a_transition_asks_for_is_named(jira: JiraClient, site: Site) -> None:
    draft = Draft("LOG", "Task", "Lager umbauen", "Bald.", (), "")
    key = jira.open_item(draft, MARKER, timeout=6).key

    asks = {each.to.name: each.asks for each in jira.moves(key, timeout=6)}

    assert asks["Abgelehnt"] == ("Resolution",)
    assert asks["Erledigt"] == ()
    with pytest.raises(ServiceError, match="Resolution is required"):
        moved(jira, key, "Abgelehnt")
    assert card(site, key).status.name == "Offen"


def test_a_screen_that_is_filled_in_asks_for_nothing(jira: JiraClient) -> None:
    key = jira.open_item(Draft("LOG", "", "Lager", "x", (), ""), MARKER, timeout=6).key
    moved(jira, key, "Erledigt")

    asks = {each.to.name: each.asks for each in jira.moves(key, timeout=6)}

    assert asks["Abgelehnt"] == ()


def test_an_issue_is_given_to_an_account_and_shown_by_name(jira: JiraClient, site: Site) -> None:
    jira.hand_over(STORY, MARA, timeout=6)

    (holder,) = jira.holders(STORY, timeout=6)
    assert (holder.account, holder.shown) == (MARA, "Mara Lind")
    assert jira.holder(MARA, timeout=6) == holder

    jira.hand_over(STORY, None, timeout=6)
    assert jira.holders(STORY, timeout=6) == []
    assert "assignee" not in card(site, STORY).fields


def test_an_account_nobody_has_is_refused(jira: JiraClient) -> None:
    with pytest.raises(ServiceError) as refused:
        jira.holder("712020:nobody", timeout=6)

    assert not refused.value.retryable


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Mara Lind", ["Mara Lind"]),
        ("lind", ["Mara Lind"]),
        ("Nobody At All", []),
    ],
)
def test_people_who_may_have_an_issue_are_found_by_name(
    jira: JiraClient, name: str, found: list[str]
) -> None:
    assert [each.shown for each in jira.called(STORY, name, timeout=6)] == found


def test_whoever_is_found_is_given_the_issue(jira: JiraClient, site: Site) -> None:
    (meant,) = jira.called(STORY, "Mara Lind", timeout=6)

    jira.hand_over(STORY, meant.account, timeout=6)

    assert card(site, STORY).fields["assignee"] == MARA


@pytest.mark.parametrize("relation", ["blocks", "blocked_by", "relates"])
def test_two_issues_are_linked_and_unlinked(jira: JiraClient, site: Site, relation: str) -> None:
    before = jira.bond(BUG, relation, AUDIT, timeout=6)
    jira.tie(BUG, relation, AUDIT, before, timeout=6)

    after = jira.bond(BUG, relation, AUDIT, timeout=6)
    assert (before.stands, after.stands) == (False, True)
    (link,) = [each for each in room_of(site.app).state.links.values() if each.id == after.id]
    ends = (card(site, BUG).id, card(site, AUDIT).id)
    assert (link.source, link.target) == (ends[::-1] if relation == "blocked_by" else ends)

    jira.untie(BUG, relation, AUDIT, after, timeout=6)
    assert not jira.bond(BUG, relation, AUDIT, timeout=6).stands


def test_a_link_is_seen_from_its_other_end(jira: JiraClient) -> None:
    jira.tie(BUG, "blocks", AUDIT, jira.bond(BUG, "blocks", AUDIT, timeout=6), timeout=6)

    assert jira.bond(AUDIT, "blocked_by", BUG, timeout=6).stands
    assert not jira.bond(AUDIT, "blocks", BUG, timeout=6).stands


def test_an_issue_is_put_under_an_epic_and_stays_there(jira: JiraClient, site: Site) -> None:
    made = jira.open_item(Draft("PAY", "", "New", "x", (), ""), MARKER, timeout=6)
    jira.tie(made.key, "parent", EPIC, jira.bond(made.key, "parent", EPIC, timeout=6), timeout=6)

    assert card(site, made.key).fields["parent"] == card(site, EPIC).id
    assert jira.bond(made.key, "parent", EPIC, timeout=6).stands
    assert EPIC in jira.bond(made.key, "parent", ADVICE, timeout=6).instead

    there = jira.bond(made.key, "parent", EPIC, timeout=6)
    jira.untie(made.key, "parent", EPIC, there, timeout=6)
    assert "parent" not in card(site, made.key).fields


def test_a_new_issue_carries_its_marker_and_is_found_by_it(jira: JiraClient, site: Site) -> None:
    draft = Draft("PAY", "Bug", "Write it down", "It shipped.", ("docs",), EPIC)

    made = jira.open_item(draft, MARKER, timeout=6)
    jira.place(made, draft, timeout=6)

    found = card(site, made.key)
    assert (found.summary, found.type.name, found.several("labels")) == (
        *("Write it down", "Bug", ("docs",)),
    )
    assert found.properties == {"pitboard": {"key": MARKER}}
    assert found.fields["parent"] == card(site, EPIC).id
    assert jira.find_item("PAY", MARKER, timeout=6) == made


def test_an_issue_of_somebody_else_is_not_ours_whatever_it_says(
    jira: JiraClient, site: Site
) -> None:
    assert jira.find_item("PAY", MARKER, timeout=6) is None
    jira.open_item(Draft("SEC", "", "Other", "x", (), ""), MARKER, timeout=6)

    assert jira.find_item("PAY", MARKER, timeout=6) is None
    assert card(site, STORY).properties == {}
