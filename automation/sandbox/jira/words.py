"""What a stored value is called, for a changelog: by id and in words."""

from collections.abc import Callable, Collection, Iterable

from automation.sandbox.jira.site import (
    FIELDS,
    PRIORITIES,
    RESOLUTIONS,
    STATUSES,
    TYPES,
    Field,
    Kind,
    Named,
    Status,
    type_of,
)
from automation.sandbox.jira.state import Component, Item, Refusal, Sprint, State, Stored, Version

_PLAIN = (Kind.TEXT, Kind.RICH, Kind.NUMBER)


def items(state: State, before: dict[str, Stored], after: dict[str, Stored]) -> tuple[Item, ...]:
    """List what is different, in the order of the fields."""
    return tuple(
        _item(state, field, before.get(name), after.get(name))
        for name, field in FIELDS.items()
        if (before.get(name) or None) != (after.get(name) or None)
    )


def check(state: State, name: str, value: Stored) -> None:
    """Refuse what is not on the list a field chooses from. Raises Refusal."""
    field = FIELDS[name]
    if field.kind in (*_PLAIN, Kind.DATE, Kind.LABELS) or not value:
        return
    for id_ in value if isinstance(value, tuple) else (str(value),):
        if id_ not in _known(state, field):
            raise Refusal(400, errors={name: f"'{id_}' is not a value of {field.name}."})


def number(value: float) -> str:
    """Write a number as Jira's changelog does: no fraction where there is none."""
    return f"{value:g}"


def called(state: State, field: Field, id_: str) -> str:
    """Say the name of one thing that was chosen; the id itself where it is gone."""
    if field.kind is Kind.PARENT:
        return state.issues[id_].key if id_ in state.issues else id_
    if field.kind is Kind.TYPE:
        return type_of(id_).name
    return _names(state, field).get(id_, id_)


def _item(state: State, field: Field, old: Stored, new: Stored) -> Item:
    old_id, old_words = _said(state, field, old)
    new_id, new_words = _said(state, field, new)
    return Item(
        field=field.id,
        told=field.told or (field.name if field.custom else field.id),
        old=old_id,
        old_words=old_words,
        new=new_id,
        new_words=new_words,
    )


def _said(state: State, field: Field, value: Stored) -> tuple[str | None, str | None]:
    """Say a value's id and its words, None for what it does not have."""
    if value is None or value in ("", ()):
        return None, ("" if field.kind in (Kind.LABELS, Kind.SPRINTS) else None)
    if field.kind in _PLAIN:
        return None, number(value) if isinstance(value, int | float) else str(value)
    if field.kind is Kind.DATE:
        return str(value), f"{value} 00:00:00.0"
    if not isinstance(value, tuple):
        return str(value), called(state, field, str(value))
    words = [called(state, field, one) for one in value]
    if field.kind is Kind.LABELS:
        return None, " ".join(words)
    ids = ", ".join(value)
    return (f"[{ids}]" if field.kind is Kind.OPTIONS else ids), ", ".join(words)


def _known(state: State, field: Field) -> Collection[str]:
    if field.kind is Kind.PARENT:
        return state.issues
    if field.kind is Kind.TYPE:
        return [one.id for one in TYPES]
    return _names(state, field)


def _names(state: State, field: Field) -> dict[str, str]:
    living: dict[Kind, Callable[[], dict[str, str]]] = {
        Kind.USER: lambda: {user.id: user.name for user in state.users.values()},
        Kind.VERSIONS: lambda: _by_id(state.versions.values()),
        Kind.COMPONENTS: lambda: _by_id(state.components.values()),
        Kind.SPRINTS: lambda: _by_id(state.sprints.values()),
        Kind.STATUS: lambda: _by_id(STATUSES.values()),
        Kind.PRIORITY: lambda: _by_id(PRIORITIES),
        Kind.RESOLUTION: lambda: _by_id(RESOLUTIONS),
    }
    return living.get(field.kind, lambda: _by_id(field.options))()


def _by_id(named: Iterable[Named | Status | Version | Component | Sprint]) -> dict[str, str]:
    return {one.id: one.name for one in named}
