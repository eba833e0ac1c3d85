"""The clock's part of the rule folder: objectives and their measures, told to the line.

Only what differs from the record is told, so a clock that starts anew says nothing twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from automation.engine.folder.measures import Point, parse_measure
from automation.engine.folder.objectives import OWN
from automation.engine.folder.world import World
from automation.engine.ruleset.loader import RuleSet
from automation.marks import WITHDRAWN
from automation.model import Change, Delivery, Event, Item, Mark, Sighting
from automation.relinking import Relinking
from automation.store.record import Record
from automation.trackers.own.parse import FILES, tell

EVERY: Final = timedelta(hours=24)
"""How often everything is told anew and measures are fetched, besides each change of the files."""

PAGE: Final = 500
PAGES: Final = 4
"""Pages of items that are held against the files in one second: the clock has other duties."""

MEASURE: Final = "measure"
"""The facet under which an objective's numbers stand."""

_WITHDRAWN: Final = "withdrawn"
_A_MOMENT: Final = timedelta(microseconds=1)


@dataclass(slots=True)
class Teller:
    """Tells the line what the active set says that is more than rules."""

    record: Record
    _told: str = ""
    _at: datetime | None = None
    _pages: Iterator[Sequence[Item]] = field(default_factory=lambda: iter(()))

    def tend(self, rules: RuleSet | None, *, wall: datetime, now: datetime) -> None:
        """Tell a new set whole, and every set once a day; then go on with its items.

        What is told is so as of `now`, the company's time.
        """
        if rules is None:
            return
        if self._at is None or rules.hash != self._told or wall - self._at >= EVERY:
            self._begin(rules.world, wall, now)
            self._told, self._at = rules.hash, wall
        relinking = Relinking(rules.world, self.record.inbox)
        for _, page in zip(range(PAGES), self._pages, strict=False):
            linked = relinking(page, now)
            told = {each.item_id for each in linked}
            rest = [item for item in page if item.id not in told]
            if seen := [*linked, *relinking.seen_otherwise(rest, now)]:
                self.record.folder.tell([_delivery(tell(seen), wall)])

    def _begin(self, world: World, wall: datetime, now: datetime) -> None:
        known = self.record.folder.own()
        histories = self.record.folder.histories(sorted(known))
        points = {each.item_id: found for each, found in world.measures()}
        told = []
        for seen in world.own_items(now, known):
            past = histories.get(seen.item_id, {}).get(MEASURE, ())
            mine, url = points.get(seen.item_id, ()), world.addresses().get(seen.item_id, "")
            item = _whole(replace(seen, url=url), known.get(seen.item_id), mine)
            events = news(seen.item_id, mine, past, url=url)
            if events or _differs(known.get(seen.item_id), item):
                told.append(_delivery(tell([item], events), wall))
        self.record.folder.tell(told)
        self.record.folder.ask(sorted(world.addresses()), wall=wall)
        is_told = known or world.objectives.by_id or world.mapping.restricts_any
        is_told = is_told or self.record.folder.hides_any()
        self._pages = self._every_item() if is_told else iter(())

    def _every_item(self) -> Iterator[Sequence[Item]]:
        page = self.record.folder.page("", limit=PAGE)
        while page:
            yield page
            page = self.record.folder.page(page[-1].id, limit=PAGE)


def measured(record: Record, item_id: str, table: str, *, url: str, now: datetime) -> bytes:
    """The body of a delivery that tells what is new in a fetched table. Raises RuleError."""
    points = parse_measure(table, url)
    past = record.folder.histories([item_id])[item_id].get(MEASURE, ())
    seen = Sighting(
        item_id=item_id,
        connection=OWN,
        type="objective",
        at=now,
        key=item_id,
        project=OWN,
        url=url,
        facets=_latest(points),
    )
    return tell([seen], news(item_id, points, past, url=url))


def news(
    item_id: str, points: Sequence[Point], past: Sequence[Mark], *, url: str
) -> tuple[Event, ...]:
    """The points that are not on record yet, earliest first.

    Another value for a day on record is told a moment behind the one it mends. A day that the
    table left out since is taken back; days before its first one are history and stay.
    """
    stood, before = {mark.at.date(): mark for mark in past}, None
    found = list[Event]()
    for point in points:
        mark, day = stood.pop(point.at.date(), None), f"{point.at:%Y-%m-%d}"
        if mark is None or mark.value != point.value or not stands(mark):
            at = point.at if mark is None else mark.at + _A_MOMENT
            change = Change(MEASURE, before, point.value)
            found.append(_event(item_id, f"{day}/{point.value!r}", at, change, url=url))
        before = point.value
    for mark in stood.values():
        if points and mark.at > points[0].at and stands(mark):
            value = _value_before(points, mark.at)
            said, at = f"{mark.at:%Y-%m-%d}/{_WITHDRAWN}", mark.at + _A_MOMENT
            found.append(_event(item_id, said, at, Change(MEASURE, value, value), url=url))
    return tuple(sorted(found, key=lambda event: event.at))


def stands(mark: Mark) -> bool:
    """Whether a point of a measure was not taken back."""
    return not mark.event.endswith(f"/{_WITHDRAWN}")


def _value_before(points: Sequence[Point], at: datetime) -> float | None:
    return next((point.value for point in reversed(points) if point.at < at), None)


def _event(item_id: str, said: str, at: datetime, change: Change, *, url: str) -> Event:
    return Event(
        connection=OWN,
        key=f"{item_id}/{MEASURE}/{said}",
        kind=WITHDRAWN if said.endswith(f"/{_WITHDRAWN}") else "own.measure.told",
        at=at,
        item_id=item_id,
        actor=None,
        url=url,
        changes=(change,),
    )


def _whole(seen: Sighting, known: Item | None, points: Sequence[Point]) -> Sighting:
    """The objective with its newest number; one that is closed keeps what it was called."""
    if seen.labels is None and known is not None:
        kept = {**known.fields, **(seen.fields or {})}
        return replace(seen, fields=kept, visibility=known.visibility)
    return replace(seen, facets=_latest(points))


def _latest(points: Sequence[Point]) -> Mapping[str, float]:
    return {MEASURE: points[-1].value} if points else {}


def _differs(known: Item | None, seen: Sighting) -> bool:
    if known is None:
        return True
    said = (known.fields, known.visibility, known.url)
    facets = {**known.facets, **seen.facets}
    return said != (seen.fields, seen.visibility, seen.url) or facets != known.facets


def _delivery(body: bytes, wall: datetime) -> Delivery:
    """Named after what it says, the time included: the same said twice is one delivery."""
    return Delivery(OWN, f"files:{sha256(body).hexdigest()[:32]}", FILES, body, wall)
