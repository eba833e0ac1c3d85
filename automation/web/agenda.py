"""The agenda on the page of operations: what nobody has taken up though it is due, and timers.

How long a row waits is told in the system's time; when a timer is due, in the company's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from automation.store.outlook import Timers
from automation.store.views import Views
from automation.web import line_words, shown
from automation.web.rulebook import Shelf
from automation.web.shown import RuleName
from automation.web.words import Said

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Counted:
    """A kind of rows on the card of the agenda; `next` is when the next timer is due, or None."""

    said: Said
    count: int
    next: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row that is due, or soon. `seconds` it has waited, None where it is not due yet."""

    what: str
    key: str
    why: str
    seconds: float | None
    due_at: datetime
    is_taken: bool
    error: str


@dataclass(frozen=True, slots=True)
class Later:
    """The timers of one kind of a rule. `key` is their item where there is only one."""

    rule: RuleName
    why: str
    count: int
    next: datetime
    key: str


def counted(views: Views, *, wall: datetime) -> Iterator[Counted]:
    """What is on the agenda, in numbers; what comes soon only where there is any."""
    found = views.agenda_counts(wall=wall)
    soonest = next((each.next for each in views.timers(wall=wall, limit=1)), None)
    for kind, count in found.items():
        if count or kind != "soon":
            said = line_words.agenda(kind, empty=not count)
            yield Counted(said, count, soonest if kind == "timers" else None)


def waiting(views: Views, *, wall: datetime, limit: int) -> Sequence[Waiting]:
    """What nobody has taken up though it is due, the longest first, and what is due soon."""
    return [_waiting(row, wall) for row in views.waiting(wall=wall, limit=limit)]


def timers(views: Views, rules: Shelf, *, wall: datetime, limit: int) -> Sequence[Later]:
    """What waits for its time, by rule, the next one first."""
    return [_later(each, rules) for each in views.timers(wall=wall, limit=limit)]


def _waiting(row: Row, wall: datetime) -> Waiting:
    since = row["waits_since"]
    return Waiting(
        what=row["key"] or row["subject"],
        key=row["key"] or "",
        why=line_words.reason(row["reason"]),
        seconds=None if since is None else max(0.0, (wall - since).total_seconds()),
        due_at=row["due_at"],
        is_taken=row["lease_until"] is not None and row["lease_until"] > wall,
        error=row["error"] or "",
    )


def _later(found: Timers, rules: Shelf) -> Later:
    rule = found.reason.split(":")[1] if ":" in found.reason else found.reason
    name = shown.rule_name(rule, rules.hash, rules)
    return Later(name, line_words.timer(found.reason), found.count, found.next, found.key)
