"""A living pretend tracker: what it knows now, what it remembers, and whom it tells."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Generic
from uuid import uuid4

from automation.errors import SettingsError
from automation.sandbox.courier import Courier, P
from automation.sandbox.entry import D, Entry, H, Outline, Result, S, Via
from automation.sandbox.journal import Journal, Line
from automation.sandbox.script import in_turn, moment
from automation.sandbox.touches import Touches

AT_ONCE = 200
"""Entries of the past that happen in one go: more would hold too many states at a time."""

LOOK = 0.05
"""Seconds between two looks at the clock, while something is still to come."""

SETTLES = 3.0
"""Seconds after a new start before the script is read again: starting has other things to do."""


class Lives(ABC):
    """What a server starts before the first call and closes after the last."""

    @abstractmethod
    def start(self) -> None:
        """Begin to tell."""

    @abstractmethod
    def close(self, *, seconds: float = 5.0) -> None:
        """Tell what waits for at most so many seconds, then stop."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Webhooks that told of the past, and those that wait; `ready` once all of it has happened."""

    ready: bool
    past: int
    waiting: int


@dataclass(frozen=True, kw_only=True)
class Means(Generic[P]):
    """What a room works with. `tells` is false where there is nobody to tell, and `plays` true
    where more is to happen by itself than a first minute.

    `clock` tells the company's time; one that spaces acts is asked for the time of each.
    `courier` builds the one that carries its webhooks, given whom it reports to.
    """

    folder: Path
    tells: bool
    clock: Callable[[], datetime]
    courier: Callable[[Callable[[str], None]], Courier[P]]
    plays: bool = False


