"""The last sign that people were at work on an item: no bot's, and no write of our own."""

from collections.abc import Iterable
from datetime import datetime

from automation.appraisal import Scene
from automation.model import Actor, Evidence, Item, Mark
from automation.status.moves import UNKNOWN, told_at
from automation.status.telling import hidden, proof, short


def last_movement(scene: Scene, items: Iterable[Item]) -> Evidence | None:
    """The newest change of anything on these items by somebody, or the creation of one."""
    latest: datetime | None = None
    found: list[tuple[Item, Mark | None]] = []
    for item in items:
        if mark := _newest_change(item, latest, scene):
            found = [*found, (item, mark)] if mark.at == latest else [(item, mark)]
            latest = mark.at
        created = told_at(item, "created", scene)
        if created is None or (latest is not None and created <= latest):
            continue
        if not _is_by_a_bot(item, scene):
            found, latest = [(item, None)], created
    # What a change is called is worked out for the newest alone: it takes a look at all items.
    told = (proof(i, mark, scene) if mark else _created(i, scene) for i, mark in found)
    return max(told, key=lambda each: (each.at, each.event, each.text, each.url), default=None)


def _newest_change(item: Item, latest: datetime | None, scene: Scene) -> Mark | None:
    """The newest of its changes, none that is older than the latest known."""
    found, now, known = None, scene.now, latest or UNKNOWN
    for facet, mark in item.marks.items():
        if not known <= mark.at <= now:
            continue
        if found is not None and _order(mark) <= _order(found):
            continue
        if _by_people(item, facet, mark, scene):
            found = mark
    return found


def _by_people(item: Item, facet: str, mark: Mark, scene: Scene) -> bool:
    """Whether somebody did it; what was only seen counts, for somebody must have.

    What is typed where Pitboard writes says what a person thinks of the work, and is none of it.
    """
    if mark.ours:
        return False
    if scene.words.fills(item.connection, facet):
        return False
    if mark.actor is None:
        return not _by_the_rule_folder(facet)
    return not scene.words.is_bot(item.connection, mark.actor)


def _by_the_rule_folder(facet: str) -> bool:
    """Only the files of the rule folder put items under its objectives and tell of measures."""
    return facet == "measure" or (facet.startswith("link:") and ":own:" in facet)


def _is_by_a_bot(item: Item, scene: Scene) -> bool:
    author = item.fields.get("author") or item.fields.get("reporter")
    return isinstance(author, str) and scene.words.is_bot(item.connection, Actor("", author))


def _created(item: Item, scene: Scene) -> Evidence:
    url = scene.item.url if hidden(item, scene) else item.url
    at = told_at(item, "created", scene) or UNKNOWN
    return Evidence(f"{short(item, scene)} was created", url, at, "")


def _order(mark: Mark) -> tuple[object, ...]:
    return mark.at, mark.event, mark.text, mark.url
