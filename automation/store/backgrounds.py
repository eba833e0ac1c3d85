"""What an item's status needs besides the items around it: its past, and its projects' work."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, Text, bindparam, func, select, text, type_coerce

from automation.appraisal import Background
from automation.graph import Graph
from automation.model import Item, LinkKind
from automation.past import History
from automation.store import rows, schema
from automation.store.composed import once, rows_of
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
    named = sorted({project for mine in projects.values() for _, project in mine})
    finished, began = _finished(connection, named, now), _began(connection, named)
    past = histories(connection, sorted(subjects))
    left = parted(connection, subjects, graphs, now)
    return {
        id_: Background(
            past=_until(past[id_], now),
            finished=tuple(sorted(at for each in mine for at in finished.get(each, ()))),
            left=left.get(id_, ()),
            began=min((began[each] for each in mine if each in began), default=None),
        )
        for id_, mine in projects.items()
    }


def _projects(item: Item, graph: Graph | None) -> frozenset[Project]:
    """Those its parts belong to; its own where it has none."""
    parts = graph.descendants(item.id) if graph else ()
    found = frozenset((each.connection, each.project) for each in parts)
    return found or frozenset({(item.connection, item.project)})


def _until(past: History, now: datetime) -> History:
    kept = {facet: tuple(mark for mark in marks if mark.at <= now) for facet, marks in past.items()}
    return {facet: marks for facet, marks in kept.items() if marks}


def _finished(
    connection: Connection, projects: Sequence[str], now: datetime
) -> Mapping[Project, Sequence[datetime]]:
    found: dict[Project, list[datetime]] = {}
    asked = {"projects": projects, "since": now - BEHIND, "now": now}
    for site, project, at in connection.execute(_finishing(connection), asked):
        found.setdefault((site, project), []).append(at)
    return found


@once
def _finishing(_connection: Connection) -> Select[Any]:
    item = schema.item
    return select(item.c.connection, item.c.project, item.c.finished_at).where(
        item.c.project.in_(bindparam("projects", expanding=True)),
        item.c.finished_at > bindparam("since", type_=Instant()),
        item.c.finished_at <= bindparam("now", type_=Instant()),
    )


def _began(connection: Connection, projects: Sequence[str]) -> Mapping[Project, datetime]:
    asked = {"projects": projects}
    rows_ = connection.execute(_beginning(connection), asked).all()
    return {(site, project): at for site, project, at in rows_}


@once
def _beginning(_connection: Connection) -> Select[Any]:
    item = schema.item
    return (
        select(item.c.connection, item.c.project, func.min(item.c.born_at))
        .where(
            item.c.project.in_(bindparam("projects", expanding=True)), item.c.born_at.is_not(None)
        )
        .group_by(item.c.connection, item.c.project)
    )


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
    for item, facet, mark in connection.execute(_parting(connection), asked):
        if item not in here.get(whole[facet], ()):
            last[whole[facet], item] = mark
    marks = ((key, rows.mark_of(text)) for key, text in last.items())
    gone = {key: mark.at for key, mark in marks if mark.value is None}
    items = _items(connection, sorted({item for _, item in gone}))
    found: dict[str, list[tuple[Item, datetime]]] = {}
    for (id_, item), at in sorted(gone.items()):
        if item in items:
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
def _parting(_connection: Connection) -> Select[Any]:
    """The marks as text: most are of what still is part, and never read."""
    past = schema.history
    return (
        select(past.c.item, past.c.facet, type_coerce(past.c.mark, Text))
        .where(past.c.facet.in_(bindparam("facets", expanding=True)), text(PARTED))
        .where(past.c.at <= bindparam("now", type_=Instant()))
        .order_by(past.c.at, past.c.hash)
    )


def _items(connection: Connection, ids: Sequence[str]) -> Mapping[str, Item]:
    if not ids:
        return {}
    found = connection.execute(rows_of(connection, schema.item, "id"), {"ids": ids})
    return {row["id"]: rows.item(row) for row in found.mappings() if row["deleted_at"] is None}
