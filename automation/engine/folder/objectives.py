"""objectives.yaml: what the work is for, and the number that shows whether it helped."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, StrictFloat, Tag

from automation.engine.folder.measures import Point
from automation.engine.folder.places import Place
from automation.engine.folder.shapes import read
from automation.engine.folder.sheet import Id, Patterns, Sheet, Version, Word, Words, sort_of
from automation.engine.language import amounts
from automation.engine.language.amounts import Mistaken
from automation.engine.language.lookup import Lookup, lookup
from automation.errors import Problem
from automation.model import Item, Sighting

OWN = "own"
"""The connection of the items that only the rule folder knows."""


def _number(value: object) -> object:
    return float(value) if type(value) is int else value


def _source(word: str) -> str:
    web = word.startswith(("http://", "https://"))
    inside = word.endswith(".csv") and not word.startswith("/") and ".." not in word.split("/")
    if not (web or inside):
        raise Mistaken(
            "must be a CSV file in the rules folder, such as measures/retention.csv, or an https "
            "address"
        )
    return word


Number = Annotated[StrictFloat, BeforeValidator(_number)]
Day = Annotated[date, BeforeValidator(amounts.day)]


class MeasureSheet(Sheet):
    """The number that shows whether it helped, where it is read, and where it shall go."""

    name: Annotated[Word, Field(examples=["Weekly retention"])]
    source: Annotated[Word, AfterValidator(_source)] | None = None
    unit: Word | None = None
    start: Number | None = None
    target: Number | None = None
    by: Day | None = None


class ItemsSheet(Sheet):
    """What works towards it."""

    epics: Words = Field(default_factory=list)
    projects: Patterns = Field(default_factory=list)
    labels: Patterns = Field(default_factory=list)


ItemsSort = Annotated[
    Annotated[Words, Tag("<list>")] | Annotated[ItemsSheet, Tag("<map>")],
    Discriminator(
        sort_of,
        custom_error_type="sort",
        custom_error_message="must be keys such as [PAY-1], or epics, projects, labels with lists",
    ),
]


class ObjectiveSheet(Sheet):
    """One objective."""

    title: Annotated[Word, Field(examples=["Customers come back"])]
    owner: Id | None = None
    visibility: Literal["public", "internal", "restricted"] = "internal"
    measure: MeasureSheet | None = None
    items: ItemsSort = Field(default_factory=ItemsSheet)


class ListedObjective(ObjectiveSheet):
    """One objective in a list."""

    id: Annotated[Id, Field(examples=["obj-retain"])]


ObjectivesSort = Annotated[
    Annotated[list[ListedObjective], Tag("<list>")]
    | Annotated[dict[Id, ObjectiveSheet], Tag("<map>")],
    Discriminator(
        sort_of,
        custom_error_type="sort",
        custom_error_message="must be objectives, such as `obj-retain: {title: ...}` line by line",
    ),
]


class ObjectivesSheet(Sheet):
    """The whole file."""

    pitboard: Version
    objectives: ObjectivesSort


@dataclass(frozen=True, slots=True)
class Objective:
    """One objective. `points` are those of a CSV; an address is read by the clock."""

    id: str
    sheet: ObjectiveSheet
    place: Place
    points: tuple[Point, ...] = ()

    @property
    def item_id(self) -> str:
        """The item it becomes."""
        return f"{OWN}:{self.id}"

    @property
    def items(self) -> ItemsSheet:
        """What works towards it."""
        named = self.sheet.items
        return named if isinstance(named, ItemsSheet) else ItemsSheet(epics=named)

    @property
    def source(self) -> str:
        """Where its measure is read: a CSV file or an address, "" for nowhere."""
        measure = self.sheet.measure
        return (measure.source or "") if measure else ""


@dataclass(frozen=True, slots=True)
class Objectives:
    """Every objective by its id, and what works towards which."""

    by_id: Mapping[str, Objective] = field(default_factory=dict)
    epics: Lookup[str] = field(default_factory=Lookup)
    projects: Lookup[str] = field(default_factory=Lookup)
    labels: Lookup[str] = field(default_factory=Lookup)

    def named(self, item: Item) -> str | None:
        """The objective that names this very item by its key, whole or without its connection."""
        found = self.epics.get(item.key)
        return found or self.epics.get(item.key.partition(":")[2])

    def sightings(self, at: datetime) -> Iterator[Sighting]:
        """The items they become, as of `at`, in the order of the files."""
        for each in self.by_id.values():
            yield Sighting(
                item_id=each.item_id,
                connection=OWN,
                type="objective",
                at=at,
                key=each.item_id,
                project=OWN,
                visibility=each.sheet.visibility,
                fields={"title": each.sheet.title, "state": "open", **_measured(each)},
                labels=(),
                reread=True,
            )


def _measured(objective: Objective) -> Mapping[str, str | float | datetime | None]:
    measure = objective.sheet.measure
    by = measure.by if measure else None
    return {
        "owner": objective.sheet.owner,
        "measure_name": measure.name if measure else None,
        "unit": measure.unit if measure else None,
        "measure_start": measure.start if measure else None,
        "measure_target": measure.target if measure else None,
        "due": datetime.combine(by, time(), UTC) if by else None,
    }


def read_objectives(root: Place) -> tuple[tuple[Objective, ...], list[Problem]]:
    """Each objective of the file; nothing where there are problems."""
    sheet, found = read(ObjectivesSheet, root)
    places = root.child("objectives")
    if sheet is None or places is None:
        return (), found
    keyed: list[tuple[str | int, str, ObjectiveSheet]]
    if isinstance(sheet.objectives, list):
        keyed = [(number, each.id, each) for number, each in enumerate(sheet.objectives)]
    else:
        keyed = [(id_, id_, each) for id_, each in sheet.objectives.items()]
    return (
        tuple(
            Objective(id_, each, place)
            for key, id_, each in keyed
            if (place := places.child(key)) is not None
        ),
        [],
    )


def join_objectives(every: list[Objective]) -> tuple[Objectives, list[Problem]]:
    """The objectives of all files, and what two of them claim."""
    problems = [*_doubles(every), *_disputed(every)]
    return (
        Objectives(
            by_id={each.id: each for each in every},
            epics=lookup((key, o.id) for o in every for key in o.items.epics),
            projects=lookup((key, o.id) for o in every for key in o.items.projects),
            labels=lookup((key, o.id) for o in every for key in o.items.labels),
        ),
        problems,
    )


def _doubles(every: list[Objective]) -> Iterator[Problem]:
    seen: dict[str, Objective] = {}
    for each in every:
        other = seen.setdefault(each.id, each)
        if other is not each:
            where = f"{other.place.file}:{other.place.node.line}"
            place = each.place.child("id") or each.place
            yield place.problem(f'an objective "{each.id}" stands in {where}; rename one')


def _disputed(every: list[Objective]) -> Iterator[Problem]:
    """Tell an epic, a project or a label that two objectives name."""
    seen: dict[tuple[str, str], Objective] = {}
    for each in every:
        items = each.place.child("items")
        parts = {"epics": items, **(dict(items.entries()) if items else {})}
        for part, words in parts.items():
            for word, where in words.words() if words else ():
                other = seen.setdefault((part, word.casefold()), each)
                if other is not each:
                    said = f'"{word}" works towards "{other.sheet.title}" already'
                    yield where.problem(f"{said}; take it out of one of the two")
