"""What happens in a pretend tracker by itself: a past at once, the rest when its time has come."""

import json
import threading
import time as machine
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from automation.sandbox import courier
from automation.sandbox import room as living
from automation.sandbox.entry import Via
from automation.sandbox.github.acts import (
    Act,
    AddComment,
    AddLabels,
    CloseIssue,
    CreateRepository,
    Deed,
    EditIssue,
    OpenIssue,
)
from automation.sandbox.github.app import create_app, room_of
from automation.sandbox.github.entry import Entry
from automation.sandbox.github.room import Room
from automation.sandbox.script import Script
from automation.sandbox.touches import Touches
from tests.builders import NOON, Time, at
from tests.sandbox.world import Ear, settings_for

SHOP, ANN = "acme/shop", "mara-lind"
HOUR = 3600


def does(seconds: float, *acts: object) -> Entry:
    deeds = tuple(Deed(ANN, act) for act in acts)  # type: ignore[arg-type]  # an act each
    return Entry(at=at(seconds), via=Via.SEED, deeds=deeds)


def past(now: datetime) -> Iterable[Entry]:
    assert now == NOON
    yield does(-9 * HOUR, CreateRepository(SHOP, private=False, description="A shop"))
    for number in range(1, 6):
        yield does(-number * 60 - HOUR * (8 - number), OpenIssue(SHOP, f"Old {number}"))


def coming(now: datetime) -> Iterable[Entry]:
    yield replace(does(HOUR, OpenIssue(SHOP, "New at one")), at=now + timedelta(hours=1))
    yield does(2 * HOUR, CloseIssue(SHOP, 6))
    yield does(3 * HOUR, CloseIssue(SHOP, 1))
    yield does(4 * HOUR, OpenIssue(SHOP, "New at four"))


def eventually(look: Callable[[], object]) -> None:
    """The script is a thread of its own: look until it is so."""
    end = machine.monotonic() + 5
    while not look():
        assert machine.monotonic() < end
        threading.Event().wait(0.005)


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(living, "LOOK", 0.005)
    monkeypatch.setattr(living, "SETTLES", 0.0)
    monkeypatch.setattr(courier, "AGAIN", 0.005)
    monkeypatch.setattr(living, "AT_ONCE", 2)


@contextmanager
def a_room(data: Path, time: Time, hook: str | None = None) -> Iterator[Room]:
    settings = replace(settings_for(data, hook=hook), script=Script(past, coming))
    room = Room(settings, clock=time)
    room.start()
    try:
        yield room
    finally:
        room.close()


def titles(room: Room) -> list[str]:
    return [one.title for one in room.state.repository(SHOP).issues.values()]


def closed(room: Room) -> list[int]:
    issues = room.state.repository(SHOP).issues.values()
    return [one.number for one in issues if one.state == "closed"]


def times(data: Path) -> list[str]:
    lines = (json.loads(line) for line in (data / "journal.jsonl").read_text().splitlines())
    return [line["at"] for line in lines if "deeds" in line]


def test_the_past_has_happened_when_the_room_is_open(tmp_path: Path) -> None:
    with a_room(tmp_path, Time()) as room:
        assert titles(room) == [f"Old {number}" for number in range(1, 6)]
        assert room.progress().ready


def test_what_is_to_come_happens_when_its_time_has_come_and_not_before(tmp_path: Path) -> None:
    time = Time()
    with a_room(tmp_path, time) as room:
        time.pass_(HOUR - 1)
        threading.Event().wait(0.05)  # ten looks, and nothing is due
        assert len(titles(room)) == 5
        time.pass_(1)
        eventually(lambda: "New at one" in titles(room))
        time.pass_(2 * HOUR)
        eventually(lambda: closed(room) == [1, 6])
        assert "New at four" not in titles(room)
    assert times(tmp_path)[-3:] == [at(n * HOUR).isoformat() for n in (1, 2, 3)]


def test_an_act_that_a_visitor_made_impossible_is_passed_over(tmp_path: Path) -> None:
    time = Time()
    with a_room(tmp_path, time) as room:
        time.pass_(HOUR / 2)
        room.do(CloseIssue(SHOP, 1), by=ANN, via=Via.PAGE)
        time.pass_(4 * HOUR)
        eventually(lambda: "New at four" in titles(room))
    assert len(times(tmp_path)) == 6 + 1 + 3


@pytest.mark.parametrize(
    ("act", "left"),
    [
        (AddLabels(SHOP, 1, ("blocked",)), True),
        (EditIssue(SHOP, 1, body="Blocked by SEC-1"), True),
        (AddComment(SHOP, 1, "Nice"), False),
        (AddLabels(SHOP, 2, ("blocked",)), False),
    ],
    ids=repr,
)
def test_the_script_leaves_alone_what_a_visitor_works_on(
    tmp_path: Path, act: Act, *, left: bool
) -> None:
    time = Time()
    with a_room(tmp_path, time) as room:
        room.do(act, by=ANN, via=Via.PAGE)
    with a_room(tmp_path, time) as room:  # a new start forgets nothing
        time.pass_(4 * HOUR)
        eventually(lambda: "New at four" in titles(room))
        assert closed(room) == ([6] if left else [1, 6])


