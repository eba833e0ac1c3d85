"""Who is written to in an inline test: `owner`, `team` and everybody else by the word of the rule.

So the tests of a rule hold with anybody's teams.yaml and people.yaml, and name nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, Final

from automation.calendar import Calendar
from automation.engine.folder.answers import Answer
from automation.engine.folder.facts import View
from automation.engine.folder.people import Person
from automation.engine.folder.teams import Team
from automation.engine.folder.world import World
from automation.graph import Graph
from automation.model import Item

_OWNER: Final = "owner"
_TEAM: Final = "team"
_LEAD: Final = "team-lead"
_ALONE: Final = Graph()


@dataclass(frozen=True)
class _Rehearsed(World):
    """The same files, where everything has an owner and a team to write to."""

    def owner_of(self, item: Item, graph: Graph = _ALONE) -> Answer:
        """Who answers for it, else the word itself."""
        found = super().owner_of(item, graph)
        return found if found.value else Answer(_OWNER, "no file names anybody")

    def team_of(self, item: Item, graph: Graph = _ALONE) -> Answer:
        """The team it belongs to, else the word itself."""
        found = super().team_of(item, graph)
        return found if found.value else Answer(_TEAM, "no file names a team")


@dataclass(frozen=True)
class _ByWord(World):
    """The same files, where everything has the owner and the team of that word. `given` is the team
    that the test gives its item; without one nobody is a contact.
    """

    given: str = ""

    def contact_of(self, item: Item, name: str, graph: Graph = _ALONE) -> str | None:
        """The word itself, and of which team."""
        del item, graph
        known = name in {_TEAM, _OWNER, *self.people.by_id, *self.teams.by_id}
        return None if known or not self.given else f"{name} of {self.given}"

    def owner_of(self, item: Item, graph: Graph = _ALONE) -> Answer:
        """The word itself."""
        del item, graph
        return Answer(_OWNER, "as the rule says it")

    def team_of(self, item: Item, graph: Graph = _ALONE) -> Answer:
        """The word itself."""
        del item, graph
        return Answer(_TEAM, "as the rule says it")

    def calendar_of(self, item: Item, graph: Graph = _ALONE) -> Calendar:
        """The working days of the team that it really belongs to."""
        return self.calendar(super().team_of(item, graph).value)


def rehearsed(view: View) -> View:
    """The same view, in which nothing is left unsaid because nobody is on file."""
    known = {word: _stand_in(word, word) for word in (_OWNER, _TEAM)}
    said = _parts(view.world, {**known, **view.world.people.by_id})
    return replace(view, world=_Rehearsed(**said))


def by_word(view: View, connection: str, given: str = "") -> View:
    """The same view, in which whoever is written to has the word for an address that the rule has
    for them; `connection` is that of the item, `given` the team that the test gives it.
    """
    world = view.world
    people = {id_: replace(each, mail=id_) for id_, each in world.people.by_id.items()}
    teams = {id_: replace(each, lead=f"{_TEAM}:{id_}") for id_, each in world.teams.by_id.items()}
    leads = {f"{_TEAM}:{id_}": _stand_in(f"{_TEAM}:{id_}", id_) for id_ in teams}
    lead = replace(_stand_in(_LEAD, _TEAM), accounts={connection: _LEAD})
    known = {**people, **leads, _OWNER: _stand_in(_OWNER, _OWNER), _LEAD: lead}
    said = _parts(world, known)
    team = Team(_TEAM, _TEAM, world.teams.calendar, _LEAD, None)
    said["teams"] = replace(world.teams, by_id={**teams, _TEAM: team})
    return replace(view, world=_ByWord(**said, given=given))


def _parts(world: World, people: Mapping[str, Person]) -> dict[str, Any]:
    """What a world is made of, with these people."""
    said = {each.name: getattr(world, each.name) for each in fields(world)}
    return {**said, "people": replace(world.people, by_id=people)}


def _stand_in(id_: str, mail: str) -> Person:
    return Person(id_, id_, mail, None, frozenset(), MappingProxyType({}), frozenset())
