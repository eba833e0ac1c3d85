"""Whose an item is and what it is for: by its epic, then by a rule, then by a label, or nobody's.

The order is the same for a team, an objective and a kind of work. Nobody fills in a form.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from automation.engine.folder.answers import Answer
from automation.engine.language.lookup import Lookup
from automation.graph import Graph
from automation.model import Item

EPIC = frozenset({"epic"})
"""What passes on its team: an initiative is often several teams'."""

ABOVE = EPIC | {"initiative", "objective"}
"""What passes on its objective and its kind of work."""


@dataclass(frozen=True, slots=True)
class Owned:
    """A value an item has by itself, and which part of a file says so."""

    value: str
    because: str


Direct = Callable[[Item], Owned | None]


def _nobody(_item: Item) -> Owned | None:
    return None


@dataclass(frozen=True, slots=True)
class Naming:
    """How one question is answered: by what an item has itself, in words for people.

    `passing` are the types that pass on what they are, before an item itself is asked. `says`
    writes a value as a sentence part: "belongs to Payments".
    """

    passing: frozenset[str]
    by_rule: Direct
    by_label: Direct
    says: Callable[[str], str]
    nothing: str
    by_key: Direct = _nobody

    def direct(self, item: Item) -> Owned | None:
        """What the item is by itself: by its key, else by a rule, else by a label."""
        return self.by_key(item) or self.by_rule(item) or self.by_label(item)

    def answer(self, item: Item, graph: Graph, type_of: Callable[[Item], str]) -> Answer:
        """What an item is: by its key, its nearest epic, by itself, by whatever it is part of."""
        named = self.by_key(item)
        if named:
            return Answer(named.value, named.because)
        above = graph.ancestors(item.id)
        types = [(each, type_of(each)) for each in above]
        epics = [pair for pair in types if pair[1] in self.passing]
        others = [pair for pair in types if pair[1] not in self.passing]
        inherited = next(self._inherited(epics), None)
        if inherited:
            return inherited
        own = self.direct(item)
        if own:
            return Answer(own.value, own.because)
        return next(self._inherited(others), Answer(None, self.nothing))

    def _inherited(self, above: list[tuple[Item, str]]) -> Iterator[Answer]:
        for each, type_ in above:
            if found := self.direct(each):
                who = f"its {type_.replace('_', ' ')} {short(each)}"
                yield Answer(found.value, f"{who} {self.says(found.value)}")


def short(item: Item) -> str:
    """An item's key as people say it, without its connection."""
    return item.key.partition(":")[2] or item.key


def by_project(projects: Lookup[str], says: Callable[[str], str]) -> Direct:
    """By the project or repository an item is in."""

    def direct(item: Item) -> Owned | None:
        found = projects.of_project(item.connection, item.project)
        return Owned(found, f"{item.project} {says(found)}") if found else None

    return direct


def by_label(labels: Lookup[str], says: Callable[[str], str]) -> Direct:
    """By a label of the item; of several that say something the first in order counts."""

    def direct(item: Item) -> Owned | None:
        for label in sorted(item.labels):
            if found := labels.get(label):
                return Owned(found, f'its label "{label}" {says(found)}')
        return None

    return direct


def by_path(paths: Lookup[str], says: Callable[[str], str]) -> Direct:
    """By the files of a pull request, where all that belong to somebody belong to the same."""

    def direct(item: Item) -> Owned | None:
        touched = item.fields.get("paths")
        if not isinstance(touched, tuple):
            return None
        named = [str(path) for path in touched]
        whole = [found for path in named if (found := paths.of_project(item.project, path))]
        if not whole or len(set(whole)) > 1:
            return None
        return Owned(whole[0], f"the files it changes {says(whole[0])}")

    return direct


def first_of(*ways: Direct) -> Direct:
    """The first of several ways that says something."""

    def direct(item: Item) -> Owned | None:
        return next((found for way in ways if (found := way(item))), None)

    return direct
