"""Timers and the rule folder: what people edit while time passes, and what comes of it."""

from collections.abc import Callable

from tests.store.world import rows_of
from tests.stories.clockwork import Clockwork, stuck, teams
from tests.trackers import jira_payloads as jira

ONCE = ["Blocked for 3 business days."]
ROBOT = jira.cloud_user("Renovate", id_="5c5f-robot", accountType="app")
WHO = """\
pitboard: 1
rule: tell
title: Somebody hears of it
why: Nobody did.
owner: product-ops
state: live
when:
  - WHEN
about: {path: event.item}
"""
WOKEN = WHO.replace("WHEN", "wake: [stuck]") + "then:\n  - comment: It waits.\n"
SILENCE = "silence: {type: issue, of: [status, labels], for: 3 working days}"
QUIET = WHO.replace("WHEN", SILENCE) + "then:\n  - comment: Quiet.\n"
HELD = "held: {type: issue, field: status, is: Blocked, for: 3 working days}"
OVERDUE = WHO.replace("WHEN", HELD) + "derive:\n  label: overdue\n  keep_if: item.state == 'open'\n"
Works = Callable[..., Clockwork]


def test_a_shorter_time_that_has_passed_is_told_and_does_not_fire(friday: Clockwork) -> None:
    friday.is_at("2026-10-27 18:00")
    friday.saves(rule=stuck("1 business day"))
    friday.is_at("2026-11-20 09:00")

    assert friday.said == []
    (verdict,) = rows_of(friday.line.record, "verdict")
    assert "before the rule read so" in verdict["because"]


def test_a_shorter_time_to_come_and_a_longer_one_move(friday: Clockwork) -> None:
    friday.is_at("2026-10-26 09:00")
    friday.saves(rule=stuck("2 business days"))
    assert friday.due == ["2026-10-27 16:00"]
    friday.saves(rule=stuck("4 business days"))
    assert friday.due == ["2026-10-29 16:00"]
    friday.is_at("2026-10-29 16:00")

    assert friday.said == ["Blocked for 4 business days."]


def test_a_holiday_that_is_added_on_the_way_is_none_of_the_days(friday: Clockwork) -> None:
    friday.is_at("2026-10-26 09:00")
    friday.saves(teams=teams("2026-10-27"))
    friday.is_at("2026-10-29 15:59")
    assert friday.said == []
    friday.is_at("2026-10-29 16:00")
    assert friday.said == ONCE


def test_a_rule_that_rested_meanwhile_is_not_told_what_passed(friday: Clockwork) -> None:
    friday.saves(rule=stuck(state="paused"))
    friday.is_at("2026-10-29 09:00")
    friday.saves(rule=stuck())
    friday.is_at("2026-11-20 09:00")
    assert friday.said == []


def test_a_rule_that_is_live_again_in_time_fires_in_time(friday: Clockwork) -> None:
    friday.saves(rule=stuck(state="paused"))
    assert friday.due == []
    friday.is_at("2026-10-27 09:00")
    friday.saves(rule=stuck())
    friday.is_at("2026-10-28 15:59")
    assert friday.said == []
    friday.is_at("2026-10-28 16:00")
    assert friday.said == ONCE


def test_a_rule_that_goes_live_says_what_is_due_from_then_on(works: Works) -> None:
    made = works(rule=stuck(state="shadow"))
    made.opens("pay", status="Blocked")
    made.is_at("2026-10-21 09:00")
    made.saves(rule=stuck())
    made.is_at("2026-10-22 10:00")

    assert made.said == ONCE


def test_what_is_due_as_the_file_is_edited_is_owed(friday: Clockwork) -> None:
    friday.sleeps_until("2026-10-28 17:00")
    friday.saves(rule=stuck("2 business days"))

    assert friday.said == ["Blocked for 2 business days."]


def test_a_rule_that_is_taken_out_and_put_back_repeats_nothing(friday: Clockwork) -> None:
    friday.is_at("2026-10-28 16:00")
    friday.saves(rule=None)
    assert [row["reason"] for row in rows_of(friday.line.record, "agenda")] == []
    friday.is_labelled("pay")
    friday.saves(rule=stuck())
    writes = list(friday.jira.writes)
    friday.is_at("2026-11-20 09:00")

    assert (friday.said, friday.jira.writes) == (ONCE, writes)


def test_a_title_that_changes_arms_nothing_anew(friday: Clockwork) -> None:
    before = rows_of(friday.line.record, "agenda")
    friday.saves(rule=stuck().replace("title: Stuck", "title: Halted"))

    assert rows_of(friday.line.record, "agenda") == before


def test_what_was_due_in_shadow_is_not_owed_by_the_live_rule(works: Works) -> None:
    made = works(rule=stuck(state="shadow"))
    made.opens("pay", status="Blocked")
    made.sleeps_until("2026-10-22 10:00")
    made.saves(rule=stuck())
    made.is_at("2026-11-20 09:00")

    assert made.said == []


def test_an_edit_that_waits_for_the_same_keeps_what_is_told_late(works: Works) -> None:
    made = works()
    made.opens("pay")
    made.is_at("2026-10-23 16:00")
    late = made.webhook("Blocked")
    made.is_at("2026-11-02 09:00")
    made.saves(rule=stuck().replace("title: Stuck", "title: Halted"))
    made.is_at("2026-11-03 09:00")
    made.hears(late)

    assert made.said == ONCE
