"""What a sweep needs: the runs that are due, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from automation.effects import Plan
from automation.ports.deciding import ByRule, Case, Instants


@dataclass(frozen=True, slots=True)
class Run:
    """One time a rule goes through all it is about. `schedule` is `<rule>/<trigger number>`, or
    `<rule>/apply` where a person asked for it; `planned_at` is the company's time.
    """

    schedule: str
    planned_at: datetime

    @property
    def rule(self) -> str:
        """The rule that is swept."""
        return self.schedule.partition("/")[0]

    @property
    def subject(self) -> str:
        """What stands on the agenda for it; a report (`report:<id>`) has a name of its own."""
        return self.rule if self.rule.startswith("report:") else f"rule:{self.rule}"

    @property
    def is_applied(self) -> bool:
        """Whether a person asked for it: the fuse is lifted for it."""
        return self.schedule.endswith("/apply")

    @property
    def id(self) -> str:
        """What the outbox and the agenda call it: `<schedule>@<planned_at>`."""
        return f"{self.schedule}@{stamp(self.planned_at)}"

    @property
    def reason(self) -> str:
        """Why each subject of it is looked at."""
        return f"sweep:{self.rule}:{stamp(self.planned_at)}"


def stamp(at: datetime) -> str:
    """A time as part of a name: 2026-10-02T06:00:00Z."""
    return f"{at:%Y-%m-%dT%H:%M:%S}Z"


@dataclass(frozen=True, slots=True)
class Page:
    """Some subjects of a claimed run, in the order of their ids.

    `since` is the id after which it begins and `until` its last one. `last` says whether the run
    is decided with it. One without cases lets wishes go that are decided already. `leased` are
    all its subjects, also those that the rule is not about and that have no case.
    """

    run: Run
    seq: int
    since: str
    until: str
    last: bool
    cases: tuple[Case, ...] = ()
    leased: tuple[str, ...] = ()

    def cut(self, many: int) -> "Page":
        """What of it the first so many of its cases are; all its subjects stay leased until it is
        committed.
        """
        if many >= len(self.cases):
            return self
        mine = self.cases[:many]
        return replace(self, until=mine[-1].subject, last=False, cases=mine)


class Sweeps(Protocol):
    """The runs that are due."""

    def claim(
        self, *, owner: str, instants: Instants, bounds: ByRule, limit: int, reach: int = 0
    ) -> Page | None:
        """Lease the oldest run that is due, and the next of its subjects; None: nothing to do."""
        ...

    def decided(
        self,
        page: Page,
        plans: Sequence[tuple[Case, Plan]],
        *,
        owner: str,
        bounds: ByRule,
        wall: datetime,
    ) -> None:
        """Commit a page; with the last one every wish of the run becomes due, or none does."""
        ...
