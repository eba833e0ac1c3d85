"""mapping.yaml compiled: what a tracker's own words mean, general first, then by connection."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from automation.engine.folder import landings
from automation.engine.folder.answers import Answer
from automation.engine.folder.landings import Landings, landings_of
from automation.engine.folder.mapping_file import (
    DEFAULT,
    BoardSheet,
    MappingSheet,
    MarksSheet,
    RequestsSheet,
)
from automation.engine.folder.places import Place
from automation.engine.folder.shapes import read
from automation.engine.folder.statuses import MOST, Statuses
from automation.engine.language.lookup import Lookup, lookup
from automation.engine.language.status_words import GROUPS, Group, plain
from automation.errors import Problem
from automation.model import Item

SETTLE = 10.0
"""Seconds an item settles where no file says otherwise."""

_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("support request", "service request", "customer request"), "request"),
    **dict.fromkeys(("request", "anfrage", "kundenanfrage", "solicitud", "demande"), "request"),
    **dict.fromkeys(("feature request", "feedback", "idea", "idee"), "request"),
    **dict.fromkeys(("epic", "epos", "epica", "epopee", "epik", "эпик"), "epic"),
    **dict.fromkeys(("initiative", "initiativ", "vorhaben", "programm", "program"), "initiative"),
    **dict.fromkeys(("iniciativa", "initiatief", "inicjatywa", "инициатива"), "initiative"),
    **dict.fromkeys(("objective", "goal", "ziel", "objectif", "objetivo", "cel"), "objective"),
    **dict.fromkeys(("decision", "entscheidung"), "decision"),
    **dict.fromkeys(("experiment", "spike experiment", "hypothesis"), "experiment"),
}
"""Trackers' own kinds, as they are compared, that are taken for one of ours without being told."""

_PAUSED = ("on hold", "paused", "parked", "pausiert", "zuruckgestellt", "en pause", "en pausa")
_PAUSED_LABELS = ("paused", "on hold")


@dataclass(frozen=True, slots=True)
class Marks:
    """What items of a sort are told by; empty where nothing tells them."""

    labels: Lookup[str] = field(default_factory=Lookup)
    projects: Lookup[str] = field(default_factory=Lookup)
    types: Lookup[str] = field(default_factory=Lookup)


@dataclass(frozen=True, slots=True)
class Board:
    """What one scope says: "" for every connection, else the one it names."""

    types: Mapping[str, str] = field(default_factory=dict)
    settle: Mapping[str, float] = field(default_factory=dict)
    priorities: Mapping[str, int] = field(default_factory=dict)
    requests: Marks = field(default_factory=Marks)
    told: Lookup[str] = field(default_factory=Lookup)
    work: Marks = field(default_factory=Marks)
    keys: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    paused: frozenset[str] = frozenset()
    paused_labels: frozenset[str] = frozenset()
    restricted: Marks = field(default_factory=Marks)


NOTHING = Board()
NO_MARKS = Marks()


@dataclass(frozen=True)
class TrackerMapping:
    """Everything mapping.yaml says, prepared. `sources` are the CSV files it names."""

    boards: Mapping[str, Board] = field(default_factory=dict)
    statuses: Statuses = field(default_factory=Statuses)
    landings: Landings = field(default_factory=Landings)
    sources: tuple[tuple[str, Place], ...] = ()

    def scopes(self, connection: str) -> Iterator[Board]:
        """What is said for this connection, then what is said for all."""
        for scope in (connection, ""):
            if scope in self.boards:
                yield self.boards[scope]

    def type_of(self, item: Item) -> Answer:
        """What the item is, in our words."""
        kind = item.fields.get("kind")
        return self._types(item.connection, item.type, kind if isinstance(kind, str) else None)

    @cached_property
    def _types(self) -> Callable[[str, str, str | None], Answer]:
        """The types, each worked out once: thousands of items share a handful of kinds."""
        return lru_cache(MOST)(self._type)

    def _type(self, connection: str, type_: str, kind: str | None) -> Answer:
        if kind is None:
            return Answer(type_, "its tracker says so")
        bare = plain(kind)
        for board in self.scopes(connection):
            if bare in board.types:
                named = board.types[bare]
                return Answer(named, f"rules/mapping.yaml takes '{kind}' for {named}")
        guessed = _KINDS.get(bare)
        if guessed is None or guessed == type_ or type_ != "issue":
            return Answer(type_, "its tracker says so")
        return Answer(guessed, f"'{kind}' is guessed to be {guessed}", guessed=True)

    def settle(self, connection: str, type_: str, otherwise: float) -> float:
        """Seconds an item of this type settles."""
        for board in self.scopes(connection):
            for name in (type_, DEFAULT):
                if name in board.settle:
                    return board.settle[name]
        return otherwise

    def priority(self, item: Item) -> int | None:
        """How high its priority is, 1 the highest; None where the files do not list it."""
        name = item.fields.get("priority")
        for board in self.scopes(item.connection) if isinstance(name, str) else ():
            if board.priorities:
                return board.priorities.get(plain(str(name)))
        return None

    def counts(self, connection: str, prefix: str) -> bool:
        """Whether a word such as PAY in PAY-12 can be an item's key."""
        folded = prefix.casefold()
        for board in self.scopes(connection):
            if board.keys:
                return folded in board.keys
            if folded in board.ignored:
                return False
        return True

    def paused(self, item: Item) -> bool:
        """Whether people set the item aside, by its status or a label."""
        status, labels = item.fields.get("status"), {plain(label) for label in item.labels}
        bare = plain(status) if isinstance(status, str) else ""
        boards = tuple(self.scopes(item.connection))
        statuses = next((b.paused for b in boards if b.paused), frozenset(_PAUSED))
        marks = next((b.paused_labels for b in boards if b.paused_labels), _PAUSED_LABELS)
        return bare in statuses or not labels.isdisjoint(marks)

    def restricts(self, item: Item) -> bool:
        """Whether only some people of the company may see the item: what holds for every
        connection and what holds for its own count both.
        """
        marks = [board.restricted for board in self.scopes(item.connection)]
        return any(
            each.projects.of_project(item.connection, item.project)
            or any(each.labels.get(label) for label in item.labels)
            for each in marks
        )

    @property
    def restricts_any(self) -> bool:
        """Whether anything is restricted at all."""
        return any(board.restricted != NO_MARKS for board in self.boards.values())

    def guessed_type(self, kind: str) -> str | None:
        """What a tracker's kind is taken for without being told."""
        return _KINDS.get(plain(kind))


