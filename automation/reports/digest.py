"""What a report tells, as data: every claim with the page that proves it. Words come later."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from automation.appraisal import Asking

Told = Mapping[str, str | None]
"""What an edition showed of each item's health, by the item's id: next week's "before"."""

ROWS: Final = ("worse", "people_say", "better", "shipped", "changed", "unknown")
"""The sections that have rows, in the order in which they read best."""


@dataclass(frozen=True, slots=True)
class Row:
    """One item in a section. `was` and `now` are values of health, `said` a person's value and
    `by` who set it at `at`; `agreed` is since when the signals say the same, None while they do
    not. `asked` counts customers, `waits` is who of them waits longest. `promised` is the date
    that was promised first, where it moved and `because` does not tell, `likely` the day to which
    the usual pace leads, of what is on track. `is_news`: it reads otherwise than it was told last,
    `is_worse`: it stands worse than it was told, whoever says so.

    `moved` tells of a date that was moved later, where that is why it reads better. `ended`: it
    reads otherwise because a person's word ended, that of `by`, "" where nobody knows whose, at
    `ended_at`. `coming` says from when on it reads so and what would stop it, "" of what reads so
    already; then `was` is what it reads today. `apart` tells it from another of the same title.
    """

    item_id: str
    key: str
    title: str
    now: str
    was: str | None = None
    because: str = ""
    proof: str = ""
    said: str | None = None
    by: str = ""
    at: datetime | None = None
    agreed: datetime | None = None
    asked: int = 0
    told: int = 0
    waits: Asking | None = None
    promised: datetime | None = None
    likely: datetime | None = None
    is_news: bool = True
    is_worse: bool = False
    team: str | None = None
    moved: str = ""
    ended: bool = False
    ended_at: datetime | None = None
    coming: str = ""
    apart: str = ""

    @property
    def waiting(self) -> int:
        """How many customers asked and were not told."""
        return self.asked - self.told

    @property
    def brief(self) -> "Row":
        """The same with its reason, and without what else there is to tell."""
        return replace(self, promised=None, likely=None, asked=0, told=0, waits=None)


Rows = tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """The portfolio between `since`, up to when was told last, and `as_of`: `sections` are its rows
    by section, worst first.

    `counts` are the open items by what stands, people's words included. `worsened` and `improved`
    count what stands worse and better than it was told, whoever says so, `finished` what is done
    since, and `waiting` the customers who wait for what got worse. `hidden` counts the items that
    this audience may not see, `resting` those that no live rule speaks of, and `left_out` are the
    rows by section that were cut for brevity.
    """

    since: datetime
    as_of: datetime
    counts: Mapping[str, int]
    sections: Mapping[str, Rows]
    worsened: int = 0
    improved: int = 0
    finished: int = 0
    unchanged: int = 0
    waiting: int = 0
    hidden: int = 0
    resting: int = 0
    left_out: Mapping[str, Rows] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Every open item that is told of, once."""
        return sum(self.counts.values())

    @property
    def is_quiet(self) -> bool:
        """Whether nothing changed that is worth more than three lines."""
        return not any(row.is_news for rows in self.sections.values() for row in rows)

    def only(self, sections: Collection[str]) -> "Digest":
        """The same with the rows of these sections, and of no other."""
        kept = {name: rows for name, rows in self.sections.items() if name in sections}
        return replace(self, sections=kept)

    def briefer(self, most: int) -> Iterator["Digest"]:
        """The same with at most so many rows, then each time with less of it: first the rows that
        did not get worse go, then how many stand as before, then what else is told of those that
        did, and they themselves go last.
        """
        most = min(most, self.rows)
        worse = min(most, len(self.got_worse))
        yield from (self.cut(number) for number in range(most, worse - 1, -1))
        bare = replace(self, unchanged=0)
        yield bare.cut(worse)
        short = {name: tuple(row.brief for row in rows) for name, rows in self.sections.items()}
        yield from (replace(bare, sections=short).cut(number) for number in range(worse, -1, -1))

    def cut(self, most: int) -> "Digest":
        """The same with at most so many rows: what got worse before anything else, for whoever
        reads that four did wants the four; then the first of every other section before the second
        of any, so that what shipped is not lost behind what changed.
        """
        places = [(name, n) for name in ROWS for n, _ in enumerate(self._of(name))]
        kept = frozenset(sorted(places, key=self._turn)[:most])
        return replace(
            self,
            sections=self._at(place for place in places if place in kept),
            left_out=self._at(place for place in places if place not in kept),
        )

    def _turn(self, place: tuple[str, int]) -> tuple[int, int, int]:
        """Whose turn it is: what got worse section by section, the rest row by row."""
        name, number = place
        section, is_worse = ROWS.index(name), self._of(name)[number].is_worse
        return (0, section, number) if is_worse else (1, number, section)

    def _at(self, places: Iterable[tuple[str, int]]) -> Mapping[str, Rows]:
        found: dict[str, Rows] = {}
        for name, number in places:
            found[name] = (*found.get(name, ()), self._of(name)[number])
        return found

    @property
    def got_worse(self) -> Rows:
        """What stands worse than it was told, in whatever section it is told."""
        return tuple(row for name in ROWS for row in self._of(name) if row.is_worse)

    @property
    def worse_left_out(self) -> Rows:
        """What got worse and was cut."""
        return tuple(row for rows in self.left_out.values() for row in rows if row.is_worse)

    @property
    def others_left_out(self) -> Mapping[str, Rows]:
        """What else was cut, by section."""
        others = {
            name: tuple(row for row in rows if not row.is_worse)
            for name, rows in self.left_out.items()
        }
        return {name: rows for name, rows in others.items() if rows}

    @property
    def rows(self) -> int:
        """How many rows there are in all sections."""
        return sum(len(each) for each in self.sections.values())

    @property
    def worse(self) -> Rows:
        """What stands worse than it was told."""
        return self._of("worse")

    @property
    def people_say(self) -> Rows:
        """Where a person says otherwise than the signals, or said so before them."""
        return self._of("people_say")

    @property
    def better(self) -> Rows:
        """What stands better than it was told."""
        return self._of("better")

    @property
    def shipped(self) -> Rows:
        """What was finished."""
        return self._of("shipped")

    @property
    def changed(self) -> Rows:
        """What is new, paused, given up, or otherwise neither better nor worse than it was."""
        return self._of("changed")

    @property
    def unknown(self) -> Rows:
        """What nobody can know."""
        return self._of("unknown")

    def _of(self, name: str) -> Rows:
        return self.sections.get(name, ())
