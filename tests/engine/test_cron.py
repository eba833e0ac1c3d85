"""When a cron time next comes round, on the days and nights where it is easy to be wrong."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from automation.engine.language.cron import cron
from automation.engine.language.schedule import schedule, sweep

BERLIN = ZoneInfo("Europe/Berlin")
"""The clock goes from 02:00 to 03:00 on 29 March 2026, from 03:00 to 02:00 on 25 October 2026."""

NEW_YORK = ZoneInfo("America/New_York")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "after", "expected"),
    [
        ("0 15 * * FRI", "2026-11-20T14:59", "2026-11-20T15:00"),
        ("0 15 * * fri", "2026-11-20T15:00", "2026-11-27T15:00"),
        ("*/15 * * * *", "2026-11-20T09:07", "2026-11-20T09:15"),
        ("5,35 8-10 * * *", "2026-11-20T08:36", "2026-11-20T09:05"),
        ("0 9 * * 1-5", "2026-11-20T09:00", "2026-11-23T09:00"),
        ("0 9 * * 7", "2026-11-20T09:00", "2026-11-22T09:00"),
        ("0 9 * * 0", "2026-11-20T09:00", "2026-11-22T09:00"),
        ("0 9 * * SUN", "2026-11-20T09:00", "2026-11-22T09:00"),
        ("0 0 1 JAN *", "2026-11-20T09:00", "2027-01-01T00:00"),
        ("0 0 1 */3 *", "2026-11-20T09:00", "2027-01-01T00:00"),
        ("0 0 29 2 *", "2026-11-20T09:00", "2028-02-29T00:00"),
        ("0 0 29 2 *", "2096-03-01T00:00", "2104-02-29T00:00"),
        ("0 0 31 * *", "2026-11-20T09:00", "2026-12-31T00:00"),
        # a day of the month and a weekday: either one will do
        ("0 9 1 * MON", "2026-11-20T09:00", "2026-11-23T09:00"),
        ("0 9 1 * MON", "2026-11-30T09:00", "2026-12-01T09:00"),
        ("0 9 */2 * MON", "2026-11-20T09:00", "2026-11-23T09:00"),
        ("10/20 12 * * *", "2026-11-20T12:10", "2026-11-20T12:30"),
    ],
)
def test_a_cron_time_comes_round(text: str, after: str, expected: str) -> None:
    assert cron(text).next_after(at(after), UTC) == at(expected)


def test_the_zone_decides_which_day_it_is() -> None:
    # It is Saturday in Auckland already.
    assert cron("0 8 * * SAT").next_after(
        at("2026-11-20T18:30"), ZoneInfo("Pacific/Auckland")
    ) == at("2026-11-20T19:00")


def test_a_time_the_clock_skips_comes_at_the_next_valid_minute() -> None:
    half_past_two = cron("30 2 * * *")

    assert half_past_two.next_after(at("2026-03-28T12:00"), BERLIN) == at("2026-03-29T01:00")
    assert half_past_two.next_after(at("2026-03-29T01:00"), BERLIN) == at("2026-03-30T00:30")


def test_several_times_within_the_skipped_hour_come_once() -> None:
    quarters = cron("*/15 2 * * *")
    first = quarters.next_after(at("2026-03-29T00:00"), BERLIN)

    assert first == at("2026-03-29T01:00")
    assert quarters.next_after(at("2026-03-29T01:00"), BERLIN) == at("2026-03-30T00:00")


def test_a_time_the_clock_shows_twice_comes_once() -> None:
    half_past_two = cron("30 2 * * *")

    assert half_past_two.next_after(at("2026-10-24T12:00"), BERLIN) == at("2026-10-25T00:30")
    assert half_past_two.next_after(at("2026-10-25T00:30"), BERLIN) == at("2026-10-26T01:30")


def test_summer_and_winter_keep_the_hour_on_the_wall() -> None:
    six = sweep("every day at 06:00 Europe/Berlin")

    assert six.next_after(at("2026-10-24T05:00"), NEW_YORK) == at("2026-10-25T05:00")
    assert six.next_after(at("2026-03-28T06:00"), NEW_YORK) == at("2026-03-29T04:00")


@pytest.mark.parametrize(
    ("text", "after", "expected"),
    [
        ("every day at 06:00", "2026-11-20T06:00", "2026-11-21T06:00"),
        ("every monday at 08:30", "2026-11-20T06:00", "2026-11-23T08:30"),
        ("every sunday at 8:30", "2026-11-20T06:00", "2026-11-22T08:30"),
        ("every weekday at 08:30", "2026-11-20T09:00", "2026-11-23T08:30"),
        ("every hour", "2026-11-20T06:20", "2026-11-20T07:00"),
    ],
)
def test_a_sweep_is_said_in_plain_words(text: str, after: str, expected: str) -> None:
    assert sweep(text).next_after(at(after), UTC) == at(expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0 15 * *", "five fields"),
        ("60 15 * * *", '"60" is no minute, which is 0 to 59'),
        ("0 24 * * *", '"24" is no hour'),
        ("0 0 0 * *", '"0" is no day of the month'),
        ("0 0 * 13 *", '"13" is no month'),
        ("0 0 * * FUN", '"fun" is no weekday'),
        ("0 0 * * 5-1", "ends before it begins"),
        ("*/0 * * * *", "after / stands a number"),
        ("a * * * *", '"a" is no minute'),
        ("0 0 30 2 *", "there is no such day"),
        ("@daily", "five fields"),
        ("- * * * *", '"" is no minute'),
        ("1- * * * *", '"" is no minute'),
        ("\u0661 * * * *", "is no minute"),
    ],
)
def test_what_is_no_cron_time_is_told(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as raised:
        cron(text)

    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("every day", "must read like: every day at 06:00"),
        ("daily at 06:00", "must read like"),
        ("every moonday at 06:00", 'unknown weekday "moonday"'),
        ("every day at 25:00", '"25" is no hour'),
        ("every day at 06:00 Europe/Berln", 'unknown zone "Europe/Berln"'),
    ],
)
def test_what_is_no_sweep_is_told(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as raised:
        sweep(text)

    assert said in str(raised.value)


def test_a_schedule_keeps_its_own_zone_over_any_other() -> None:
    friday = schedule("0 15 * * FRI", "Europe/Berlin", "skip")

    assert friday.next_after(at("2026-11-20T00:00"), NEW_YORK) == at("2026-11-20T14:00")
    assert friday.missed == "skip"
