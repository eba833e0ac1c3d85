"""The heads-up: what the next report will tell as worse, for whoever answers for it. The owner
hears first: also of what takes effect only after the heads-up and before everybody reads it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from automation.appraisal import Standing, Standings
from automation.calendar import Calendar
from automation.reasons import clearing, coming, reason, unless
from automation.reports.digest import Digest, Row, Told
from automation.reports.weekly import ORDER, Page, got_worse, told, weekly

Calendars = Callable[[str | None], Calendar]
"""The working days of a team, by its id."""

_WORSE: Final = ORDER[:2]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """An item as the report will tell it. `now` is what is shown of it today, and `coming` says
    when that changes and what would stop it, "" where it is so already.
    """

    standing: Standing
    now: str
    coming: str = ""


def foreseen(
    standings: Standings,
    before: Told,
    *,
    as_of: datetime,
    first: datetime,
    until: datetime,
    calendars: Calendars,
) -> Sequence[Foreseen]:
    """What the report will tell as worse than it was told last unless something changes. The
    `first` of its readers has it then, and the last at `until`.
    """
    later = [_ripened(each, first, until, calendars(each.status.team)) for each in standings]
    shown, then = told(standings, as_of=as_of), told(later, as_of=until)
    worse = {each.item_id for each in got_worse(later, before, as_of=until)}
    found = []
    for today, there in zip(standings, later, strict=True):
        id_ = today.item_id
        if id_ in worse:
            turns = then[id_] != shown[id_]
            said = _coming(today, until, calendars(today.status.team)) if turns else ""
            found.append(Foreseen(there, shown.get(id_) or "unknown", said))
    return found


def heads_up(
    mine: Sequence[Foreseen],
    before: Told,
    *,
    since: datetime,
    as_of: datetime,
    until: datetime,
    page: Page,
) -> Digest:
    """The digest of these items, as what everybody hears at `until`."""
    by_id = {each.standing.item_id: each for each in mine}
    items = [each.standing for each in mine]
    digest = weekly(items, before, since=since, as_of=until, page=page)
    rows = tuple(_row(each, by_id[each.item_id]) for each in digest.worse)
    return replace(digest, as_of=as_of, sections={"worse": rows}, worsened=len(rows))


def _row(row: Row, of: Foreseen) -> Row:
    return replace(row, was=of.now, coming=of.coming, ended=False) if of.coming else row


def _ripened(each: Standing, first: datetime, until: datetime, calendar: Calendar) -> Standing:
    """The item with the value that takes effect by then: a worse one before the last reader has
    the report, any other before the first.
    """
    health, ripe = each.health, each.ripe
    if health is None or ripe is None or health.candidate_since is None:
        return each
    candidate = health.candidate
    if ripe > (until if _is_worse(candidate, each) else first):
        return each
    because = reason(each.status, candidate or "", calendar)
    reads = replace(health, value=candidate, because=because, candidate=None, candidate_since=None)
    return replace(each, health=reads)


def _is_worse(candidate: str | None, each: Standing) -> bool:
    value = each.health.value if each.health else None
    if candidate not in _WORSE:
        return False
    return value not in ORDER or ORDER.index(candidate) < ORDER.index(value)


def _coming(each: Standing, until: datetime, calendar: Calendar) -> str:
    """From when it is so and what would stop it; a person's word that ends is nobody's to stop."""
    today, word = calendar.day(each.status.at), each.override
    if word is not None and word.until <= until:
        by = " ".join(word.by.split())
        return f"{coming(calendar.day(word.until), today)}, when the word of {by} ends"
    day = coming(calendar.day(each.ripe or until), today)
    gets_worse = each.health is not None and _is_worse(each.health.candidate, each)
    return f"{day} {unless(clearing(each.status.signals) if gets_worse else '')}"
