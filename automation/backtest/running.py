"""Both sets of rules over the same history, side by side: a process for each."""

import gc
import logging
import multiprocessing
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Final

import structlog

from automation import rulefiles
from automation.actions import ACTIONS
from automation.backtest.difference import Differences, differences
from automation.backtest.outcome import Outcome
from automation.backtest.replay import BRISK, EXACT, Pace, Replay
from automation.backtest.steps import Step, steps_of
from automation.engine.ruleset.loader import RuleSet, digest, load
from automation.errors import PitboardError
from automation.store.opening import open_at
from automation.store.record import Record
from automation.store.recorded import Recorded, recorded
from automation.store.scratch import born, copied, scratch_folder

log = structlog.get_logger()

Files = Mapping[str, str]
Watch = Callable[[float], None]

_FORK: Final = multiprocessing.get_context("fork")
_SELDOM: Final = (200_000, 50, 100)
"""When a process that lives for minutes looks for garbage that hangs in circles."""

MANY: Final = 20_000
"""Steps that are replayed minute by minute without anybody having to wait."""

_A_PART: Final = 200
"""How many parts of the way a process tells of."""


class ReplayFailed(PitboardError):  # noqa: N818 - said of a whole run, not of a value
    """A replay ended before the window did."""


def unwatched(_share: float) -> None:
    """Nobody looks."""


@dataclass(frozen=True, slots=True)
class _Run:
    """What one process is to replay, and where."""

    path: Path
    past: Recorded
    steps: Sequence[Step]
    files: Files
    pace: Pace

    def outcome(self, progress: Callable[[int], None]) -> Outcome:
        """Replay it in this process."""
        record = copied(self.path.with_name("opening.sqlite"), self.path)
        try:
            return self._replay(record).run(self.steps, progress)
        finally:
            record.close()

    def _replay(self, record: Record) -> Replay:
        return Replay(record, self.past, self.files, pace=self.pace)


def backtest(
    record: Record,
    was: Files,
    becomes: Files,
    *,
    since: datetime,
    until: datetime,
    pace: Pace | None = None,
    watch: Watch = unwatched,
) -> Differences:
    """What would differ had the second files decided and not the first. The record is only read.

    Without a `pace` more events than MANY are replayed at a brisk one. `watch` is told the share
    that is done. Raises RuleError for files that do not hold together, ReplayFailed where a
    replay breaks off.
    """
    for files in (was, becomes):
        checked(files)
    past = recorded(record, since, until)
    steps = steps_of(past)
    pace = pace or (BRISK if len(steps) > MANY else EXACT)
    with scratch_folder() as folder:
        opening = born(folder / "opening.sqlite")
        open_at(opening, record, past)
        opening.close()
        record.close()  # no connection may be open while processes fork
        runs = [
            _Run(folder / f"{name}.sqlite", past, steps, files, pace)
            for name, files in (("was", was), ("becomes", becomes))
        ]
        found = _side_by_side(runs, watch)
    return differences(*found, since=since, until=until, events=past.events, brisk=pace is BRISK)


def checked(files: Files) -> RuleSet:
    """The rules of these files. Raises RuleError."""
    nodes = rulefiles.read_all(files)
    return load(nodes, digest(files), ACTIONS)


def _side_by_side(runs: Sequence[_Run], watch: Watch) -> Sequence[Outcome]:
    ends, processes = [], []
    for run in runs:
        mine, theirs = _FORK.Pipe(duplex=False)
        process = _FORK.Process(target=_told, args=(run, theirs), daemon=True)
        process.start()
        theirs.close()
        ends.append(mine)
        processes.append(process)
    try:
        return _gathered(ends, [len(run.steps) for run in runs], watch)
    finally:
        for process in processes:
            if process.is_alive():
                process.join(timeout=1)
            if process.is_alive():
                process.terminate()
            process.join()


def _gathered(ends: Sequence[Connection], steps: Sequence[int], watch: Watch) -> Sequence[Outcome]:
    done, found = [0] * len(ends), dict[int, Outcome]()
    while len(found) < len(ends):
        waiting: list[Any] = [each for place, each in enumerate(ends) if place not in found]
        for end in wait(waiting):
            place = ends.index(end)
            said = _heard(ends[place])
            if isinstance(said, int):
                done[place] = said
                watch(sum(done) / max(1, sum(steps)))
            else:
                found[place] = said
    return [found[place] for place in range(len(ends))]


def _heard(end: Connection) -> Outcome | int:
    try:
        said: Outcome | int | Exception = end.recv()
    except EOFError as error:
        raise ReplayFailed("A replay ended without a word: was its process killed?") from error
    if isinstance(said, Exception):
        raise said
    return said


def _told(run: _Run, end: Connection) -> None:
    """Replay, and send how far it is, then the outcome or what went wrong."""
    _be_quiet()
    every, done, told = max(1, len(run.steps) // _A_PART), 0, 0
    # All that is loaded stays to the end: looking through it again and again costs a fifth.
    gc.freeze()
    gc.set_threshold(*_SELDOM)

    def progress(steps: int) -> None:
        nonlocal done, told
        done += steps
        if done - told >= every:
            told = done
            end.send(done)

    try:
        end.send(run.outcome(progress))
    except PitboardError as error:
        end.send(error)
    except Exception as error:
        log.exception("a replay broke off")
        said = "A replay broke off, and Pitboard is at fault; its log says where"
        end.send(ReplayFailed(f"{said}: {type(error).__name__}."))
    finally:
        end.close()


def _be_quiet() -> None:
    """What a replay does is no news, and standard output is the answer's alone."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
