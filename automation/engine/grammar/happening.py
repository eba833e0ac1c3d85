"""The event an inline test is given, as `event:` writes it: kind, actor, comment, what changed."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from automation.engine.folder.places import Place
from automation.engine.grammar.given_status import moment
from automation.engine.language.vocabulary import EVENT_KINDS, ITEM, Field, Kind, suggest
from automation.errors import Problem
from automation.model import Actor, Change, Event, Value

KEYS = ("kind", "at", "actor", "bot", "roles", "team", "comment", "tag", "url", "changed")


def event(place: Place, now: datetime) -> Event:
    """The event, as of its own time, else as of that of the test."""
    said = {name: each.node.value for name, each in place.entries()}
    actor = said.get("actor")
    return Event(
        connection="test",
        key="test",
        kind=str(said.get("kind") or ""),
        at=moment(said.get("at")) or now,
        item_id="test:1",
        actor=Actor(actor, actor, is_bot=said.get("bot") is True)
        if isinstance(actor, str)
        else None,
        url=str(said.get("url") or ""),
        changes=tuple(_changes(place.child("changed"))),
        about={name: str(said[name]) for name in ("comment", "tag") if said.get(name) is not None},
    )


def problems(place: Place, fields: Mapping[str, Field]) -> Iterator[Problem]:
    """Tell unknown keys, kinds and fields, and changes that say nothing."""
    for name, each in place.entries():
        if name not in KEYS:
            yield place.key_problem(name, f'unknown key "{name}"', suggest(name, KEYS))
        elif name == "kind" and each.node.value not in EVENT_KINDS:
            near = suggest(each.node.value, EVENT_KINDS)
            yield each.problem(f'unknown event "{each.node.value}"', near)
        elif name == "at" and moment(each.node.value) is None:
            yield each.problem("must be a time with its zone, such as 2026-11-20T09:00:00Z")
    changed = place.child("changed")
    for name, each in changed.entries() if changed else ():
        if changed and name not in fields:
            near = suggest(name, fields)
            yield changed.key_problem(name, f'item has no field "{name}"', near)
        elif not {"from", "to"} & {key for key, _ in each.entries()}:
            yield each.problem("says nothing; write {from: ..., to: ...}")


def _changes(changed: Place | None) -> Iterator[Change]:
    for name, each in changed.entries() if changed else ():
        old, new = (_plain(each.child(key)) for key in ("from", "to"))
        if name == "labels":
            yield from _labels(old, new)
        else:
            yield Change(name, _time(name, old), _time(name, new))


def _time(name: str, value: Value) -> Value:
    """The time that a field of times reads; people may write it as they like where none is asked
    for it.
    """
    field = ITEM.get(name)
    is_time = field is not None and field.kind is Kind.TIME
    return (moment(value) or value) if is_time else value


def _labels(old: Value, new: Value) -> Iterator[Change]:
    """`{from: bug, to: docs}`: one label went and another came."""
    if isinstance(old, str):
        yield Change(f"label:{old}", old, None)
    if isinstance(new, str):
        yield Change(f"label:{new}", None, new)


def _plain(place: Place | None) -> Value:
    value = place.node.value if place else None
    return value if isinstance(value, str | int | float | bool) else None
