"""What the files say of an item, and its parts with a name of their own, in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from automation.cleaning import clean
from automation.dates import day, spoken
from automation.engine.folder.world import World
from automation.model import Item, Value
from automation.telling import MEASURE
from automation.web import words
from automation.web.belonging import Belonging


@dataclass(frozen=True, slots=True)
class Told:
    """One answer of the files beside the rules; `key` is the item it names, "" for none."""

    question: str
    answer: str
    because: str
    key: str = ""


def answers(found: Belonging, world: World) -> Iterator[Told]:
    """Whose an item is and what it is for, as far as some file tells of such things at all."""
    team, objective = found.team.value, found.objective.value
    above = found.type == "objective"
    if world.teams.by_id and not above:
        known = world.team(team or "")
        yield Told("Team", known.name if known else "nobody's", found.team.because)
    if world.objectives.by_id and not above:
        aim = world.objectives.by_id.get(objective or "")
        name, key = (aim.sheet.title, aim.item_id) if aim else ("none", "")
        yield Told("Objective", name, found.objective.because, key)
    if found.work.value:
        yield Told("Kind of work", found.work.value, found.work.because)
    if found.owner.value:
        person, named = world.people.by_id.get(found.owner.value), world.team(found.owner.value)
        name = person.name if person else named.name if named else found.owner.value
        yield Told("Answers for it", name, found.owner.because)


def facets(item: Item, zone: tzinfo = UTC) -> Iterator[tuple[str, str]]:
    """Each with what it reads. A measure has a table of its own, and an empty field is left out."""
    for facet in sorted(item.facets.keys() - {MEASURE}):
        name, value = words.facet(facet), item.facets[facet]
        if name == words.BOARD:
            yield name, "yes"
        else:
            parts = value if isinstance(value, tuple) else (value,)
            yield name, clean(", ".join(_said(part, zone) for part in parts))


def _said(value: Value, zone: tzinfo) -> str:
    return day(value, zone) if isinstance(value, datetime) else spoken(str(value))
