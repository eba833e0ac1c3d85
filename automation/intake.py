"""What a batch of readings is about: references led to items, and which events are occasions."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from automation.echoes import Echoes
from automation.marks import COMMENTED
from automation.model import Delivery, Event, Reading, Sighting
from automation.ports import Absorbed, Inbox, Mail, Parser
from automation.programs import IsProgram, is_called_one

Letters = Sequence[tuple[Mail, Reading]]
Hears = Callable[[Event], bool]
"""Whether a rule wants to say something once about an event."""

SPOKEN_FOR: Final = timedelta(days=7)
"""An event that is older when it arrives is recorded, and nothing is said about it."""

ECHO_WINDOW: Final = timedelta(minutes=15)

WAITS: Final = timedelta(days=1)
"""How long a delivery waits for an item that only a re-read can bring."""

_KEY: Final = re.compile(r"[A-Z][A-Z0-9_]*-[0-9]+")


@dataclass(frozen=True, slots=True)
class Led:
    """Letters that name items by their ids, and those that must wait for an item of this name."""

    letters: Letters
    parked: Sequence[tuple[Mail, str]]


def nobody(_event: Event) -> bool:
    """No rule says something once about an event."""
    return False


def everybody(_event: Event) -> bool:
    """Until rules are known, each event may be an occasion for one of them."""
    return True


def read(parse: Parser, delivery: Delivery, company: Callable[[datetime], datetime]) -> Reading:
    """What a delivery says. What tells no time of its own happened when it came: by the company's
    clock, as all else that trackers tell. Only answers we asked for are in the order of our own.
    """
    wall = delivery.received_at
    if (came := company(wall)) == wall:
        return parse(delivery)
    reading = parse(replace(delivery, received_at=came))
    seen = (replace(each, asked_at=each.asked_at and wall) for each in reading.sightings)
    return replace(reading, sightings=tuple(seen))


def references(letters: Letters) -> Sequence[str]:
    """Everything the letters name otherwise than by its id."""
    return sorted({name for _, reading in letters for name in _references(reading)})


def lead(letters: Letters, known: Mapping[str, str], wall: datetime) -> Led:
    """Put ids in place of references. `known` are the ids that references lead to.

    A node nobody knows parks its delivery for a day; what else leads nowhere is left out.
    """
    if not any(any(_references(reading)) for _, reading in letters):
        return Led(letters, ())
    ids = {**_told_here(letters), **known}
    led, parked = list[tuple[Mail, Reading]](), list[tuple[Mail, str]]()
    for mail, reading in letters:
        missing = _missing_node(reading, ids) if _is_fresh(mail, wall) else None
        if missing is None:
            led.append((mail, _led(reading, ids)))
        else:
            parked.append((mail, missing))
    return Led(led, parked)


def items_of(letters: Letters) -> AbstractSet[str]:
    """Every item the letters show or speak of, by id."""
    seen = {one.item_id for _, reading in letters for one in reading.sightings}
    told = {one.item_id for _, r in letters for one in (*r.past, r.event) if one is not None}
    return (seen | told) - {""}


def _far_ends(letters: Letters) -> AbstractSet[str]:
    """The items that a link which came or went leads to: it may have been made from there."""
    changes = (c for _, reading in letters if reading.event for c in reading.event.changes)
    ends = (c.new or c.old for c in changes if c.facet.startswith("link:"))
    return {end for end in ends if isinstance(end, str) and not end.startswith("*")}


def echoes_for(
    ids: Sequence[str],
    letters: Letters,
    inbox: Inbox,
    *,
    known: Collection[str],
    wall: datetime,
    now: datetime,
) -> Echoes:
    """Our writes to these items, of the last minutes or of as long ago as a letter tells of.

    Those that nothing is said about any more are kept apart, as `earlier` ones. `known` are the ids
    that are on record.
    """
    fresh = frozenset(ids) - frozenset(known)
    since = min([wall, *(mail.delivery.received_at for mail, _ in letters)]) - ECHO_WINDOW
    oldest = min([now, *_told_at(letters)]) - ECHO_WINDOW
    told = max(oldest, now - SPOKEN_FOR)
    ids = sorted({*ids, *_far_ends(letters)})
    writes = inbox.own_writes(ids, since=since, told=told)
    if told == oldest:
        return Echoes(inbox.accounts(), writes, fresh=fresh)
    earlier = inbox.own_writes(ids, since=since, told=oldest)
    return Echoes(inbox.accounts(), writes, earlier, fresh)


def _told_at(letters: Letters) -> Iterator[datetime]:
    """When what letters tell of happened: one that is fetched late tells of then."""
    for _, reading in letters:
        yield from (e.at for e in (*reading.past, reading.event) if e is not None and e.actor)


def heard(letters: Letters, echoes: Echoes, is_program: IsProgram = is_called_one) -> Letters:
    """The same without our own comments and those of programs as signs of life: nobody spoke there.

    As a change of theirs it would take the place of the mark of whoever spoke before them.
    """

    def is_nobodys(event: Event) -> bool:
        if not any(each.facet == COMMENTED for each in event.changes):
            return False
        by = event.actor
        return echoes.said(event) or (by is not None and is_program(event.connection, by))

    return [(mail, _heard(reading, is_nobodys)) for mail, reading in letters]


def _heard(reading: Reading, is_nobodys: Callable[[Event], bool]) -> Reading:
    event = reading.event
    past = tuple(_unspoken(each) if is_nobodys(each) else each for each in reading.past)
    if event is None or not is_nobodys(event):
        return replace(reading, past=past) if reading.past else reading
    seen = tuple(each for each in reading.sightings if COMMENTED not in each.facets)
    return replace(reading, event=_unspoken(event), sightings=seen, past=past)


def _unspoken(event: Event) -> Event:
    return replace(event, changes=tuple(e for e in event.changes if e.facet != COMMENTED))


def absorbed(
    letters: Letters, known: AbstractSet[str], hears: Hears, echoes: Echoes, now: datetime
) -> Sequence[Absorbed]:
    """What each letter came to. An event about an item that nobody knows is left out."""

    def occasion(event: Event) -> bool:
        return _is_news(event, echoes, now) and hears(event)

    rows = []
    for mail, reading in letters:
        told = reading.event if reading.event and _stands_on(reading.event, known) else None
        past = tuple((e, occasion(e)) for e in reading.past if _stands_on(e, known))
        ignored = not (told or past or reading.sightings or reading.stale)
        rows.append(Absorbed(mail, ignored, told, told is not None and occasion(told), past))
    return rows


def _stands_on(event: Event, known: AbstractSet[str]) -> bool:
    return not event.item_id or event.item_id in known


def _is_news(event: Event, echoes: Echoes, now: datetime) -> bool:
    """Not history, not too old to speak about, and not the echo of a write of our own."""
    account = echoes.accounts.get(event.connection)
    live = account is None or event.at >= account.live_since
    if not event.item_id or not live or event.at < now - SPOKEN_FOR:
        return False
    is_ours = echoes.of(event.item_id, event.connection, event)
    ours = bool(event.changes) and all(is_ours(each, event.actor) for each in event.changes)
    return not (ours or echoes.said(event))


def _references(reading: Reading) -> Iterator[str]:
    yield from (seen.item_id for seen in reading.sightings if _is_reference(seen))
    for event in (*reading.past, *((reading.event,) if reading.event else ())):
        if event.item_id and _looks_like_one(event.item_id, event.connection):
            yield event.item_id


def _is_reference(seen: Sighting) -> bool:
    """A message that shows an item's fields names its id as well."""
    return seen.fields is None and _looks_like_one(seen.item_id, seen.connection)


