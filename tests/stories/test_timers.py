"""Timers as people meet them: what is held for days fires once and in time, whatever else."""

from collections.abc import Callable

from sqlalchemy import update

from automation.store import schema
from automation.store.tempo import SYSTEM
from tests.builders import US
from tests.stories.clockwork import Clockwork, berlin, stuck
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


def test_three_business_days_over_a_weekend_and_the_end_of_summer_time(friday: Clockwork) -> None:
    assert friday.due == ["2026-10-28 16:00"]
    friday.is_at("2026-10-28 15:59")
    assert friday.said == []
    friday.is_at("2026-10-28 16:00")
    assert friday.said == ONCE


def test_and_over_the_beginning_of_summer_time(works: Works) -> None:
    spring = works()
    spring.opens("pay")
    spring.is_at("2027-03-26 16:00")
    spring.moves("Blocked")

    spring.is_at("2027-03-31 15:59")
    assert spring.said == []
    spring.is_at("2027-03-31 16:00")
    assert spring.said == ONCE


def test_restart_edit_and_reload_on_the_way(friday: Clockwork) -> None:
    friday.is_at("2026-10-24 12:00")
    friday.restarts()
    friday.saves(rule=stuck().replace("Nobody saw that it waits", "Nobody saw it"))
    friday.is_at("2026-10-25 02:30")
    friday.restarts()
    friday.saves(rule=stuck())
    friday.is_at("2026-10-28 15:59")
    assert friday.said == []
    friday.is_at("2026-10-28 16:00")
    friday.restarts()
    friday.saves(rule=stuck() + "# read once more\n")
    friday.is_at("2026-11-20 16:00")

    assert friday.said == ONCE


def test_what_fired_does_not_fire_again_for_whatever_is_told_later(friday: Clockwork) -> None:
    friday.is_at("2026-10-28 17:00")
    friday.jira.standing["PAY-1"] = {"pay"}  # a person takes the label off
    friday.is_labelled("pay")
    friday.is_labelled("pay", "later")
    friday.saves(rule=stuck("5 business days"))
    friday.is_at("2026-11-10 09:00")

    assert (friday.said, friday.jira.standing["PAY-1"]) == (ONCE, {"pay"})


def test_there_and_back_is_a_new_beginning(friday: Clockwork) -> None:
    friday.is_at("2026-10-27 10:00")
    friday.moves("In Progress")
    friday.is_at("2026-10-27 12:00")
    friday.moves("Blocked")
    friday.is_at("2026-10-30 11:59")
    assert friday.said == []
    friday.is_at("2026-10-30 12:00")
    assert friday.said == ONCE
    friday.moves("In Progress")
    friday.is_at("2026-11-02 09:00")
    friday.moves("Blocked")
    friday.is_at("2026-11-20 09:00")
    assert friday.said == ONCE * 2


def test_what_is_not_blocked_any_more_is_left_alone(friday: Clockwork) -> None:
    friday.is_at("2026-10-28 15:00")
    friday.moves("In Progress")
    friday.is_at("2026-11-20 09:00")

    assert (friday.said, friday.due) == ([], [])


def test_an_item_that_is_deleted_is_spoken_of_no_more(friday: Clockwork) -> None:
    friday.tells("jira:issue_deleted")
    friday.is_at("2026-11-20 09:00")

    assert (friday.said, friday.due) == ([], [])


def test_an_item_that_moves_waits_by_the_calendar_of_its_new_team(friday: Clockwork) -> None:
    friday.is_at("2026-10-26 09:00")
    friday.is_labelled("log")  # works on Sundays and not on Fridays: from Sunday on
    friday.is_at("2026-10-27 23:59")
    assert friday.said == []
    friday.is_at("2026-10-28 00:00")
    assert friday.said == ONCE


def test_a_clock_that_is_pressed_forward_brings_what_is_due(friday: Clockwork) -> None:
    clocks = friday.line.record.clocks
    clocks.forward_to(berlin("2026-10-28 15:30"), wall=friday.time())
    friday.time.pass_(100)
    clocks.set_pace(SYSTEM, wall=friday.time())
    friday.works()
    before = friday.said
    friday.time.pass_(1800)
    friday.works()

    assert (before, friday.said) == ([], ONCE)


