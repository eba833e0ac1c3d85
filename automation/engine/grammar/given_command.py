"""The command an inline test is given, as `args:` writes it, and who uses it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from automation.engine.folder.places import Place
from automation.engine.grammar.commands import Commanded, written
from automation.engine.language.frame import day
from automation.engine.language.vocabulary import suggest
from automation.errors import Problem
from automation.model import Actor, Event, Value
from automation.sayings import Proposal, Saying, Snooze, Unpin

NOBODY: Mapping[str, object] = {}


def args_of(given: Place | None) -> Mapping[str, object] | None:
    """What stands behind the command, by name; None where the test is of no command."""
    args = given.child("args") if given else None
    if args is None:
        return None
    return {name: place.node.value for name, place in args.entries()}


def actor_of(event: Place | None) -> Mapping[str, object]:
    """What people.yaml would say of whoever the event names: their roles and their team."""
    roles, team = (event.child(each) if event else None for each in ("roles", "team"))
    said: dict[str, object] = {}
    if roles:
        said["roles"] = tuple(word for word, _ in roles.words())
    if team:
        said["team"] = team.node.value
    return said


def is_assignee(item: Mapping[str, object], actor: Mapping[str, object]) -> Mapping[str, object]:
    """Whether the item of a test is given to whoever the event names: by name, for a test knows no
    accounts.
    """
    assigned = item.get("assignees")
    return {"is_assignee": isinstance(assigned, tuple | list) and actor.get("login") in assigned}


def by(known: Mapping[str, object]) -> str:
    """Who did it, as the rule knows them."""
    actor = known.get("actor")
    name = actor.get("name") if isinstance(actor, Mapping) else None
    return str(name or "somebody")


def in_words(saying: Saying) -> str:
    """What a person said to Pitboard, as a test writes it."""
    match saying:
        case Snooze():
            return f"snooze until {day(saying.until)}"
        case Unpin():
            return f"unpin: {saying.field or 'any'}"
        case Proposal():
            return f"propose {saying.field}: {saying.value}"


def problems(root: Place, test: Place) -> Iterator[Problem]:
    """Tell arguments that no command of the rule has."""
    args, when = test.find("given", "args"), root.child("when")
    commands = [each.child("command") for each in when.children()] if when else []
    named = [found for each in commands if each and (found := each.child("args"))]
    known = [name for each in named for name, _ in each.entries()]
    for name, _ in args.entries() if args else ():
        if name not in known:
            said = f'no command of this rule has the argument "{name}"'
            yield args.key_problem(name, said, suggest(name, known)) if args else test.problem(said)


def asking(
    command: Commanded, args: Mapping[str, object], event: Event | None, now: datetime
) -> Event:
    """The event in which somebody uses the command with these arguments."""
    made = event or Event(
        connection="test",
        key="test",
        kind="",
        at=now,
        item_id="test:1",
        actor=None,
        url="",
    )
    about: dict[str, Value] = {**made.about, "command": written(command, args)}
    actor = made.actor or Actor("somebody", "somebody")
    return replace(made, kind=made.kind or "jira.comment.created", actor=actor, about=about)
