"""What issuing a report needs: the runs that are due, what was told before, and who wants it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from automation.effects import Email
from automation.ports.deciding import Instants

Told = Mapping[str, str | None]
"""What an edition told of each item's health, by the item's id."""

SEND: Final = "send"
"""The step that everybody reads; others are told under a name of their own."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One time of a report: `step` is "send" or "heads-up", `zone` whose readers it is for.

    `planned_at` is the company's time, `goes_out` when everybody is told what a heads-up tells its
    owners. `seq` is that of its row on the agenda.
    """

    report: str
    step: str
    zone: str
    planned_at: datetime
    seq: int = 0
    goes_out: datetime | None = None

    @property
    def name(self) -> str:
        """What its editions are kept under."""
        return self.report if self.step == SEND else f"{self.report}/{self.step}"

    @property
    def period(self) -> str:
        """The week of the mail that everybody reads, as its readers count weeks: 2026-W48. A
        heads-up belongs to the mail that it comes before.
        """
        day: date = (self.goes_out or self.planned_at).astimezone(ZoneInfo(self.zone)).date()
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"


@dataclass(frozen=True, slots=True)
class Letter:
    """One edition, ready to go out: the mail, and what it tells of each item as of when."""

    report: str
    period: str
    email: Email
    told: Told
    as_of: datetime
    because: str


@dataclass(frozen=True, slots=True)
class Last:
    """The newest edition that a reader had: its id, when it was planned, and up to when it told."""

    id: int
    planned_at: datetime
    as_of: datetime


class Editions(Protocol):
    """Every sending of every report."""

    def claim(
        self, *, owner: str, instants: Instants, since: datetime | None = None
    ) -> Issue | None:
        """Lease the oldest time of a report that is due; None: there is nothing to do. `since` is
        the wall time before which it must have been called.
        """
        ...

    def issued(
        self, issue: Issue, letters: Sequence[Letter], *, version: str, owner: str, wall: datetime
    ) -> bool:
        """Commit some editions, each once for its (report, period, recipient), and their mails,
        and hold the lease for longer, also where it ran out and nobody took it. False where
        somebody else has it, and nothing is kept.
        """
        ...

    def finish(self, issue: Issue, *, owner: str, wall: datetime) -> None:
        """The issue is whole: strike it from the agenda."""
        ...

    def rest(self, issue: Issue, *, owner: str) -> None:
        """Give an issue back of which some readers are left, for the next turn."""
        ...

    def blame(self, issue: Issue, error: str, *, owner: str, wall: datetime) -> None:
        """Count an attempt against an issue that could not be composed; the eighth makes it
        dead, where the page of operations shows it.
        """
        ...
