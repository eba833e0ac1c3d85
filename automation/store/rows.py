"""Items, events and marks as rows, and back."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from automation.effects import Verdict
from automation.model import (
    Actor,
    Change,
    Derived,
    Event,
    Evidence,
    Guard,
    Item,
    Link,
    LinkKind,
    Mark,
    Override,
    Value,
    Written,
)
from automation.programs import IsProgram
from automation.store.types import loads

KEEP_LONG = timedelta(days=400)


def item_state(item: Item) -> dict[str, object]:
    """The part of an item that is one JSON column; what few items have is left out."""
    return {
        "fields": dict(item.fields),
        "labels": sorted(item.labels),
        **({"facets": dict(item.facets)} if item.facets else {}),
        **(
            {"links": [[ln.kind, ln.to, ln.origin] for ln in sorted(item.links)]}
            if item.links
            else {}
        ),
        "guards": {facet: [guard.at, guard.hash] for facet, guard in item.guards.items()},
        "marks": {facet: mark_row(mark) for facet, mark in item.marks.items()},
        **({"vanished": True} if item.vanished else {}),
        **({"told_visibility": item.told_visibility} if item.told_visibility else {}),
    }


def item(row: Mapping[Any, Any]) -> Item:
    """An item from its row."""
    state: dict[str, Any] = row["state"]
    return Item(
        id=row["id"],
        connection=row["connection"],
        key=row["key"],
        type=row["type"],
        project=row["project"],
        url=row["url"],
        visibility=row["visibility"],
        fields={name: _value(value) for name, value in state["fields"].items()},
        labels=frozenset(state["labels"]),
        facets={name: _value(value) for name, value in state.get("facets", {}).items()},
        links=frozenset(Link(LinkKind(k), to, o) for k, to, o in state.get("links", ())),
        guards={facet: Guard(at, digest) for facet, (at, digest) in state["guards"].items()},
        marks={facet: mark(found) for facet, found in state["marks"].items()},
        deleted_at=row["deleted_at"],
        vanished=state.get("vanished", False),
        told_visibility=state.get("told_visibility", ""),
    )


def mark_row(mark: Mark) -> dict[str, object]:
    """A mark as JSON; what is empty is left out."""
    return {
        "at": mark.at,
        "value": mark.value,
        "text": mark.text,
        "url": mark.url,
        "event": mark.event,
        **({"by": _actor_row(mark.actor)} if mark.actor else {}),
        **({"ours": True} if mark.ours else {}),
        **({"was": mark.was} if mark.was is not None else {}),
    }


def mark(found: Mapping[str, Any]) -> Mark:
    """A mark from its JSON."""
    by, value, was = found.get("by"), found["value"], found.get("was")
    return Mark(
        found["at"],
        _value(value) if isinstance(value, list) else value,
        found["text"],
        found["url"],
        found["event"],
        Actor(*by) if by else None,
        found.get("ours", False),
        _value(was) if isinstance(was, list) else was,
    )


def mark_of(text: str) -> Mark:
    """A mark from the text of its column."""
    found: Any = loads(text)
    return mark(found)


def marks_of(texts: Sequence[str]) -> Sequence[Mark]:
    """Marks from the texts of their columns: all at once, for most of the work is to begin."""
    found: Any = loads(f"[{','.join(texts)}]")
    return [mark(each) for each in found]


def is_by_a_person(item: str, text: str, is_program: IsProgram) -> bool:
    """Whether a person did what this mark of an item tells; cheaper than to read all of it."""
    found: Mapping[str, Any] = json.loads(text)
    by = found.get("by")
    if by is None or found.get("ours", False):
        return False
    return not is_program(item.partition(":")[0], Actor(*by))


def event_row(event: Event, *, mail: int, wall: datetime) -> dict[str, object]:
    """An event as a row."""
    return {
        "key": event.key,
        "connection": event.connection,
        "kind": event.kind,
        "item": event.item_id,
        "at": event.at,
        "actor": _actor_row(event.actor) if event.actor else None,
        "url": event.url,
        "changes": [[change.facet, change.old, change.new] for change in event.changes],
        "about": dict(event.about) or None,
        "inbox": mail,
        "kept_until": wall + KEEP_LONG,
    }


def event(row: Mapping[Any, Any]) -> Event:
    """An event from its row."""
    return Event(
        connection=row["connection"],
        key=row["key"],
        kind=row["kind"],
        at=row["at"],
        item_id=row["item"],
        actor=Actor(*row["actor"]) if row["actor"] else None,
        url=row["url"],
        changes=tuple(Change(f, _value(old), _value(new)) for f, old, new in row["changes"]),
        about={name: _value(value) for name, value in (row["about"] or {}).items()},
    )


def derived(row: Mapping[Any, Any]) -> Derived:
    """A derived value from its row."""
    return Derived(
        item_id=row["item"],
        field=row["field"],
        value=row["value"],
        because=row["because"],
        evidence=evidence(row["evidence"]),
        rule=row["rule"],
        ruleset=row["ruleset"],
        changed_at=row["changed_at"],
        candidate=row["candidate"],
        candidate_since=row["candidate_since"],
    )


def derived_row(derived: Derived) -> dict[str, object]:
    """A derived value as a row."""
    return {
        "item": derived.item_id,
        "field": derived.field,
        "value": derived.value,
        "because": derived.because,
        "evidence": evidence_rows(derived.evidence),
        "rule": derived.rule,
        "ruleset": derived.ruleset,
        "changed_at": derived.changed_at,
        "candidate": derived.candidate,
        "candidate_since": derived.candidate_since,
    }


def written(row: Mapping[Any, Any]) -> Written:
    """What we last wrote, from its row."""
    return Written(row["target"], row["field"], row["value"], row["at"], row["source"])


def override(row: Mapping[Any, Any]) -> Override:
    """An override from its row."""
    return Override(row["item"], row["field"], row["value"], row["by"], row["at"], row["until"])


def override_row(override: Override) -> dict[str, object]:
    """An override as a row."""
    return {
        "item": override.item_id,
        "field": override.field,
        "value": override.value,
        "by": override.by,
        "at": override.at,
        "until": override.until,
    }


def verdict_row(verdict: Verdict) -> dict[str, object]:
    """A verdict as a row."""
    return {
        "rule": verdict.rule,
        "subject": verdict.subject,
        "at": verdict.at,
        "ruleset": verdict.ruleset,
        "result": verdict.result,
        "because": verdict.because,
    }


def evidence(found: list[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """Evidence from its JSON."""
    return tuple(Evidence(e["text"], e["url"], e["at"], e["event"]) for e in found)


def evidence_rows(links: tuple[Evidence, ...]) -> list[dict[str, object]]:
    """Evidence as JSON."""
    return [{"text": e.text, "url": e.url, "at": e.at, "event": e.event} for e in links]


def _actor_row(actor: Actor) -> list[object]:
    return [actor.id, actor.login, actor.is_bot]


def _value(found: Any) -> Value:  # noqa: ANN401 - JSON is read here and nowhere else
    return tuple(_value(part) for part in found) if isinstance(found, list) else found
