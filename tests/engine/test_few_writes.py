"""People who watch an item hear of every edit: what stands beside a health is seldom rewritten."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from automation.appraisal import Pace, Signal, Status
from automation.model import Evidence, Written
from tests.engine.appraised import BLOCKED, CALM, RULE, WHOLE, commented, epic, fields, finds
from tests.engine.cases import NOW, Bench, edited
from tests.engine.test_companions import DAY, ID, KEY, once_written

MORE = replace(WHOLE, progress=replace(WHOLE.progress, done=19, added=5))


def once_told(one: Bench) -> Bench:
    """The same once its comment is rewritten and its values are on record."""
    plan = one.decides()
    said = Written(ID, "comment:status", commented(plan), NOW)
    return replace(one.then(plan), written={**one.written, said.field: said})


def test_a_new_count_alone_waits_until_a_week_is_over() -> None:
    one = finds(once_written(epic()), MORE)
    early, late = one.decides(now=NOW + 6 * DAY), one.decides(now=NOW + 7 * DAY)

    assert (early.steps, KEY in early.settled) == ((), True)
    assert [each.effect.field for each in late.steps] == ["comment:status"]
    assert "\n19 of 31 done, +5 since 1 Sep.\n" in commented(late)


def test_the_line_waits_with_a_new_count_too() -> None:
    one = once_written(epic(CALM))
    more = finds(one, replace(CALM, progress=MORE.progress))

    assert fields(more.decides(now=NOW + 6 * DAY)) == {}
    assert fields(more.decides(now=NOW + 7 * DAY)) == {
        "status_line": "On track: 19 of 31 done, target 27 Nov."
    }


def test_while_a_change_is_pending_a_new_count_waits_and_a_new_date_does_not() -> None:
    one = once_written(epic(CALM))
    pending = finds(one, replace(CALM, signals=(BLOCKED,)))
    stands = once_told(pending)
    later = datetime(2026, 12, 18, tzinfo=UTC)

    counted = finds(stands, replace(MORE, signals=(BLOCKED,))).decides()
    moved = finds(stands, replace(CALM, signals=(BLOCKED,), target=later)).decides()

    assert counted.steps == ()
    assert [(each.value, each.because) for each in counted.derived] == [
        ("on_track", "19 of 31 done, target 27 Nov")
    ]
    assert fields(moved) == {"status_line": "On track: 18 of 31 done, target 18 Dec."}
    assert "On track: 18 of 31 done, target 18 Dec." in commented(moved)


def test_a_reason_in_the_words_of_the_rule_stays_while_a_change_is_pending() -> None:
    row = "{value: on_track, if: true"
    one = epic(CALM, rule=RULE.replace(row, f"{row}, because: all is well"))
    pending = finds(one.then(one.decides()), replace(MORE, signals=(BLOCKED,)))

    (derived,) = pending.decides().derived

    assert (derived.because, derived.candidate) == ("all is well", "at_risk")


def test_a_line_that_somebody_changed_does_not_wait_for_a_new_count() -> None:
    one = once_written(epic(CALM))
    theirs = replace(one.item, fields={**one.item.fields, "customfield_10051": "On track"})
    marks = {"customfield_10051": edited("On track", NOW + DAY)}
    held = replace(one, item=replace(theirs, marks=marks), live_since={"health": NOW + 2 * DAY})

    later = finds(held, replace(CALM, progress=MORE.progress)).decides(now=NOW + 3 * DAY)

    assert fields(later) == {"status_line": "On track: 19 of 31 done, target 27 Nov."}


def test_work_that_goes_on_does_not_rewrite_the_comment() -> None:
    def moved(key: str, ago: timedelta) -> Status:
        last = Evidence(f"{key}: ann-moss renamed it", "https://j.example.com/1", NOW - ago, key)
        return replace(CALM, moved=last)

    one = once_written(epic(moved("PAY-12", DAY)))
    plan = finds(one, moved("PAY-13", timedelta(0))).decides()

    assert plan.steps == ()
    assert [each.text for each in plan.derived[0].evidence] == ["PAY-13: ann-moss renamed it"]


def test_silence_does_not_rewrite_a_comment_that_tells_of_something_else() -> None:
    last = Evidence("PAY-2: ann-moss closed it", "https://j.example.com/2", NOW - 14 * DAY, "e2")
    silence = Signal("A1", "unknown", NOW - 14 * DAY, "no movement since 4 Nov", (last,))
    silent = replace(WHOLE, signals=(*WHOLE.signals, silence), moved=last)

    assert finds(once_written(epic()), silent).decides().steps == ()


def test_a_pace_that_drifts_rewrites_nothing() -> None:
    drifting = replace(CALM, pace=Pace(2.0, 6, NOW + 90 * DAY))

    assert finds(once_written(epic(CALM)), drifting).decides().steps == ()


def test_a_write_on_its_way_or_that_failed_is_not_taken_for_a_deletion() -> None:
    one = once_written(epic())
    sent = Written(ID, "comment:status", None, NOW, "10525")

    plan = finds(replace(one, written={**one.written, "comment:status": sent}), MORE).decides()

    assert [each.effect.field for each in plan.steps] == ["comment:status"]
