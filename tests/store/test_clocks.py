"""Two clocks, one leader."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from automation.effects import Wake
from automation.store import schema
from automation.store.reasons import put_wakes
from automation.store.record import Record
from automation.store.tempo import FORWARD, PLAY, SYSTEM, Pace
from tests.builders import ISSUE, at

BERLIN = ZoneInfo("Europe/Berlin")
DAY = 24 * 3600
A_SECOND = timedelta(seconds=1)


def test_without_a_row_the_company_lives_in_the_systems_time(record: Record) -> None:
    assert record.clocks.company(at(5)) == at(5)
    assert record.clocks.state(at(5)).pace is Pace.SYSTEM


def test_the_companys_time_can_run_fast(record: Record) -> None:
    with record.database.writing() as connection:
        connection.execute(
            insert(schema.clock).values(id=1, anchor_wall=at(0), anchor_company=at(1000), rate=60)
        )

    assert record.clocks.company(at(10)) == at(1600)


def test_a_clock_is_played_and_paused(record: Record) -> None:
    clocks = record.clocks
    clocks.play(wall=at(0))
    begun = clocks.company(at(1))
    clocks.pause(wall=at(2))
    stands = clocks.company(at(3))

    assert clocks.state(at(3)).pace is Pace.PAUSE
    assert begun < stands == clocks.company(at(9000))
    clocks.play(wall=at(9000))
    assert clocks.state(at(9001)).pace is Pace.PLAY
    assert clocks.company(at(9001)) == stands + A_SECOND * PLAY


def test_going_forward_shows_where_to_and_how_long(record: Record) -> None:
    clocks = record.clocks
    clocks.pause(wall=at(0))
    clocks.forward_to(clocks.company(at(1)) + 2 * DAY * A_SECOND, wall=at(1))
    state = clocks.state(at(2))

    assert (state.pace, state.then) == (Pace.FORWARD, Pace.PAUSE)
    assert state.target == clocks.company(at(7))
    assert state.left == timedelta(seconds=5)
    assert clocks.state(at(7)).pace is Pace.PAUSE
    assert clocks.state(at(7)).target is None


def test_a_clock_goes_forward_from_the_systems_time_and_on_in_it(record: Record) -> None:
    clocks = record.clocks
    clocks.forward_to(at(30 * DAY), wall=at(0))

    assert clocks.company(at(1)) < at(30 * DAY)
    assert clocks.state(at(100)).pace is Pace.SYSTEM
    assert clocks.company(at(201)) - clocks.company(at(101)) == 100 * A_SECOND


def test_every_change_of_pace_leaves_the_companys_time_where_it_was_or_ahead(
    record: Record,
) -> None:
    clocks, seen = record.clocks, [at(0)]
    for number, change in enumerate((clocks.play, clocks.pause, clocks.play, clocks.play)):
        seen.append(clocks.company(at(number)))
        change(wall=at(number))
        seen.append(clocks.company(at(number)))
    clocks.forward_to(seen[-1] + DAY * A_SECOND, wall=at(4))
    seen.append(clocks.company(at(4)))
    clocks.set_pace(SYSTEM, wall=at(5))
    seen.append(clocks.company(at(5)))

    assert seen == sorted(seen)


def test_the_leading_clock_keeps_a_played_clock_going(record: Record) -> None:
    clocks = record.clocks
    clocks.play(wall=at(0))
    for second in range(1, 31):
        clocks.keep(BERLIN, wall=at(second))

    assert clocks.company(at(31)) > at(2 * DAY + 29 * PLAY)  # the weekend was passed over
    assert clocks.company(at(9000)) < at(2 * DAY + 60 * PLAY)


def test_a_clock_that_stands_moves_with_what_is_done_and_one_that_runs_does_not(
    record: Record,
) -> None:
    clocks = record.clocks
    clocks.pause(wall=at(0))
    stands = clocks.company(at(1))
    clocks.nudge(stands + A_SECOND, wall=at(1))

    assert clocks.company(at(50)) == stands + A_SECOND
    clocks.set_pace(FORWARD, wall=at(50))
    clocks.nudge(at(900 * DAY), wall=at(51))
    assert clocks.company(at(51)) < at(900 * DAY)


def test_a_past_is_played_in_by_the_systems_time(record: Record) -> None:
    clocks = record.clocks
    clocks.begin_playing_in(wall=at(0))

    assert clocks.state(at(3)).playing_in == 0
    assert clocks.for_a_turn().is_playing_in
    assert clocks.company(at(3)) == at(3)
    for share in (0.4, 0.3):
        clocks.tell_played_in(share, wall=at(4))
    assert clocks.state(at(5)).playing_in == 0.4


def test_a_clock_that_is_played_has_its_past_behind_it(record: Record) -> None:
    clocks = record.clocks
    clocks.begin_playing_in(wall=at(0))
    clocks.play(wall=at(9))
    clocks.begin_playing_in(wall=at(10))
    clocks.tell_played_in(0.5, wall=at(10))

    assert clocks.state(at(11)).playing_in is None
    assert clocks.state(at(11)).pace is Pace.PLAY


def test_one_clock_leads(record: Record) -> None:
    assert record.clocks.lead("one", wall=at(0))
    assert not record.clocks.lead("two", wall=at(1))
    assert record.clocks.lead("one", wall=at(2))


def test_another_clock_leads_when_the_leader_fell_silent(record: Record) -> None:
    record.clocks.lead("one", wall=at(0))

    assert record.clocks.lead("two", wall=at(7))
    assert not record.clocks.lead("one", wall=at(8))


def test_a_sign_of_life_is_the_last_one(record: Record) -> None:
    record.clocks.beat("clock", wall=at(0))
    record.clocks.beat("clock", wall=at(9))

    assert record.clocks.beats()["clock"] == at(9)


def wakes_at(record: Record, seconds: float, *, put: float = 0) -> None:
    """A timer of the company's at so many of its seconds, put on the agenda at that wall time."""
    wish = Wake(ISSUE, "timer:triage:0", "company", at(seconds))
    with record.database.writing() as connection:
        put_wakes(connection, [wish], wall=at(put))


