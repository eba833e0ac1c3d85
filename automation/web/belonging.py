"""What the files beside the rules say of one item: whose it is, what for, and who asked for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from automation import rulefiles
from automation.engine.folder.answers import Answer, Guess, Request, SeenStatus
from automation.engine.folder.objectives import OWN
from automation.engine.folder.places import Place
from automation.engine.folder.world import World
from automation.engine.ruleset.filekinds import build_world
from automation.errors import RuleError
from automation.graph import Graph
from automation.model import Item, Mark, Value
from automation.past import History
from automation.relinking import climbed
from automation.store.record import Record
from automation.telling import MEASURE, stands
from automation.visibility import company, nameless, narrower
from automation.web.discreet import Unsaid

SHOWN = 12
"""Points of a measure that a page and a program are shown."""

_SELDOM = timedelta(minutes=1)
"""How often every item is looked through for its status."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """What an item is in our words, and the answers to whose it is, each with its reason."""

    type: str
    team: Answer
    objective: Answer
    work: Answer
    owner: Answer
    requests: Sequence[Request]
    above: Sequence[str] = ()
    """The ids of what it is part of."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The number of an objective: what it began with, where it shall go, its newest points."""

    name: str
    unit: str
    start: Value
    target: Value
    by: Value
    url: str
    points: Sequence[tuple[datetime, Value]]


class Worldbook:
    """Reads a set's files once and keeps what they say until another set is active."""

    def __init__(self, record: Record) -> None:
        """Nothing is read until first asked."""
        self._record = record
        self._hash: str | None = None
        self._world = World()
        self._guesses: tuple[Guess, ...] = ()
        self._looked: datetime | None = None

    def world(self) -> World:
        """What the active set says. Threads may read it twice; the last one stays."""
        active = self._record.rulesets.active_hash()
        if active != self._hash and (found := self._record.rulesets.active()):
            self._world, self._hash, self._looked = _world(found.files), found.hash, None
        return self._world

    def guesses(self, *, wall: datetime) -> tuple[Guess, ...]:
        """The statuses on record that no file names, as of a minute ago at most."""
        world = self.world()
        if self._looked is None or wall - self._looked > _SELDOM:
            seen = (SeenStatus(*each) for each in self._record.folder.statuses())
            self._guesses, self._looked = world.guesses(seen), wall
        return self._guesses


def belonging(world: World, record: Record, item: Item) -> Belonging:
    """What the files say of an item, from the items around it."""
    above, beside = climbed([item], record.inbox), record.folder.beside(item.id)
    graph = Graph({**beside.items, **above.items}, (*above.edges, *beside.edges))
    told = Unsaid(tuple(graph.items.values()), company(item))

    def quiet(answer: Answer) -> Answer:
        return replace(answer, because=told.text(answer.because))

    return Belonging(
        type=world.type_of(item).value or item.type,
        team=quiet(world.team_of(item, graph)),
        objective=quiet(_seen(world.objective_of(item, graph), world, item)),
        work=quiet(world.work_of(item, graph)),
        owner=quiet(world.owner_of(item, graph)),
        requests=world.requests(item, graph),
        above=[id_ for id_ in above.items if id_ != item.id and not told.hides(id_)],
    )


def _seen(objective: Answer, world: World, item: Item) -> Answer:
    """An objective that is not for those who may see the item is told to them as none."""
    found, readers = world.objectives.by_id.get(objective.value or ""), company(item)
    if found is None or not narrower(found.sheet.visibility, readers):
        return objective
    return Answer(None, f"it works towards {nameless(readers)}")


def measure_of(item: Item, record: Record) -> Measure | None:
    """The measure of an objective, the newest point first; None for what has none."""
    if item.connection != OWN:
        return None
    return _measure(item, record.folder.histories([item.id])[item.id])


def objectives(record: Record) -> Sequence[tuple[Item, Measure | None]]:
    """Every objective there is with its measure, in the order of their titles."""
    found = [
        item
        for item in record.folder.own().values()
        if item.type == "objective" and item.deleted_at is None and _stands(item)
    ]
    histories = record.folder.histories([item.id for item in found])
    said = sorted(found, key=lambda item: (str(item.fields.get("title")), item.id))
    return [(item, _measure(item, histories[item.id])) for item in said]


def _stands(item: Item) -> bool:
    return item.fields.get("state") != "closed"


def _measure(item: Item, history: History) -> Measure | None:
    name = item.fields.get("measure_name")
    if not isinstance(name, str):
        return None
    return Measure(
        name=name,
        unit=str(item.fields.get("unit") or ""),
        start=item.fields.get("measure_start"),
        target=item.fields.get("measure_target"),
        by=item.fields.get("due"),
        url=item.url,
        points=list(_points(history.get(MEASURE, ())))[::-1],
    )


def _points(marks: Sequence[Mark]) -> Iterator[tuple[datetime, Value]]:
    """Each day's number as it stands, earliest first."""
    last = {mark.at.date(): mark for mark in marks}
    return ((mark.at, mark.value) for _, mark in sorted(last.items()) if stands(mark))


def _world(files: Mapping[str, str]) -> World:
    roots = {}
    for name, text in files.items():
        try:
            roots[name] = Place(name, rulefiles.read(text, name))
        except RuleError:
            continue  # an older Pitboard took it in, and the rulebook says so
    return build_world(roots)[0]
