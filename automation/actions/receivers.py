"""Whom an action means by `owner`, `team`, the id of a person, or an address."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field, StrictStr

from automation.engine.folder.world import World
from automation.engine.grammar.action import Arguments, CannotActError, Doubt, Occasion
from automation.engine.language.vocabulary import suggest

_ADDRESS = re.compile(r"[^@\s<>,;:\"]{1,64}@[^@\s<>,;:\"]{1,250}")


def _receiver(text: str) -> str:
    if "@" in text and not _ADDRESS.fullmatch(text):
        raise ValueError("is no mail address; write one such as ada@example.com")
    return text


Receiver = Annotated[
    StrictStr,
    Field(
        min_length=1,
        max_length=320,
        description="`owner`, `team`, the id of a person, or an address",
        examples=["owner"],
    ),
    AfterValidator(_receiver),
]


def address_of(occasion: Occasion, to: str) -> str:
    """The address to write to. Raises CannotActError where nobody is known by this name."""
    if "@" in to:
        return to
    item, view = occasion.item, occasion.view
    name: str | None = to
    if to == "owner":
        name = view.world.owner_of(item, view.around).value
    elif to == "team":
        name = view.world.team_of(item, view.around).value
    if name is None:
        raise CannotActError(f"nobody is known to be the {to} of {item.key}; see rules/teams.yaml")
    return _mail_of(occasion, name)


def _mail_of(occasion: Occasion, name: str) -> str:
    """The address of a person, or of a team's lead."""
    world = occasion.view.world
    team = world.team(name)
    if team is not None and team.lead is None:
        raise CannotActError(f"the team {team.name} has no lead to write to; see rules/teams.yaml")
    id_ = str(team.lead) if team is not None else name
    person = world.people.by_id.get(id_)
    if person is None or not person.mail:
        raise CannotActError(f'rules/people.yaml has no mail address of "{id_}"')
    return person.mail


def doubts(arguments: Arguments, world: World) -> Iterator[Doubt]:
    """A name that nobody has. Without people or teams on file, none."""
    to, known = str(arguments["to"]), {*world.people.by_id, *world.teams.by_id}
    if known and "@" not in to and to not in {"owner", "team", *known}:
        said = f'nobody is called "{to}"; write owner, team, the id of somebody, or an address'
        yield Doubt("to", said, suggest(to, {"owner", "team", *known}))
