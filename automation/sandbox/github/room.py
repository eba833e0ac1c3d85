"""The living pretend GitHub: what it knows now, what it remembers, and whom it tells."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from automation.sandbox.github.acts import Act, CreateHook, Deed
from automation.sandbox.github.courier import ONCE, Courier
from automation.sandbox.github.entry import Entry, Outline, Via, enact, from_line, to_line
from automation.sandbox.github.happenings import FieldChange, Happening
from automation.sandbox.github.hooks import Parcel, addressed, headers, pack
from automation.sandbox.github.journal import Line
from automation.sandbox.github.ledger import Ledger
from automation.sandbox.github.records import ProjectItem
from automation.sandbox.github.seed import VISITOR, founding, seed
from automation.sandbox.github.settings import SandboxGitHub
from automation.sandbox.github.state import Repository, State
from automation.sandbox.github.wire import Wire
from automation.sandbox.room import Means, utc_now
from automation.sandbox.room import Room as Shared

__all__ = ["Room", "utc_now"]


class Room(Shared[State, Deed, Happening, Parcel]):
    """One pretend GitHub."""

    def __init__(self, settings: SandboxGitHub, *, clock: Callable[[], datetime]) -> None:
        """Open the journal and replay it. Raises SettingsError where that cannot be done."""
        self.settings = settings
        self.wire = Wire(settings.base_url)
        self.ledger = Ledger()
        super().__init__(
            Means(
                folder=settings.data,
                tells=bool(settings.hook_url),
                clock=clock,
                courier=self._courier,
                plays=settings.script is not None,
            )
        )

    def start(self) -> None:
        """Begin to deliver; a record from before there were webhooks to look at gets them."""
        url, names = self.settings.hook_url, [one.full_name for one in self._repositories()]
        if url and names and not self.state.hooks:
            deeds = tuple(Deed(VISITOR, CreateHook(name, url)) for name in ("", *names))
            self.commit([Entry(at=self._means.clock(), via=Via.SEED, deeds=deeds)])
        super().start()

    def founding(self) -> State:
        """Build the accounts; there is no repository yet."""
        return founding(self.settings.bot_login)

    def is_empty(self) -> bool:
        """Whether there is no repository yet."""
        return not self.state.repositories

    def seed(self, now: datetime) -> Iterable[Entry]:
        """Tell what the company did, or the shop's first minute."""
        if self.settings.script:
            return self.settings.script.past(now)
        return seed(now, hook_url=self.settings.hook_url)

    def coming(self, now: datetime) -> Iterable[Entry]:
        """Tell what the company will do."""
        script = self.settings.script
        return script.coming(now) if script else ()

    def enact(self, state: State, entry: Entry) -> Outline:
        """Do all deeds of an entry, or none of them."""
        return enact(state, entry)

    def worked_on(self, happening: Happening) -> Sequence[str]:
        """Name the issue or pull request it changed; a row of the project is its issue's."""
        if happening.issue:
            return () if happening.event == "issue_comment" else (str(happening.issue.id),)
        part = happening.part
        item = part.item if isinstance(part, FieldChange) else part
        return (str(item.content),) if isinstance(item, ProjectItem) else ()

    def pack(self, happening: Happening, *, id: str, state: State) -> Parcel:  # noqa: A002 - GitHub's word
        """Compose the webhook of one happening."""
        return pack(happening, id=id, state=state, wire=self.wire)

    def to_line(self, entry: Entry) -> dict[str, object]:
        """Write an entry as a line of the journal."""
        return to_line(entry)

    def from_line(self, line: Mapping[str, object]) -> Entry:
        """Read it back. Raises KeyError, TypeError or ValueError for anything else."""
        return from_line(line)

    def do(self, *acts: Act, by: str, via: Via, request: str = "") -> Outline:
        """Do these acts together, or none of them. Raises Refusal."""
        return self.perform([Deed(by, act) for act in acts], via=via, request=request)

    def timeline(self, full_name: str, number: int) -> list[Happening]:
        """List what happened to one issue, oldest first."""
        return [
            happening
            for happening in tuple(self.past)
            if happening.number == number and happening.repository == full_name
        ]

    def _courier(self, _: Callable[[str], None]) -> Courier:
        settings = self.settings
        return Courier(
            settings.hook_url or "",
            lambda parcel, _: headers(parcel, settings.secret),
            manner=ONCE,
            patience=settings.patience,
            told=lambda _: None,
            tried=lambda attempt: self._journal.append([self.ledger.note(attempt)]),
            clock=self._means.clock,
        )

    def _repositories(self) -> Iterable[Repository]:
        return self.state.repositories.values()

    def _enter(self, outline: Outline) -> None:
        super()._enter(outline)
        for id_, happening in zip(outline.entry.hooks, outline.happenings, strict=False):
            self.ledger.expect(id_, addressed(happening, outline.state))
            if self.ledger.misses(id_):
                self.ledger.keep(self.pack(happening, id=id_, state=outline.state))

    def _replay(self, lines: Sequence[Line]) -> None:
        self.ledger.recall(lines)
        super()._replay(lines)
