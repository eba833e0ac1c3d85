"""What a message says was changed: Jira's changelog, entry by entry, as Changes.

https://developer.atlassian.com/cloud/jira/platform/webhooks/
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from automation.model import Change, LinkKind, Value
from automation.trackers.jira import custom, transitions
from automation.trackers.jira.fieldnames import facet_of
from automation.trackers.jira.fields import names
from automation.trackers.jira.links import id_of, parent_by_id
from automation.trackers.jira.relations import at_the_end_of
from automation.trackers.jira.shapes import Message, day
from automation.trackers.shapes import Payload, text


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what a facet read before and after, by id and by name; None is nothing.

    `name` is what people call the field, in their language.
    """

    field: str
    name: str
    old_id: str | None
    old: str | None
    new_id: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of one facet, and the fields of the issue that the same message shows."""

    connection: str
    facet: str
    entries: Sequence[Entry]
    fields: Payload

    @property
    def old(self) -> str | None:
        """What the facet read before the first of them."""
        return self.entries[0].old

    @property
    def new(self) -> str | None:
        """What the facet reads after the last of them."""
        return self.entries[-1].new


def changes(message: Message, *, past: bool = False) -> tuple[Change, ...]:
    """Every change this message's changelog tells of, each facet once.

    In a page of the `past` the issue's fields are those of today.
    """
    fields: Payload = message.body["issue"].get("fields") or {}
    shown = {n: fields[n] for n in fields if n not in _COLLECTIONS.values()} if past else fields
    by_facet: dict[str, list[Entry]] = {}
    for item in items(message.body):
        if facet := facet_of(item, fields):
            by_facet.setdefault(facet, []).append(_entry(item))
    found: dict[str, Change] = {}
    for facet, entries in by_facet.items():
        for change in _READ.get(facet, _value)(Entries(message.connection, facet, entries, shown)):
            found.setdefault(change.facet, replace(change, name=entries[-1].name))
    if past:
        return (*found.values(), *transitions.past_state_changes(found, fields))
    return (*found.values(), *transitions.state_changes(message.at, found, fields))


def items(body: Payload) -> Sequence[Payload]:
    """The entries of a message's changelog; none where it has none."""
    return (body.get("changelog") or {}).get("items") or ()


def former_keys(body: Payload) -> tuple[str, ...]:
    """The keys an issue had before it moved to where it is, as far as this message tells."""
    fields: Payload = body["issue"].get("fields") or {}
    moved = (_entry(item).old for item in items(body) if facet_of(item, fields) == "key")
    return tuple(key for key in moved if key)


def _entry(item: Payload) -> Entry:
    said = (item.get(name) for name in ("from", "fromString", "to", "toString"))
    old_id, old, new_id, new = (None if each in {None, ""} else text(str(each)) for each in said)
    name = text(str(item.get("field") or ""))
    return Entry(text(item.get("fieldId") or ""), name, old_id, old, new_id, new)


def _text(told: Entries) -> Iterator[Change]:
    yield Change(told.facet, told.old, told.new)


def _only_that(told: Entries) -> Iterator[Change]:
    """A long text was changed; what it said is no news."""
    yield Change(told.facet, None, None)


def _people(told: Entries) -> Iterator[Change]:
    yield Change(told.facet, _several(told.old), _several(told.new))


