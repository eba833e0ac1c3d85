"""The plain values of a rule file: what wakes it, what it is about, its dates and durations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from automation.engine.mistakes import not_yet
from automation.engine.places import Place
from automation.engine.vocabulary import ITEM, ITEM_TYPES, suggest
from automation.errors import Problem

_HAND_EDIT = re.compile(r"keep for ([1-9][0-9]{0,2}) (day|week)s?")


@dataclass(frozen=True, slots=True)
class About:
    """What a rule is about and wakes for. `types` and `projects` empty, `fields` None: any."""

    types: frozenset[str]
    projects: frozenset[str]
    fields: frozenset[str] | None


def about(root: Place) -> About:
    """Read what the rule is about: the types its triggers name, narrowed by those of `about`."""
    triggered = {word for word, _ in _triggers(root, "type")}
    wanted = {word for word, _ in _words(root, "about", "type")}
    fields = frozenset(word for word, _ in _triggers(root, "fields"))
    any_field = "any" in fields or any(not each.child("fields") for each in _changed(root))
    return About(
        types=frozenset(triggered & wanted if wanted else triggered),
        projects=frozenset(word for word, _ in _words(root, "about", "projects")),
        fields=None if any_field else fields,
    )


def review_by(text: str | None) -> date | None:
    """Read a date; raises ValueError for anything else."""
    return None if text is None else date.fromisoformat(text)


def hand_edit(text: str) -> timedelta:
    """Read how long a person's value holds; raises ValueError for anything else."""
    found = _HAND_EDIT.fullmatch(text)
    if found is None:
        raise ValueError("must read like: keep for 14 days, or keep for 2 weeks")
    return timedelta(**{f"{found[2]}s": int(found[1])})


def problems(root: Place) -> Iterator[Problem]:
    """Tell unknown types and fields, types that nothing triggers, dates and durations."""
    triggered = list(_triggers(root, "type"))
    wanted = list(_words(root, "about", "type"))
    for word, place in [*triggered, *wanted]:
        if word not in ITEM_TYPES:
            yield place.problem(f'unknown type "{word}"', suggest(word, ITEM_TYPES))
    for word, place in _triggers(root, "fields"):
        if word not in ITEM and word != "any":
            yield place.problem(f'item has no field "{word}"', suggest(word, ["any", *ITEM]))
    named = {word for word, _ in triggered}
    for word, place in wanted:
        if word in ITEM_TYPES and named and word not in named:
            yield place.problem(f'no trigger under `when` names the type "{word}"')
    yield from _unreadable(root)


def _unreadable(root: Place) -> Iterator[Problem]:
    for text, place in _words(root, "review_by"):
        try:
            review_by(text)
        except ValueError:
            yield place.problem("must be a date, such as 2027-06-01")
    for text, place in _words(root, "derive", "hand_edit"):
        try:
            hand_edit(text)
        except ValueError as error:
            later = text == "keep until inputs change"
            yield place.problem(not_yet(text) if later else str(error))


def _changed(root: Place) -> Iterator[Place]:
    when = root.child("when")
    for trigger in when.children() if when else ():
        if changed := trigger.child("changed"):
            yield changed


def _triggers(root: Place, key: str) -> Iterator[tuple[str, Place]]:
    for changed in _changed(root):
        yield from _words(changed, key)


def _words(place: Place, *keys: str) -> Iterator[tuple[str, Place]]:
    found = place.find(*keys)
    return found.words() if found else iter(())
