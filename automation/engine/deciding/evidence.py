"""The links behind a statement: the last changes of what a rule read, newest first."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from automation.appraisal import Status
from automation.engine.folder.facts import ItemFacts
from automation.engine.language.signal_words import SIGNALS
from automation.engine.language.vocabulary import RELATIONS
from automation.model import Evidence, Item, Mark

_MOST = 5
_MOST_AROUND = 200
"""Items around that are looked through for changes."""

_BEHIND: Mapping[str, frozenset[str]] = {
    "state": frozenset({"closed", "state_reason", "status_group"}),
    "status": frozenset({"status_group", "paused"}),
    "labels": frozenset({"paused", "customers", "asked"}),
    "due": frozenset({"target", "first_target", "moves"}),
}
"""The computed fields that a change of this one is evidence for."""


def evidence(
    known: ItemFacts, reads: frozenset[str], own: frozenset[str], value: str | None = None
) -> tuple[Evidence, ...]:
    """The last change of every facet that was read; `own` are facets that prove nothing.

    What looks at the signals is proven by what they are, or, where the `value` that was chosen
    warns of nothing, by what it rests on.
    """
    if SIGNALS in reads and known.status is not None:
        grounds = known.status.grounds.get(value or "", ())
        return grounds[:_MOST] or _of_signals(known.status) or (_first_seen(known.item),)
    marks = [*_marks(known.item, reads | _places(known, reads), own), *_around(known, reads)]
    if not marks:
        return (_first_seen(known.item),)
    newest = sorted(marks, key=lambda mark: (mark.at, mark.event), reverse=True)
    return tuple(Evidence(m.text, m.url, m.at, m.event) for m in newest[:_MOST])


def changed_since(
    known: ItemFacts, reads: frozenset[str], own: frozenset[str], at: datetime
) -> bool:
    """Whether anything that was read changed after a moment, on the item or around it; our own
    writes and the facets that are its `own` are no change.
    """
    if SIGNALS in reads and known.status is not None and _signals_since(known.status, at):
        return True
    marks = [*_marks(known.item, reads | _places(known, reads), own), *_around(known, reads)]
    return any(mark.at > at and not mark.ours for mark in marks)


def _signals_since(status: Status, at: datetime) -> bool:
    """Whether a signal was raised, something proves one, or work moved since."""
    proofs = [proof.at for each in status.signals for proof in each.evidence]
    moved = [] if status.moved is None else [status.moved.at]
    return any(each > at for each in (*proofs, *moved))


def _of_signals(status: Status) -> tuple[Evidence, ...]:
    """That of the worst ones, newest first; without any the last sign of work."""
    ranked = [proof for each in status.signals for proof in each.evidence]
    worst = list(dict.fromkeys(ranked))[:_MOST]
    if not worst:
        return () if status.moved is None else (status.moved,)
    return tuple(sorted(worst, key=lambda proof: (proof.at, proof.event), reverse=True))


def _first_seen(item: Item) -> Evidence:
    at = min((guard.at for guard in item.guards.values()), default=_NEVER)
    return Evidence(f"{item.key} as first seen", item.url, at, "")


_NEVER = datetime.fromisoformat("1970-01-01T00:00:00Z")


def _places(known: ItemFacts, reads: frozenset[str]) -> frozenset[str]:
    """The places behind fields that the mapping names: what the tracker itself calls them."""
    world = known.view.world
    named = reads & world.field_names()
    landings = [world.landing(known.item.connection, name) for name in named]
    return frozenset(each.field for each in landings if each is not None and each.field)


def _marks(item: Item, reads: frozenset[str], own: frozenset[str]) -> Iterator[Mark]:
    for facet, mark in item.marks.items():
        if facet not in own and _read(facet, reads):
            yield mark


def _read(facet: str, reads: frozenset[str]) -> bool:
    head = facet.partition(":")[0]
    if head == "label":
        return bool(reads & {"labels", "paused"})
    if head == "link":
        return bool(reads & RELATIONS.keys())
    name = facet.partition("/")[0]
    return facet in reads or name in reads or bool(_BEHIND.get(name, frozenset()) & reads)


def _around(known: ItemFacts, reads: frozenset[str]) -> Iterator[Mark]:
    """The changes of the items around, in the fields that were read of them."""
    fields = frozenset(name.removeprefix("*/") for name in reads if name.startswith("*/"))
    for name in sorted(reads & RELATIONS.keys()) if fields else ():
        found = known[name] if name in RELATIONS else None
        items = found if isinstance(found, tuple) else (found,)
        for each in items[:_MOST_AROUND]:
            if isinstance(each, ItemFacts):
                yield from _marks(each.item, fields, frozenset())
