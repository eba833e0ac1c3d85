"""Where our fields stand in the trackers: which are written, which are only read, which never."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from automation.engine.folder.mapping_file import FieldSheet, FieldSort, LandingSheet
from automation.engine.folder.places import Place
from automation.engine.language.vocabulary import suggest
from automation.errors import Problem
from automation.model import Item, Value

HEALTH = ("on_track", "at_risk", "off_track", "unknown", "paused", "done")

WRITTEN = ("health", "progress", "forecast", "risk", "last_movement", "status_line")
"""The fields that are Pitboard's to write; any other is read, unless it says `write: true`."""

LINE = "status_line"
COMMENT = "status_comment"
"""No field: one comment that is kept up to date, in every tracker that is named."""

_AS_COMMENT = "comment"

_PERSONS = {
    **dict.fromkeys(("duedate", "due", "due date", "due_date", "target", "start"), "dates"),
    **dict.fromkeys(("priority", "assignee", "assignees", "reporter"), "priority and people"),
    **dict.fromkeys(("summary", "title", "description", "comment"), "words"),
    **dict.fromkeys(("fixversions", "fixversion", "versions", "scope", "parent"), "scope"),
    **dict.fromkeys(("status", "resolution", "issuetype", "labels", "state"), "workflow"),
}
"""Fields that people decide about, by their names in any tracker: never written."""

_OWN_NAMES = {
    "duedate": "due",
    "due date": "due",
    "summary": "title",
    "fixversions": "versions",
    "issuetype": "kind",
    "assignee": "assignees",
}
"""What trackers call the fields that every item has under one name of ours."""

_ID = re.compile(r"customfield_\d+|project/\d+/.+")
_OWN_KEYS = ("label", "field", "values", "write", "space")


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a field stands in one tracker: in `field`, by id or name, or in labels that begin with
    `label`. `values` are the tracker's words for ours, and `space` is what labels have in place of
    one where they take none. What is not `writable` is only read.
    """

    field: str | None
    label: str | None
    values: Mapping[str, str]
    writable: bool
    space: str = " "

    def shown(self, value: str) -> str:
        """Our value as the tracker has it: "At risk", or the label "health: at risk"."""
        if self.label is not None:
            said = self.values.get(value, value.replace("_", " "))
            return self.label + self.space.join(said.split(" "))
        return self.values.get(value, value.replace("_", " ").capitalize())

    def meant(self, shown: str, values: tuple[str, ...] = HEALTH) -> str | None:
        """Which of our values the tracker's word is; None for a word of somebody else's."""
        folded = shown.strip().casefold()
        return next((v for v in values if self.shown(v).casefold() == folded), None)

    def slot(self, values: tuple[str, ...] = HEALTH) -> tuple[str, ...]:
        """Every label it may be, in order; empty for a field."""
        return tuple(sorted(map(self.shown, values))) if self.label is not None else ()

    def place(self, directory: Mapping[str, str]) -> str | None:
        """The tracker's id of the field; `directory` gives ids by the names people read.

        None for labels, and for a name that the directory does not know.
        """
        if self.field is None or _ID.fullmatch(self.field):
            return self.field
        folded = self.field.casefold()
        return next((id_ for name, id_ in directory.items() if name.casefold() == folded), None)


@dataclass(frozen=True, slots=True)
class Landings:
    """Every landing by our name and by connection; "" is that of the connections not named."""

    by_name: Mapping[str, Mapping[str, Landing]] = field(default_factory=dict)

    def of(self, connection: str, name: str) -> Landing | None:
        """Where a field stands there; None where it stands nowhere."""
        known = self.by_name.get(name, {})
        return known.get(connection) or known.get("")

    def names(self) -> frozenset[str]:
        """Every name of a field that the files add."""
        return frozenset(self.by_name) - {COMMENT}

    def read(self, item: Item, name: str, directory: Mapping[str, str]) -> Value:
        """What a mapped field of an item reads, in our words where they are known."""
        landing = self.of(item.connection, name)
        if landing is None:
            return None
        found = _standing(item, landing, directory)
        if not isinstance(found, str):
            return found
        words = HEALTH if name == "health" else tuple(landing.values)
        return landing.meant(found, words) or found[len(landing.label or "") :]


def _standing(item: Item, landing: Landing, directory: Mapping[str, str]) -> Value:
    if landing.label is not None:
        start = landing.label.casefold()
        on = [label for label in sorted(item.labels) if label.casefold().startswith(start)]
        return on[0] if on else None
    named = landing.field or ""
    place = landing.place(directory) or _OWN_NAMES.get(named.casefold(), named)
    return item.facets.get(place, item.fields.get(place))


def landings_of(name: str, sort: FieldSort) -> Mapping[str, Landing]:
    """The landings of one field, by connection, "" for all others."""
    if isinstance(sort, str):
        return {"": Landing(sort, None, {}, writable=name in WRITTEN)}
    writable = name in WRITTEN or sort.write
    found = {
        connection: _landing(each, sort.values, writable=writable)
        for connection, each in (sort.__pydantic_extra__ or {}).items()
    }
    if sort.label is not None or sort.field is not None:
        found[""] = _landing(sort, {}, writable=writable)
    return found


def _landing(sort: str | LandingSheet, values: Mapping[str, str], *, writable: bool) -> Landing:
    if isinstance(sort, str):
        return Landing(sort, None, values, writable=writable)
    said = {**values, **sort.values}
    return Landing(sort.field, sort.label, said, writable=writable, space=sort.space or " ")


def problems(fields: Place | None, known: Mapping[str, FieldSort]) -> Iterator[Problem]:
    """Tell landings on people's fields, two fields in one place, values that mean two things."""
    taken: dict[tuple[str, str], str] = {}
    for name, place in fields.entries() if fields else ():
        sort = known[name]
        if isinstance(sort, FieldSheet):
            yield from _sheet_problems(place, sort, name)
        for connection, landing in landings_of(name, sort).items():
            where = place.child(connection) or place
            if name == COMMENT:
                yield from _comment_problems(where, landing)
                continue
            yield from _landing_problems(where, landing, name)
            yield from _value_problems(where, place, landing, name)
            spot = (landing.field or landing.label or "").casefold()
            other = taken.setdefault((connection, spot), name)
            if other != name:
                said = f'"{landing.field or landing.label}" is where {other} stands already'
                yield where.problem(f"{said}; give {name} a place of its own")


