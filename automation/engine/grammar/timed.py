"""Reads `held` and `silence`, the triggers that wait for time to pass, or tells what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from automation.engine.folder.places import Place
from automation.engine.grammar.triggers import WORKED_OUT, Held, Silence, behind
from automation.engine.language.amounts import Mistaken
from automation.engine.language.conditions import Condition
from automation.engine.language.durations import Lasting, lasting
from automation.engine.language.vocabulary import ITEM, RELATIONS, suggest
from automation.errors import Problem
from automation.marks import COMMENTED

LABELS: Final = "labels"

_UNDATED: Final = WORKED_OUT | {
    *("key", "type", "project", "url", "visibility", "author", "reporter"),
    *("created", "updated", "commented", "comments", "closed", "state_reason"),
    *("merged_at", "published", "pushed", "review", "checks"),
}
"""Fields of which no change is told by itself, so that nobody knows since when they read so."""

_INSTEAD: Final[Mapping[str, str]] = {
    "status_group": "name the statuses themselves: `field: status, is: [...]`",
    "closed": "write `field: state, is: closed`",
    "commented": "write `silence: {of: comments, ...}`",
    "comments": "write `silence: {of: comments, ...}`",
    "updated": "write `silence`",
}

Further = Mapping[str, frozenset[str]]


def timed_trigger(
    place: Place, further: Further, condition: Condition | None
) -> tuple[Held | Silence | None, list[Problem]]:
    """The trigger at this place, None where it waits for something else or cannot be read."""
    if held := place.child("held"):
        problems = [*_unfit(held, further), *_unlike(held)]
        return (None if problems else _held(held, further, condition)), problems
    if silence := place.child("silence"):
        problems = [*_unknown(silence, further), *_unlike(silence)]
        return (None if problems else _silence(silence, further, condition)), problems
    return None, []


def twice(places: Sequence[Place], further: Further) -> Iterator[Problem]:
    """Tell triggers that wait for the same as one before: what begins counts once for a rule."""
    known: set[object] = set()
    for place in places:
        trigger, _ = timed_trigger(place, further, None)
        if trigger is not None and trigger.waits_for in known:
            word = "held" if isinstance(trigger, Held) else "silence"
            said = "waits for the same as a trigger above it; make it a rule of its own"
            yield place.key_problem(word, said)
        known.add(trigger.waits_for if trigger else None)


def _held(place: Place, further: Further, condition: Condition | None) -> Held:
    field = _text(place, "field")
    return Held(
        types=_words(place, "type"),
        field=field,
        values=_words(place, "is"),
        lasting=_lasting(place) or Lasting(),
        facets=behind(frozenset({field}), further) or frozenset(),
        condition=condition,
    )


def _silence(place: Place, further: Further, condition: Condition | None) -> Silence:
    of = _words(place, "of")
    facets = behind(of - {"comments"}, further) or frozenset() if of else None
    told = frozenset({COMMENTED}) if "comments" in of else frozenset[str]()
    return Silence(
        types=_words(place, "type"),
        facets=None if facets is None or "any" in of else facets | told,
        by_people=_text(place, "by") != "anybody",
        lasting=_lasting(place) or Lasting(),
        condition=condition,
    )


def _unfit(held: Place, further: Further) -> Iterator[Problem]:
    """Tell a field that is unknown, or of which nobody knows since when it reads so."""
    known = [*(name for name in ITEM if name not in _UNDATED), *further]
    for word, where in _texts(held, "field"):
        if word in further or word in known:
            continue
        if word in _UNDATED:
            said = f"nobody tells since when {word} reads what it reads"
            yield where.problem(f"{said}; {_INSTEAD.get(word, 'name what it comes from')}")
        else:
            yield where.problem(f'item has no field "{word}"', suggest(word, known))
    if _text(held, "field") == LABELS and held.child("is") is None:
        yield held.key_problem("field", "say under `is` which label is on for so long")


def _unknown(silence: Place, further: Further) -> Iterator[Problem]:
    known = [*ITEM, *RELATIONS, *further, "any"]
    for word, where in _texts(silence, "of"):
        if word not in known:
            yield where.problem(f'item has no field "{word}"', suggest(word, known))


def _unlike(trigger: Place) -> Iterator[Problem]:
    """Tell a time that cannot be read, or is none."""
    place = trigger.child("for")
    if place is None or not isinstance(place.node.value, str):
        return  # the shape of the file says so
    try:
        if lasting(place.node.value) == Lasting():
            yield place.problem("is no time; wait for the change itself with `changed`")
    except Mistaken as error:
        yield place.problem(str(error), error.suggestion)


def _lasting(place: Place) -> Lasting | None:
    return lasting(_text(place, "for")) if _text(place, "for") else None


def _text(place: Place, key: str) -> str:
    found = place.child(key)
    return str(found.node.value) if found and isinstance(found.node.value, str) else ""


def _texts(place: Place, key: str) -> Iterator[tuple[str, Place]]:
    found = place.child(key)
    return found.words() if found else iter(())


def _words(place: Place, key: str) -> frozenset[str]:
    return frozenset(word for word, _ in _texts(place, key))
