"""Problems of rule files as people are told them: each with the part of the reference about it."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from automation import rulefiles
from automation.actions import ACTIONS
from automation.engine.folder.places import Place
from automation.engine.manual.reference_keys import PAGE, explained
from automation.engine.ruleset.filekinds import kind_of
from automation.errors import Problem, RuleError

_POINTED: Final = re.compile(rf"(.*) \({re.escape(PAGE)}#([\w-]+)\)", re.DOTALL)


def pointed(problems: Sequence[Problem], texts: Mapping[str, str]) -> tuple[str, ...]:
    """One line each: `file:line:col  path: message (rules/README.md#about)`."""
    where = addresses(problems, texts)
    return tuple(f"{each} ({at})" for each, at in zip(problems, where, strict=True))


def addresses(problems: Sequence[Problem], texts: Mapping[str, str]) -> tuple[str, ...]:
    """The part of the reference that each is about."""
    kinds = {file: _kind(file, texts.get(file)) for file in {each.file for each in problems}}
    at = explained(ACTIONS)
    return tuple(f"{PAGE}#{at(each, kinds[each.file])}" for each in problems)


def taken_apart(line: str) -> tuple[str, str]:
    """What a line says, and the part of the reference it points at, "" where it points at none."""
    found = _POINTED.fullmatch(line)
    return (found[1], found[2]) if found else (line, "")


def _kind(file: str, text: str | None) -> str:
    """Which grammar a file has; "" where its text cannot be read."""
    try:
        return "" if text is None else kind_of(Place(file, rulefiles.read(text, file)))
    except RuleError:
        return ""
