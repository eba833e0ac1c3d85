"""A time of a schedule comes once, whatever clocks, restarts and jumps do."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from automation.effects import Wake
from automation.engine.language.schedule import schedule, sweep
from automation.ports import Instants
from automation.store.reasons import put_wakes
from automation.store.record import Record
from automation.store.retention import tidy
from automation.store.ticks import Timed
from tests.builders import NOON, at
from tests.store.world import rows_of

HOUR = 3600.0
DAY = 24 * HOUR
LATE = timedelta(minutes=10)
BERLIN = ZoneInfo("Europe/Berlin")


def daily(name: str = "tidy/0", text: str = "every day at 06:00", *, skips: bool = False) -> Timed:
    found = sweep(text)
    return Timed(name, lambda moment: found.next_after(moment, BERLIN), skips)


def tends(
    record: Record,
    seconds: float,
    *schedules: Timed,
    version: str = "v1",
    wall: float | None = None,
) -> None:
    """The leading clock looks; the company's clock shows noon and so many seconds."""
    instants = Instants(at(seconds if wall is None else wall), at(seconds))
    record.ticks.tend(schedules or (daily(),), version=version, instants=instants, late=LATE)


def ticks(record: Record) -> Sequence[tuple[str, str]]:
    """Every time on record, as its day and hour in UTC, with its state."""
    rows = sorted(rows_of(record, "tick"), key=lambda row: (row["planned_at"], row["schedule"]))
    return [(f"{row['planned_at']:%d %H:%M}", row["state"]) for row in rows]


def called(record: Record) -> list[str]:
    return sorted(row["reason"] for row in rows_of(record, "agenda"))


def test_a_new_schedule_is_planned_from_now_on(record: Record) -> None:
    tends(record, 0)

    assert ticks(record) == [("03 04:00", "planned")]
    assert called(record) == []


def test_a_time_that_comes_goes_onto_the_agenda_and_the_next_is_planned(record: Record) -> None:
    tends(record, 0)
    tends(record, 16 * HOUR + 1)

    assert ticks(record) == [("03 04:00", "running"), ("04 04:00", "planned")]
    assert called(record) == ["tick:tidy/0@2026-10-03T04:00:00Z"]
    row = rows_of(record, "agenda")[0]
    assert (row["subject"], row["due_on"]) == ("rule:tidy", "company")


def test_two_clocks_and_a_restart_let_a_time_run_once(record: Record) -> None:
    for seconds in (0, 0, 16 * HOUR + 1, 16 * HOUR + 1, 16 * HOUR + 2):
        tends(record, seconds)

    assert ticks(record) == [("03 04:00", "running"), ("04 04:00", "planned")]
    assert len(called(record)) == 1


def test_a_clock_that_saw_the_time_before_another_took_it_takes_nothing(record: Record) -> None:
    """Both have read that it is due; the second one writes after the first."""
    tends(record, 0)

    def overtaken(moment: datetime) -> datetime | None:
        tends(record, 16 * HOUR + 1)
        return daily().next_after(moment)

    tends(record, 16 * HOUR + 1, Timed("tidy/0", overtaken))

    assert ticks(record) == [("03 04:00", "running"), ("04 04:00", "planned")]


def test_a_time_of_a_rule_that_changes_at_that_moment_is_not_taken(record: Record) -> None:
    activates(record, "v1", "every day at 06:00")
    tends(record, 0)

    def changed(moment: datetime) -> datetime | None:
        activates(record, "v2", "every day at 07:00")
        return daily().next_after(moment)

    tends(record, 16 * HOUR + 1, Timed("tidy/0", changed))

    assert called(record) == []


def test_a_clock_that_jumps_a_week_runs_the_newest_time_and_marks_the_others(
    record: Record,
) -> None:
    tends(record, 0)
    tends(record, 7 * DAY)

    assert ticks(record) == [
        *[(f"{day:02} 04:00", "missed") for day in range(3, 9)],
        ("09 04:00", "running"),
        ("10 04:00", "planned"),
    ]


def test_a_schedule_that_skips_makes_up_for_nothing(record: Record) -> None:
    tends(record, 0, daily(skips=True))
    tends(record, 2 * DAY, daily(skips=True))

    assert [state for _, state in ticks(record)] == ["missed", "missed", "planned"]
    assert called(record) == []


def test_a_schedule_that_skips_runs_when_it_is_seen_in_time(record: Record) -> None:
    tends(record, 0, daily(skips=True))
    tends(record, 16 * HOUR + 300, daily(skips=True))

    assert [state for _, state in ticks(record)] == ["running", "planned"]


