"""`set`: a field of the item reads a value, where rules/mapping.yaml lets Pitboard write it."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StrictStr

from automation.actions.plain import one_line
from automation.effects import SetField, SetLabel
from automation.engine.deciding.standing import read_place
from automation.engine.folder.landings import Landing
from automation.engine.folder.sheet import Sheet
from automation.engine.folder.world import World
from automation.engine.grammar.action import Action, Arguments, CannotActError, Doubt, Occasion
from automation.engine.language.vocabulary import suggest
from automation.model import Item
from automation.values import read_as

Short = Annotated[StrictStr, Field(min_length=1, max_length=1_000)]


class SetSheet(Sheet):
    """Which field, and what it shall read; `none` empties it."""

    field: Annotated[
        StrictStr,
        Field(
            min_length=1,
            max_length=100,
            description="A field that mapping.yaml lets be written",
            examples=["shipped_in"],
        ),
    ]
    value: Annotated[
        Short,
        Field(description="What it shall read; `none` empties it", examples=['"{{ event.tag }}"']),
    ]


def effects(occasion: Occasion, arguments: Arguments) -> Iterator[SetField | SetLabel]:
    """The wish that the field reads this. Raises CannotActError where it may not be written."""
    name, written = str(arguments["field"]), str(arguments["value"])
    value = None if written == "none" else written
    item = occasion.item
    landing = occasion.view.world.landing(item.connection, name)
    if landing is None:
        raise CannotActError(f'rules/mapping.yaml has no field "{name}" for {item.connection}')
    if not landing.writable:
        said = f"`{name}` is only read; rules/mapping.yaml lets it be written with `write: true`"
        raise CannotActError(said)
    yield (
        _label(occasion, landing, name, value)
        if landing.label
        else _field(occasion, landing, name, value)
    )


def _field(occasion: Occasion, landing: Landing, name: str, value: str | None) -> SetField:
    item = occasion.item
    place = landing.place(occasion.view.directory.get(item.connection, {}))
    if place is None:
        said = f'{item.connection} has no field "{landing.field}"'
        raise CannotActError(f"{said}, where {name} should stand; see rules/mapping.yaml")
    standing = read_place(item, place)
    return SetField(
        connection=item.connection,
        target=item.id,
        field=name,
        place=place,
        value=None if value is None else landing.values.get(value, value),
        basis=read_as(standing),
        told=_is_told(item, place),
    )


def _is_told(item: Item, place: str) -> bool:
    """Whether we know what stands there: of a project's fields only what webhooks told us of."""
    return not place.startswith("project/") or place in item.guards or place in item.facets


def _label(occasion: Occasion, landing: Landing, name: str, value: str | None) -> SetLabel:
    item, known = occasion.item, tuple(landing.values)
    start = str(landing.label).casefold()
    on = {label for label in item.labels if label.casefold().startswith(start)}
    wanted = None if value is None else landing.shown(value)
    slot = {*landing.slot(known), *on, *([wanted] if wanted else [])}
    return SetLabel(
        connection=item.connection,
        target=item.id,
        field=name,
        slot=tuple(sorted(slot)),
        value=wanted,
        basis=tuple(sorted(on)),
    )


def claims(arguments: Arguments) -> Iterator[str]:
    """The field has one writer."""
    if isinstance(name := arguments.get("field"), str):
        yield name


def doubts(arguments: Arguments, world: World) -> Iterator[Doubt]:
    """A field that the mapping does not name, or lets nobody write. Without a mapping, none."""
    name, known = str(arguments["field"]), world.field_names()
    if not known:
        return
    if name not in known:
        yield Doubt("field", f'rules/mapping.yaml has no field "{name}"', suggest(name, known))
    elif not any(each.writable for each in world.mapping.landings.by_name[name].values()):
        said = f"`{name}` is only read; rules/mapping.yaml lets it be written with `write: true`"
        yield Doubt("field", said)


ACTION = Action(
    name="set",
    shape=SetSheet,
    description="A field of the item reads this value; `none` empties it",
    example='set: {field: shipped_in, value: "{{ event.tag }}"}',
    effects=effects,
    quote=one_line,
    plain=frozenset({"field"}),
    whole=frozenset({"value"}),
    claims=claims,
    doubts=doubts,
)
