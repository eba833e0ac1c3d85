"""A new value counts once it has lasted, and what is pending is shown meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from automation.appraisal import Signal
from automation.ports import Reason
from tests.engine.appraised import BLOCKED, LATE, WHOLE, finds
from tests.engine.appraised import RULE as APPRAISED
from tests.engine.appraised import epic as appraised_epic
from tests.engine.cases import LONG_AGO, NOW, bench, look, only
from tests.engine.healthy import DAY, HEALTH, epic, now_says, reads
from tests.engine.items import item


def test_the_first_value_counts_at_once() -> None:
    assert [each.value for each in epic(5).decides().derived] == ["at_risk"]


def test_worse_waits_a_working_day_and_is_shown_meanwhile() -> None:
    calm = epic(0, customfield_10050="On track")
    calm = replace(calm, derived={"health": reads("on_track", LONG_AGO)})

    plan = now_says(calm, 5).decides()

    (derived,) = plan.derived
    assert (derived.value, derived.candidate, derived.candidate_since) == (
        "on_track",
        "at_risk",
        NOW,
    )
    assert derived.because == "so"
    assert plan.steps == ()
    assert [(each.reason, each.due_on, each.due_at) for each in plan.wakes] == [
        ("timer:health:1", "company", NOW + DAY)
    ]
    assert only(plan).because.endswith("; reads Needs care from 19 Nov 2026 on if it lasts")


def test_worse_counts_once_it_has_lasted() -> None:
    calm = replace(epic(0), derived={"health": reads("on_track", LONG_AGO)})
    pending = now_says(calm, 5)
    waiting = pending.then(pending.decides())

    before = waiting.decides(now=NOW + DAY - timedelta(seconds=1))
    after = waiting.decides(look("epic/nothing"), look("any"), now=NOW + DAY)

    assert [each.value for each in before.derived] == ["on_track"]
    assert [(d.value, d.candidate, d.changed_at) for d in after.derived] == [
        ("at_risk", None, NOW + DAY)
    ]
    assert len(after.steps) == 1


def test_worse_still_does_not_begin_to_wait_again() -> None:
    calm = replace(epic(0), derived={"health": reads("on_track", LONG_AGO)})
    pending = now_says(calm, 5)
    waiting = pending.then(pending.decides())

    plan = now_says(waiting, 12).decides(now=NOW + DAY)

    assert [each.value for each in plan.derived] == ["off_track"]


def test_better_waits_three_working_days_over_a_weekend() -> None:
    bad = replace(epic(12), derived={"health": reads("off_track", LONG_AGO)})
    friday = datetime(2026, 11, 20, 9, tzinfo=UTC)

    plan = now_says(bad, 0).decides(now=friday)

    assert [each.due_at for each in plan.wakes] == [datetime(2026, 11, 25, 9, tzinfo=UTC)]


def test_a_value_that_comes_back_drops_what_was_pending() -> None:
    calm = replace(epic(0), derived={"health": reads("on_track", LONG_AGO)})
    pending = now_says(calm, 5)
    waiting = pending.then(pending.decides())

    (derived,) = now_says(waiting, 0).decides(now=NOW + timedelta(hours=3)).derived

    assert (derived.value, derived.candidate, derived.candidate_since) == ("on_track", None, None)
    assert derived.changed_at == LONG_AGO


def test_it_changes_once_a_day_at_most() -> None:
    this_morning = datetime(2026, 11, 18, 1, tzinfo=UTC)
    since = datetime(2026, 11, 10, 9, tzinfo=UTC)
    turned = replace(reads("at_risk", this_morning), candidate="off_track", candidate_since=since)
    one = replace(epic(12), derived={"health": turned})

    plan = one.decides()

    assert [each.value for each in plan.derived] == ["at_risk"]
    assert [each.due_at for each in plan.wakes] == [datetime(2026, 11, 19, tzinfo=UTC)]


@pytest.mark.parametrize(("late", "value"), [((LATE,), "off_track"), ((), "on_track")])
def test_a_signal_that_the_rule_names_waits_for_nothing_while_it_is_serious(
    late: tuple[Signal, ...], value: str
) -> None:
    calm = replace(appraised_epic(), derived={"health": reads("on_track", NOW)})

    plan = finds(calm, replace(WHOLE, signals=(*late, BLOCKED))).decides()

    assert [each.value for each in plan.derived] == [value]


def test_such_a_signal_hurries_nothing_for_the_better() -> None:
    rule = APPRAISED.replace("'F2' in signals.serious", "'B1' in signals.serious")
    bad = replace(appraised_epic(rule=rule), derived={"health": reads("off_track", LONG_AGO)})

    plan = finds(bad, replace(WHOLE, signals=(LATE,))).decides()

    assert [(each.value, each.candidate) for each in plan.derived] == [("off_track", "at_risk")]


def test_a_signal_that_is_only_worth_a_look_waits_like_any_other() -> None:
    rule = APPRAISED.replace("'F2' in signals.serious", "'F2' in signals.watch")
    calm = replace(appraised_epic(rule=rule), derived={"health": reads("on_track", LONG_AGO)})

    plan = finds(calm, replace(WHOLE, signals=(replace(LATE, level="watch"),))).decides()

    assert [(each.value, each.candidate) for each in plan.derived] == [("on_track", "off_track")]


def test_done_has_no_place_in_the_order_and_counts_at_once() -> None:
    calm = replace(epic(0), derived={"health": reads("at_risk", NOW)})

    plan = now_says(calm, 0, state="closed").decides()

    assert [each.value for each in plan.derived] == ["done"]


def test_a_timer_looks_again_and_so_does_the_sweep() -> None:
    for name in ("timer:health:1", "sweep:health:2026-11-18T06:00"):
        assert len(epic(5).decides(Reason(name, 1)).derived) == 1
    assert epic(5).decides(Reason("timer:other:1", 1)).derived == ()


def test_any_change_waits_the_same_where_there_is_no_order() -> None:
    text = HEALTH.replace("field: health", "field: severity").replace(
        "stability: {worse_after: 1 working day, better_after: 3 working days, at_once: [F2]}",
        "stability: {after: 2 days}",
    )
    before = replace(reads("on_track", LONG_AGO), field="severity")
    one = bench(text, about=item("jira:PAY-1", "epic", comments=5), derived={"severity": before})

    assert [each.due_at for each in one.decides().wakes] == [NOW + 2 * DAY]
