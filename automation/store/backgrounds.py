"""What an item's status needs besides the items around it: its past, and its projects' work."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection, Select, Text, bindparam, select, text, type_coerce

from automation.appraisal import Background
from automation.graph import Graph
from automation.model import Item, LinkKind
from automation.past import History
from automation.store import rows, schema
from automation.store.composed import among, once, rows_of
from automation.store.items import items_of
from automation.store.related import histories
from automation.store.schema.items import PARTED
from automation.store.types import Instant

BEHIND: Final = timedelta(weeks=26)
"""How far back finished work is counted."""

_PARTS: Final = (LinkKind.PARENT, LinkKind.MILESTONE)
"""The links by which something is part of what has a status."""

Project = tuple[str, str]
"""A connection and one of its projects."""


def backgrounds(
    connection: Connection, subjects: Mapping[str, Item], graphs: Mapping[str, Graph], now: datetime
) -> Mapping[str, Background]:
    """The background of each of these subjects, as of `now`."""
    if not subjects:
        return {}
    projects = {id_: _projects(item, graphs.get(id_)) for id_, item in subjects.items()}
    every = {project: one for mine in projects.values() for project, one in mine.items()}
    named = sorted({project for _, project in every})
    finished, began = _finished(connection, named, now), _began(connection, every.values())
    beside = {id_: _milestones(id_, graphs.get(id_)) for id_ in subjects}
    past = histories(connection, sorted({*subjects, *chain.from_iterable(beside.values())}))
    left = parted(connection, subjects, graphs, now)
    return {
        id_: Background(
            past=_until(past[id_], now),
            milestones={each: _until(past[each], now) for each in beside[id_]},
            finished=tuple(sorted(at for each in mine for at in finished.get(each, ()))),
            left=left.get(id_, ()),
            began=min((began[each] for each in mine if each in began), default=None),
        )
        for id_, mine in projects.items()
    }


def _projects(item: Item, graph: Graph | None) -> Mapping[Project, str]:
    """Those its parts belong to, its own where it has none, each with the id of an item of it."""
    parts = graph.descendants(item.id) if graph else ()
    return {(each.connection, each.project): each.id for each in parts or (item,)}


def _milestones(id_: str, graph: Graph | None) -> Sequence[str]:
    """Those that it is planned for, or that are part of it: whose date may be its own."""
    if graph is None:
        return ()
    near = (*graph.targets(id_, LinkKind.MILESTONE), *graph.sources(id_, LinkKind.PARENT))
    return [each.id for each in near if each.type == "milestone"]


def _until(past: History, now: datetime) -> History:
    kept = {facet: tuple(mark for mark in marks if mark.at <= now) for facet, marks in past.items()}
    return {facet: marks for facet, marks in kept.items() if marks}


def _finished(
    connection: Connection, projects: Sequence[str], now: datetime
) -> Mapping[Project, Sequence[datetime]]:
    found: dict[Project, list[datetime]] = {}
    asked = {"projects": projects, "since": now - BEHIND, "now": now}
    for site, project, at in connection.execute(_finishing(connection), asked).all():
        found.setdefault((site, project), []).append(at)
    return found


@once
def _finishing(connection: Connection) -> Select[Any]:
    item = schema.item
    return select(item.c.connection, item.c.project, item.c.finished_at).where(
        among(connection, item.c.project, "projects"),
        item.c.finished_at > bindparam("since", type_=Instant()),
        item.c.finished_at <= bindparam("now", type_=Instant()),
    )


def _began(connection: Connection, ids: Iterable[str]) -> Mapping[Project, datetime]:
    """The earliest that is known of the project of each of these items."""
    read = connection.execute(_beginning(connection), {"ids": list(ids)})
    return {(site, project): at for site, project, at in read if at is not None}


@once
def _beginning(connection: Connection) -> Select[Any]:
    """The first row of each by its index: a least value would be looked for in all of them."""
    item, other = schema.item, schema.item.alias()
    first = (
        select(other.c.born_at)
        .where(other.c.project == item.c.project, other.c.connection == item.c.connection)
        .where(other.c.born_at.is_not(None))
        .order_by(other.c.born_at)
        .limit(1)
    )
    told = select(item.c.connection, item.c.project, first.scalar_subquery())
    return told.where(among(connection, item.c.id))


def parted(
    connection: Connection, subjects: Mapping[str, Item], graphs: Mapping[str, Graph], now: datetime
) -> Mapping[str, tuple[tuple[Item, datetime], ...]]:
    """What once was part of each and was taken out: its link's last change says so."""
    whole = {facet: id_ for id_, facets in _facets(connection, subjects) for facet in facets}
    if not whole:
        return {}
    here = {id_: frozenset(each.id for each in g.children(id_)) for id_, g in graphs.items()}
    last: dict[tuple[str, str], str] = {}
    asked = {"facets": sorted(whole), "now": now}
    for item, facet, mark in connection.execute(_parting(connection), asked).all():
        if item not in here.get(whole[facet], ()):
            last[whole[facet], item] = mark
    marks = ((key, rows.mark_of(text)) for key, text in last.items())
    gone = {key: mark.at for key, mark in marks if mark.value is None}
    items = items_of(connection, {item for _, item in gone})
    found: dict[str, list[tuple[Item, datetime]]] = {}
    for (id_, item), at in sorted(gone.items()):
        if item in items and items[item].deleted_at is None:
            found.setdefault(id_, []).append((items[item], at))
    return {id_: tuple(each) for id_, each in found.items()}


def _facets(
    connection: Connection, subjects: Mapping[str, Item]
) -> Iterator[tuple[str, Sequence[str]]]:
    names: dict[str, set[str]] = {id_: {id_, item.key} for id_, item in subjects.items()}
    for row in connection.execute(
        rows_of(connection, schema.alias, "item"), {"ids": sorted(subjects)}
    ).mappings():
        names[row["item"]].add(row["key"])
    for id_, mine in names.items():
        yield id_, [f"link:{kind}:{name}" for kind in _PARTS for name in sorted(mine)]


@once
def _parting(connection: Connection) -> Select[Any]:
    """The marks as text: most are of what still is part, and never read."""
    past = schema.history
    return (
        select(past.c.item, past.c.facet, type_coerce(past.c.mark, Text))
        .where(among(connection, past.c.facet, "facets"), text(PARTED))
        .where(past.c.at <= bindparam("now", type_=Instant()))
        .order_by(past.c.at, past.c.hash)
    )
