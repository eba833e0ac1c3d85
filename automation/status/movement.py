"""The last sign that people were at work on an item: no bot's, and no write of our own."""

from collections.abc import Iterable

from automation.appraisal import Scene
from automation.model import Evidence, Item, Mark
from automation.status.moves import UNKNOWN, told_at
from automation.status.telling import hidden, proof, short


def last_movement(scene: Scene, items: Iterable[Item]) -> Evidence | None:
    """The newest change of anything on these items by somebody, or the creation of one."""
    best: Evidence | None = None
    for item in items:
        best = _newer(best, _newest_change(item, best, scene))
        if _is_newer_creation(item, best, scene):
            best = _newer(best, _creation(item, scene))
    return best


def _newest_change(item: Item, best: Evidence | None, scene: Scene) -> Evidence | None:
    found, now, known = None, scene.now, best.at if best else UNKNOWN
    for facet, mark in item.marks.items():
        if not known <= mark.at <= now:
            continue
        if found is not None and _order(mark) <= _order(found):
            continue
        if _by_people(item, facet, mark, scene):
            found = mark
    return proof(item, found, scene) if found else None


def _by_people(item: Item, facet: str, mark: Mark, scene: Scene) -> bool:
    """Whether somebody did it; what was only seen counts, for somebody must have."""
    if mark.ours:
        return False
    if mark.actor is None:
        return not _by_the_rule_folder(facet)
    return not (mark.actor.is_bot or scene.words.is_bot(item.connection, mark.actor.login))


def _by_the_rule_folder(facet: str) -> bool:
    """Only the files of the rule folder put items under its objectives and tell of measures."""
    return facet == "measure" or (facet.startswith("link:") and ":own:" in facet)


def _is_newer_creation(item: Item, best: Evidence | None, scene: Scene) -> bool:
    created = told_at(item, "created", scene)
    if created is None or (best is not None and created <= best.at):
        return False
    author = item.fields.get("author") or item.fields.get("reporter")
    return not (isinstance(author, str) and scene.words.is_bot(item.connection, author))


def _creation(item: Item, scene: Scene) -> Evidence | None:
    created = told_at(item, "created", scene)
    if created is None:
        return None
    url = scene.item.url if hidden(item, scene) else item.url
    return Evidence(f"{short(item, scene)} was created", url, created, "")


def _newer(one: Evidence | None, other: Evidence | None) -> Evidence | None:
    found = [each for each in (one, other) if each is not None]
    return max(found, key=lambda each: (each.at, each.event, each.text, each.url), default=None)


def _order(mark: Mark) -> tuple[object, ...]:
    return mark.at, mark.event, mark.text, mark.url