def test_what_waits_on_a_fast_clock_has_waited_by_the_systems(record: Record) -> None:
    with record.database.writing() as connection:
        row = {"id": 1, "anchor_wall": at(0), "anchor_company": at(0), "rate": PLAY}
        connection.execute(insert(schema.clock).values(**row))
    wakes_at(record, PLAY)

    assert record.views.due(wall=at(3)).line == 2


def test_what_became_due_on_a_way_waits_since_the_clock_came_by(record: Record) -> None:
    record.clocks.pause(wall=at(0))
    record.clocks.forward_to(at(3 * DAY), wall=at(10))
    wakes_at(record, DAY)
    there = record.clocks.tempo()
    assert there is not None

    came_by = there.anchor_wall + (at(DAY) - there.anchor_company) / FORWARD
    waited = (at(20) - came_by).total_seconds()
    assert record.clocks.company(at(20)) == at(3 * DAY)
    assert record.views.due(wall=at(20)).line == pytest.approx(waited, abs=1e-5)


def test_what_became_due_after_a_way_waits_at_the_pace_of_then(record: Record) -> None:
    record.clocks.forward_to(at(DAY), wall=at(0))
    there = record.clocks.tempo()
    assert there is not None
    assert there.arrival is not None
    wakes_at(record, DAY + 60)

    assert record.views.due(wall=there.arrival + timedelta(seconds=90)).line == 30


def test_what_is_put_there_while_the_clock_stands_waits_since_then(record: Record) -> None:
    record.clocks.pause(wall=at(0))
    wakes_at(record, 0, put=3600)

    assert record.views.due(wall=at(3604)).line == 4


def test_what_was_due_before_the_clock_was_turned_waits_since_then_at_least(
    record: Record,
) -> None:
    wakes_at(record, 10)
    record.clocks.pause(wall=at(60))

    assert record.views.due(wall=at(75)).line == 14.8  # a turn takes a moment


def test_a_clock_that_is_held_keeps_nothing_waiting(record: Record) -> None:
    record.clocks.forward_to(at(3 * DAY), wall=at(0))
    wakes_at(record, DAY)
    record.clocks.hold(at(DAY), wall=at(3))

    assert record.views.due(wall=at(4)).line == 0
