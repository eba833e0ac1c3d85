"""The weekly report: what got worse, what people say, what got better, what shipped, what changed
otherwise, what nobody can know; and how many stand as they stood.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from automation.appraisal import Signal, Standing, Standings
from automation.health import GIVEN_UP, OVER, effective
from automation.model import Derived, Override
from automation.reports.digest import ROWS, Digest, Row, Told

ORDER: Final = ("off_track", "at_risk", "on_track")
"""Worst first. What else health can read is neither better nor worse than on track."""

BAD: Final = ("off_track", "at_risk")

TOLD_OF: Final = frozenset({"initiative", "epic"})

_SLIP: Final = "F3"
"""The signal that a date went later; it stands since it last did."""

HIDDEN: Final = "restricted"
"""What a mail never tells of; that something is left out is said."""

_WORD: Final = re.compile(r"\w")

Page = Callable[[Standing], str]
"""Where the evidence of an item is shown."""


def weekly(
    standings: Standings,
    before: Told,
    *,
    since: datetime,
    as_of: datetime,
    page: Page,
    heard: bool = True,
) -> Digest:
    """The digest of these items against what was told before. One that is not in `before` is new,
    and neither better nor worse. Where nobody `heard` it, it is what the rules would have said.
    """
    every = [replace(each, heard=heard) for each in _all_seen(standings, before, as_of)]
    told_of = [each for each in every if not each.is_old_news(since)]
    seen = [each for each in told_of if each.standing.visibility != HIDDEN]
    named = [(each, each.section(since)) for each in seen]
    parts = {name: _ranked(each for each, its in named if its == name) for name in ROWS}
    worse = [each for each, _ in named if each.got_worse]
    return Digest(
        since=since,
        as_of=as_of,
        counts=Counter(each.shown for each in seen if each.shown not in OVER),
        worsened=len(worse),
        improved=sum(1 for each in seen if each.got_better(since)),
        finished=len(parts["shipped"]),
        unchanged=sum(1 for each, its in named if its is None and each.shown not in OVER),
        waiting=sum(_waiting(each.standing) for each in worse),
        hidden=len(told_of) - len(seen),
        resting=sum(1 for each in standings if each.rests and each.type in TOLD_OF),
        sections={n: tuple(_row(e, since, page) for e in found) for n, found in parts.items()},
    )


def told(standings: Standings, *, as_of: datetime) -> Told:
    """What an edition shows of the health of each item, to be held against the next one."""
    return {each.standing.item_id: each.shown for each in _all_seen(standings, {}, as_of)}


def in_force(standings: Standings, live: Collection[str]) -> Standings:
    """The same, with those marked as resting that none of these rules speaks of: what a rule in
    shadow says is a rehearsal, and what one said that is paused or gone is kept by nobody.
    """
    return [
        replace(each, rests=not live or bool(each.health and each.health.rule not in live))
        for each in standings
    ]


def words_in(text: str) -> int:
    """How many words a reader reads: addresses and rules between sections are none, nor are the
    names of the links at the end, after the last empty line.
    """
    body, gap, _ = text.rstrip().rpartition("\n\n")
    read = (body if gap else text).split()
    return sum(1 for each in read if "://" not in each and _WORD.search(each))


def got_worse(standings: Standings, before: Told, *, as_of: datetime) -> Sequence[Standing]:
    """The items whose owners hear of it first: those a person says otherwise of are none."""
    return [
        each.standing
        for each in _all_seen(standings, before, as_of)
        if each.section(as_of) == "worse" and each.standing.visibility != HIDDEN
    ]


@dataclass(frozen=True, slots=True)
class _Seen:
    """An item as it is told: what was shown of it last, what is shown now, what was computed.

    `held` is a person's word while it holds. Where nobody `heard` what it was, no word was in it.
    """

    standing: Standing
    was: str | None
    shown: str
    computed: str
    held: Override | None
    heard: bool = True

    def is_old_news(self, since: datetime) -> bool:
        """Whether it was over before the time that is told of, or was told to be: what is over is
        told once, and counts neither as open nor as before.
        """
        if self.shown not in OVER or self.was not in {None, self.shown}:
            return False
        closed = self._closed_at
        return self.was == self.shown or closed is None or closed <= since

    def section(self, since: datetime) -> str | None:
        """The one section it stands in, None where it stands as before."""
        if self.shown in OVER:
            return "shipped" if self.shown == "done" else "changed"
        if self.held and (self.shown != self.computed or self.agreed_since(since)):
            return "people_say"
        if self.shown == "unknown":
            return "unknown"
        if self.shown == self.was:
            return None
        if self.got_worse:
            return "worse"
        return "better" if self.got_better(since) else "changed"

    @property
    def got_worse(self) -> bool:
        """To red from anything that is not red is worse; from nothing it is new."""
        return self.was is not None and self.shown in BAD and _rank(self.shown) < _rank(self.was)

    def got_better(self, since: datetime) -> bool:
        """From red to less of it, and not because the date was moved or a person's word ended."""
        excused = self.moved_since(since) is not None or self.word_ended(since)
        return self.is_less_red and not excused

    def word_ended(self, since: datetime) -> bool:
        """Whether a person's word that holds no more was told last: it was told otherwise than it
        was computed, which has not changed since.
        """
        health = self.standing.health
        if self.held or health is None or not self.heard or self.was in {None, self.shown}:
            return False
        return health.changed_at <= since

    def word_since(self, since: datetime) -> Override | None:
        """The word that holds, or the one that ended since then; None where none is on record."""
        words = (self.held, self.standing.override, self.standing.ended)
        return next((each for each in words if each and each.until > since), None)

    @property
    def is_less_red(self) -> bool:
        """Whether it reads better than it was told, for whatever reason."""
        better = self.was in BAD and self.shown in ORDER
        return better and _rank(self.shown) > _rank(self.was)

    def moved_since(self, since: datetime) -> Signal | None:
        """What tells that the promised date went later since then."""
        slips = (each for each in self.standing.status.signals if each.id == _SLIP)
        return next((each for each in slips if each.since > since), None)

    def agreed_since(self, since: datetime) -> datetime | None:
        """When the signals came to say what a person had said before them, if that is news."""
        health = self.standing.health
        if self.held is None or health is None or self.shown != self.computed:
            return None
        at = health.changed_at
        return at if at > max(since, self.held.at) else None

    @property
    def _closed_at(self) -> datetime | None:
        health = self.standing.health
        return self.standing.status.closed_at or (health.changed_at if health else None)


