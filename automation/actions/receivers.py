"""Whom an action means by `owner`, `team`, a contact, the id of a person, or an address."""

import re
from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StrictStr

from automation.engine.folder.world import World
from automation.engine.grammar.action import Arguments, CannotActError, Doubt, Occasion
from automation.engine.language.vocabulary import suggest

_ADDRESS = re.compile(r"[^@\s<>,;:\"]{1,64}@[^@\s<>,;:\"]{1,250}")
_OWNER: Final = "owner"
_TEAM: Final = "team"


def _receiver(text: str) -> str:
    if "@" in text and not _ADDRESS.fullmatch(text):
        raise ValueError("is no mail address; write one such as ada@example.com")
    return text


Receiver = Annotated[
    StrictStr,
    Field(
        min_length=1,
        max_length=320,
        description="`owner`, `team`, a word that teams.yaml has under `contacts`, the id of a "
        "person, or an address",
        examples=["owner", "customers"],
    ),
    AfterValidator(_receiver),
]
Otherwise = Annotated[
    Receiver | None,
    Field(
        description="Who gets it where nobody is known by what `to` says, such as a contact that "
        "the item's team does not name",
        examples=["owner"],
    ),
]


def address_of(occasion: Occasion, arguments: Arguments) -> str:
    """The address to write to. Raises CannotActError where nobody is known by this name."""
    to, otherwise = str(arguments["to"]), arguments.get("otherwise")
    try:
        return _address(occasion, to)
    except CannotActError:
        if otherwise is None:
            raise
        return _address(occasion, str(otherwise))


def _address(occasion: Occasion, to: str) -> str:
    if "@" in to:
        return to
    item, view = occasion.item, occasion.view
    if to != _OWNER and (found := view.world.contact_of(item, to, view.around)):
        return found
    name: str | None = to
    if to == _OWNER:
        name = view.world.owner_of(item, view.around).value
    elif to == _TEAM:
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
    if person is None and id_ in world.teams.contact_names():
        said = f'the team of {occasion.item.key} names no "{id_}" under `contacts`'
        raise CannotActError(f"{said}; see rules/teams.yaml")
    if person is None or not person.mail:
        raise CannotActError(f'rules/people.yaml has no mail address of "{id_}"')
    return person.mail


def doubts(arguments: Arguments, world: World) -> Iterator[Doubt]:
    """A name that nobody has. Without people or teams on file, none; and none of a contact that no
    team names yet, where it is said who gets it otherwise.
    """
    known = {*world.people.by_id, *world.teams.by_id}
    words = {_OWNER, _TEAM, *known, *world.teams.contact_names()}
    for key in ("to", "otherwise"):
        to = arguments.get(key)
        if not known or to is None or "@" in str(to) or to in words:
            continue
        near = suggest(str(to), words)
        if key == "to" and arguments.get("otherwise") is not None and near is None:
            continue
        said = f'nobody is called "{to}"; write owner, team, the id of somebody, or an address'
        yield Doubt(key, said, near)
