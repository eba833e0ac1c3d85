"""The company's time as a function of a row and the system's time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from automation.store.tempo import (
    FORWARD,
    KEPT,
    MOMENT,
    PAUSE,
    PLAY,
    SYSTEM,
    Tempo,
    forwarded,
    held,
    kept,
    moved,
    paced,
    rebased,
)
from tests.builders import NOON, at

BERLIN = ZoneInfo("Europe/Berlin")
DAY = 24 * 3600
SATURDAY = datetime(2026, 10, 2, 22, 0, tzinfo=UTC)
"""The first moment of a Saturday in Berlin."""
MONDAY = datetime(2026, 10, 4, 22, 0, tzinfo=UTC)


def system() -> Tempo:
    return Tempo(at(0), at(0))


def playing() -> Tempo:
    return Tempo(at(0), at(0), PLAY, kept_until=at(0) + KEPT)


def test_a_pace_that_ends_nowhere_goes_on() -> None:
    assert Tempo(at(0), at(1000), 60).at(at(10)) == at(1600)


def test_a_working_day_passes_in_a_minute() -> None:
    assert Tempo(at(0), at(0), PLAY).at(at(60)) == at(DAY)


def test_forward_is_a_day_in_three_seconds() -> None:
    assert Tempo(at(0), at(0), FORWARD).at(at(3)) == at(DAY)


def test_a_clock_goes_to_its_target_and_stands_there() -> None:
    tempo = Tempo(at(0), at(0), FORWARD, until=at(DAY))

    assert tempo.at(at(1.5)) == at(DAY / 2)
    assert tempo.at(at(3)) == at(DAY)
    assert tempo.at(at(4000)) == at(DAY)


def test_behind_its_target_a_clock_goes_on_at_the_other_pace() -> None:
    tempo = Tempo(at(0), at(0), FORWARD, until=at(DAY), after_rate=SYSTEM)

    assert tempo.at(at(13)) == at(DAY + 10)
    assert (tempo.rate_at(at(2)), tempo.rate_at(at(4))) == (FORWARD, SYSTEM)


def test_before_its_anchor_a_clock_stands() -> None:
    assert Tempo(at(10), at(1000), PLAY).at(at(0)) == at(1000)


def test_a_clock_that_nobody_keeps_stands_still() -> None:
    assert playing().at(at(0) + KEPT + timedelta(hours=8)) == at(KEPT.total_seconds() * PLAY)


def test_the_systems_pace_needs_nobody_to_keep_it() -> None:
    assert paced(playing(), at(0), SYSTEM).at(at(1000)) > at(1000)


def test_a_clock_on_its_way_needs_nobody_to_keep_it_until_it_is_there() -> None:
    tempo = forwarded(playing(), at(0), at(20 * DAY))

    assert tempo.at(at(3600)) == at(20 * DAY)


def test_after_a_while_without_a_keeper_a_clock_goes_on_from_where_it_stood() -> None:
    stood = playing().at(at(5000))
    tempo = kept(playing(), at(5000), BERLIN)

    assert tempo.at(at(5000)) == stood
    assert tempo.at(at(5001)) == stood + timedelta(seconds=PLAY)


def test_a_kept_clock_goes_on_without_a_break() -> None:
    tempo = playing()
    for second in range(60):
        tempo = kept(tempo, at(second), ZoneInfo("UTC"))

    assert tempo.at(at(59)) > at(59 * PLAY)


def test_a_row_is_written_only_where_the_clock_needs_it() -> None:
    assert kept(playing(), at(1), BERLIN) == playing()
    assert kept(system(), at(9000), BERLIN) == system()


@pytest.mark.parametrize("rate", [PLAY, FORWARD])
def test_a_weekend_is_passed_over(rate: int) -> None:
    tempo = Tempo(at(0), SATURDAY - timedelta(hours=1), rate)

    assert kept(tempo, at(0), BERLIN).at(at(0)) < SATURDAY
    seen = kept(tempo, at(4), BERLIN)
    assert seen.at(at(4)) == MONDAY
    assert seen.at(at(5)) == MONDAY + timedelta(seconds=rate)


def test_a_weekend_on_the_way_to_a_target_is_passed_over_too() -> None:
    morning = MONDAY + timedelta(hours=9)
    tempo = Tempo(at(0), SATURDAY - timedelta(hours=1), FORWARD, until=morning)
    seen = kept(tempo, at(1), BERLIN)

    assert seen.at(at(1)) == MONDAY
    assert seen.at(at(60)) == morning


@pytest.mark.parametrize("rate", [PAUSE, SYSTEM])
def test_a_weekend_of_a_clock_that_is_not_played_is_a_weekend(rate: int) -> None:
    tempo = Tempo(at(0), SATURDAY, rate)

    assert kept(tempo, at(1), BERLIN) == tempo


def test_what_has_its_own_weekend_days_is_the_companys_zone_not_the_systems() -> None:
    tempo = Tempo(at(0), SATURDAY, PLAY)  # it is still Friday in UTC

    assert kept(tempo, at(0), ZoneInfo("UTC")).at(at(0)) == SATURDAY


@pytest.mark.parametrize("rate", [PAUSE, SYSTEM, PLAY])
def test_going_forward_ends_at_the_pace_of_before(rate: int) -> None:
    tempo = forwarded(paced(system(), at(0), rate), at(1), at(DAY))
    further = forwarded(tempo, at(2), at(2 * DAY))

    assert tempo.after_rate == further.after_rate == rate
    assert further.at(at(1000)) >= at(2 * DAY)


def test_a_target_that_is_past_changes_nothing() -> None:
    assert forwarded(playing(), at(1), at(0)) == playing()


def test_a_pause_on_the_way_stops_there() -> None:
    tempo = paced(forwarded(playing(), at(0), at(20 * DAY)), at(3), PAUSE)

    assert tempo.at(at(4)) == tempo.at(at(9000))
    assert at(DAY) <= tempo.at(at(4)) < at(2 * DAY)


@pytest.mark.parametrize("then", [PAUSE, SYSTEM, PLAY, FORWARD])
@pytest.mark.parametrize("rate", [PAUSE, SYSTEM, PLAY, FORWARD])
def test_whoever_still_knows_the_old_row_is_never_ahead_of_the_new(rate: int, then: int) -> None:
    before = Tempo(at(0), at(0), rate)
    after = paced(before, at(5), then)

    for late in (0.0, 0.05, 0.1, 0.2):
        seen_at = at(5 + late)
        assert before.at(seen_at) <= after.at(seen_at)
    assert after.at(at(5)) - before.at(at(5)) <= rate * MOMENT


def test_a_clock_that_is_set_forward_keeps_its_pace() -> None:
    tempo = moved(Tempo(at(0), at(0), PLAY), at(1), at(DAY))

    assert tempo.at(at(2)) == at(DAY + PLAY)
    assert moved(tempo, at(2), NOON) == tempo


def test_an_anchor_is_moved_without_anybody_noticing() -> None:
    tempo = Tempo(at(0), at(0), FORWARD, until=at(DAY), after_rate=PLAY)

    for moment in (1, 2.5, 3, 10):
        assert rebased(tempo, at(moment)).at(at(moment + 20)) == tempo.at(at(moment + 20))


def test_a_clock_that_is_held_stands_there_for_a_while_and_goes_on() -> None:
    tempo = Tempo(at(0), at(0), FORWARD, until=at(DAY))

    stands = held(tempo, at(0.5), at(DAY / 2))

    assert [stands.at(at(second)) for second in (0.7, 2, 3.5)] == [at(DAY / 2)] * 3
    assert stands.at(at(5)) == at(DAY)


@pytest.mark.parametrize("hours", [14, 25, 999])
def test_a_time_that_is_far_or_behind_the_target_holds_nothing(hours: int) -> None:
    tempo = Tempo(at(0), at(0), FORWARD, until=at(DAY))

    assert held(tempo, at(0), at(hours * 3600)) == tempo


def test_a_clock_that_is_held_late_is_not_set_back() -> None:
    tempo = Tempo(at(0), at(0), FORWARD, until=at(DAY))

    assert held(tempo, at(1), at(3600)).at(at(2)) == tempo.at(at(1) + MOMENT)


@pytest.mark.parametrize("tempo", [system(), playing(), Tempo(at(0), at(0), PAUSE)])
def test_a_clock_that_is_not_on_its_way_is_not_held(tempo: Tempo) -> None:
    assert held(tempo, at(1), at(2)) == tempo
