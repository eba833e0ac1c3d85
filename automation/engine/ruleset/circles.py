"""Rules that wait for what another one writes, and so on, back to the first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from automation.engine.folder.places import Place
from automation.engine.grammar.rule import Rule
from automation.engine.ruleset.rivals import claims_of, steps_of
from automation.errors import Problem

LABELS = "labels"

_BETWEEN = "\x00"
"""Between the texts of a file; no name of a label holds it."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """That one rule calls another: by what it writes, or by waking it. `place` says so."""

    to: str
    how: str
    place: Place


@dataclass(frozen=True, slots=True)
class _Listener:
    """A rule that waits for a change, and all its file says, where it matters which labels."""

    rule: str
    texts: str


def circles(rules: Sequence[Rule], roots: Mapping[str, Place]) -> Iterator[Problem]:
    """Tell each circle once, where its first rule in file order writes or wakes."""
    known = {rule.id: rule for rule in rules if rule.state != "paused"}
    turns = _within(dict(_turns(known, roots)))
    told = set[frozenset[str]]()
    for start in turns:
        circle = _shortest(start, turns)
        if circle and frozenset(turn.to for turn in circle) not in told:
            told.add(frozenset(turn.to for turn in circle))
            yield _told(start, circle, known)


def _turns(
    known: Mapping[str, Rule], roots: Mapping[str, Place]
) -> Iterator[tuple[str, tuple[_Turn, ...]]]:
    waiting: dict[str, list[_Listener]] = {}
    for rule in known.values():
        root = roots[rule.file]
        fields = set(waits_for(root))
        listener = _Listener(rule.id, _BETWEEN.join(texts(root)) if LABELS in fields else "")
        for field in fields:
            waiting.setdefault(field, []).append(listener)
    for rule in known.values():
        root = roots[rule.file]
        yield rule.id, (*_writes(rule, root, waiting), *_wakes(rule, root, known))


def _writes(rule: Rule, root: Place, waiting: Mapping[str, Sequence[_Listener]]) -> Iterator[_Turn]:
    for claim, place in claims_of(rule, root):
        label = claim.removeprefix("the label ").strip("'\"") if claim.startswith("the ") else None
        field = LABELS if label is not None else claim
        for other in waiting.get(field, ()):
            if other.rule != rule.id and (label is None or label in other.texts):
                yield _Turn(other.rule, f"writes {claim}", place)


def _wakes(rule: Rule, root: Place, known: Mapping[str, Rule]) -> Iterator[_Turn]:
    for act, place in steps_of(rule, root):
        name = act.literals().get("rule") if act.action.name == "wake" else None
        if isinstance(name, str) and name in known:
            yield _Turn(name, "wakes it", place)


def waits_for(root: Place) -> Iterator[str]:
    """The fields that a rule's triggers name one by one; `any` is no circle's fault."""
    when = root.child("when")
    for trigger in when.children() if when else ():
        for keys in (("changed", "fields"), ("held", "field"), ("silence", "of")):
            found = trigger.find(*keys)
            yield from (word for word, _ in found.words()) if found else ()


def texts(place: Place) -> Iterator[str]:
    """Every text under this place."""
    if isinstance(place.node.value, str):
        yield place.node.value
    for part in (*place.children(), *(each for _, each in place.entries())):
        yield from texts(part)


def _within(turns: Mapping[str, tuple[_Turn, ...]]) -> dict[str, tuple[_Turn, ...]]:
    """Only the rules that others call and that call others: the rest is in no circle."""
    kept = dict(turns)
    while True:
        called = {turn.to for each in kept.values() for turn in each}
        left = {
            name: found
            for name, each in kept.items()
            if name in called and (found := tuple(turn for turn in each if turn.to in kept))
        }
        if left.keys() == kept.keys():
            return left
        kept = left


def _shortest(start: str, turns: Mapping[str, tuple[_Turn, ...]]) -> tuple[_Turn, ...]:
    """The shortest way from a rule back to itself; nothing where there is none."""
    ways: list[tuple[_Turn, ...]] = [(turn,) for turn in turns[start]]
    seen = set[str]()
    for way in ways:
        last = way[-1].to
        if last == start:
            return way
        if last not in seen:
            seen.add(last)
            ways.extend((*way, turn) for turn in turns[last])
    return ()


def _told(start: str, circle: tuple[_Turn, ...], known: Mapping[str, Rule]) -> Problem:
    if len(circle) == 1:
        return circle[0].place.problem("wakes itself; a rule that was woken wakes no other")
    names = [start, *(turn.to for turn in circle)]
    steps = ", ".join(
        f'"{turn.to}" is called because "{name}" {turn.how}'
        for name, turn in zip(names, circle, strict=False)
    )
    files = ", ".join(known[turn.to].file for turn in circle[:-1])
    said = f"a circle with {files}: {steps}; they may undo each other, let one rule decide it all"
    return circle[0].place.problem(said)