class Room(Lives, Generic[S, D, H, P]):
    """One state behind one lock. An act is on disk before it is seen, and seen before it is told.

    Webhooks that were waiting when the process was killed are sent after the next start with
    the ids and bytes they had; those that are over are never tried again. Time never goes back
    in it: what comes late happens when what was last done did.
    """

    def __init__(self, means: Means[P]) -> None:
        """Open the journal and replay it. Raises SettingsError where that cannot be done."""
        self.writes: list[Outline[S, D, H]] = []
        self.past: list[H] = []
        self._means = means
        self._lock = Lock()
        self._founded: datetime | None = None
        self._last: datetime | None = None
        self._played: datetime | None = None
        self._is_ready = self._is_again = False
        self._past_told = 0
        self._touches = Touches()
        self._closing = Event()
        self._player = Thread(target=self._play, name="sandbox-script", daemon=True)
        self._journal = Journal(means.folder)
        self._state = self._founding = self.founding()
        self.courier = means.courier(lambda id_: self._journal.append([{"told": id_}]))
        try:
            self._replay(self._journal.replay())
        except SettingsError:
            self._journal.close()
            raise

    @abstractmethod
    def founding(self) -> S:
        """Build the state before anything happened."""

    @abstractmethod
    def is_empty(self) -> bool:
        """Whether nothing has happened yet."""

    @abstractmethod
    def seed(self, now: datetime) -> Iterable[Entry[D]]:
        """Tell what happened first, up to `now`."""

    def coming(self, now: datetime) -> Iterable[Entry[D]]:
        """Tell what is still to happen, in order; `now` is that of the first start."""
        del now
        return ()

    @abstractmethod
    def enact(self, state: S, entry: Entry[D]) -> Outline[S, D, H]:
        """Do all deeds of an entry, or none of them."""

    @abstractmethod
    def worked_on(self, happening: H) -> Sequence[str]:
        """Name by their ids the issues it changed; a comment changes none."""

    @abstractmethod
    def pack(self, happening: H, *, id: str, state: S) -> P:  # noqa: A002 - the trackers' word
        """Compose the webhook of one happening; `state` is the one after the whole act."""

    @abstractmethod
    def to_line(self, entry: Entry[D]) -> dict[str, object]:
        """Write an entry as a line of the journal."""

    @abstractmethod
    def from_line(self, line: Mapping[str, object]) -> Entry[D]:
        """Read it back. Raises KeyError, TypeError or ValueError for anything else."""

    @property
    def state(self) -> S:
        """What stands now; a frozen value that nobody changes under its reader."""
        return self._state

    def start(self) -> None:
        """Begin to deliver; on an empty journal, let what happened first happen."""
        if self._means.plays:
            self.courier.insist()
        if self._means.tells:
            self.courier.start()
        if self.is_empty() and not self._means.plays:
            self.commit(list(self.seed(self._means.clock())))
        elif self.is_empty() and self._founded is None:
            self._founded = self._means.clock()
            self._journal.append([{"founded": self._founded.isoformat()}])
        if self._founded is not None:
            self._have_past(self._founded)
            self.courier.insist_no_further()
            self._player.start()
        self._is_ready = True

    def progress(self) -> Progress:
        """Tell how far the past is told."""
        return Progress(ready=self._is_ready, past=self._past_told, waiting=self.courier.waiting())

    def close(self, *, seconds: float = 5.0) -> None:
        """Deliver what waits for at most so many seconds, then let the journal go."""
        self._closing.set()
        if self._player.is_alive():
            self._player.join(seconds)
        self.courier.close(seconds=seconds)
        with self._lock:
            self._journal.close()

    def perform(self, deeds: Sequence[D], *, via: Via, request: str) -> Outline[S, D, H]:
        """Do these deeds together, or none of them. Raises Refusal.

        Everything that comes through the API is kept, also what changed nothing.
        """
        with self._lock:
            at = moment(self._means.clock, self._last)
            (outline,) = self._commit([Entry(at=at, via=via, deeds=tuple(deeds), request=request)])
        if outline.refusal:
            raise outline.refusal
        return outline

    def commit(self, entries: Sequence[Entry[D]]) -> list[Outline[S, D, H]]:
        """Try these entries one after the other, keep what is worth it, and tell of it."""
        with self._lock:
            return self._commit(entries)

    def _commit(self, entries: Sequence[Entry[D]]) -> list[Outline[S, D, H]]:
        outlines, state, last = [], self._state, self._last
        for entry in entries:
            last = max(entry.at, last or entry.at)
            outline = self._numbered(self.enact(state, replace(entry, at=last)))
            outlines.append(outline)
            state = outline.state
        kept = [outline for outline in outlines if _is_kept(outline)]
        self._journal.append([self.to_line(outline.entry) for outline in kept])
        for outline in kept:
            self._enter(outline)
            self.courier.send(self._parcels(outline))
        return outlines

    def _have_past(self, founded: datetime) -> None:
        """Let what happened first happen, as far as it has not: a kill may have come between."""
        if self._is_ready:
            return
        for some in in_turn(self.seed(founded), after=self._played, most=AT_ONCE):
            self.commit(some)
        self._journal.append([{"ready": founded.isoformat()}])

    def _play(self) -> None:
        """Let what is still to come happen, each when the company's clock has come to it.

        What is refused is passed over: a visitor may have changed things since it was planned.
        """
        if self._founded is None:
            return
        begin = self._played
        if self._is_again and self._closing.wait(SETTLES):
            return
        for entry in self.coming(self._founded):
            if begin is not None and entry.at <= begin:
                continue
            while self._means.clock() < entry.at:
                if self._closing.wait(LOOK):
                    return
            if self._closing.is_set():
                return
            self._let_happen(entry)

    def _let_happen(self, entry: Entry[D]) -> None:
        """At its time, or now if it comes late; what a visitor worked on lately is left to them."""
        with self._lock:
            touched = self._worked_on(self.enact(self._state, entry))
            if self._touches.meet(touched, entry.at):
                return
            is_late = self._last is not None and entry.at <= self._last
            at = moment(self._means.clock, self._last) if is_late else entry.at
            self._commit([replace(entry, at=at)])

    def _numbered(self, outline: Outline[S, D, H]) -> Outline[S, D, H]:
        if not self._means.tells:
            return outline
        hooks = tuple(str(uuid4()) for _ in outline.happenings)
        return replace(outline, entry=replace(outline.entry, hooks=hooks))

    def _enter(self, outline: Outline[S, D, H]) -> None:
        self._state, entry = outline.state, outline.entry
        self._last = max(entry.at, self._last or entry.at)
        if entry.via is Via.SEED:
            self._played = self._last
        if not self._is_ready:
            self._past_told += len(entry.hooks)
        self.past.extend(outline.happenings)
        if entry.via is Via.PAGE:
            self._touches.note(self._worked_on(outline), entry.at)
        if outline.entry.via is Via.API:
            # Without its state: nobody asks for it, and all of them would fill the memory.
            self.writes.append(replace(outline, state=self._founding))

    def _worked_on(self, outline: Outline[S, D, H]) -> Sequence[str]:
        return [id_ for happening in outline.happenings for id_ in self.worked_on(happening)]

    def _parcels(self, outline: Outline[S, D, H]) -> Iterable[P]:
        for hook, happening in zip(outline.entry.hooks, outline.happenings, strict=False):
            yield self.pack(happening, id=hook, state=outline.state)

    def _replay(self, lines: Sequence[Line]) -> None:
        told = {line["told"] for line in lines if "told" in line}
        try:
            read = [
                (line, None if _BESIDE & line.keys() else self.from_line(line)) for line in lines
            ]
        except (KeyError, TypeError, ValueError) as error:
            raise SettingsError(
                f"{self._means.folder}: the journal is of another version ({error}); move it away"
            ) from error
        for line, entry in read:
            if entry is not None:
                self._replay_entry(entry, told)
            elif "founded" in line:
                self._founded = datetime.fromisoformat(str(line["founded"]))
            self._is_ready = self._is_again = self._is_ready or "ready" in line

    def _replay_entry(self, entry: Entry[D], told: Collection[object]) -> None:
        outline = self.enact(self._state, entry)
        self._enter(outline)
        if any(hook not in told for hook in entry.hooks):
            self.courier.send([one for one in self._parcels(outline) if one.id not in told])


_BESIDE = frozenset({"told", "founded", "ready"})
"""Keys of the journal's lines that are no entries."""


def utc_now() -> datetime:
    """Read the machine's clock."""
    return datetime.now(UTC)


def _is_kept(outline: Outline[S, D, H]) -> bool:
    return outline.result is Result.CHANGED or outline.entry.via is Via.API
