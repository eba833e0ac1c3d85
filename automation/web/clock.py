"""The company's clock on every page of the sandbox: what it shows, and the buttons that turn it."""

import math
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from automation.bootstrap import Line
from automation.calendar import Calendar
from automation.dates import clock_face
from automation.engine.folder.world import World
from automation.errors import PitboardError
from automation.sites import rooms_of
from automation.store.clocks import ClockState
from automation.store.tempo import Pace
from automation.web.problems import problem

clock = Blueprint("clock", __name__)

MORNING: Final = time(9)
"""When a working day begins: reports of half past eight are out by then."""

_DAYS: Final = 366
_WEEK: Final = 7
_PACES: Final = {
    Pace.SYSTEM: "at the machine's pace",
    Pace.PAUSE: "paused",
    Pace.PLAY: "one working day a minute",
    Pace.FORWARD: "a day in three seconds",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """The clock's bar. `target` is where it is going, "" where it is not, `seconds` till there.

    `turns` says that it can be turned: not while the past is being played in.
    """

    now: str
    at: datetime
    pace: str
    runs: bool
    target: str
    seconds: int
    turns: bool


def shown_clock() -> Shown | None:
    """What the bar shows; None where no sandbox plays, or its record does not answer."""
    line = _line()
    if not rooms_of(line.settings):
        return None
    try:
        state, calendar = line.record.clocks.state(line.clock()), _calendar()
    except PitboardError:
        return None
    seconds = math.ceil(state.left.total_seconds())
    if state.target:
        g.clock_arrives = seconds
    return Shown(
        now=clock_face(state.now, calendar.zone),
        at=state.now,
        pace=_PACES[state.pace],
        runs=state.pace in (Pace.PLAY, Pace.FORWARD),
        target=clock_face(state.target, calendar.zone) if state.target else "",
        seconds=seconds,
        turns=state.playing_in is None,
    )


@clock.after_app_request
def come_back(answer: Response) -> Response:
    """Have a page that shows a clock on its way loaded again once it has arrived."""
    if (seconds := g.get("clock_arrives")) is not None:
        answer.headers["Refresh"] = str(seconds + 1)
    return answer


@clock.post("/sandbox/clock")
def turn() -> AnyResponse:
    """Pause, play or go forward: `do` is pause, play, next-day or next-monday."""
    line = _line()
    if not rooms_of(line.settings):
        return problem(404, "There is no sandbox here, and its clock is the machine's.")
    clocks, wall = line.record.clocks, line.clock()
    state = clocks.state(wall)
    wanted = request.form.get("do", "")
    if state.playing_in is not None:
        return _back()  # it begins by itself once the past is in
    match wanted:
        case "pause":
            clocks.pause(wall=wall)
        case "play":
            clocks.play(wall=wall)
        case "next-day":
            clocks.forward_to(next_day(_from(state), _calendar()), wall=wall)
        case "next-monday":
            clocks.forward_to(next_monday(_from(state), _calendar()), wall=wall)
        case _:
            return problem(400, "The clock knows pause, play, next-day and next-monday.")
    return _back()


def next_day(now: datetime, calendar: Calendar) -> datetime:
    """The morning of the next working day after today, however early it is.

    Raises ValueError for a calendar that has none.
    """
    today = calendar.day(now)
    days = (today + timedelta(days=away) for away in range(1, _DAYS))
    working = next((day for day in days if calendar.works_on(day)), None)
    if working is None:
        raise ValueError("this calendar has no working days")
    return datetime.combine(working, MORNING, calendar.zone)


def next_monday(now: datetime, calendar: Calendar) -> datetime:
    """The morning of the first Monday after today, be it free or not.

    On a Monday that is a week away, however early it is: the mails of today are on the way there.
    """
    today = calendar.day(now)
    monday = today + timedelta(days=_WEEK - today.weekday())
    return datetime.combine(monday, MORNING, calendar.zone)


def _from(state: ClockState) -> datetime:
    """Where to count from: a button pressed on the way goes on from where it leads to."""
    return state.target or state.now


def _calendar() -> Calendar:
    world: World = current_app.extensions["worldbook"].world()
    return world.calendar(None)


def _line() -> Line:
    line: Line = current_app.extensions["line"]
    return line


def _back() -> AnyResponse:
    """To the page the button stands on, and nowhere else."""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host:
        return redirect("/", 303)
    path = f"/{came.path.lstrip('/')}"
    return redirect(f"{path}?{came.query}" if came.query else path, 303)
