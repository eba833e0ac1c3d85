"""`assign`: the item becomes a person's work, and nobody's decision is taken away."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StrictBool

from automation.changes import SetAssignee
from automation.engine.folder.people import Person
from automation.engine.folder.sheet import Id, Sheet
from automation.engine.folder.world import World
from automation.engine.grammar.action import Action, Arguments, CannotActError, Doubt, Occasion
from automation.engine.language.vocabulary import suggest
from automation.model import Item

LEAD, NOBODY = "team-lead", "none"

_REPOSITORY = "/"
"""What the names of GitHub's projects have, and no key of Jira's."""


class AssignSheet(Sheet):
    """Whose work it becomes."""

    to: Annotated[
        Id,
        Field(
            description="The id of a person in rules/people.yaml, `team-lead` for the lead of the "
            "item's team, or `none`",
            examples=["mara", "team-lead"],
        ),
    ]
    replace: Annotated[
        StrictBool,
        Field(
            description="Whether it may take the item from whoever has it; else only an item that "
            "nobody has is assigned",
            examples=["true"],
        ),
    ] = False


def effects(occasion: Occasion, arguments: Arguments) -> Iterator[SetAssignee]:
    """The wish; none where somebody has the item and it may not be taken from them.

    Raises CannotActError where nobody is meant, or nothing tells which account is theirs.
    """
    item, replaces = occasion.item, arguments["replace"] is True
    standing = _people(item)
    person = _meant(occasion, str(arguments["to"]))
    known = person.accounts.get(item.connection) if person else None
    account = known or (_name(person, item) if person else None)
    stands = not standing if person is None else standing in ((person.name,), (account,))
    if standing and not replaces and not stands:
        return
    yield SetAssignee(
        connection=item.connection,
        target=item.id,
        who=person.id if person else "",
        value=account,
        basis=standing,
        replaces=replaces,
        stands=stands,
        by_name=account is not None and known is None,
    )


def _people(item: Item) -> tuple[str, ...]:
    found = item.fields.get("assignees")
    return tuple(str(each) for each in found) if isinstance(found, tuple) else ()


def _meant(occasion: Occasion, to: str) -> Person | None:
    """The person; None for nobody."""
    world, item = occasion.view.world, occasion.item
    if to == NOBODY:
        return None
    if to == LEAD:
        team = world.team(world.team_of(item, occasion.view.around).value or "")
        if team is None or team.lead is None:
            said = f"nobody is known to lead the team of {item.key}; see rules/teams.yaml"
            raise CannotActError(said)
        to = team.lead
    if to not in world.people.by_id:
        raise CannotActError(f'rules/people.yaml names nobody "{to}"')
    return world.people.by_id[to]


def _name(person: Person, item: Item) -> str:
    """The name they may be found by. GitHub gives issues to logins, and shows nothing else."""
    if _REPOSITORY in item.project:
        said = f"{person.name} has no account of {item.connection} in rules/people.yaml"
        raise CannotActError(said)
    return person.name


def claims(arguments: Arguments) -> Iterator[str]:
    """Rules that only give away what nobody has cannot take it from each other."""
    if arguments.get("replace") is True:
        yield "the assignee"


def doubts(arguments: Arguments, world: World) -> Iterator[Doubt]:
    """A name that nobody has. Without people on file, none."""
    to, known = str(arguments["to"]), {*world.people.by_id, LEAD, NOBODY}
    if world.people.by_id and to not in known:
        said = f'nobody is called "{to}"; write the id of a person, {LEAD} or {NOBODY}'
        yield Doubt("to", said, suggest(to, known))


ACTION = Action(
    name="assign",
    shape=AssignSheet,
    description="The item becomes the work of this person, `team-lead` or `none`, if nobody has "
    "it yet; with `replace: true` also where somebody has",
    example="assign: {to: team-lead}",
    effects=effects,
    alone="to",
    plain=frozenset({"to"}),
    claims=claims,
    doubts=doubts,
)