def _sheet_problems(place: Place, sort: FieldSheet, name: str) -> Iterator[Problem]:
    for key in sort.__pydantic_extra__ or {}:
        if near := suggest(key, _OWN_KEYS):
            yield place.key_problem(key, f'"{key}" is read as the name of a connection', near)
    if name in _PERSONS and sort.write:
        yield place.key_problem("write", f"{name} is for people to decide: {_ONLY_READ}")
    if not landings_of(name, sort):
        yield place.problem("says no place; name a field or a label for each connection")


def _comment_problems(place: Place, landing: Landing) -> Iterator[Problem]:
    if landing.field != _AS_COMMENT or landing.label is not None or landing.values:
        near = suggest(landing.field, [_AS_COMMENT])
        yield place.problem(f"is no field; write {_AS_COMMENT} for each connection", near)


def _landing_problems(place: Place, landing: Landing, name: str) -> Iterator[Problem]:
    if landing.field is not None and landing.label is not None:
        yield place.problem("stands in a field or in labels, not in both; leave one out")
    if landing.field is None and landing.label is None:
        yield place.problem("says no place; name a field, such as customfield_10050, or a label")
    if landing.space != " " and landing.label is None:
        yield place.key_problem("space", "only labels take no space; leave it out")
    where = (landing.field or "").casefold()
    if landing.writable and where in _PERSONS and name not in _PERSONS:
        what = _PERSONS[where]
        said = f"{landing.field} is for people ({what}) and is never written"
        yield place.problem(f"{said}; name a field of Pitboard's own, such as customfield_10050")


def _value_problems(where: Place, place: Place, landing: Landing, name: str) -> Iterator[Problem]:
    meant: dict[str, str] = {}
    for ours, theirs in landing.values.items():
        values = where.find("values", ours) or place.find("values", ours) or where
        if name == "health" and ours not in HEALTH:
            said = f'health never reads "{ours}"; write one of {", ".join(HEALTH)}'
            yield values.problem(said, suggest(ours, HEALTH))
        other = meant.setdefault(theirs.casefold(), ours)
        if other != ours:
            yield values.problem(f'"{theirs}" stands for {other} already; give each its own word')


_ONLY_READ = "it is only read; leave `write` out"
