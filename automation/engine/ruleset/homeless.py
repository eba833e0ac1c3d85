"""What a rule names that no board has: fields that land nowhere, statuses that nobody uses."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from automation.engine.folder.landings import WRITTEN
from automation.engine.folder.places import Place
from automation.engine.folder.world import World
from automation.engine.grammar.rule import Rule
from automation.engine.language.status_words import group_words, plain
from automation.engine.language.vocabulary import suggest
from automation.errors import Problem

_COMPARED: Final = re.compile(r"""item\.status\s*[!=]=\s*('[^']*'|"[^"]*")""")
_LISTED: Final = re.compile(r"""item\.status\s+(?:not\s+)?in\s*\[([^\]]*)\]""")
_FILTERED: Final = re.compile(r"""where(?:_not)?\(\s*['"]status['"]\s*,\s*('[^']*'|"[^"]*")""")
_BY_SETTING: Final = re.compile(r"item\.status\s*(?:[!=]=|(?:not\s+)?in)\s*settings\.(\w+)")
_QUOTED: Final = re.compile(r"""'([^']*)'|"([^"]*)\"""")

Asked = tuple[str, Place, int | None]
"""A status that a rule asks for, the text it stands in, and where in it; None: it is all of it."""


def only_read(rules: Sequence[Rule], roots: Mapping[str, Place], world: World) -> Iterator[Problem]:
    """Tell fields that a rule derives and that the mapping lets nobody write."""
    for rule, place in _deriving(rules, roots):
        landings = world.mapping.landings.by_name.get(str(place.node.value), {}).values()
        if landings and not any(each.writable for each in landings):
            said = f"`{rule.derive.field if rule.derive else ''}` is only read"
            yield place.problem(f"{said}; mapping.yaml lets it be written with `write: true`")


def nowhere(rules: Sequence[Rule], roots: Mapping[str, Place], world: World) -> Iterator[Problem]:
    """Tell fields that a rule derives and that stand in no tracker."""
    known = world.mapping.landings.by_name
    for rule, place in _deriving(rules, roots):
        field = str(place.node.value)
        if known and field not in known and not rule.explains:
            said = f"mapping.yaml puts {field} nowhere: Pitboard shows it and writes it nowhere"
            yield place.problem(f"{said}; add `{field}:` under `fields` there to change that")
        elif not known and field not in WRITTEN:
            yield place.problem(f"no mapping.yaml says where {field} stands; it is only shown")


def strangers(
    rules: Sequence[Rule], roots: Mapping[str, Place], seen: frozenset[str]
) -> Iterator[Problem]:
    """Tell statuses that a rule asks for and that neither a file nor a board has.

    `seen` are the statuses of the items there are.
    """
    written = {*seen, *(word for root in roots.values() for word in _named(root))}
    known = {plain(word) for word in written} | group_words().keys()
    for rule in rules:
        for word, place, offset in _asked_for(roots[rule.file]):
            if word in written or (plain(word) in known and not _other_case(word, written)):
                continue
            meant = _other_case(word, written) or suggest(word, written)
            yield place.problem(f'no board is known to have a status "{word}"', meant, offset)


def _deriving(rules: Sequence[Rule], roots: Mapping[str, Place]) -> Iterator[tuple[Rule, Place]]:
    for rule in rules:
        place = roots[rule.file].find("derive", "field")
        if rule.derive is not None and place is not None:
            yield rule, place


def _other_case(word: str, written: set[str]) -> str | None:
    """The same status as somebody else writes it."""
    if word in written:
        return None
    return next((each for each in sorted(written) if plain(each) == plain(word)), None)


def _named(root: Place) -> Iterator[str]:
    """Every status that a mapping names, for all connections and for each."""
    boards = [root, *(each for _, each in _entries(root, "connections"))]
    for board in boards if root.child("mapping") else ():
        for _, names in _entries(board, "statuses"):
            yield from (word for word, _ in names.words())


def _asked_for(place: Place) -> Iterator[Asked]:
    for section in ("about", "let", "if", "derive", "then", "else"):
        found = place.child(section)
        yield from _compared(found) if found else ()
        for name in _settings(found) if found else ():
            setting = place.find("settings", name)
            yield from _whole(setting)
    when = place.child("when")
    for trigger in when.children() if when else ():
        yield from _compared(trigger)
        yield from _waited_for(trigger)


def _waited_for(trigger: Place) -> Iterator[Asked]:
    """The values of a trigger that is about the status and nothing else."""
    for key, fields, values in (("changed", "fields", ("from", "to")), ("held", "field", ("is",))):
        under = trigger.child(key)
        named = under.child(fields) if under else None
        if under is None or named is None or [word for word, _ in named.words()] != ["status"]:
            continue
        for value in values:
            yield from _whole(under.child(value))


def _whole(place: Place | None) -> Iterator[Asked]:
    """Each text that stands here is a status."""
    yield from ((word, where, None) for word, where in place.words()) if place else ()


def _compared(place: Place) -> Iterator[Asked]:
    text = place.node.value
    if isinstance(text, str) and "status" in text:
        for pattern in (_COMPARED, _LISTED, _FILTERED):
            for found in pattern.finditer(text):
                for each in _QUOTED.finditer(found[1]):
                    yield _unquoted(each), place, found.start(1) + each.start() + 1
    for part in (*place.children(), *(each for _, each in place.entries())):
        yield from _compared(part)


def _settings(place: Place) -> Iterator[str]:
    """The settings that are compared with a status."""
    if isinstance(place.node.value, str):
        yield from (found[1] for found in _BY_SETTING.finditer(place.node.value))
    for part in (*place.children(), *(each for _, each in place.entries())):
        yield from _settings(part)


def _unquoted(found: re.Match[str]) -> str:
    return found[1] if found[1] is not None else found[2]


def _entries(place: Place, key: str) -> Iterator[tuple[str, Place]]:
    found = place.child(key)
    return found.entries() if found else iter(())
