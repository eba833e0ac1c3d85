"""Who is a program and no person: what its tracker calls it, and how it is named.

The files of the rule folder may name further ones; whoever has them at hand asks those.
"""

from collections.abc import Callable
from typing import Final

from automation.model import Actor

IsProgram = Callable[[str, Actor], bool]
"""Whether an account of this connection is a program. An actor without an id is a name alone."""

_BOT: Final = "[bot]"
"""What GitHub ends the logins of programs with."""


def is_called_one(connection: str, actor: Actor) -> bool:
    """Whether its tracker says so, by the account's type or by the end of its name."""
    del connection
    return actor.is_bot or actor.login.endswith(_BOT)
