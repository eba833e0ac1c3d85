"""The bar of the company's clock, and its buttons."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from automation.calendar import Calendar
from automation.dates import clock_face
from automation.render import Templates
from automation.store.tempo import Pace
from automation.web.clock import next_day, next_monday
from tests.web.conftest import BROWSER, SAME_SITE, TRACKER, World, installation

BERLIN = Calendar(ZoneInfo("Europe/Berlin"), frozenset({date(2026, 10, 5)}))
HERE = {"PITBOARD_GITHUB_URL": "http://127.0.0.1:9/api/v3", "PITBOARD_SANDBOX_COMPANY": "shop"}
CLOCK = "/sandbox/clock"


@pytest.fixture
def sandbox(blank: Path, tmp_path: Path, templates: Templates) -> Iterator[World]:
    """A Pitboard whose only tracker is a pretend one. It is Friday noon, by the machine's clock."""
    shutil.copy(blank, tmp_path / "pitboard.sqlite")
    world = installation(tmp_path, **TRACKER, **HERE)
    world.app.extensions["templates"] = templates
    yield world
    world.line.close()


def now(world: World) -> datetime:
    return world.record.clocks.company(world.time())


def pace(world: World) -> Pace:
    return world.record.clocks.state(world.time()).pace


def test_the_bar_shows_the_companys_time_and_pace(sandbox: World) -> None:
    assert "Friday 2 Oct, 12:01 · at the machine's pace" in sandbox.sees_on("/rules")
    sandbox.record.clocks.play(wall=sandbox.time())
    sandbox.time.pass_(0.7)

    assert "Friday 2 Oct, 12:13 · one working day a minute" in sandbox.sees_on("/rules")


def test_a_played_clock_is_paused_and_played_again(sandbox: World) -> None:
    sandbox.presses(CLOCK, do="play")
    assert pace(sandbox) is Pace.PLAY
    sandbox.time.pass_(2)
    assert '<button name="do" value="pause">' in sandbox.reads("/rules")
    sandbox.presses(CLOCK, do="pause")
    sandbox.time.pass_(2)

    assert pace(sandbox) is Pace.PAUSE
    assert '<button name="do" value="play">' in sandbox.reads("/rules")


def test_next_day_is_the_next_working_morning_and_three_presses_are_three_days(
    sandbox: World,
) -> None:
    for _ in range(3):
        sandbox.presses(CLOCK, do="next-day")
    sandbox.time.pass_(60)

    assert now(sandbox).date() == date(2026, 10, 7)


def test_next_monday_before_the_mails_of_a_monday_is_a_week_away_and_twice_is_two_weeks(
    sandbox: World,
) -> None:
    clocks = sandbox.record.clocks
    clocks.pause(wall=sandbox.time())
    clocks.nudge(datetime(2026, 10, 5, 8, 15, tzinfo=UTC), wall=sandbox.time())
    mondays = []
    for _ in range(2):
        sandbox.presses(CLOCK, do="next-monday")
        mondays.append(clocks.state(sandbox.time()).target)
        sandbox.time.pass_(60)

    assert mondays == [datetime(2026, 10, day, 9, tzinfo=UTC) for day in (12, 19)]


def test_on_the_way_the_bar_says_where_to_and_the_page_comes_back(sandbox: World) -> None:
    sandbox.presses(CLOCK, do="pause")
    sandbox.time.pass_(1)
    sandbox.presses(CLOCK, do="next-monday")
    answer = sandbox.asks("/rules")

    assert "Going to <b>Monday 5 Oct, 09:00</b>. There in about 9 s" in answer.text
    assert answer.headers["Refresh"] == "10"
    sandbox.time.pass_(9)
    answer = sandbox.asks("/rules")
    assert "Monday 5 Oct, 09:00</b></time> · <span>paused" in answer.text
    assert "Refresh" not in answer.headers


@pytest.mark.parametrize(
    ("came", "leads"),
    [
        ("http://localhost/items?team=payments", "/items?team=payments"),
        ("http://localhost/mails", "/mails"),
        ("http://localhost//evil.example/", "/evil.example/"),
        ("http://evil.example/mails", "/"),
        ("", "/"),
    ],
)
def test_a_button_leads_back_to_its_own_page(sandbox: World, came: str, leads: str) -> None:
    headers = {**BROWSER, **SAME_SITE, "Referer": came}
    answer = sandbox.browser.post(CLOCK, data={"do": "play"}, headers=headers)

    assert (answer.status_code, answer.headers["Location"]) == (303, leads)


