"""The first page: what Pitboard knows in three lines, and in the sandbox three things to try."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flask import Blueprint, Response

from automation.engine.folder.world import World
from automation.model import LinkKind
from automation.store.record import Record
from automation.web import words
from automation.web.frame import sandboxes, show, the_files, the_line, the_rules
from automation.web.portfolio import counts, standing_rows
from automation.web.standings import Row

MOST_WORRIES: Final = 5
MOST_LOOKED_AT: Final = 5
"""Epics whose parts are read to find a card to try on."""

_LATELY: Final = timedelta(days=7)
TYPED: Final = ("health", "status_line")
"""The fields that people typed by hand before, by our names."""

_UNEASY: Final = frozenset({"watch", "serious"})
_FIRST: Final = "PAY-"
"""Where the sandbox's cards are tried on first: its words are English."""

start = Blueprint("start", __name__)


@dataclass(frozen=True, slots=True)
class Try:
    """What to try: an item of the portfolio, and the card at the tracker to act on."""

    row: Row
    card: str
    url: str
    tracker: str


@start.get("/")
def overview() -> Response:
    """What Pitboard knows, and what to do next."""
    line, world = the_line(), the_files().world()
    record = line.record
    now = record.clocks.company(line.clock())
    rows = standing_rows(world, now)
    settings = line.settings
    pretend = sandboxes(settings)
    playing = record.clocks.state(line.clock()).playing_in
    return show(
        "web/start.html",
        rows=rows,
        counts=counts(rows),
        disputed=sum(row.disputed for row in rows),
        teams=len({row.team for row in rows} - {""}),
        waits=[row for row in rows if row.waiting],
        longest=_longest(rows),
        arrived=record.views.counts(),
        written=record.views.write_counts().get("done", 0),
        worries=_worries(rows)[:MOST_WORRIES],
        changed=[row for row in rows if row.since and now - row.since <= _LATELY],
        typed=record.portfolio.typed_by_hand(
            typed_into(world, record, settings.connections), now, is_program=world.is_program
        ),
        playing=playing,
        playing_share=int(100 * (playing or 0)),
        blockable=_blockable(rows, world, record, pretend),
        settable=_settable(rows, pretend),
        connections=sorted(settings.connections),
        rules=the_rules(),
    )


def _worries(rows: Sequence[Row]) -> Sequence[Row]:
    """What is worst, those first whom somebody waits for."""
    found = [row for row in rows if words.WORSE & {row.health, row.judged}]
    return sorted(
        found,
        key=lambda row: ("off_track" not in (row.health, row.judged), -len(row.waiting), row.title),
    )


def _longest(rows: Sequence[Row]) -> Row | None:
    """The item somebody has waited for longest."""
    waits = [(row, row.status.longest_wait) for row in rows]
    dated = [(wait.since, row.key, row) for row, wait in waits if wait and wait.since]
    return min(dated, key=lambda each: each[:2])[2] if dated else None


def typed_into(world: World, record: Record, connections: Iterable[str]) -> Sequence[str]:
    """The facets by which people told a status by hand, in any of these trackers."""
    directory = record.directory()
    found: set[str] = set()
    for name in connections:
        for told in TYPED:
            landing = world.landing(name, told)
            place = landing.place(directory.get(name, {})) if landing else None
            found |= {each for each in (place, landing.label if landing else None) if each}
    return sorted(found)


def _blockable(
    rows: Sequence[Row], world: World, record: Record, pretend: Mapping[str, str]
) -> Try | None:
    """An epic that is well, with a card of it to do, at the pretend Jira if there is one.

    Only of one with no warning at all can be seen what a single block does to it.
    """
    well = [row for row in _of_trackers(rows, pretend) if _is_well(row)]
    well.sort(key=lambda row: not row.called.startswith(_FIRST))  # else in the order they have
    for row in well[:MOST_LOOKED_AT]:
        card = next(_cards_to_do(row, world, record), None)
        if card is not None:
            return Try(row, *card, _tracker(row, pretend))
    return None


def _settable(rows: Sequence[Row], pretend: Mapping[str, str]) -> Try | None:
    """An epic whose health Pitboard would not call well, and nobody has set by hand."""
    for row in _of_trackers(rows, pretend):
        if row.health in words.WORSE and row.held is None:
            return Try(row, row.called, row.url, _tracker(row, pretend))
    return None


def _is_well(row: Row) -> bool:
    """Whether it is on track by everybody's word, and nothing says that it will not be."""
    return (
        row.judged == "on_track"
        and row.held is None
        and row.pending is None
        and not any(each.level in _UNEASY for each in row.status.signals)
    )


def _cards_to_do(row: Row, world: World, record: Record) -> Iterator[tuple[str, str]]:
    """The newest first: nobody else is about to begin it."""
    view = record.views.item(row.key)
    for link in reversed(view.links if view else ()):
        part = link.kind is LinkKind.PARENT and not link.outward
        if part and link.url and link.state not in {"closed", "done"}:
            card = record.views.item(link.key)
            if card and world.status_group(card.item).value == "todo":
                yield link.key.partition(":")[2], link.url


def _of_trackers(rows: Sequence[Row], pretend: Mapping[str, str]) -> Iterator[Row]:
    """Those whose page is at a pretend tracker, Jira's first."""
    here = [row for row in rows if _tracker(row, pretend)]
    yield from sorted(here, key=lambda row: (_tracker(row, pretend) != "Jira", row.key))


def _tracker(row: Row, pretend: Mapping[str, str]) -> str:
    return next((name for name, url in pretend.items() if row.url.startswith(url)), "")