def _all_seen(standings: Standings, before: Told, as_of: datetime) -> Sequence[_Seen]:
    """Whatever is told of, as it stands."""
    mine = (each for each in standings if each.type in TOLD_OF and not each.rests)
    return [_seen(each, before, as_of) for each in mine]


def _seen(each: Standing, before: Told, as_of: datetime) -> _Seen:
    held = each.override if each.override and each.override.until > as_of else None
    computed = _computed(each.health)
    shown = effective(computed, _word(held.value) if held else None)
    return _Seen(each, before.get(each.item_id), shown, computed, held)


def _computed(health: Derived | None) -> str:
    """What the rules say; one that empties the field says that the work was given up."""
    if health is not None and health.value is None:
        return GIVEN_UP
    return _word(health.value if health else None)


def _word(value: str | None) -> str:
    """A tracker's "At risk" as at_risk; nothing is unknown."""
    return "_".join(value.casefold().split()) if value and value.strip() else "unknown"


def _rank(value: str | None) -> int:
    return ORDER.index(value) if value in ORDER else ORDER.index("on_track")


def _ranked(found: Iterable[_Seen]) -> Sequence[_Seen]:
    """Worst first, then those whom most customers wait for."""

    def rank(each: _Seen) -> tuple[int, int, str]:
        worst = min(_rank(each.shown), _rank(each.computed))
        return worst, -_waiting(each.standing), each.standing.key

    return sorted(found, key=rank)


def _waiting(each: Standing) -> int:
    return sum(1 for one in each.status.askings if one.told is None)


def _row(each: _Seen, since: datetime, page: Page) -> Row:
    standing, held = each.standing, each.held
    status, because = standing.status, _first_clause(standing)
    if _word(because) == each.shown:
        because = ""  # "Given up. Given up."
    waits, slip = status.longest_wait, each.moved_since(since) if each.is_less_red else None
    moved = _begun(_line(slip.text)) if slip else ""
    disputed = held if each.section(since) == "people_say" else None
    agreed, word = each.agreed_since(since), each.word_since(since)
    return Row(
        item_id=standing.item_id,
        key=standing.key,
        title=_line(standing.title) or standing.key,
        now=each.computed if disputed else each.shown,
        was=each.was,
        because=because,
        proof=page(standing),
        said=each.shown if disputed else None,
        by=_line(word.by) if word else "",
        at=held.at if held else None,
        agreed=agreed,
        asked=len(status.askings),
        told=sum(1 for one in status.askings if one.told),
        waits=replace(waits, customer=_line(waits.customer)) if waits else None,
        promised=status.first_target if status.moves and ", first " not in because else None,
        likely=status.pace.likely if status.pace and each.computed == "on_track" else None,
        is_news=each.shown != each.was or agreed is not None,
        is_worse=each.got_worse,
        team=status.team,
        moved="" if moved in because else moved,
        ended=each.word_ended(since),
        ended_at=word.until if word and not held else None,
    )


def _first_clause(each: Standing) -> str:
    """The strongest reason alone: a mail is read in a minute, the page has the rest."""
    because = each.health.because if each.health else ""
    clause = _line(because.partition(". Clears when")[0].partition("; ")[0].rstrip("."))
    return _begun(clause)


def _begun(clause: str) -> str:
    """With a capital letter; a key at its beginning is written as it is."""
    begins = clause.partition(" ")[0].isalpha()
    return clause[:1].upper() + clause[1:] if begins else clause


def _line(text: str) -> str:
    """One line, whatever was typed: a line that is forged in a mail could lead anywhere."""
    return " ".join(text.split())
