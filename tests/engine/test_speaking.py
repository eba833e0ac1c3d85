"""When a rule may speak, how often, and when its digests go."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from automation.effects import Email, Notice
from automation.engine.folder.speaking import Hours, days, quiet, rate, rhythm
from automation.engine.language.amounts import Mistaken
from automation.errors import RuleError
from tests.engine.cases import Bench, bench, happened
from tests.engine.items import item
from tests.engine.stepped import TEAMS, rule

BERLIN = ZoneInfo("Europe/Berlin")
NIGHTS = Hours(quiet=(time(18), time(8)))
MAIL = "  - email: {to: mara, subject: Late, text: It is late.}\n"
PEOPLE = """\
pitboard: 1
people:
  mara: {name: Mara Lind, mail: mara@example.com, zone: America/New_York}
  finn: {name: Finn Berg, mail: finn@example.com}
"""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        (Hours(), "2026-11-22T03:00", "2026-11-22T03:00"),
        (NIGHTS, "2026-11-18T12:00", "2026-11-18T12:00"),
        (NIGHTS, "2026-11-18T17:00", "2026-11-19T07:00"),
        (NIGHTS, "2026-11-18T02:00", "2026-11-18T07:00"),
        (NIGHTS, "2026-10-24T20:00", "2026-10-25T07:00"),
        (NIGHTS, "2026-10-23T20:00", "2026-10-24T06:00"),
        (NIGHTS, "2026-03-28T20:00", "2026-03-29T06:00"),
        (Hours(frozenset({0, 1})), "2026-11-18T12:00", "2026-11-22T23:00"),
        (Hours(frozenset({0}), (time(18), time(8))), "2026-11-18T12:00", "2026-11-23T07:00"),
        (Hours(quiet=(time(12), time(14))), "2026-11-18T11:30", "2026-11-18T13:00"),
    ],
)
def test_what_is_said_waits_for_the_next_time_that_is_allowed(
    hours: Hours, at: str, expected: str
) -> None:
    assert hours.next(utc(at), BERLIN) == utc(expected)


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [
        ("hourly", "2026-11-18T12:20", "2026-11-18T13:00"),
        ("daily 09:00", "2026-11-18T07:59", "2026-11-18T08:00"),
        ("daily 09:00", "2026-11-18T08:00", "2026-11-19T08:00"),
        ("daily 09:00", "2026-10-24T12:00", "2026-10-25T08:00"),
    ],
)
def test_a_digest_goes_at_the_next_time_of_its_rhythm(text: str, now: str, expected: str) -> None:
    found = rhythm(text)

    assert found is not None
    assert found.next(utc(now), BERLIN) == utc(expected)


def test_rates_and_days_are_read_as_people_write_them() -> None:
    assert rate("2 per week").within == timedelta(weeks=1)
    assert days(["mon", "Thursday"]) == {0, 3}
    assert quiet("18:00-08:00") == quiet("18:00 - 8:00")


@pytest.mark.parametrize("text", ["two per week", "2 per fortnight", "0 per day", "2"])
def test_a_rate_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Mistaken, match="such as 2 per week"):
        rate(text)


@pytest.mark.parametrize("text", ["8-9", "25:00-08:00", "08:00-08:00"])
def test_quiet_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(Mistaken, match="such as"):
        quiet(text)


@pytest.mark.parametrize(
    ("limits", "column"),
    [
        ("{days: [mo]}", 17),
        ("{quiet: 8-9}", 17),
        ("{mails_per_person: often}", 28),
        ("{writes_per_item: 0 per day}", 27),
    ],
)
def test_a_limit_that_cannot_be_read_is_told_at_its_place(limits: str, column: int) -> None:
    with pytest.raises(RuleError) as caught:
        bench(rule("event: jira.issue.updated", MAIL, more=f"limits: {limits}\n"))

    assert str(caught.value).startswith(f"0.yaml:10:{column}  ")


def asked(limits: str, then: str = MAIL) -> Bench:
    text = rule("event: jira.issue.updated", then, more=f"limits: {limits}\n")
    return bench(text, TEAMS, PEOPLE, about=item("jira:PAY-1"))


def test_a_mail_waits_by_the_clock_of_whoever_gets_it() -> None:
    (step,) = asked("{quiet: '18:00-08:00'}").decides(happened(), now=NINE).steps

    assert isinstance(step.effect, Email)
    assert step.opens == utc("2026-11-18T13:00")


NINE = datetime(2026, 11, 18, 9, tzinfo=UTC)


def test_what_is_set_waits_for_nothing() -> None:
    (step,) = asked("{days: [mon]}", "  - label: {add: late}\n").decides(happened()).steps

    assert step.opens is None


@pytest.mark.parametrize(
    ("digest", "limits", "opens"),
    [
        ("daily 09:00", "{days: [mon]}", "2026-11-23T09:00"),
        ("daily 09:00", "{days: [mon], quiet: 18:00-08:00}", "2026-11-23T09:00"),
        ("hourly", "{days: [mon]}", "2026-11-23T00:00"),
        ("hourly", "{days: [mon], quiet: 18:00-08:30}", "2026-11-23T09:00"),
        ("daily 05:00", "{quiet: 18:00-08:00}", "2026-11-19T08:00"),
    ],
)
def test_a_line_of_a_digest_waits_for_its_time_on_an_allowed_day(
    digest: str, limits: str, opens: str
) -> None:
    line = f"  - notify: {{to: finn, text: Late, digest: {digest}}}\n"

    (step,) = asked(limits, line).decides(happened(), now=NINE).steps

    assert isinstance(step.effect, Notice)
    assert step.opens == utc(opens)
