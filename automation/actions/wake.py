"""`wake`: another rule looks at the item now. A rule that was woken so wakes no other."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from automation.engine.folder.sheet import Id, Sheet
from automation.engine.grammar.action import Action, Arguments, Occasion, Start


class WakeSheet(Sheet):
    """Which rule."""

    rule: Annotated[Id, Field(description="The rule that looks", examples=["health"])]


def effects(occasion: Occasion, arguments: Arguments) -> Iterator[Start]:  # noqa: ARG001 - as every action's effects
    """The wish that the rule looks."""
    yield Start(str(arguments["rule"]))


ACTION = Action(
    name="wake",
    shape=WakeSheet,
    description="Another rule looks at the item now; one that was woken so wakes no other",
    example="wake: health",
    effects=effects,
    alone="rule",
    plain=frozenset({"rule"}),
)
