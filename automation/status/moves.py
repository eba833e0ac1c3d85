"""When an item was begun, ended or reopened, by the last marks of what tells its status."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from automation.appraisal import Scene
from automation.model import Item, Mark, Value

ENDED: Final = frozenset({"done", "dropped"})
BEGUN: Final = frozenset({"doing", "done"})

_TOLD_BY: Final[tuple[str, ...]] = ("status", "state")
"""The fields in which a tracker itself says how far an item is."""

UNKNOWN: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Before everything: when something happened that nobody told of."""


def told_at(item: Item, name: str, scene: Scene) -> datetime | None:
    """A time that stands in a field of the item, unless it is later than now."""
    at = item.fields.get(name)
    return at if isinstance(at, datetime) and at <= scene.now else None


def status_marks(item: Item, scene: Scene) -> Iterator[tuple[str, Mark]]:
    """The last changes of its status, in the tracker itself and on the boards it is on."""
    names = _TOLD_BY
    if item.facets:
        names = (*names, *(name for name in item.facets if _is_board_status(name)))
    for name in names:
        mark = item.marks.get(name)
        if mark is not None and mark.at <= scene.now:
            yield name, mark


def ended_at(item: Item, scene: Scene) -> datetime | None:
    """When an item that is done or dropped came to be so; None where nothing tells it."""
    closed = told_at(item, "closed", scene)
    return closed or max((mark.at for _, mark in status_marks(item, scene)), default=None)


def begun_at(item: Item, group: str, scene: Scene) -> datetime | None:
    """The earliest known time at which work on it had begun; None for work that waits."""
    found = [mark.at for name, mark in status_marks(item, scene) if _shows_work(name, mark, group)]
    if group in ENDED and (closed := told_at(item, "closed", scene)):
        found.append(closed)
    return min(found, default=None)


def _shows_work(name: str, mark: Mark, group: str) -> bool:
    if name == "state":
        return "closed" in (mark.value, mark.was)
    return group in BEGUN


def first_begun(scene: Scene) -> datetime | None:
    """When the item itself was first moved to a status of work, by its whole history."""
    found = [
        mark.at
        for facet, marks in scene.background.past.items()
        if facet == "status" or _is_board_status(facet)
        for mark in marks
        if mark.at <= scene.now and _group_with(scene.item, facet, mark.value, scene) in BEGUN
    ]
    return min(found, default=None)


def reopened_at(item: Item, scene: Scene) -> datetime | None:
    """When an open item was last taken up again after it had been done or dropped."""
    found = [
        mark.at
        for name, mark in status_marks(item, scene)
        if (mark.was == "closed" if name == "state" else _was_over(item, name, mark, scene))
    ]
    return max(found, default=None)


def _was_over(item: Item, facet: str, mark: Mark, scene: Scene) -> bool:
    return bool(mark.was) and _group_with(item, facet, mark.was, scene) in ENDED


def _group_with(item: Item, facet: str, value: Value, scene: Scene) -> str:
    """The group the item had with this status; the category of today says nothing of then."""
    if facet == "status":
        fields = {**item.fields, "status": value, "status_category": None, "state": "open"}
        return scene.words.group(replace(item, fields=fields))
    open_ = {**item.fields, "state": "open", "status": None}
    return scene.words.group(replace(item, fields=open_, facets={facet: value}))


def _is_board_status(facet: str) -> bool:
    return facet.startswith("project/") and facet.endswith("/Status")
