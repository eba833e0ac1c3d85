"""A living pretend tracker: what it knows now, what it remembers, and whom it tells."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Generic
from uuid import uuid4

from automation.errors import SettingsError
from automation.sandbox.courier import Courier, P
from automation.sandbox.entry import D, Entry, H, Outline, Result, S, Via
from automation.sandbox.journal import Journal, Line


class Lives(ABC):
    """What a server starts before the first call and closes after the last."""

    @abstractmethod
    def start(self) -> None:
        """Begin to tell."""

    @abstractmethod
    def close(self, *, seconds: float = 5.0) -> None:
        """Tell what waits for at most so many seconds, then stop."""


@dataclass(frozen=True, kw_only=True)
class Means(Generic[P]):
    """What a room works with. `tells` is false where there is nobody to tell.

    `courier` builds the one that carries its webhooks, given whom it reports to.
    """

    folder: Path
    tells: bool
    clock: Callable[[], datetime]
    courier: Callable[[Callable[[str], None]], Courier[P]]


class Room(Lives, Generic[S, D, H, P]):
    """One state behind one lock. An act is on disk before it is seen, and seen before it is told.

    Webhooks that were waiting when the process was killed are sent after the next start with
    the ids and bytes they had; those that are over are never tried again.
    """

    def __init__(self, means: Means[P]) -> None:
        """Open the journal and replay it. Raises SettingsError where that cannot be done."""
        self.writes: list[Outline[S, D, H]] = []
        self.past: list[H] = []
        self._means = means
        self._lock = Lock()
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
    def seed(self, now: datetime) -> Sequence[Entry[D]]:
        """Tell what happened first, up to `now`."""

    @abstractmethod
    def enact(self, state: S, entry: Entry[D]) -> Outline[S, D, H]:
        """Do all deeds of an entry, or none of them."""

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
        if self.is_empty():
            self.commit(self.seed(self._means.clock()))
        if self._means.tells:
            self.courier.start()

    def close(self, *, seconds: float = 5.0) -> None:
        """Deliver what waits for at most so many seconds, then let the journal go."""
        self.courier.close(seconds=seconds)
        with self._lock:
            self._journal.close()

    def perform(self, deeds: Sequence[D], *, via: Via, request: str) -> Outline[S, D, H]:
        """Do these deeds together, or none of them. Raises Refusal.

        Everything that comes through the API is kept, also what changed nothing.
        """
        entry = Entry(at=self._means.clock(), via=via, deeds=tuple(deeds), request=request)
        (outline,) = self.commit([entry])
        if outline.refusal:
            raise outline.refusal
        return outline

    def commit(self, entries: Sequence[Entry[D]]) -> list[Outline[S, D, H]]:
        """Try these entries one after the other, keep what is worth it, and tell of it."""
        with self._lock:
            outlines, state = [], self._state
            for entry in entries:
                outline = self._numbered(self.enact(state, entry))
                outlines.append(outline)
                state = outline.state
            kept = [outline for outline in outlines if _is_kept(outline)]
            self._journal.append([self.to_line(outline.entry) for outline in kept])
            for outline in kept:
                self._enter(outline)
                self.courier.send(self._parcels(outline))
        return outlines

    def _numbered(self, outline: Outline[S, D, H]) -> Outline[S, D, H]:
        if not self._means.tells:
            return outline
        hooks = tuple(str(uuid4()) for _ in outline.happenings)
        return replace(outline, entry=replace(outline.entry, hooks=hooks))

    def _enter(self, outline: Outline[S, D, H]) -> None:
        self._state = outline.state
        self.past.extend(outline.happenings)
        if outline.entry.via is Via.API:
            # Without its state: nobody asks for it, and all of them would fill the memory.
            self.writes.append(replace(outline, state=self._founding))

    def _parcels(self, outline: Outline[S, D, H]) -> Iterable[P]:
        for hook, happening in zip(outline.entry.hooks, outline.happenings, strict=False):
            yield self.pack(happening, id=hook, state=outline.state)

    def _replay(self, lines: Sequence[Line]) -> None:
        told = {line["told"] for line in lines if "told" in line}
        try:
            entries = [self.from_line(line) for line in lines if "told" not in line]
        except (KeyError, TypeError, ValueError) as error:
            raise SettingsError(
                f"{self._means.folder}: the journal is of another version ({error}); move it away"
            ) from error
        for entry in entries:
            outline = self.enact(self._state, entry)
            self._enter(outline)
            if not told.issuperset(entry.hooks):
                untold = [parcel for parcel in self._parcels(outline) if parcel.id not in told]
                self.courier.send(untold)


def utc_now() -> datetime:
    """Read the machine's clock."""
    return datetime.now(UTC)


def _is_kept(outline: Outline[S, D, H]) -> bool:
    return outline.result is Result.CHANGED or outline.entry.via is Via.API
