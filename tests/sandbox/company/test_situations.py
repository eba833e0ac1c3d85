"""Every situation of the table in the package's docstring, with its numbers."""

import re
from datetime import timedelta

from automation.sandbox import company
from automation.sandbox.company.crew import BOT
from automation.sandbox.company.days import ZONE
from automation.sandbox.jira.pages_board import hints
from automation.sandbox.jira.site import HEALTH
from automation.trackers.texts import links_in, references_in, references_in_branch
from tests.sandbox.company.world import Acme

AT_RISK, PAUSED = "10061", "10064"


def test_the_table_names_only_what_is_there(acme: Acme) -> None:
    table = company.__doc__ or ""
    for key in re.findall(r"acme/\w+#\d+", table):
        assert acme.issue(key).number
    for key in re.findall(r"\b(?:PAY|LOG|LOY|SEC)-[1-9]\d*", table):
        assert acme.card(key).id


def test_a_watermelon_waits_nine_working_days_for_another_trackers_item(acme: Acme) -> None:
    epic, child = acme.issue("acme/storefront#267"), acme.issue("acme/storefront#292")
    said = links_in(
        child.body or "",
        connection="github",
        project="acme/storefront",
        default="mentions",  # type: ignore[arg-type]  # only what words make of it is looked at
    )
    edited = [
        one.at
        for one in acme.hub_happenings
        if one.action == "edited" and one.issue and one.issue.id == child.id
    ]

    assert child.parent == epic.id
    assert ("blocked_by", "*:SEC-40") in {(link.kind, link.to) for link in said}
    assert acme.card("SEC-40").status.name == "Open"
    assert acme.working_days(edited[-1], acme.end) == 9
    assert epic.has("health: on track")


def test_a_person_set_it_worse_before_the_date_moved(acme: Acme) -> None:
    card = acme.card("LOG-131")
    worse = [h.at for h in card.histories for i in h.items if (i.field, i.new) == (HEALTH, AT_RISK)]
    moved = [h.at for h in card.histories for i in h.items if i.field == "duedate" and i.old]

    assert card.fields[HEALTH] == AT_RISK
    assert len(worse) == len(moved) == 1
    assert moved[0] - worse[0] > timedelta(days=28)


def test_a_date_passed_that_had_moved_twice(acme: Acme) -> None:
    dates = acme.dates_of("PAY-134")

    assert len(dates) == 3
    assert [old for old, _ in dates] == [None, dates[0][1], dates[1][1]]
    assert sorted(str(new) for _, new in dates) == [str(new) for _, new in dates]
    assert str(acme.card("PAY-134").fields["duedate"]) < acme.end.date().isoformat()
    assert [one for one in acme.cards_under("PAY-134") if one.status.category != "done"] != []


def test_scope_grew_by_twenty_three_percent(acme: Acme) -> None:
    cards = acme.cards_under("PAY-171")
    began = min(one.moved for one in cards if one.moved and one.status.category != "new")
    first = [one for one in cards if one.created.date() <= began.date()]

    assert (len(first), len(cards)) == (13, 16)
    assert round(100 * (len(cards) - len(first)) / len(first)) == 23


def test_an_epic_is_two_weeks_old_with_nothing_finished(acme: Acme) -> None:
    epic = acme.issue("acme/storefront#400")

    assert acme.working_days(epic.created_at, acme.end) == 10
    assert len(acme.subs_of("acme/storefront#400")) == 9
    assert {one.state for one in acme.subs_of("acme/storefront#400")} == {"open"}


def test_one_is_paused_on_purpose_and_nobody_touches_it(acme: Acme) -> None:
    epic, cards = acme.card("LOG-99"), acme.cards_under("LOG-99")

    assert epic.status.name == "Zurückgestellt"
    assert epic.fields[HEALTH] == PAUSED
    assert max(one.updated for one in cards) < epic.updated
    assert "duedate" not in epic.fields


def test_one_is_reopened_after_it_was_done(acme: Acme) -> None:
    epic = acme.issue("acme/mobile#201")
    inside = acme.in_milestone("acme/mobile", epic.title)

    assert (epic.state, epic.state_reason) == ("open", "reopened")
    assert sorted(one.state for one in inside) == ["closed"] * 11 + ["open"] * 2
    assert acme.working_days(epic.updated_at, acme.end) <= 3


def test_one_recovers_since_what_blocked_it_closed_two_working_days_ago(acme: Acme) -> None:
    blocked, review = acme.card("PAY-200"), acme.card("SEC-39")
    (link,) = acme.site.links_of(blocked.id)
    assert review.resolved is not None

    assert (link.source, link.target) == (review.id, blocked.id)
    assert blocked.fields["parent"] == acme.card("PAY-185").id
    closed, end = review.resolved.astimezone(ZONE), acme.end.astimezone(ZONE)
    assert acme.working_days(closed.replace(hour=0), end.replace(hour=1)) == 2


def test_one_has_no_date_no_objective_and_a_title_that_is_code(acme: Acme) -> None:
    epic = acme.issue("acme/storefront#322")
    project = acme.hub.project
    assert project is not None
    row = next(one for one in project.items.values() if one.content == epic.id)

    assert "<script>" in epic.title
    assert "🎟" in epic.title
    assert 5011 not in row.values
    assert not any(label.name.startswith("objective:") for label in epic.labels)
    assert len(acme.issue("acme/storefront#337").title) == 200


