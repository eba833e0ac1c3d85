"""Who is written to in an inline test: `owner` and `team` by these words where no file says who.

So the tests of a rule that ships hold with anybody's teams.yaml, and name nobody.
"""

from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Final

from automation.engine.folder.answers import Answer
from automation.engine.folder.facts import View
from automation.engine.folder.people import Person
from automation.engine.folder.world import World
from automation.graph import Graph
from automation.model import Item

_OWNER: Final = "owner"
_TEAM: Final = "team"
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


def rehearsed(view: View) -> View:
    """The same view, in which nothing is left unsaid because nobody is on file."""
    world = view.world
    said = {each.name: getattr(world, each.name) for each in fields(world)}
    known = {**{word: _stand_in(word) for word in (_OWNER, _TEAM)}, **world.people.by_id}
    said["people"] = replace(world.people, by_id=known)
    return replace(view, world=_Rehearsed(**said))


def _stand_in(word: str) -> Person:
    return Person(word, word, word, None, frozenset(), MappingProxyType({}), frozenset())