def test_what_came_due_while_pitboard_was_down_fires_when_it_is_back(friday: Clockwork) -> None:
    friday.line.close()
    friday.sleeps_until("2026-11-03 09:00")
    friday.restarts()

    assert friday.said == ONCE


def test_what_is_told_late_fires_late(works: Works) -> None:
    made = works()
    made.opens("pay")
    made.is_at("2026-10-23 16:00")
    delivery = made.webhook("Blocked")
    made.is_at("2026-11-03 09:00")
    made.hears(delivery)

    assert made.said == ONCE


def test_the_same_webhook_twice_is_one_beginning(works: Works) -> None:
    made = works()
    made.opens("pay")
    made.is_at("2026-10-23 16:00")
    made.moves("Blocked", times=2)
    made.is_at("2026-10-28 16:00")
    made.works()

    assert made.said == ONCE


def test_a_timer_may_wake_another_rule_once(works: Works) -> None:
    first = stuck().replace('comment: "Blocked for 3 business days."', "wake: tell")
    made = works(rule=first, tell=WOKEN)
    made.opens("pay", status="Blocked")
    made.is_at("2026-10-23 09:00")
    made.is_labelled("pay", "later")

    assert made.said == ["It waits."]


def test_a_rule_that_derives_is_judged_when_the_time_has_come(works: Works) -> None:
    made = works(rule=OVERDUE)
    made.opens("pay", status="Blocked")
    made.is_at("2026-10-22 08:59")
    before = list(made.jira.writes)
    made.is_at("2026-10-22 09:00")

    assert (before, made.jira.standing["PAY-1"]) == ([], {"overdue"})


def test_silence_is_broken_by_people_and_told_once(works: Works) -> None:
    made = works(rule=QUIET)
    made.opens("pay")
    made.is_at("2026-10-20 09:00")
    made.moves("In Progress")
    made.is_at("2026-10-22 09:00")
    made.is_labelled("pay", "dependencies", by=ROBOT)
    made.is_at("2026-10-23 08:59")
    assert made.said == []
    made.is_at("2026-10-23 09:00")
    assert made.said == ["Quiet."]
    made.is_labelled("pay", by=ROBOT)
    made.is_at("2026-10-30 09:00")
    assert made.said == ["Quiet."]
    made.moves("Blocked")
    made.is_at("2026-11-04 09:00")
    assert made.said == ["Quiet."] * 2


def test_a_comment_in_jira_breaks_a_silence_and_our_own_does_not(works: Works) -> None:
    spoken = SILENCE.replace("[status, labels]", "comments")
    made = works(rule=QUIET.replace(SILENCE, spoken))
    made.opens("pay")
    made.is_at("2026-10-20 09:00")
    made.comments("Waiting for the bank.")
    made.is_at("2026-10-23 08:59")
    assert made.said == []
    made.is_at("2026-10-23 09:00")
    assert made.said == ["Quiet."]
    made.is_at("2026-10-23 09:01")
    made.comments("Quiet.", by=jira.cloud_user("Pitboard", id_=US.id))
    assert (made.said, made.due) == (["Quiet."], [])
    made.is_at("2026-11-06 09:00")
    assert made.said == ["Quiet."]
    made.comments("The bank has answered.")
    made.is_at("2026-11-11 09:00")
    assert made.said == ["Quiet."] * 2


def test_what_was_due_before_a_connection_was_live_is_its_history(works: Works) -> None:
    made = works()
    made.opens("pay")
    with made.line.record.database.writing() as connection:
        live = {"live_since": berlin("2026-11-10 09:00")}
        connection.execute(update(schema.connection).values(live))
    made.is_at("2026-10-23 16:00")
    made.moves("Blocked")
    made.is_at("2026-11-20 09:00")

    assert (made.said, made.due) == ([], [])