def compile_mapping(root: Place) -> tuple[TrackerMapping | None, list[Problem]]:
    """Compile the file; None exactly when there are problems."""
    sheet, found = read(MappingSheet, root)
    if sheet is None:
        return None, found
    scopes: list[tuple[str, BoardSheet, Place]] = [("", sheet, root)]
    for name, board in sheet.connections.items():
        if place := root.find("connections", name):
            scopes.append((name, board, place))
    found += [problem for _, board, place in scopes for problem in _problems(board, place)]
    if found:
        return None, found
    return (
        TrackerMapping(
            boards={scope: _board(board) for scope, board, _ in scopes},
            statuses=Statuses({scope: _groups(board) for scope, board, _ in scopes}),
            landings=Landings(_landings(scopes)),
            sources=tuple(_sources(scopes)),
        ),
        [],
    )


def _board(sheet: BoardSheet) -> Board:
    ranked = enumerate(sheet.priorities, start=1)
    return Board(
        types={plain(kind): type_ for kind, type_ in sheet.types.items()},
        settle=sheet.settle,
        priorities={plain(name): rank for rank, name in ranked},
        requests=_marks({"request": sheet.requests}),
        told=lookup((word, "told") for word in sheet.requests.told),
        work=_marks({kind: _as_marks(sort) for kind, sort in sheet.work.items()}),
        keys=frozenset(map(str.casefold, sheet.links.keys)),
        ignored=frozenset(map(str.casefold, sheet.links.ignore)),
        paused=frozenset(map(plain, sheet.paused.statuses)),
        paused_labels=frozenset(map(plain, sheet.paused.labels)),
        restricted=Marks(
            labels=lookup((word, "restricted") for word in sheet.restricted.labels),
            projects=lookup((word, "restricted") for word in sheet.restricted.projects),
        ),
    )


def _as_marks(sort: str | list[str] | MarksSheet) -> MarksSheet:
    if isinstance(sort, MarksSheet):
        return sort
    return MarksSheet(labels=[sort] if isinstance(sort, str) else sort)


def _marks(by_name: Mapping[str, MarksSheet | RequestsSheet]) -> Marks:
    return Marks(
        lookup((word, name) for name, each in by_name.items() for word in each.labels),
        lookup((word, name) for name, each in by_name.items() for word in each.projects),
        lookup((word, name) for name, each in by_name.items() for word in each.types),
    )


def _groups(sheet: BoardSheet) -> Mapping[str, Group]:
    return {plain(name): group for group in GROUPS for name in getattr(sheet.statuses, group)}


def _landings(
    scopes: list[tuple[str, BoardSheet, Place]],
) -> Mapping[str, Mapping[str, landings.Landing]]:
    found: dict[str, dict[str, landings.Landing]] = {}
    for scope, sheet, _ in scopes:
        for name, sort in sheet.fields.items():
            for connection, landing in landings_of(name, sort).items():
                found.setdefault(name, {})[connection or scope] = landing
    return found


def _sources(scopes: list[tuple[str, BoardSheet, Place]]) -> Iterator[tuple[str, Place]]:
    for _, sheet, place in scopes:
        where = place.find("requests", "source")
        if sheet.requests.source and where:
            yield sheet.requests.source, where


def _problems(sheet: BoardSheet, place: Place) -> Iterator[Problem]:
    yield from _twice(place, "statuses", "a status")
    yield from _twice(place, "work", "a mark")
    yield from _repeats(place.child("priorities"))
    yield from landings.problems(place.child("fields"), sheet.fields)


def _twice(place: Place, key: str, what: str) -> Iterator[Problem]:
    """Tell words that stand under two of the names below `key`."""
    under = place.child(key)
    seen: dict[tuple[str, str], str] = {}
    for name, entry in under.entries() if under else ():
        parts = dict(entry.entries()) or {"labels": entry}
        for part, words in parts.items():
            for word, where in words.words():
                other = seen.setdefault((part, plain(word)), name)
                if other != name:
                    said = f'"{word}" stands under {other} already'
                    yield where.problem(f"{said}; {what} belongs to one of them")


def _repeats(place: Place | None) -> Iterator[Problem]:
    seen = set[str]()
    for word, where in place.words() if place else ():
        if plain(word) in seen:
            yield where.problem(f'"{word}" stands here twice; take one out')
        seen.add(plain(word))
