"""Reads `command` under `when`: its arguments in order, who may use it, and its line of help."""

from collections.abc import Iterator, Mapping

from automation.engine.folder.places import Place
from automation.engine.grammar.commands import HELP, Commanded, Parameter
from automation.engine.grammar.compiling import Compiler
from automation.engine.grammar.when_sheet import ARGUMENTS
from automation.engine.language.conditions import Condition
from automation.engine.language.vocabulary import Kind
from automation.errors import Problem

_OPTIONAL = "optional "


def commanded(
    place: Place, compiler: Compiler, condition: Condition | None, *, derives: bool
) -> tuple[Commanded | None, list[Problem]]:
    """The command at this place, None where it cannot be read, and all that is wrong with it."""
    allow = compiler.condition(place.child("allow"))
    parameters = tuple(_parameters(place))
    problems = list(_problems(place, derives=derives))
    name, help_ = (_text(place, key) for key in ("name", "help"))
    if not name or not help_:
        return None, problems
    return Commanded(name, parameters, help_, allow, condition), problems


def args_of(root: Place) -> Mapping[str, Kind]:
    """What `args.<name>` is in expressions, for all commands of a file."""
    when = root.child("when")
    commands = (
        [found for each in when.children() if (found := each.child("command"))] if when else []
    )
    return {each.name: each.kind for command in commands for each in _parameters(command)}


def _parameters(place: Place) -> Iterator[Parameter]:
    args = place.child("args")
    for name, each in args.entries() if args else ():
        word = str(each.node.value)
        sort = word.removeprefix(_OPTIONAL)
        if sort in ARGUMENTS:
            yield Parameter(name, sort, optional=word.startswith(_OPTIONAL))


def _problems(place: Place, *, derives: bool) -> Iterator[Problem]:
    if derives:
        yield place.problem("only a rule with `then` answers a command; make it a rule of its own")
    name = place.child("name")
    if name and name.node.value == HELP:
        yield name.problem("is built in, and made of the help lines of all commands")
    args = place.child("args")
    before: Parameter | None = None
    for parameter, (_, where) in zip(
        _parameters(place), args.entries() if args else (), strict=False
    ):
        if before is not None and before.sort == "rest":
            yield where.problem(f"comes after {before.name}, which takes all that is left")
        elif before is not None and before.optional and not parameter.optional:
            yield where.problem(f"must be there, and {before.name} before it may be missing")
        before = parameter


def _text(place: Place, key: str) -> str:
    found = place.child(key)
    return found.node.value if found and isinstance(found.node.value, str) else ""
