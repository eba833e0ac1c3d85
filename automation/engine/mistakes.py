"""Mistakes in a file's shape, told in plain words at their place."""

import re
from collections.abc import Mapping

from automation.engine.places import Place
from automation.engine.rule_shape import Mistake, known_keys
from automation.engine.vocabulary import suggest
from automation.errors import Problem

# Words of the grammar that this version does not act on yet, by where they stand.
_LATER: Mapping[str, frozenset[str]] = {
    "when[]": frozenset({"held", "silence", "command"}),
    "about": frozenset({"each", "query", "group_by"}),
    "derive": frozenset({"keep_if"}),
}
FILE_KINDS = frozenset({"report", "policy", "mapping", "teams", "objectives", "people"})

_PLAIN: Mapping[str, str] = {
    "list_type": "must be a list",
    "dict_type": "must be a mapping, `key: value` line by line",
    "model_type": "must be a mapping, `key: value` line by line",
    "model_attributes_type": "must be a mapping, `key: value` line by line",
    "bool_type": "must be true or false",
    "too_short": "must not be empty",
    "string_too_short": "must not be empty",
    "condition": "must be a condition, such as \"item.state == 'open'\", or all, any, none of some",
}


def not_yet(word: str) -> str:
    """Say that a word of the grammar is ahead of this version."""
    return f"`{word}` is not understood by this version of Pitboard"


def problems_of(root: Place, mistakes: tuple[Mistake, ...]) -> list[Problem]:
    """Tell the mistakes of the file at `root`, one message for each.

    A misspelt key is not told as a missing one too, nor is one that a later word stands for.
    """
    problems = [_problem(root, mistake) for mistake in mistakes]
    instead = {
        (mistake.path[:-1], problem.suggestion)
        for mistake, problem in zip(mistakes, problems, strict=True)
        if mistake.kind == "extra_forbidden" and (problem.suggestion or _is_later(mistake.path))
    }
    return [
        problem
        for mistake, problem in zip(mistakes, problems, strict=True)
        if mistake.kind != "missing"
        or not {(mistake.path[:-1], mistake.path[-1]), (mistake.path[:-1], None)} & instead
    ]


def _is_later(path: tuple[str | int, ...]) -> bool:
    return path[-1] in _LATER.get(_pattern(path[:-1]), ())


def _pattern(path: tuple[str | int, ...]) -> str:
    """Write a path with [] for any position, such as `when[].changed`."""
    return "".join("[]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")


def _problem(root: Place, mistake: Mistake) -> Problem:
    if mistake.kind in ("extra_forbidden", "missing"):
        return _key_problem(_walk(root, mistake.path[:-1]), mistake)
    place = _walk(root, mistake.path)
    if mistake.kind == "literal_error":
        return _choice_problem(place, str(mistake.context["expected"]))
    return place.problem(_message(place, mistake))


def _walk(root: Place, path: tuple[str | int, ...]) -> Place:
    place = root
    for key in path:
        place = place.child(key) or place
    return place


def _key_problem(parent: Place, mistake: Mistake) -> Problem:
    key = str(mistake.path[-1])
    if mistake.kind == "missing":
        return parent.key_problem(key, "is missing")
    if _is_later(mistake.path):
        return parent.key_problem(key, not_yet(key))
    known = known_keys(_pattern(mistake.path[:-1]))
    return parent.key_problem(key, f'unknown key "{key}"', suggest(key, known))


def _choice_problem(place: Place, expected: str) -> Problem:
    """`expected` is pydantic's list, such as "'shadow', 'live' or 'paused'"."""
    value, known = place.node.value, re.findall(r"'([^']*)'", expected)
    if place.path == "pitboard":
        return place.problem("must be 1, the only grammar this version of Pitboard understands")
    choices = " or ".join([", ".join(known[:-1]), known[-1]]) if known[1:] else known[0]
    return place.problem(f"must be {choices}", suggest(value, known))


def _message(place: Place, mistake: Mistake) -> str:
    match mistake.kind:
        case "string_type":
            return _not_a_text(place)
        case "string_too_long" | "too_long":
            what = "characters" if mistake.kind == "string_too_long" else "entries"
            return f"has more than {mistake.context['max_length']} {what}"
        case "string_pattern_mismatch" if place.path.endswith(".value"):
            return "must not begin or end with a space, nor have two lines"
        case "string_pattern_mismatch":
            return "must be small letters, digits and dashes, such as needs-triage"
        case "value_error":
            return str(mistake.context["error"])
        case _:
            return _PLAIN.get(mistake.kind, "is not understood here")


def _not_a_text(place: Place) -> str:
    value = place.node.value
    if value is None:
        return "must not be empty"
    if place.path == "why" and isinstance(value, Mapping):
        return not_yet("a mapping under why")
    if isinstance(value, Mapping | tuple):
        return "must be one line of text"
    return "must be a text; put it in quotes"
