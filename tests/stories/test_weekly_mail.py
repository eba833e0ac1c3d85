"""The weekly mail goes out on Monday morning, once to each reader, whatever happens meanwhile."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise, product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.builders import Time
from tests.databases import Home
from tests.reports.post import PEOPLE, REPORT
from tests.stories.mailroom import Mailroom

CLARA, NORA, MARA = (f"{name}@example.org" for name in ("clara.winter", "nora.beck", "mara.lind"))
WEEK = timedelta(days=7)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Sydney")
AROUND = PEOPLE.replace(", roles: [executive]", "") + "".join(
    f"  p{n}: {{name: P, mail: p{n}@example.org, zone: {zone}, roles: [executive]}}\n"
    for n, zone in enumerate(ZONES)
)


def october(day: int, hour: int, minute: int = 0) -> datetime:
    """In UTC; Berlin is two hours ahead until the 25th."""
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC)


THURSDAY, MONDAY = october(8, 14), october(12, 6, 30)
FIRST = october(5, 6, 30)


@pytest.fixture
def room(home: Home) -> Iterator[Mailroom]:
    made = Mailroom(home)
    yield made
    made.close()


def test_on_monday_at_half_past_eight_each_reader_has_one_mail(room: Mailroom) -> None:
    room.opens()

    room.at(FIRST - timedelta(seconds=1))
    assert room.sent() == []
    room.at(FIRST)
    room.at(FIRST + timedelta(hours=5))

    assert sorted(room.sent()) == [(CLARA, "2026-W41"), (NORA, "2026-W41")]
    assert len(room.letters()) == 2


def test_the_second_monday_tells_what_changed_since_the_first(room: Mailroom) -> None:
    room.opens()
    room.at(FIRST)
    room.at(october(7, 9))
    room.reads(1, "at_risk")

    room.at(MONDAY)
    room.at(MONDAY + WEEK)

    mails = [each for each in room.editions() if each.recipient == CLARA]
    assert [each.subject for each in mails[1:]] == [
        "Portfolio wk 42: 1 worse",
        "Portfolio wk 43: nothing changed",
    ]
    assert "Pay by invoice: AT RISK (was on track). SEC-40 blocks PAY-12." in mails[1].text
    assert mails[2].text.startswith("Nothing changed since Mon 12 Oct, 08:30.\n1 at")


def test_owners_hear_on_thursday_what_everybody_hears_on_monday(room: Mailroom) -> None:
    room.opens()
    room.at(FIRST)
    room.reads(1, "at_risk")

    room.at(THURSDAY)

    (heads_up,) = room.editions("weekly-executive/heads-up")
    assert (heads_up.recipient, heads_up.state) == (MARA, "done")
    assert heads_up.subject == "Before Mon 12 Oct: Pay by invoice at risk"
    assert "The mail of Mon 12 Oct will say:" in heads_up.text
    assert heads_up.period == "2026-W42"  # that of the mail it belongs to, not of its Thursday
    assert len(room.sent()) == 2


def test_an_owner_whose_items_stand_as_they_stood_hears_nothing(room: Mailroom) -> None:
    room.opens()
    room.at(FIRST)
    room.reads(2, "at_risk")  # nobody's

    room.at(THURSDAY)

    assert room.editions("weekly-executive/heads-up") == []


def test_an_owner_who_stopped_the_heads_up_gets_none(room: Mailroom) -> None:
    room.opens()
    room.at(FIRST)
    room.line.record.editions.wants("weekly-executive/heads-up", MARA, "never", wall=FIRST)
    room.reads(1, "at_risk")

    room.at(THURSDAY)

    assert room.editions("weekly-executive/heads-up") == []


@pytest.mark.parametrize("late", [timedelta(hours=3), timedelta(days=8)])
def test_a_monday_that_was_missed_is_made_up_for_once(room: Mailroom, late: timedelta) -> None:
    room.opens()
    room.at(FIRST)
    room.reads(1, "at_risk")
    room.line.close()

    room.line = room.another()
    room.at(MONDAY + late)
    room.at(MONDAY + late + timedelta(hours=1))

    mine = [each for each in room.editions() if each.recipient == CLARA]
    assert [each.subject.partition(":")[2] for each in mine[1:]] == [" 1 worse"]
    assert room.editions("weekly-executive/heads-up") == []


def test_two_clocks_and_two_workers_send_one_mail_each(room: Mailroom) -> None:
    room.opens()
    other = room.another()
    room.time.now = FIRST

    room.line.tend()
    other.tend()
    room.works(room.line, other)
    other.close()

    assert sorted(room.sent()) == [(CLARA, "2026-W41"), (NORA, "2026-W41")]
    assert [at for _, at in room.ticks("done")] == [FIRST]


def test_a_report_file_that_changes_at_that_moment_loses_no_mail(room: Mailroom) -> None:
    room.opens()
    room.time.now = FIRST
    room.line.tend()
    room.saves(report=REPORT.replace("Portfolio weekly", "Our portfolio"))

    room.at(FIRST + timedelta(minutes=1))
    room.saves(report=REPORT.replace("08:30", "09:00"))
    room.at(FIRST + timedelta(hours=1))

    assert sorted(room.sent()) == [(CLARA, "2026-W41"), (NORA, "2026-W41")]


@pytest.mark.parametrize("state", ["shadow", "paused"])
def test_a_report_that_may_not_speak_sends_and_keeps_nothing(room: Mailroom, state: str) -> None:
    room.opens(report=REPORT.replace("state: live", f"state: {state}"))

    room.at(FIRST)

    assert room.editions() == []
    assert room.letters() == []


def test_a_report_that_is_paused_while_its_mails_wait_keeps_them_back(room: Mailroom) -> None:
    room.opens()
    room.time.now = FIRST
    room.line.tend()
    while room.line.work("line"):
        pass

    room.saves(report=REPORT.replace("state: live", "state: paused"))
    room.works()

    assert room.sent() == []


def test_a_reader_who_wants_it_monthly_has_every_fourth_and_what_changed_since(
    room: Mailroom,
) -> None:
    room.opens()
    room.at(FIRST)
    room.line.record.editions.wants("weekly-executive", CLARA, "monthly", wall=FIRST)
    room.reads(1, "at_risk")

    for week in range(1, 6):
        room.at(FIRST + week * WEEK + timedelta(hours=week > 2))  # the clocks go back in week 3

    mine = [each for each in room.editions() if each.recipient == CLARA]
    assert [each.period for each in mine] == ["2026-W41", "2026-W45"]
    assert mine[1].subject == "Portfolio wk 45: 1 worse"
    assert len([each for each in room.editions() if each.recipient == NORA]) == 6


def test_a_reader_who_stopped_it_and_wants_it_again_hears_of_the_time_between(
    room: Mailroom,
) -> None:
    room.opens()
    room.at(FIRST)
    editions = room.line.record.editions
    editions.wants("weekly-executive", CLARA, "never", wall=FIRST)
    room.reads(1, "at_risk")
    room.at(MONDAY)
    editions.wants("weekly-executive", CLARA, "weekly", wall=MONDAY)

    room.at(MONDAY + WEEK)

    mine = [each for each in room.editions() if each.recipient == CLARA]
    assert [each.subject for each in mine[1:]] == ["Portfolio wk 43: 1 worse"]


def test_a_reader_who_is_new_hears_what_changed_since_everybodys_last_one(room: Mailroom) -> None:
    room.opens()
    room.at(FIRST)
    room.reads(1, "at_risk")
    new = "  timo: {name: Timo Krug, mail: timo@example.org, roles: [executive]}\n"
    room.saves(people=PEOPLE + new)

    room.at(MONDAY)

    (mine,) = [each for each in room.editions() if each.recipient == "timo@example.org"]
    assert mine.subject == "Portfolio wk 42: 1 worse"


def test_a_reader_who_is_named_twice_has_one(room: Mailroom) -> None:
    twin = "  clara-too: {name: C, mail: clara.winter@example.org}\n"
    report = REPORT.replace('["role:executive"]', '["role:executive", clara, clara-too]')
    room.opens(report=report, people=PEOPLE + twin)

    room.at(FIRST)

    assert sorted(room.sent()) == [(CLARA, "2026-W41"), (NORA, "2026-W41")]


def test_readers_in_three_zones_have_the_same_news_at_their_own_half_past_eight(
    room: Mailroom,
) -> None:
    room.opens(people=AROUND)
    room.at(october(6, 0))
    room.reads(1, "at_risk")
    room.works()

    for hours in range(30):
        room.at(october(11, 12) + timedelta(hours=hours))
        room.at(october(11, 12, 30) + timedelta(hours=hours))

    first = [each for each in room.editions() if each.period == "2026-W41"]
    second = [each for each in room.editions() if each.period == "2026-W42"]
    assert [each.subject for each in first] == ["Portfolio wk 41: nothing worse"] * 3
    assert [each.subject for each in second] == ["Portfolio wk 42: 1 worse"] * 3
    local = [
        each.planned_at.astimezone(ZoneInfo(zone))
        for each, zone in zip(sorted(second, key=lambda each: each.recipient), ZONES, strict=True)
    ]
    assert [f"{at:%a %H:%M}" for at in local] == ["Mon 08:30"] * 3
    assert len({each.planned_at for each in second}) == 3


@pytest.mark.parametrize("month", [3, 4, 10, 11])
def test_clocks_that_go_forward_or_back_change_nothing(
    blank: Path, tmp_path: Path, month: int
) -> None:
    shutil.copy(blank, tmp_path / "pitboard.sqlite")
    first = datetime(2026, month, 1, 12, tzinfo=UTC)
    sunday = first + timedelta(days=(6 - first.weekday()) % 7)
    room = Mailroom(Home(tmp_path, tmp_path / "pitboard.sqlite"), Time(first))
    room.opens(people=AROUND)

    for week, hours in product(range(4), range(0, 32, 4)):
        room.at(sunday + week * WEEK + timedelta(hours=hours))

    for number, zone in enumerate(ZONES):
        mine = [e for e in room.editions() if e.recipient == f"p{number}@example.org"]
        local = [each.planned_at.astimezone(ZoneInfo(zone)) for each in mine]
        assert [f"{at:%a %H:%M}" for at in local] == ["Mon 08:30"] * 4
        assert {later - at for at, later in pairwise(at.replace(tzinfo=None) for at in local)} == {
            WEEK
        }
    room.close()


def test_a_report_that_cannot_be_composed_stops_nothing_and_is_shown(room: Mailroom) -> None:
    room.opens()
    room.time.now = FIRST
    with room.line.record.database.writing() as connection:
        connection.exec_driver_sql("UPDATE status SET found = '{}'")

    for _ in range(8):
        room.works()
        room.time.pass_(3600)

    (dead,) = room.line.record.views.agenda(dead=True, limit=9)
    assert dead["subject"] == "report:weekly-executive"
    assert room.editions() == []
