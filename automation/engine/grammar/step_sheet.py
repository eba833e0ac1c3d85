"""What may stand beside the action of a step: when it is taken, for each of what, and how often."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Final

from pydantic import Field, StrictStr

from automation.engine.folder.places import Place
from automation.engine.folder.shapes import read
from automation.engine.folder.sheet import FieldName, Sheet, Word
from automation.engine.grammar.compiling import refused
from automation.engine.grammar.condition_sheet import Condition
from automation.errors import Problem

MOST: Final = 100
"""For how many a step is taken on one occasion, and how many items a rule is about."""

EACH: Final = "each"


class StepSheet(Sheet):
    """What may stand beside the action of a step."""

    if_: Condition | None = Field(
        default=None,
        alias="if",
        description="Only where this holds",
        examples=["item.state == 'open'"],
    )
    for_each: Word | None = Field(
        default=None,
        description="An expression that gives items or a list: the step is taken for each of them, "
        f"{MOST} at most",
        examples=["item.children | where('status_group', 'doing')"],
    )
    as_: FieldName = Field(
        default=EACH,
        alias="as",
        description="What each of them is called in the texts and the `if` of the step",
        examples=["child"],
    )
    once: Annotated[StrictStr, Field(min_length=1, max_length=1_000)] | None = Field(
        default=None,
        description="What the step says under the same text is said a single time for ever",
        examples=['"{{ item.key }}/{{ event.tag }}"'],
    )


BESIDE: Final = tuple(field.alias or name for name, field in StepSheet.model_fields.items())


def beside_problems(step: Place) -> Iterator[Problem]:
    """Whatever is wrong with these keys of a step, but for the expressions in them."""
    if not isinstance(step.node.value, Mapping):
        return
    kept = {key: node for key, node in step.node.value.items() if key in BESIDE}
    yield from read(StepSheet, Place(step.file, replace(step.node, value=kept), step.path))[1]
    name = step.child("as")
    if name is None:
        return
    if step.child("for_each") is None:
        yield step.key_problem("as", "has no place without `for_each`")
    elif isinstance(name.node.value, str) and (said := refused(name.node.value)):
        yield name.problem(f'"{name.node.value}" {said}')
