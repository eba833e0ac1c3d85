"""The clock: it looks at the database, rings when work is due, and tends what is due each second.

It writes nothing that matters: two clocks, or none for a moment, cost time and never work.
"""

import logging
import os
import socket
import sys
import time
from collections.abc import Mapping
from typing import Protocol
from uuid import uuid4

from automation.errors import SettingsError
from automation.settings import load_settings
from workers.address import redis_url
from workers.jobs import LINGER, QUEUES, Due, Line, attempt
from workers.lifeline import Signals
from workers.queue import Bells, Unreachable, connect
from workers.serializer import SignedSerializer

OVERDUE = 0.1
"""Seconds of waiting after which the job that should be at work is no longer relied on."""
SECOND = 1.0
BEAT = 2.0
QUIET = 1.0
"""Seconds without looking for work after the database failed or Redis did not answer.

A try may take another second, and the other duties come in between.
"""

log = logging.getLogger(__name__)


class Ringer(Protocol):
    """What rings: `workers.queue.Bells`."""

    def ring(self, queue: str, /) -> bool:
        """Hang a bell; False when enough wait already. Raises `Unreachable`."""


class Stop(Protocol):
    """What ends the clock: `workers.lifeline.Signals`."""

    def wait(self, seconds: float, /) -> bool:
        """Pause, and say whether to end."""


def bells_wanted(due: Due, last_rung: Mapping[str, float], at: float) -> tuple[str, ...]:
    """Name the queues to ring for. `last_rung` and `at` are seconds on one monotonic clock.

    A bell keeps a job at work for 5 s, and a job that keeps up needs no other. Only where work
    waits longer than it should, and the last bell has had as long to be answered, another is due.
    """
    waited = {"line": due.line, "deliver": due.deliver}
    return tuple(q for q in QUEUES if _wanted(waited[q], last_rung.get(q), at))


def _wanted(waited: float | None, rung: float | None, at: float) -> bool:
    if waited is None:
        return False
    if rung is None or at - rung > LINGER:
        return True
    return waited > OVERDUE and at - rung > OVERDUE


def run(
    line: Line,
    bells: Ringer,
    *,
    stop: Stop,
    pause: float = 0.05,
    owner: str | None = None,
) -> None:
    """Keep the clock until `stop`, looking every `pause` seconds.

    `owner` names this clock in the election, by default uniquely. What fails is one line in the
    log and is tried again: the clock is what wakes everything else.
    """
    clock = _Clock(line, bells, owner or f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}")
    while not stop.wait(pause):
        clock.look()
    line.close()


class _Clock:
    def __init__(self, line: Line, bells: Ringer, owner: str) -> None:
        self._line = line
        self._bells = bells
        self._owner = owner
        self._leads = False
        self._last_rung: dict[str, float] = {}
        self._next: dict[str, float] = {}
        self._news = "redis=answers"

    def look(self) -> None:
        if self._is_time("lead", SECOND):
            self._leads = bool(attempt("clock lead", lambda: self._line.lead(self._owner)))
        if not self._leads:
            return
        if self._is_time("tend", SECOND):
            attempt("clock tend", self._line.tend)
        if self._is_time("beat", BEAT):
            attempt("clock beat", lambda: self._line.beat("clock"))
        if self._is_time("ring", 0):  # the last, for it may wait a second for Redis
            self._look_for_work()

    def _look_for_work(self) -> None:
        due = attempt("clock due", self._line.due)
        if due is None or not self._ring(due):
            self._next["ring"] = time.monotonic() + QUIET

    def _ring(self, due: Due) -> bool:
        for queue in bells_wanted(due, self._last_rung, time.monotonic()):
            try:
                self._bells.ring(queue)
            except Unreachable as error:
                self._say_once(f"redis=away {error}")
                return False
            self._say_once("redis=answers")
            # Also where none was hung because enough wait: they will be answered as well.
            self._last_rung[queue] = time.monotonic()
        return True

    def _say_once(self, news: str) -> None:
        if news != self._news:
            log.warning("clock %s", news)
        self._news = news

    def _is_time(self, duty: str, every: float) -> bool:
        at = time.monotonic()
        if at < self._next.get(duty, 0):
            return False
        self._next[duty] = at + every
        return True


def main() -> int:
    """Run the clock until SIGTERM; 2 when a setting must be mended first."""
    signals = Signals()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        settings = load_settings()
        from automation.bootstrap import open_line  # noqa: PLC0415 - all of Pitboard; `run` needs none

        url = redis_url(settings.redis_url, settings.run, settings.data)
        line = open_line(settings)
    except SettingsError as error:
        log.error("clock: %s", error)  # noqa: TRY400 - a sentence for a person, not a traceback
        return 2
    run(line, Bells(connect(url), SignedSerializer(settings.secret_key)), stop=signals)
    return 0


if __name__ == "__main__":
    sys.exit(main())