def _several(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()


def _day(told: Entries) -> Iterator[Change]:
    old, new = (_as_day(told.entries[0].old_id), _as_day(told.entries[-1].new_id))
    yield Change(told.facet, old, new)


def _as_day(found: str | None) -> Value:
    with suppress(ValueError):
        return day(found) if found else None
    return found


def _labels(told: Entries) -> Iterator[Change]:
    """A label cannot have a space in it, so Jira writes them in a row."""
    old, new = (set((said or "").split()) for said in (told.old, told.new))
    yield from (Change(f"label:{label}", label, None) for label in sorted(old - new))
    yield from (Change(f"label:{label}", None, label) for label in sorted(new - old))


def _collection(told: Entries) -> Iterator[Change]:
    """Versions and components come and go one entry each; the whole is in the issue's fields."""
    off = [entry.old for entry in told.entries if entry.old]
    on = [entry.new for entry in told.entries if entry.new]
    now = names(told.fields.get(_COLLECTIONS[told.facet]))
    if not set(on) <= set(now) or set(off) - set(on) & set(now):
        yield Change(told.facet, tuple(off), tuple(on))
        return
    yield Change(told.facet, (*(name for name in now if name not in on), *off), now)


def _sprint(told: Entries) -> Iterator[Change]:
    """The field lists every sprint the issue was ever in; it is in the last of them."""
    current = custom.sprint(told.fields)
    last = told.entries[-1]
    stands = current and current.id in (last.new_id or "").replace(" ", "").split(",")
    first = told.entries[0]
    new = current.name if current and stands else _last_of(last.new, last.new_id)
    yield Change("sprint", _last_of(first.old, first.old_id), new)


def _last_of(said: str | None, ids: str | None) -> str | None:
    """The last name of a row; a name may hold a comma, so the ids tell how many there are."""
    if not said:
        return None
    listed = said.split(", ")
    return listed[-1] if ids is None or len(listed) == len(ids.split(",")) else said


def _flag(told: Entries) -> Iterator[Change]:
    yield Change("flagged", told.old is not None, told.new is not None)


def _parent(told: Entries) -> Iterator[Change]:
    """The old parent and the new one, named as the issue's own fields name a parent."""
    by_id = parent_by_id(told.fields) or told.facet == "parent"
    for entry in told.entries:
        for id_, key, gone in (
            (entry.old_id, entry.old, True),
            (entry.new_id, entry.new, False),
        ):
            if named := (id_ or key) if by_id else (key or id_):
                yield _linked(told.connection, LinkKind.PARENT, named, gone=gone)


def _link(told: Entries) -> Iterator[Change]:
    """Told only where "This issue blocks PAY-2" has a phrase we know and the link starts here."""
    for entry in told.entries:
        for key, said, gone in (
            (entry.old_id, entry.old, True),
            (entry.new_id, entry.new, False),
        ):
            meant = at_the_end_of((said or "").removesuffix(key or ""))
            if key and meant and meant.forward:
                named = id_of(told.fields, key) or key
                yield _linked(told.connection, meant.kind, named, gone=gone)


def _linked(connection: str, kind: LinkKind, named: str, *, gone: bool) -> Change:
    to = f"{connection}:{named}"
    return Change(f"link:{kind}:{to}", to if gone else None, None if gone else to)


def _value(told: Entries) -> Iterator[Change]:
    """A custom field: the changelog writes everything as text, the issue's fields do not."""
    now = custom.value_of(told.fields.get(told.entries[-1].field))
    if isinstance(now, int | float) and not isinstance(now, bool):
        yield Change(told.facet, _as_number(told.old), _as_number(told.new))
        return
    for comma in (", ", ",", " "):
        if isinstance(now, tuple) and comma.join(str(each) for each in now) == told.new:
            yield Change(told.facet, tuple(told.old.split(comma)) if told.old else None, now)
            return
    yield Change(told.facet, told.old, told.new)


def _as_number(said: str | None) -> Value:
    for read in (int, float):
        with suppress(ValueError):
            return custom.value_of(read(said)) if said else None
    return said


_COLLECTIONS: Final[Mapping[str, str]] = {
    "versions": "fixVersions",
    "affected_versions": "versions",
    "components": "components",
}

_READ: Final[Mapping[str, Callable[[Entries], Iterator[Change]]]] = {
    **dict.fromkeys(
        ("status", "title", "resolution", "priority", "kind", "reporter", "key", "project"), _text
    ),
    **dict.fromkeys(("description", "environment"), _only_that),
    **dict.fromkeys(_COLLECTIONS, _collection),
    "assignees": _people,
    "due": _day,
    "labels": _labels,
    "sprint": _sprint,
    "flagged": _flag,
    "parent": _parent,
    "epic link": _parent,
    "link": _link,
}
