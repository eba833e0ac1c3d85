"""The living pretend GitHub: what it knows now, what it remembers, and whom it tells."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock
from uuid import uuid4

from automation.errors import SettingsError
from automation.sandbox.github.acts import Act, Deed
from automation.sandbox.github.courier import Courier
from automation.sandbox.github.entry import Entry, Outline, Result, Via, enact, from_line, to_line
from automation.sandbox.github.hooks import Parcel, pack
from automation.sandbox.github.journal import Journal, Line
from automation.sandbox.github.seed import founding, seed
from automation.sandbox.github.settings import SandboxGitHub
from automation.sandbox.github.state import Happening, State
from automation.sandbox.github.wire import Wire


class Room:
    """One state behind one lock. An act is on disk before it is seen, and seen before it is told.

    Webhooks that were waiting when the process was killed are sent after the next start with
    the ids and bytes they had; those that were tried once are never tried again.
    """

    def __init__(self, settings: SandboxGitHub, *, clock: Callable[[], datetime]) -> None:
        """Open the journal and replay it. Raises SettingsError where that cannot be done."""
        self.settings = settings
        self.wire = Wire(settings.base_url)
        self.writes: list[Outline] = []
        self.past: list[Happening] = []
        self._clock = clock
        self._lock = Lock()
        self._journal = Journal(settings.data)
        self._state = founding(settings.bot_login)
        self.courier = Courier(
            settings.hook_url or "",
            settings.secret,
            patience=settings.patience,
            told=lambda id_: self._journal.append([{"told": id_}]),
        )
        try:
            self._replay(self._journal.replay())
        except SettingsError:
            self._journal.close()
            raise

    @property
    def state(self) -> State:
        """What stands now; a frozen value that nobody changes under its reader."""
        return self._state

    def start(self) -> None:
        """Begin to deliver; on an empty journal, let the shop's first minute happen."""
        if not self._state.repositories:
            self._commit(seed(self._clock()))
        if self.settings.hook_url:
            self.courier.start()

    def close(self, *, seconds: float = 5.0) -> None:
        """Deliver what waits for at most so many seconds, then let the journal go."""
        self.courier.close(seconds=seconds)
        with self._lock:
            self._journal.close()

    def do(self, *acts: Act, by: str, via: Via, request: str = "") -> Outline:
        """Do these acts together, or none of them. Raises Refusal.

        Everything that comes through the API is kept, also what changed nothing.
        """
        deeds = tuple(Deed(by, act) for act in acts)
        entry = Entry(at=self._clock(), via=via, deeds=deeds, request=request)
        (outline,) = self._commit([entry])
        if outline.refusal:
            raise outline.refusal
        return outline

    def timeline(self, full_name: str, number: int) -> list[Happening]:
        """List what happened to one issue, oldest first."""
        return [
            happening
            for happening in tuple(self.past)
            if happening.issue.number == number and happening.repository == full_name
        ]

    def _commit(self, entries: Sequence[Entry]) -> list[Outline]:
        with self._lock:
            outlines, state = [], self._state
            for entry in entries:
                outline = self._numbered(enact(state, entry))
                outlines.append(outline)
                state = outline.state
            kept = [outline for outline in outlines if _is_kept(outline)]
            self._journal.append([to_line(outline.entry) for outline in kept])
            for outline in kept:
                self._enter(outline)
                self.courier.send(self._parcels(outline))
        return outlines

    def _numbered(self, outline: Outline) -> Outline:
        if not self.settings.hook_url:
            return outline
        hooks = tuple(str(uuid4()) for _ in outline.happenings)
        return replace(outline, entry=replace(outline.entry, hooks=hooks))

    def _enter(self, outline: Outline) -> None:
        self._state = outline.state
        self.past.extend(outline.happenings)
        if outline.entry.via is Via.API:
            self.writes.append(outline)

    def _parcels(self, outline: Outline) -> Iterable[Parcel]:
        for hook, happening in zip(outline.entry.hooks, outline.happenings, strict=False):
            yield pack(happening, id=hook, state=outline.state, wire=self.wire)

    def _replay(self, lines: Sequence[Line]) -> None:
        told = {line["told"] for line in lines if "told" in line}
        try:
            entries = [from_line(line) for line in lines if "told" not in line]
        except (KeyError, TypeError, ValueError) as error:
            folder = self.settings.data
            raise SettingsError(
                f"{folder}: the journal is of another version ({error}); move it away"
            ) from error
        for entry in entries:
            outline = enact(self._state, entry)
            self._enter(outline)
            if not told.issuperset(entry.hooks):
                untold = [parcel for parcel in self._parcels(outline) if parcel.id not in told]
                self.courier.send(untold)


def utc_now() -> datetime:
    """Read the machine's clock."""
    return datetime.now(UTC)


def _is_kept(outline: Outline) -> bool:
    return outline.result is Result.CHANGED or outline.entry.via is Via.API
