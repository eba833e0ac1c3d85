"""Whoever did something, as rules see them: the account, and who people.yaml says that is."""

from collections.abc import Mapping

from automation.engine.world import World
from automation.model import Actor


def who(actor: Actor | None, connection: str, world: World) -> Mapping[str, object]:
    """An actor as the rules see one; empty where nobody is known to have done it."""
    if actor is None:
        return {}
    person = world.person_of(connection, actor)
    return {
        "login": actor.login,
        "is_bot": actor.is_bot,
        "name": person.name if person else actor.login,
        "person": person.id if person else None,
        "roles": tuple(sorted(person.roles)) if person else (),
        "team": world.team_of_person(person) if person else None,
    }