def test_another_site_turns_no_clock(sandbox: World) -> None:
    answer = sandbox.browser.post(
        CLOCK, data={"do": "play"}, headers={"Origin": "http://evil.example"}
    )

    assert answer.status_code == 403
    assert pace(sandbox) is Pace.SYSTEM


def test_what_the_clock_does_not_know_is_refused(sandbox: World) -> None:
    assert sandbox.presses(CLOCK, do="next-year").status_code == 400
    assert sandbox.presses(CLOCK).status_code == 400


def test_the_clock_waits_for_the_past(sandbox: World) -> None:
    sandbox.record.clocks.begin_playing_in(wall=sandbox.time())

    assert sandbox.presses(CLOCK, do="next-monday").status_code == 303
    assert pace(sandbox) is Pace.SYSTEM
    page = sandbox.reads("/rules")
    assert "it begins to run once the past is in" in page
    assert CLOCK not in page


@pytest.mark.parametrize(
    "settings",
    [
        {"PITBOARD_GITHUB_URL": "https://ghes.example/api/v3", "PITBOARD_SANDBOX_COMPANY": "acme"},
        {"PITBOARD_GITHUB_URL": "http://127.0.0.1:9/api/v3"},
    ],
)
def test_a_real_tracker_has_no_clock_to_turn(
    blank: Path, tmp_path: Path, settings: dict[str, str], templates: Templates
) -> None:
    shutil.copy(blank, tmp_path / "pitboard.sqlite")
    world = installation(tmp_path, **TRACKER, **settings)
    world.app.extensions["templates"] = templates

    assert world.presses(CLOCK, do="next-monday").status_code == 404
    assert pace(world) is Pace.SYSTEM
    assert CLOCK not in world.reads("/rules")
    world.line.close()


@pytest.mark.parametrize(
    ("now", "day", "monday"),
    [
        ("2026-09-29T12:00", "2026-09-30T07:00", "2026-10-05T07:00"),
        ("2026-09-29T06:59", "2026-09-30T07:00", "2026-10-05T07:00"),  # early on a working day
        ("2026-09-27T22:08", "2026-09-29T07:00", "2026-10-05T07:00"),  # Monday, 00:08
        ("2026-09-28T06:59", "2026-09-29T07:00", "2026-10-05T07:00"),  # Monday, 08:59
        ("2026-09-29T07:00", "2026-09-30T07:00", "2026-10-05T07:00"),
        ("2026-10-02T12:00", "2026-10-06T07:00", "2026-10-05T07:00"),  # the Monday is free
        ("2026-10-03T12:00", "2026-10-06T07:00", "2026-10-05T07:00"),  # Saturday
        ("2026-10-04T06:00", "2026-10-06T07:00", "2026-10-05T07:00"),  # Sunday, 08:00
        ("2026-10-05T05:00", "2026-10-06T07:00", "2026-10-12T07:00"),  # the free Monday, 07:00
        ("2026-10-05T07:00", "2026-10-06T07:00", "2026-10-12T07:00"),
        ("2026-10-23T12:00", "2026-10-26T08:00", "2026-10-26T08:00"),  # winter time begins
    ],
)
def test_mornings_are_those_of_the_company(now: str, day: str, monday: str) -> None:
    def utc(said: str) -> datetime:
        return datetime.fromisoformat(said).replace(tzinfo=UTC)

    assert next_day(utc(now), BERLIN) == utc(day)
    assert next_monday(utc(now), BERLIN) == utc(monday)


def test_a_calendar_without_working_days_has_no_next_one() -> None:
    with pytest.raises(ValueError, match="no working days"):
        next_day(datetime(2026, 10, 2, tzinfo=UTC), Calendar(weekdays=frozenset()))


def test_the_clock_is_told_in_the_companys_zone() -> None:
    said = clock_face(datetime(2026, 11, 22, 23, 12, tzinfo=UTC) + timedelta(hours=1), BERLIN.zone)

    assert said == "Monday 23 Nov, 01:12"