def _looks_like_one(name: str, connection: str) -> bool:
    own = name.removeprefix(f"{connection}:")
    return own == name or own.startswith("node:") or "#" in own or bool(_KEY.fullmatch(own))


def _told_here(letters: Letters) -> Mapping[str, str]:
    """The names of items that are shown in this very batch; a name of two of them leads nowhere."""
    found: dict[str, set[str]] = {}
    for seen in (s for _, reading in letters for s in reading.sightings if not _is_reference(s)):
        bare = f"*:{seen.key.partition(':')[2]}"
        for name in {seen.item_id, seen.key, bare, *seen.aliases}:
            found.setdefault(name, set()).add(seen.item_id)
    return {name: ids.pop() for name, ids in found.items() if len(ids) == 1}


def _missing_node(reading: Reading, ids: Mapping[str, str]) -> str | None:
    nodes = (name for name in _references(reading) if ":node:" in name)
    return next((name for name in nodes if name not in ids), None)


def _is_fresh(mail: Mail, wall: datetime) -> bool:
    return mail.delivery.received_at > wall - WAITS


def _led(reading: Reading, ids: Mapping[str, str]) -> Reading:
    if not any(_references(reading)):
        return reading
    led = (_found(seen, ids) if _is_reference(seen) else seen for seen in reading.sightings)
    past = (_about(event, ids) for event in reading.past)
    return replace(
        reading,
        event=_about(reading.event, ids) if reading.event else None,
        sightings=tuple(seen for seen in led if seen),
        past=tuple(event for event in past if event),
    )


def _found(seen: Sighting, ids: Mapping[str, str]) -> Sighting | None:
    id_ = ids.get(seen.item_id)
    # An item of another tracker goes on under its own connection.
    return replace(seen, item_id=id_, connection=id_.partition(":")[0]) if id_ else None


def _about(event: Event, ids: Mapping[str, str]) -> Event | None:
    if not event.item_id or not _looks_like_one(event.item_id, event.connection):
        return event
    id_ = ids.get(event.item_id)
    return replace(event, item_id=id_) if id_ else None