def test_one_has_children_in_both_trackers(acme: Acme) -> None:
    body = [one.body or "" for one in acme.hub.repository("acme/storefront").issues.values()]
    across = [text for text in body if text.endswith("Part of PAY-159")]

    assert len(across) == 6
    assert len(acme.cards_under("PAY-159")) == 10


def test_thirty_pull_requests_name_no_key(acme: Acme) -> None:
    keyless = 0
    for place in acme.hub.repositories.values():
        for one in place.issues.values():
            if one.pull and one.user != BOT:
                said = f"{one.title}\n{one.body or ''}"
                named = references_in(said, connection="github", project=place.full_name)
                keyless += not (named or references_in_branch(one.pull.head))

    assert keyless == 30


def test_dropped_is_not_done(acme: Acme) -> None:
    statuses = [one.status.name for one in acme.cards_under("LOG-155")]

    assert (statuses.count("Erledigt"), statuses.count("Abgelehnt"), len(statuses)) == (6, 3, 14)


def test_two_epics_have_the_same_title(acme: Acme) -> None:
    assert acme.card("LOG-155").summary == acme.issue("acme/mobile#266").title


def test_all_but_the_code_of_payments_is_private_and_one_is_in_the_vault(acme: Acme) -> None:
    open_ = [name for name, one in acme.hub.repositories.items() if not one.private]

    assert open_ == ["acme/payments"]
    assert len(acme.subs_of("acme/vault#13")) == 8


def test_the_reorganisation_moved_keys_in_week_31(acme: Acme) -> None:
    moved = [one for one in acme.site_happenings if one.kind == "issue_moved"]
    weeks = {(one.at - acme.story.jira.past[0].at).days // 7 + 1 for one in moved}

    assert weeks == {31}
    assert len(moved) > 5
    assert acme.card("LOY-9").key == "PAY-108"
    assert {one.issue.project for one in moved if one.issue} == {"PAY"}
    open_ = [one for one in acme.site.issues.values() if one.project == "LOY" and not one.resolved]
    assert open_ == []


def test_a_bot_opened_and_merged_four_hundred_pull_requests(acme: Acme) -> None:
    mine = [
        one
        for place in acme.hub.repositories.values()
        for one in place.issues.values()
        if one.pull and one.user == BOT
    ]

    assert len(mine) == 400
    assert {one.pull.merged_by for one in mine if one.pull} == {BOT}
    assert {user.type for user in acme.hub.users.values() if user.login == BOT} == {"Bot"}


def test_eleven_customers_asked_and_four_are_told_since_it_is_done(acme: Acme) -> None:
    epic = acme.card("LOG-105")
    labels = epic.several("labels")
    told = {one.partition(":")[2] for one in labels if one.startswith("told:")}
    asked = {one.partition(":")[2] for one in labels if one.startswith("customer:")}
    put_on = [h.at for h in epic.histories for i in h.items if "told:" in str(i.new_words)]
    assert epic.resolved is not None

    assert (len(asked), len(told)) == (11, 4)
    assert told < asked
    assert min(put_on) > epic.resolved
    assert acme.working_days(epic.resolved, acme.end) <= 3
    assert str(epic.fields["duedate"]) >= epic.resolved.date().isoformat()


def test_a_block_turns_serious_on_the_first_day_to_come(acme: Acme) -> None:
    child = acme.issue("acme/mobile#278")
    put_on = [
        one.at
        for one in acme.hub_happenings
        if one.action == "labeled" and one.issue and one.issue.id == child.id
    ]

    assert child.has("blocked")
    assert child in acme.in_milestone("acme/mobile", acme.issue("acme/mobile#266").title)
    assert acme.working_days(put_on[-1], acme.end) == 4


def test_a_sprint_was_closed_with_sixty_edits_in_a_minute(acme: Acme) -> None:
    edits = [one.at for one in acme.site_happenings if one.kind == "issue_updated"]

    assert any(
        last - first <= timedelta(minutes=1) for first, last in zip(edits, edits[59:], strict=False)
    )


def test_the_incident_was_over_the_same_day(acme: Acme) -> None:
    worst = acme.card("PAY-209")
    assert worst.resolved is not None

    assert worst.text("priority") == "1"
    assert worst.resolved.date() == worst.created.date()


def test_one_will_be_done_and_shipped_on_the_first_days_to_come(acme: Acme) -> None:
    epic = acme.issue("acme/mobile#242")
    inside = acme.in_milestone("acme/mobile", epic.title)

    assert sorted(one.state for one in inside) == ["closed"] * 11 + ["open"]
    assert len([one for one in epic.labels if one.name.startswith("customer:")]) == 5


def test_the_card_to_block_is_of_an_epic_that_is_well_and_grows_no_more(acme: Acme) -> None:
    block = hints(acme.site)[0]
    card = acme.card(block.url.rpartition("/")[2])

    assert acme.site.issues[card.text("parent")].key == "PAY-159"
    assert card.status.category == "new"
