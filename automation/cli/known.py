"""What a person names on the command line, held against what there is: a name that nothing has is
told together with the one that was likely meant.
"""

from collections.abc import Collection
from typing import NoReturn

import click

from automation.bootstrap import Line
from automation.engine.grammar.rule import Rule
from automation.engine.language.vocabulary import suggest
from automation.explained import NothingToExplainError, item_called
from automation.model import Item

_LONGEST = 200


def refuse(said: str, name: str, known: Collection[str], otherwise: str = "") -> NoReturn:
    """Raise UsageError: what is wrong with the name, and what may have been meant; `otherwise` is
    told where nothing is near.
    """
    near = suggest(name, known)
    hint = f' Did you mean "{near}"?' if near else f" {otherwise}" if otherwise else ""
    raise click.UsageError(f"{said}{hint}")


def quoted(name: str) -> str:
    """A name as a message has it, cut where it is endless."""
    return f'"{name[:_LONGEST]}"'


def active_rule(line: Line, name: str) -> Rule:
    """A rule of the active set; the line has been reloaded."""
    known = {rule.id: rule for rule in active(line)}
    if name not in known:
        refuse(f"No active rule is called {quoted(name)}.", name, known)
    return known[name]


def active(line: Line) -> tuple[Rule, ...]:
    """The rules that are active; the line has been reloaded."""
    if line.rules is None:
        raise click.UsageError("No rules are active yet. Start Pitboard once: pitboard up.")
    return tuple(line.rules.rules)


def item(line: Line, said: str) -> Item:
    """An item by its key, or by its name where that is the only one."""
    try:
        return item_called(line.record, said)
    except NothingToExplainError as error:
        raise click.UsageError(str(error)) from None
