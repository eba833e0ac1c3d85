"""Whoever did something, as rules see them: the account, and who people.yaml says that is."""

from collections.abc import Mapping
from typing import Final

from automation.engine.folder.people import Person
from automation.engine.folder.world import World
from automation.model import Event

_JIRA: Final = "jira"


def who(event: Event, item: Mapping[str, object], world: World) -> Mapping[str, object]:
    """Who did it as the rules see them, beside the item they look at; empty where nobody is known
    to have done it.
    """
    actor = event.actor
    if actor is None:
        return {}
    person = asker(event, world)
    return {
        "login": actor.login,
        "is_bot": is_program(event, world),
        "name": person.name if person else actor.login,
        "person": person.id if person else None,
        "account": actor.id,
        "roles": tuple(sorted(person.roles)) if person else (),
        "team": world.team_of_person(person) if person else None,
        "is_assignee": is_assignee(event, item, person),
    }


def asker(event: Event, world: World) -> Person | None:
    """Whoever people.yaml says did it."""
    actor, tracker = event.actor, _tracker(event)
    return world.person_of(event.connection, actor, tracker=tracker) if actor else None


def is_program(event: Event, world: World) -> bool:
    """Whether the tracker calls it one, or its name, or people.yaml by the role bot."""
    return event.actor is not None and world.is_program(event.connection, event.actor)


def is_assignee(event: Event, item: Mapping[str, object], person: Person | None) -> bool:
    """Whether the item is given to whoever did it.

    Jira tells an assignee by the name people see, which anybody may choose: there only somebody
    whom people.yaml knows by account id is one, by the name that stands there.
    """
    assigned = item.get("assignees")
    names = {str(each).casefold() for each in assigned} if isinstance(assigned, tuple) else set()
    if _tracker(event) == _JIRA:
        return person is not None and person.name.casefold() in names
    return event.actor is not None and event.actor.login.casefold() in names


def _tracker(event: Event) -> str:
    return event.kind.partition(".")[0]