def test_a_clock_that_is_set_back_repeats_nothing(record: Record) -> None:
    tends(record, 0)
    tends(record, 3 * DAY)
    tends(record, DAY, version="v2")
    tends(record, 2 * DAY)

    assert ticks(record)[-1] == ("06 04:00", "planned")
    assert len(called(record)) == 1


def test_a_jump_of_years_is_no_long_walk(record: Record) -> None:
    every_minute = schedule("* * * * *", None, "run once")
    timed = Timed("busy/0", lambda moment: every_minute.next_after(moment, BERLIN))
    tends(record, 0, timed)
    tends(record, 900 * DAY, timed)

    states = [row["state"] for row in rows_of(record, "tick")]
    assert {state: states.count(state) for state in set(states)} == {
        "missed": 100,
        "running": 1,
        "planned": 1,
    }
    running = next(row for row in rows_of(record, "tick") if row["state"] == "running")
    assert running["planned_at"] == at(900 * DAY)


@pytest.mark.parametrize(
    ("cron", "hours"),
    [
        ("30 2 * * *", [0, 25, 24]),  # on the 25th of October Berlin shows 02:30 twice
        ("0 9 * * *", [0, 25, 24]),
    ],
)
def test_a_zone_that_changes_its_clock_has_one_run_a_day(
    record: Record, cron: str, hours: Sequence[int]
) -> None:
    found = schedule(cron, "Europe/Berlin", "run once")
    timed = Timed("dawn/0", lambda moment: found.next_after(moment, BERLIN))
    tends(record, 21 * DAY + 18 * HOUR, timed)
    for day in (22, 23, 24):
        tends(record, day * DAY + 18 * HOUR, timed)

    ran = [row["planned_at"] for row in rows_of(record, "tick") if row["state"] == "running"]
    steps = [later - earlier for earlier, later in pairwise(ran)]
    assert steps == [timedelta(hours=n) for n in hours[1:]]


def test_another_set_of_rules_plans_a_time_to_come_anew(record: Record) -> None:
    tends(record, 0)
    tends(record, 60, daily(text="every day at 08:00"), version="v2")

    assert ticks(record) == [("03 06:00", "planned")]


def test_a_schedule_that_is_gone_is_planned_no_more(record: Record) -> None:
    tends(record, 0, daily(), daily("other/1"))
    tends(record, 60, daily("other/1"))

    assert [row["schedule"] for row in rows_of(record, "tick")] == ["other/1"]


def test_a_rule_that_changes_runs_no_time_of_before(record: Record) -> None:
    activates(record, "v1", "every day at 06:00")
    tends(record, 0)
    tends(record, 16 * HOUR)
    activates(record, "v2", "every day at 07:00")
    tends(record, 20 * HOUR, daily(text="every day at 07:00"), version="v2")

    assert called(record) == []
    assert ticks(record) == [("03 04:00", "dropped"), ("04 05:00", "planned")]


def test_a_rule_that_stays_as_it_is_keeps_its_run(record: Record) -> None:
    activates(record, "v1", "every day at 06:00")
    tends(record, 0)
    tends(record, 16 * HOUR)
    activates(record, "v2", "every day at 06:00")

    assert called(record) == ["tick:tidy/0@2026-10-03T04:00:00Z"]


def test_timers_of_a_rule_that_is_gone_go_and_those_of_a_changed_one_stay(record: Record) -> None:
    """A timer decides nothing: it looks again, by whatever the rule says by then."""
    activates(record, "v1", "every day at 06:00")
    wakes = [Wake("github:1", f"timer:{rule}:0", "company", at(DAY)) for rule in ("tidy", "gone")]
    with record.database.writing() as connection:
        put_wakes(connection, wakes, wall=at(0))
    activates(record, "v2", "every day at 07:00")

    assert called(record) == ["timer:tidy:0"]


def test_what_is_known_of_times_is_the_next_and_the_last_ones(record: Record) -> None:
    tends(record, 0)
    tends(record, 7 * DAY)

    shown = record.ticks.shown()["tidy"]

    assert [row["state"] for row in shown[:3]] == ["planned", "running", "missed"]
    assert record.ticks.missed() == 6


def test_times_are_kept_four_hundred_days(record: Record) -> None:
    tends(record, 0)
    tends(record, 16 * HOUR)
    tidy(record.database, wall=NOON + timedelta(days=400, hours=15))
    kept = len(rows_of(record, "tick"))
    tidy(record.database, wall=NOON + timedelta(days=402))

    assert (kept, rows_of(record, "tick")) == (2, [])


def activates(record: Record, version: str, text: str) -> None:
    files = {"tidy.yaml": text, "other.yaml": version}
    record.rulesets.activate(
        version, files, {"tidy": "live"}, wall=at(0), homes={"tidy": "tidy.yaml"}
    )
