"""What every file beside the rules says, as answers about one item: pure, and cheap to ask.

Every answer carries its reason. With no files at all everything is guessed or unassigned.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from automation.amount import Limits
from automation.calendar import Calendar
from automation.engine.folder import asking, ownership
from automation.engine.folder.answers import Answer, Guess, Request, SeenStatus
from automation.engine.folder.asking import Imported
from automation.engine.folder.landings import Landing
from automation.engine.folder.mapping import SETTLE, Marks, TrackerMapping
from automation.engine.folder.measures import Point
from automation.engine.folder.objectives import OWN, Objective, Objectives
from automation.engine.folder.ownership import Direct, Naming, Owned, first_of
from automation.engine.folder.people import People, Person
from automation.engine.folder.policy import Policies
from automation.engine.folder.teams import Team, Teams
from automation.graph import Graph
from automation.model import Actor, Item, Link, LinkKind, Sighting, Value
from automation.visibility import RESTRICTED

ORIGIN = "objectives"
"""What the links to objectives are told by."""

NO_NAMES: Mapping[str, str] = MappingProxyType({})
_ALONE = Graph()


@dataclass(frozen=True)
class World:
    """The mapping, teams, objectives, people and limits of one set of files."""

    mapping: TrackerMapping = field(default_factory=TrackerMapping)
    teams: Teams = field(default_factory=Teams)
    objectives: Objectives = field(default_factory=Objectives)
    people: People = field(default_factory=People)
    policies: Policies = field(default_factory=Policies)
    imported: Imported = field(default_factory=Imported)

    # --- what its tracker's words mean -------------------------------------------------------

    def type_of(self, item: Item) -> Answer:
        """What the item is: epic, issue, request, ..."""
        return self.mapping.type_of(item)

    def status_group(self, item: Item) -> Answer:
        """How far it is: todo, doing, done or dropped; never nothing."""
        return self.mapping.statuses.of(item)

    def guesses(self, seen: Iterable[SeenStatus]) -> tuple[Guess, ...]:
        """The statuses that no file names, with what each is taken for."""
        return self.mapping.statuses.guesses(tuple(seen))

    def paused(self, item: Item) -> bool:
        """Whether people set it aside."""
        return self.mapping.paused(item)

    def visibility(self, item: Item) -> str:
        """Who may see it: public, internal or restricted. The files only ever narrow it."""
        return RESTRICTED if self.mapping.restricts(item) else item.visibility

    def priority(self, item: Item) -> int | None:
        """1 for the highest priority there is; None where the files do not list it."""
        return self.mapping.priority(item)

    def settle(self, connection: str, type_: str, otherwise: float = SETTLE) -> float:
        """Seconds an item of this type settles; `otherwise` where no file says so."""
        return self.mapping.settle(connection, type_, otherwise)

    def counts(self, connection: str, prefix: str) -> bool:
        """Whether a word such as PAY in PAY-12 can be the key of an item."""
        return self.mapping.counts(connection, prefix)

    # --- where our fields stand --------------------------------------------------------------

    def landing(self, connection: str, name: str) -> Landing | None:
        """Where one of our fields stands in this tracker; None: it is shown on our pages only."""
        return self.mapping.landings.of(connection, name)

    def place(self, connection: str, name: str, directory: Mapping[str, str]) -> str | None:
        """The tracker's id of that field; `directory` gives ids by the names people read."""
        landing = self.landing(connection, name)
        return landing.place(directory) if landing else None

    def field_names(self) -> frozenset[str]:
        """Every name that mapping.yaml adds to the fields of an item."""
        return self.mapping.landings.names()

    def read(self, item: Item, name: str, directory: Mapping[str, str] = NO_NAMES) -> Value:
        """What such a field of an item reads in its tracker, in our words where they are known.

        `directory` is its connection's, as for `place`.
        """
        return self.mapping.landings.read(item, name, directory)

    # --- whose it is and what it is for -------------------------------------------------------

    def team_of(self, item: Item, graph: Graph = _ALONE) -> Answer:
        """The team it belongs to, by its id."""
        return self._team.answer(item, graph, self._type)

    def objective_of(self, item: Item, graph: Graph = _ALONE) -> Answer:
        """The objective it works towards, by its id without `own:`."""
        return self._objective.answer(item, graph, self._type)

    def work_of(self, item: Item, graph: Graph = _ALONE) -> Answer:
        """Which kind of work it is: product, maintenance, ..."""
        return self._work.answer(item, graph, self._type)

    def calendar_of(self, item: Item, graph: Graph = _ALONE) -> Calendar:
        """The working days of its team, else those of the company."""
        return self.calendar(self.team_of(item, graph).value)

    def calendar(self, team: str | None) -> Calendar:
        """The working days of a team, else those of the company."""
        found = self.teams.by_id.get(team or "")
        return found.calendar if found else self.teams.calendar

    def limits_of(self, item: Item, graph: Graph = _ALONE) -> Limits:
        """From when on signals count for it: {"blocked": {"watch": ...}}."""
        return self.policies.of(self.team_of(item, graph).value)

    def owner_of(self, item: Item, graph: Graph = _ALONE) -> Answer:
        """Who answers for it: the lead of its team, else the owner of its objective."""
        team = self.teams.by_id.get(self.team_of(item, graph).value or "")
        if team and team.lead:
            return Answer(team.lead, f"leads {team.name}")
        objective = self.objectives.by_id.get(self.objective_of(item, graph).value or "")
        if objective and objective.sheet.owner:
            return Answer(objective.sheet.owner, f'owns "{objective.sheet.title}"')
        return Answer(None, "neither its team nor its objective names anybody")

    def contact_of(self, item: Item, name: str, graph: Graph = _ALONE) -> str | None:
        """The address of whom the team of an item calls so, else the company; None for nobody."""
        said = self.teams.contact(self.team_of(item, graph).value, name)
        if said is None or "@" in said:
            return said
        person = self.people.by_id.get(said)
        return person.mail if person else None

    def requests(self, item: Item, graph: Graph = _ALONE) -> tuple[Request, ...]:
        """Everybody who asked for it, who waits longest first."""
        return asking.requests(item, graph, self.mapping, self.imported)

    # --- people ------------------------------------------------------------------------------

    def person_of(self, connection: str, actor: Actor, *, tracker: str = "") -> Person | None:
        """Whose account this is; None for somebody people.yaml does not name."""
        return self.people.of(connection, actor, tracker=tracker)

    def is_program(self, connection: str, actor: Actor) -> bool:
        """Whether an account is no person's: so its tracker says, or its name, or people.yaml."""
        return self.people.is_program(connection, actor)

    def team_of_person(self, person: Person) -> str | None:
        """The id of the team that somebody is in, or leads."""
        led = (each.id for each in self.teams.by_id.values() if each.lead == person.id)
        return person.team or next(led, None)

    def team(self, id_: str) -> Team | None:
        """A team by its id."""
        return self.teams.by_id.get(id_)

    # --- the items that only these files know --------------------------------------------------

    def own_items(self, at: datetime, known: Collection[str] = ()) -> tuple[Sighting, ...]:
        """The objectives as items, as of `at`. `known` are the ids of own items on record: one
        that no file names any more is told as closed, for a deletion would be final.
        """
        told = tuple(self.objectives.sightings(at))
        gone = sorted(set(known) - {each.item_id for each in told})
        return (*told, *(_closed(id_, at) for id_ in gone if id_.startswith(f"{OWN}:")))

    def own_links(self, item: Item, graph: Graph = _ALONE) -> frozenset[Link]:
        """The links that make its objective an ancestor: those of the origin `objectives`, whole.

        An item whose epic leads to an objective already gets none, so nothing counts twice.
        """
        if item.connection == OWN:
            return frozenset()
        found = self._objective.direct(item)
        above = graph.ancestors(item.id)
        covered = any(each.connection == OWN or self._objective.direct(each) for each in above)
        if found is None or (covered and self.objectives.named(item) is None):
            return frozenset()
        return frozenset({Link(LinkKind.PARENT, f"{OWN}:{found.value}", ORIGIN)})

    def measures(self) -> Iterator[tuple[Objective, tuple[Point, ...]]]:
        """The objectives whose measure stands in a CSV, each with its points in order."""
        return ((each, each.points) for each in self.objectives.by_id.values() if each.points)

    def addresses(self) -> Mapping[str, str]:
        """Where the measure of an objective is to be fetched, by the objective's item id."""
        every = self.objectives.by_id.values()
        return {each.item_id: each.source for each in every if "://" in each.source}

    # --- how the three questions are asked -----------------------------------------------------

    def _type(self, item: Item) -> str:
        return self.mapping.type_of(item).value or item.type

    @cached_property
    def _team(self) -> Naming:
        def says(team: str) -> str:
            return f"belongs to {self.teams.by_id[team].name}"

        return Naming(
            passing=ownership.EPIC,
            by_rule=first_of(
                ownership.by_path(self.teams.paths, lambda t: f"belong to {self._team_name(t)}"),
                ownership.by_project(self.teams.projects, says),
            ),
            by_label=ownership.by_label(
                self.teams.labels, lambda t: f"stands for {self._team_name(t)}"
            ),
            says=says,
            nothing="no epic, project or label of it is a team's",
        )

    def _team_name(self, team: str) -> str:
        return self.teams.by_id[team].name

    @cached_property
    def _objective(self) -> Naming:
        known = self.objectives

        def says(objective: str) -> str:
            return f'works towards "{known.by_id[objective].sheet.title}"'

        def named(item: Item) -> Owned | None:
            if item.connection == OWN:
                own = item.id.partition(":")[2]
                return Owned(own, says(own)) if own in known.by_id else None
            found = known.named(item)
            return Owned(found, f"{says(found)}, by its key") if found else None

        return Naming(
            passing=ownership.ABOVE,
            by_key=named,
            by_rule=ownership.by_project(known.projects, says),
            by_label=ownership.by_label(known.labels, says),
            says=says,
            nothing="no epic, project or label of it works towards an objective",
        )

    @cached_property
    def _work(self) -> Naming:
        def says(kind: str) -> str:
            return f"is {kind}"

        def by_rule(item: Item) -> Owned | None:
            return self._marked(item, lambda marks: _by_kind(marks, says))

        def by_label(item: Item) -> Owned | None:
            return self._marked(item, lambda marks: ownership.by_label(marks.labels, says))

        return Naming(
            passing=ownership.ABOVE,
            by_rule=by_rule,
            by_label=by_label,
            says=says,
            nothing="no epic, project, type or label of it tells the kind of work",
        )

    def _marked(self, item: Item, way: Callable[[Marks], Direct]) -> Owned | None:
        boards = self.mapping.scopes(item.connection)
        return next((found for board in boards if (found := way(board.work)(item))), None)


def _by_kind(marks: Marks, says: Callable[[str], str]) -> Direct:
    """By the project, else by the tracker's own kind of an item."""

    def by_type(item: Item) -> Owned | None:
        kind = item.fields.get("kind")
        found = marks.types.get(kind) if isinstance(kind, str) else None
        return Owned(found, f"'{kind}' {says(found)}") if found else None

    return first_of(ownership.by_project(marks.projects, says), by_type)


def _closed(id_: str, at: datetime) -> Sighting:
    return Sighting(
        item_id=id_,
        connection=OWN,
        type="objective",
        at=at,
        key=id_,
        project=OWN,
        fields={"state": "closed", "state_reason": "taken out of the rule folder"},
        reread=True,
    )
