"""Which part of the portfolio an address asks for, and in which order. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from automation.appraisal import Asking
from automation.web import words
from automation.web.standings import Row

LONGEST: Final = 200
"""Characters of a search that are looked at."""

KEYS: Final = 2_000
"""Characters of a list of keys: as many as an address holds."""

_LAST: Final = datetime.max.replace(tzinfo=UTC)
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """What an address asks for; "" asks for everything. `sort` is a key of SORTS.

    `told` asks for what mails tell of, and `only` for these keys, with commas between them.
    """

    team: str = ""
    health: str = ""
    objective: str = ""
    q: str = ""
    asked: str = ""
    disputed: str = ""
    told: str = ""
    only: str = ""
    sort: str = ""

    @property
    def narrows(self) -> bool:
        """Whether something is left out."""
        return any(getattr(self, name) for name in self.__slots__ if name != "sort")

    def address(self, **changes: str) -> Mapping[str, str]:
        """The values of the address that asks for this with some of it changed."""
        return {name: value for name, value in asdict(replace(self, **changes)).items() if value}

    def fits(self, row: Row) -> bool:
        """Whether an item is asked for."""
        status = row.status
        return (
            (not self.team or (status.team or NOBODYS) == self.team)
            and (not self.objective or (status.objective or NOBODYS) == self.objective)
            and (not self.asked or bool(row.waiting))
            and (not self.disputed or row.disputed)
            and (not self.health or row.health == self.health)
            and (not self.told or row.told)
            and (not self.only or row.key in self.only.split(","))
            and all(word in _told(row) for word in self.q.casefold().split())
        )


NOBODYS: Final = "none"
"""What a filter calls work without a team, or without an objective."""


def choice(arguments: Mapping[str, str]) -> Choice:
    """What these arguments of an address ask for; unknown ones ask for nothing."""
    most = {**dict.fromkeys(Choice.__slots__, LONGEST), "only": KEYS}
    said = {name: arguments.get(name, "")[:length].strip() for name, length in most.items()}
    if said["sort"] not in SORTS:
        said["sort"] = ""
    return Choice(**said)


def ordered(rows: Sequence[Row], sort: str) -> Sequence[Row]:
    """In the order that is asked for; ties by title."""
    _, key = SORTS.get(sort, SORTS[""])
    return sorted(rows, key=lambda row: (*key(row), row.title.casefold(), row.key))


def _told(row: Row) -> str:
    return f"{row.key} {row.title} {row.because}".casefold()


def _by_health(row: Row) -> tuple[Any, ...]:
    """The worse of what a person and what Pitboard says: neither may hide the other."""
    return min(_rank(row.health), _rank(row.judged)), _first(row.waiting)


def _rank(health: str) -> int:
    return words.HEALTHS.index(health) if health in words.HEALTHS else len(words.HEALTHS)


def _by_target(row: Row) -> tuple[Any, ...]:
    return (row.status.target or _LAST,)


def _by_asked(row: Row) -> tuple[Any, ...]:
    return -len(row.waiting), _first(row.waiting)


def _by_movement(row: Row) -> tuple[Any, ...]:
    return (row.moved.at if row.moved else _NEVER,)


def _by_title(_row: Row) -> tuple[Any, ...]:
    return ()


def _first(waiting: Sequence[Asking]) -> datetime:
    return min((each.since for each in waiting if each.since), default=_LAST)


SORTS: Final[Mapping[str, tuple[str, Callable[[Row], tuple[Any, ...]]]]] = {
    "": ("worst first", _by_health),
    "target": ("next date first", _by_target),
    "asked": ("most asked for first", _by_asked),
    "moved": ("longest still first", _by_movement),
    "title": ("by title", _by_title),
}
"""The orders a page offers, each with what it is called."""
