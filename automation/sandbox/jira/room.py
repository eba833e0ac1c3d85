"""The living pretend Jira: what it knows now, what it remembers, and whom it tells."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from automation.sandbox.jira.acts import Act, Deed
from automation.sandbox.jira.courier import Courier, persistent
from automation.sandbox.jira.entry import Entry, Outline, Via, enact, from_line, to_line
from automation.sandbox.jira.hooks import Parcel, headers, pack
from automation.sandbox.jira.seed import founding, seed
from automation.sandbox.jira.settings import SandboxJira
from automation.sandbox.jira.state import Happening, State
from automation.sandbox.jira.wire import Wire
from automation.sandbox.room import Means
from automation.sandbox.room import Room as Shared


class Room(Shared[State, Deed, Happening, Parcel]):
    """One pretend Jira."""

    def __init__(self, settings: SandboxJira, *, clock: Callable[[], datetime]) -> None:
        """Open the journal and replay it. Raises SettingsError where that cannot be done."""
        self.settings = settings
        self.wire = Wire(settings.base_url)
        self.clock = clock
        super().__init__(
            Means(
                folder=settings.data,
                tells=bool(settings.hook_url),
                clock=clock,
                courier=self._courier,
                plays=settings.script is not None,
            )
        )

    def founding(self) -> State:
        """Build the accounts and projects; there is no issue yet."""
        return founding(self.settings.token.partition(":")[0])

    def is_empty(self) -> bool:
        """Whether nothing has had an id yet."""
        return self.state.last_id == self.founding().last_id

    def seed(self, now: datetime) -> Iterable[Entry]:
        """Tell what the company did, or the first minutes of the projects."""
        return self.settings.script.past(now) if self.settings.script else seed(now)

    def coming(self, now: datetime) -> Iterable[Entry]:
        """Tell what the company will do."""
        script = self.settings.script
        return script.coming(now) if script else ()

    def enact(self, state: State, entry: Entry) -> Outline:
        """Do all deeds of an entry, or none of them."""
        return enact(state, entry)

    def worked_on(self, happening: Happening) -> Sequence[str]:
        """Name the issue it changed; a link has two."""
        if happening.comment:
            return ()
        if happening.link:
            return happening.link.source, happening.link.target
        return (happening.issue.id,) if happening.issue else ()

    def pack(self, happening: Happening, *, id: str, state: State) -> Parcel:  # noqa: A002 - Jira's word
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

    def _courier(self, told: Callable[[str], None]) -> Courier:
        settings = self.settings
        return Courier(
            settings.hook_url or "",
            lambda parcel, retry: headers(parcel, settings.secret, retry=retry),
            manner=persistent(settings.waits),
            patience=settings.patience,
            told=told,
            clock=self._means.clock,
        )