def test_the_script_goes_on_with_what_others_than_a_visitor_did(tmp_path: Path) -> None:
    time = Time()
    with a_room(tmp_path, time) as room:
        room.do(AddLabels(SHOP, 1, ("health: at risk",)), by="pitboard[bot]", via=Via.API)
        time.pass_(4 * HOUR)
        eventually(lambda: "New at four" in titles(room))
        assert closed(room) == [1, 6]


def test_ten_working_days_later_the_script_goes_on_with_it() -> None:
    touches = Touches()
    touches.note(["1"], at(0))

    assert touches.meet(["2", "1"], at(14 * 24 * HOUR - 1))
    assert not touches.meet(["2", "1"], at(14 * 24 * HOUR))


def test_a_restart_goes_on_where_the_script_was(tmp_path: Path) -> None:
    time = Time()
    with a_room(tmp_path, time) as room:
        time.pass_(HOUR)
        eventually(lambda: len(titles(room)) == 6)
    with a_room(tmp_path, time) as room:
        time.pass_(HOUR)
        eventually(lambda: closed(room) == [6])
        assert len(titles(room)) == 6
    assert times(tmp_path) == sorted(times(tmp_path))


def test_a_past_that_was_cut_off_is_told_on(tmp_path: Path) -> None:
    with a_room(tmp_path, Time()):
        pass
    journal = tmp_path / "journal.jsonl"
    whole = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(whole[:4]))

    with a_room(tmp_path, Time()) as room:
        assert titles(room) == [f"Old {number}" for number in range(1, 6)]
    assert journal.read_text().splitlines(keepends=True) == whole


def test_time_never_goes_back_in_a_room(tmp_path: Path) -> None:
    time = Time()
    with a_room(tmp_path, time) as room:
        time.pass_(30 * 60)
        room.do(OpenIssue(SHOP, "By hand"), by=ANN, via=Via.PAGE)
        time.pass_(-60)
        room.do(OpenIssue(SHOP, "By hand too"), by=ANN, via=Via.PAGE)
    assert times(tmp_path)[-2:] == [at(30 * 60).isoformat()] * 2


def test_what_is_told_of_an_earlier_time_happens_after_what_was_done_last(tmp_path: Path) -> None:
    with a_room(tmp_path, Time()) as room:
        room.do(OpenIssue(SHOP, "By hand"), by=ANN, via=Via.PAGE)
        room.commit([does(-20 * HOUR, OpenIssue(SHOP, "Of long ago"))])
    assert times(tmp_path) == sorted(times(tmp_path))


def test_a_clock_that_spaces_acts_is_asked_for_their_times(tmp_path: Path) -> None:
    class Spacing(Time):
        def after(self, last: datetime) -> datetime:
            return max(self.now, last + timedelta(seconds=1))

    with a_room(tmp_path, Spacing()) as room:
        for number in range(3):
            room.do(OpenIssue(SHOP, f"By hand {number}"), by=ANN, via=Via.PAGE)
    assert times(tmp_path)[-3:] == [at(second).isoformat() for second in range(3)]


def test_how_far_the_past_is_told_is_counted_in_webhooks(tmp_path: Path) -> None:
    ear = Ear()
    with ear.open() as hook:
        with a_room(tmp_path, Time(), hook) as room:
            assert room.courier.wait([one.parcel.id for one in room.courier.attempts()], seconds=5)
            told = room.progress()
        with a_room(tmp_path, Time(), hook) as room:
            again = room.progress().past

    assert told == living.Progress(ready=True, past=5, waiting=0)
    assert again == 5


@pytest.mark.parametrize("status", [503, 0])
def test_a_past_that_nobody_takes_is_told_again_until_it_is_taken(
    tmp_path: Path, status: int
) -> None:
    ear = Ear(status=status or 202)
    with ear.open() as hook, a_room(tmp_path, Time(), hook if status else _deaf(hook)) as room:
        eventually(lambda: room.courier.waiting() == 5)
        threading.Event().wait(0.05)
        assert room.courier.waiting() == 5
        ear.status = 202
        room.do(OpenIssue(SHOP, "By hand"), by=ANN, via=Via.PAGE)
    with ear.open() as hook, a_room(tmp_path, Time(), hook) as room:
        eventually(lambda: room.courier.waiting() == 0)

    told = [one.payload["issue"]["title"] for one in ear.heard if "issue" in one.payload]
    assert [title for title in dict.fromkeys(told) if title.startswith("Old")] == [
        f"Old {number}" for number in range(1, 6)
    ]


def _deaf(hook: str) -> str:
    """The same door on a port where nobody listens."""
    return hook.replace("127.0.0.1", "127.0.0.2")


def test_a_room_that_is_not_open_yet_is_not_ready(tmp_path: Path) -> None:
    room = Room(replace(settings_for(tmp_path), script=Script(past, coming)), clock=Time())

    assert not room.progress().ready
    room.close()


def test_a_tracker_says_how_far_it_is(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path), clock=Time())
    room_of(app).start()
    answer = app.test_client().get("/_sandbox/progress")
    room_of(app).close()

    assert answer.json == {"ready": True, "past": 0, "waiting": 0}
