"""What an appraisal of an item looks at, put together from its case and the files of the folder."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, cached_property, partial

from automation.appraisal import APPRAISED, Appraise, Asking, Background, Scene, Status
from automation.engine.folder import asking
from automation.engine.folder.facts import Directory
from automation.engine.folder.landings import Landing
from automation.engine.folder.world import World
from automation.graph import Graph
from automation.model import Actor, Item, LinkKind, Value
from automation.ports import Case
from automation.visibility import INTERNAL, narrower, narrowest

_TARGETS = ("target", "due")
"""The names under which mapping.yaml says where a promised date stands."""

_DUE = "due"
"""The field in which every tracker has it."""


@dataclass(frozen=True)
class FolderWords:
    """What the files of the folder say of the items of one graph.

    `directory` has, by connection, the trackers' ids of fields by the names people read.
    """

    world: World
    around: Graph
    directory: Directory = field(default_factory=dict)

    def group(self, item: Item) -> str:
        """How far it is: todo, doing, done or dropped."""
        return self.world.status_group(item).value or "todo"

    def type(self, item: Item) -> str:
        """What it is: epic, issue, pull_request, ..."""
        return self.world.type_of(item).value or item.type

    def team(self, item: Item) -> str | None:
        """Whose it is, by the team's id."""
        return self.world.team_of(item, self.around).value

    def is_bot(self, connection: str, actor: Actor) -> bool:
        """By what its tracker calls it, by its name, or by its role in people.yaml."""
        return self.world.is_program(connection, actor)

    def fills(self, connection: str, facet: str) -> bool:
        """Whether the mapping lands a field there that is Pitboard's to write."""
        return self._fills(connection, facet)

    @cached_property
    def _fills(self) -> Callable[[str, str], bool]:
        """Each place looked up once: thousands of changes are of a handful of facets."""
        return cache(partial(_lands_in, self.world, self.directory))


def _lands_in(world: World, directory: Directory, connection: str, facet: str) -> bool:
    found = (world.landing(connection, name) for name in world.field_names())
    names = directory.get(connection, {})
    return any(_stands_in(facet, each, names) for each in found if each and each.writable)


def _stands_in(facet: str, landing: Landing, names: Mapping[str, str]) -> bool:
    if landing.label is not None:
        return facet.casefold().startswith(f"label:{landing.label}".casefold())
    return facet == landing.place(names)


def appraised(world: World, item: Item) -> bool:
    """Whether the item is of a type that has a status of its own."""
    return world.type_of(item).value in APPRAISED


def status_of(
    case: Case,
    world: World,
    now: datetime,
    appraise: Appraise | None,
    directory: Directory,
    *,
    inside: bool = True,
) -> Status | None:
    """What the status of the case's item is made of; None for what has none of its own.

    It is told to the company, or without `inside` to everybody who may read the item.
    """
    item, background = case.item, case.background
    if appraise is None or item is None or background is None or not appraised(world, item):
        return None
    scene = scene_of(item, case.around, world, now, background=background, directory=directory)
    return appraise(replace(scene, inside=inside))


def scene_of(
    item: Item,
    around: Graph,
    world: World,
    now: datetime,
    *,
    background: Background,
    directory: Directory,
) -> Scene:
    """The scene of one item."""
    team = world.team_of(item, around).value
    names = directory.get(item.connection, {})
    promised = target_of(item, around, world, names)
    return Scene(
        item=item,
        around=around,
        now=now,
        words=FolderWords(world, around, directory),
        calendar=world.calendar(team),
        limits=world.policies.of(team),
        background=background,
        target=promised.at,
        target_facet=promised.facet,
        milestone=promised.milestone,
        paused=world.paused(item),
        askings=askings(item, around, world),
        team=team,
        objective=world.objective_of(item, around).value,
        owner=world.owner_of(item, around).value,
    )


@dataclass(frozen=True, slots=True)
class Promised:
    """A date that is promised, None for none, and the facet it stands in: of the item itself, or of
    the milestone whose date it is.
    """

    at: datetime | None
    facet: str
    milestone: Item | None = None


def target_of(item: Item, around: Graph, world: World, names: Mapping[str, str]) -> Promised:
    """The promised date: where the mapping says, else what is due, else its milestone's."""
    first = ""
    for facet, value in _dates(item, world, names):
        at, first = _moment(value), first or facet
        if at is not None or facet in item.marks:
            return Promised(at, facet)
    return _of_milestone(item, around) or Promised(None, first)


def _of_milestone(item: Item, around: Graph) -> Promised | None:
    """The date of the milestone it is planned for, else the last one among those that are part of
    it. One that fewer people may see than the item is left out.
    """
    seen = narrowest(item.visibility, INTERNAL)
    for found in (
        around.targets(item.id, LinkKind.MILESTONE),
        around.sources(item.id, LinkKind.PARENT),
    ):
        dated = [
            (at, each.key, each)
            for each in found
            if each.type == "milestone" and not narrower(each.visibility, seen)
            if (at := _moment(each.fields.get(_DUE)))
        ]
        if dated:
            at, _, milestone = max(dated, key=lambda one: one[:2])
            return Promised(at, _DUE, milestone)
    return None


def _dates(item: Item, world: World, names: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    for name in _TARGETS:
        if landing := world.landing(item.connection, name):
            facet = landing.place(names) or landing.field or ""
            yield facet, world.read(item, name, names)
    yield _DUE, item.fields.get(_DUE)


def _moment(value: Value) -> datetime | None:
    """A date as a moment: trackers give a time, or a day in words such as 2026-12-05."""
    if isinstance(value, datetime):
        return value
    try:
        read = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


def askings(item: Item, around: Graph, world: World) -> tuple[Asking, ...]:
    """Everybody who asked for the item or a part of it, each once; who waits longest first.

    Told on the item is told of all of it; told on a part is told of that part. Who asked on
    something that fewer people may see than the item asked in confidence, and is left out.
    """
    first: dict[str, Asking] = {}
    of_all = dict(asking.told(item, world.mapping))
    for each in _asked(item, around, world, of_all):
        folded = each.customer.casefold()
        known = first.get(folded)
        if known is None or _order(each) < _order(known):
            first[folded] = each
    return tuple(sorted(first.values(), key=_order))


def _asked(
    item: Item, around: Graph, world: World, of_all: Mapping[str, datetime]
) -> Iterator[Asking]:
    seen = narrowest(item.visibility, INTERNAL)
    for part in (item, *around.descendants(item.id)):
        requests = () if narrower(part.visibility, seen) else world.requests(part, around)
        told = {**dict(asking.told(part, world.mapping)), **of_all} if requests else of_all
        for request in requests:
            at = told.get(request.customer.casefold())
            yield Asking(request.customer, request.since, request.url, at)


def _order(each: Asking) -> tuple[bool, bool, datetime, str]:
    """Who has not been told comes first, and of those who has waited longest."""
    since = each.since or datetime.max.replace(tzinfo=UTC)
    return each.told is not None, each.since is None, since, each.customer
