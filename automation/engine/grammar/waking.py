"""Reads `when`: each trigger of a rule, compiled, or what is wrong with it at its place."""

from collections.abc import Iterator, Mapping

from automation.engine.folder.places import Place
from automation.engine.grammar.commanding import commanded
from automation.engine.grammar.compiling import Compiler
from automation.engine.grammar.timed import timed_trigger, twice
from automation.engine.grammar.triggers import (
    WORKED_OUT,
    Changed,
    Due,
    Happened,
    Held,
    Silence,
    Trigger,
    Woken,
    behind,
)
from automation.engine.language.amounts import Mistaken
from automation.engine.language.conditions import Condition
from automation.engine.language.schedule import Schedule, schedule, sweep
from automation.engine.language.vocabulary import EVENT_KINDS, ITEM, ITEM_TYPES, RELATIONS, suggest
from automation.errors import Problem

Further = Mapping[str, frozenset[str]]
"""Facets of the trackers, by the name that the mapping gives them."""


class Waking:
    """The triggers of one rule. `problems` holds all that is wrong with them."""

    def __init__(self, root: Place, compiler: Compiler, further: Further) -> None:
        """`further` has where the fields stand that the mapping adds to those of an item."""
        self.problems: list[Problem] = []
        self._compiler = compiler
        self._further = further
        self._derives = root.child("derive") is not None
        when = root.child("when")
        places = list(when.children()) if when else []
        self.triggers: tuple[Trigger, ...] = tuple(
            trigger for place in places if (trigger := self._trigger(place)) is not None
        )
        self.problems += twice(places, further)

    def _trigger(self, place: Place) -> Trigger | None:
        condition = self._condition(place)
        if changed := place.child("changed"):
            return self._changed(changed, condition)
        if event := place.child("event"):
            return self._happened(event, condition)
        if (times := place.child("schedule")) or (times := place.child("sweep")):
            return self._due(times)
        if wake := place.child("wake"):
            return self._woken(wake, condition)
        if command := place.child("command"):
            asked, wrong = commanded(command, self._compiler, condition, derives=self._derives)
            self.problems += wrong
            return asked
        trigger, problems = timed_trigger(place, self._further, condition)
        self.problems += problems
        return trigger

    def _condition(self, place: Place) -> Condition | None:
        written = place.child("if")
        if written is None:
            return None
        if self._derives:
            self._refuse(place, "if", "write it under `about` or as the rule's own `if`")
            return None
        if place.child("schedule") or place.child("sweep"):
            self._refuse(
                place, "if", "write it under `about` or as the rule's own `if`", times=True
            )
            return None
        return self._compiler.condition(written)

    def _changed(self, place: Place, condition: Condition | None) -> Changed:
        fields = self._words(place, "fields", [*ITEM, *RELATIONS, *self._further, "any"])
        for key in ("from", "to"):
            if self._derives and place.child(key):
                self._refuse(place, key, "name the value in a condition")
            elif place.child(key) and (field := next(iter(sorted(fields & WORKED_OUT)), None)):
                said = f"compares what the tracker says, and {field} is worked out from it"
                self.problems.append(place.key_problem(key, f"{said}; ask for it under `if`"))
        return Changed(
            types=frozenset(word for word, _ in _words(place, "type")),
            facets=behind(fields, self._further) if fields else None,
            was=frozenset(_values(place, "from")),
            becomes=frozenset(_values(place, "to")),
            condition=condition,
        )

    def _words(self, place: Place, key: str, known: list[str]) -> frozenset[str]:
        for word, where in _words(place, key):
            if word not in known:
                self.problems.append(
                    where.problem(f'item has no field "{word}"', suggest(word, known))
                )
        return frozenset(word for word, _ in _words(place, key))

    def _happened(self, place: Place, condition: Condition | None) -> Happened | None:
        kind = place.node.value
        if not isinstance(kind, str):
            return None
        if self._derives:
            said = "only a rule with `then` waits for events; name what changes under `changed`"
            self.problems.append(place.problem(said))
        known = [*EVENT_KINDS, *_families()]
        if kind not in known:
            self.problems.append(place.problem(f'unknown event "{kind}"', suggest(kind, known)))
        return Happened(kind, condition)

    def _woken(self, place: Place, condition: Condition | None) -> Woken:
        words = list(place.words())
        if "any" in dict(words) and len(words) > 1:
            self.problems.append(place.problem("`any` stands alone; the other names say nothing"))
        by = frozenset(word for word, _ in words)
        return Woken(None if "any" in by else by, condition)

    def _due(self, place: Place) -> Due | None:
        try:
            return Due(_schedule(place))
        except KeyError:
            return None
        except ValueError as error:
            where = place
            if isinstance(place.node.value, Mapping):
                wrong = "zone" if isinstance(error, Mistaken) else "cron"
                where = place.child(wrong) or place
            hint = error.suggestion if isinstance(error, Mistaken) else None
            self.problems.append(where.problem(str(error), hint))
            return None

    def _refuse(self, place: Place, key: str, instead: str, *, times: bool = False) -> None:
        why = "a time brings no event" if times else "a derived value depends on what stands alone"
        self.problems.append(place.key_problem(key, f"has no place here: {why}; {instead}"))


def _schedule(place: Place) -> Schedule:
    """Read a schedule or a sweep. Raises ValueError, KeyError for what is no text."""
    if isinstance(place.node.value, str):
        return sweep(place.node.value)
    cron, zone, missed = (place.child(key) for key in ("cron", "zone", "missed"))
    if cron is None or not isinstance(cron.node.value, str):
        raise KeyError("cron")
    own = zone.node.value if zone else None
    kept = missed.node.value if missed else "run once"
    return schedule(cron.node.value, own if isinstance(own, str) else None, str(kept))


def types_of(triggers: tuple[Trigger, ...]) -> frozenset[str]:
    """The types of items that these triggers name, empty where one of them names none."""
    found = frozenset[str]()
    for trigger in triggers:
        if not isinstance(trigger, Changed | Held | Silence):
            return frozenset()
        found |= trigger.types
    return found & frozenset(ITEM_TYPES)


def _families() -> list[str]:
    """`github.pull_request.*` and `github.*`, for every kind there is."""
    stems = {kind.rpartition(".")[0] for kind in EVENT_KINDS}
    return sorted(f"{stem}.*" for stem in stems | {stem.partition(".")[0] for stem in stems})


def _words(place: Place, key: str) -> Iterator[tuple[str, Place]]:
    found = place.child(key)
    return found.words() if found else iter(())


def _values(place: Place, key: str) -> Iterator[str]:
    return (word for word, _ in _words(place, key))
