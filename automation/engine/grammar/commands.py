"""Commands in comments: what one says, read by the arguments that its rule names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from automation.engine.folder.world import World
from automation.engine.language.conditions import Condition
from automation.engine.language.durations import lasting
from automation.engine.language.frame import in_words
from automation.engine.language.plain import in_comment
from automation.engine.language.vocabulary import Kind, suggest
from automation.model import Event

HELP: Final = "help"
"""The one command that no rule makes."""

_KINDS: Final[Mapping[str, Kind]] = {
    "text": Kind.TEXT,
    "number": Kind.NUMBER,
    "date": Kind.TIME,
    "duration": Kind.TEXT,
    "person": Kind.TEXT,
    "rest": Kind.TEXT,
}
_LONGEST_DURATION: Final = 3
"""Words of "5 working days"."""

_WORD: Final = re.compile(r'"([^"]*)"|(\S+)')
_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")


class CannotReadError(ValueError):
    """What stands behind a command does not fit; the message says what was expected, and may stand
    in a comment.
    """


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a command, by its place. `sort` is a word such as duration."""

    name: str
    sort: str
    optional: bool = False

    @property
    def kind(self) -> Kind:
        """What `args.<name>` is in expressions."""
        return _KINDS[self.sort]

    @property
    def sign(self) -> str:
        """How help writes it: <time>, or (why) where it may be missing; [why] is a link to Jira."""
        return f"({self.name})" if self.optional else f"<{self.name}>"


@dataclass(frozen=True, slots=True)
class Commanded:
    """`/pitboard <name> ...` in a comment of a person. `allow` None: whoever may comment."""

    name: str
    parameters: tuple[Parameter, ...]
    help: str
    allow: Condition | None = None
    condition: Condition | None = None

    @property
    def usage(self) -> str:
        """How it is written, such as `/pitboard snooze <time> (why)`."""
        return " ".join(("/pitboard", self.name, *(each.sign for each in self.parameters)))

    def hears(self, event: Event) -> bool:
        """Whether a person asks for it in this event."""
        return named(event) == self.name

    def words(self) -> str:
        """What it waits for, as people say it."""
        return f"the command {self.usage}"


def asked(event: Event) -> str:
    """What stood behind /pitboard, "" where nobody asks for anything: a bot never does."""
    said = event.about.get("command")
    person = event.actor is not None and not event.actor.is_bot
    return said if person and isinstance(said, str) else ""


def named(event: Event) -> str:
    """The command a person asks for, "" where there is none."""
    return asked(event).partition(" ")[0].casefold()


def arguments(command: Commanded, event: Event, world: World) -> Mapping[str, object]:
    """What stood behind the command, by name; what is missing and may be is None.

    Raises CannotReadError.
    """
    words = [_Word(*each) for each in _words(asked(event).partition(" ")[2])]
    found: dict[str, object] = {}
    for parameter in command.parameters:
        found[parameter.name] = _read(parameter, words, world)
    if words:
        raise CannotReadError(f"I do not know what to do with “{in_comment(words[0].text)}”")
    return found


@dataclass(frozen=True, slots=True)
class _Word:
    """One word or quoted words, and where in the line they begin with all behind them."""

    text: str
    rest: str


def _words(line: str) -> Iterator[tuple[str, str]]:
    for found in _WORD.finditer(line):
        yield found[1] if found[1] is not None else found[2], line[found.start() :]


def _read(parameter: Parameter, words: list[_Word], world: World) -> object:
    """Take as many words as the argument needs."""
    if not words:
        if parameter.optional:
            return None
        raise CannotReadError(f"`{parameter.sign}` is missing: {_LIKE[parameter.sort]}")
    if parameter.sort == "rest":
        said = words[0].rest
        words.clear()
        return said
    if parameter.sort == "duration":
        return _duration(words)
    value = _value(parameter, words[0].text, world)
    del words[0]
    return value


def _value(parameter: Parameter, first: str, world: World) -> object:
    """What one word is."""
    match parameter.sort:
        case "number" if _NUMBER.fullmatch(first):
            return float(first) if "." in first else int(first)
        case "date" if (day := _day(first)) is not None:
            return day
        case "person" if (person := _person(first, world)) is not None:
            return person
        case "text":
            return first
        case _:
            near = _near(parameter, first, world)
            said = f"“{in_comment(first)}” is not {_LIKE[parameter.sort]}"
            raise CannotReadError(f"{said}; did you mean {near}?" if near else said)


_LIKE: Final[Mapping[str, str]] = {
    "text": "a word, or several in quotes",
    "number": "a number",
    "date": "a date such as 2026-12-01",
    "duration": "a time such as 3 days, 5 working days or 2 weeks",
    "person": "somebody in rules/people.yaml",
    "rest": "some words",
}


def _duration(words: list[_Word]) -> str:
    """The longest run of words that says how long."""
    for count in range(min(_LONGEST_DURATION, len(words)), 0, -1):
        said = " ".join(each.text for each in words[:count]).casefold()
        try:
            lasting(said)
        except ValueError:
            continue
        del words[:count]
        return _counted(said)
    said = " ".join(each.text for each in words[:2])
    raise CannotReadError(f"“{in_comment(said)}” is not {_LIKE['duration']}")


def _counted(said: str) -> str:
    """A time as people write it: "1 hours" is 1 hour."""
    count, _, unit = said.partition(" ")
    one = unit.removesuffix("s")
    return f"{int(count)} {one if int(count) == 1 else f'{one}s'}"


def _day(word: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(word), time(), UTC)
    except ValueError:
        return None


def _person(word: str, world: World) -> str | None:
    """The id of somebody by id, by account or by name."""
    wanted = word.removeprefix("@").casefold()
    for person in world.people.by_id.values():
        known = {person.id, person.name, *person.accounts.values()}
        if wanted in {each.casefold() for each in known}:
            return person.id
    return None


def _near(parameter: Parameter, word: str, world: World) -> str | None:
    people = world.people.by_id if parameter.sort == "person" else ()
    return suggest(word.removeprefix("@"), people)


def written(command: Commanded, given: Mapping[str, object]) -> str:
    """A command line that says this: what a test is given by the names of the arguments."""
    told = [command.name]
    for parameter in command.parameters:
        value = given.get(parameter.name)
        if value is None:
            continue
        said = value.date().isoformat() if isinstance(value, datetime) else _plain(value)
        quoted = parameter.sort in ("text", "person") and " " in said
        told.append(f'"{said}"' if quoted else said)
    return " ".join(told)


def _plain(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) else in_words(value)


def args_of(triggers: Iterable[object], event: Event, world: World) -> Mapping[str, object]:
    """What stood behind the command that called a rule; nothing where none did, or it cannot be
    read: then the rule is not asked.
    """
    command = next((t for t in triggers if isinstance(t, Commanded) and t.hears(event)), None)
    if command is None:
        return {}
    try:
        return arguments(command, event, world)
    except CannotReadError:
        return {}
