"""Folding a batch of readings into the items they are about, in memory, one after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from automation.echoes import Echoes
from automation.guards import Taken, take_in
from automation.model import Reading
from automation.ports import Known, Renewed


def fold(
    readings: Sequence[Reading],
    known: Mapping[str, Known],
    echoes: Echoes,
    settles: Mapping[str, float],
) -> Sequence[Renewed]:
    """Every item that was seen, as it is after the batch. `settles` is seconds by connection."""
    items: dict[str, Renewed] = {}
    for reading, seen in ((each, s) for each in readings for s in each.sightings):
        before = items.get(seen.item_id) or _as_read(known.get(seen.item_id))
        taken = take_in(
            before.item if before else None,
            seen,
            event=reading.event,
            is_ours=echoes.of(seen.item_id, seen.connection),
        )
        items[seen.item_id] = _grown(before, taken, settles[seen.connection])
    return list(items.values())


def _as_read(known: Known | None) -> Renewed | None:
    if known is None:
        return None
    return Renewed(known.item, known.version, frozenset(), (), reread=False, settle=0.0)


def _grown(before: Renewed | None, taken: Taken, settle: float) -> Renewed:
    if before is None:
        return Renewed(taken.item, None, taken.changed, taken.marks, taken.reread, settle)
    return replace(
        before,
        item=taken.item,
        changed=before.changed | taken.changed,
        marks=(*before.marks, *taken.marks),
        reread=before.reread or taken.reread,
        settle=settle,
    )
