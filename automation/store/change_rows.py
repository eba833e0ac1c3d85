"""The effects of `changes` as rows of the outbox, and back, and what they come back as."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from automation.changes import NewItem, SetAssignee, SetLink, SetStatus, anything_of
from automation.echoes import OPENED
from automation.effects import Effect
from automation.ports import OwnWrite

Changed = SetStatus | SetAssignee | SetLink | NewItem

KINDS: Final[Mapping[type[Effect], str]] = {
    SetStatus: "status",
    SetAssignee: "assignee",
    SetLink: "link",
    NewItem: "create",
}

_OF_NEW: Final = ("origin", "project", "kind", "text", "parent", "audience", "occasion")


def wish(effect: Changed) -> dict[str, object]:
    """What an effect keeps beside the columns that every row has."""
    match effect:
        case SetStatus():
            return {"basis": effect.basis, "groups": effect.groups}
        case SetAssignee():
            kept = {"who": effect.who, "basis": effect.basis, "replaces": effect.replaces}
            return {**kept, "by_name": True} if effect.by_name else kept
        case SetLink():
            return {"relation": effect.relation, "to": effect.to}
        case NewItem():
            told = {name: getattr(effect, name) for name in _OF_NEW}
            return {**told, "labels": effect.labels}


def effect(row: Any) -> Changed:  # noqa: ANN401 - a result row
    """The effect of a row of one of these kinds."""
    kept, place = row.wish, (row.connection, row.target)
    match row.kind:
        case "status":
            groups = tuple((name, group) for name, group in kept["groups"])
            return SetStatus(*place, row.value, kept["basis"], groups)
        case "assignee":
            basis = tuple(kept["basis"])
            by_name = kept.get("by_name", False)
            given = SetAssignee(*place, kept["who"], row.value, basis, kept["replaces"])
            return replace(given, by_name=by_name) if by_name else given
        case "link":
            return SetLink(*place, kept["relation"], kept["to"], row.value)
        case _:
            told = {name: kept[name] for name in _OF_NEW}
            labels = tuple(kept["labels"])
            return NewItem(row.connection, title=row.value, labels=labels, **told)


def writes(row: Any) -> Iterator[OwnWrite]:  # noqa: ANN401 - a result row
    """What a row of ours may come back as."""
    if row.kind == "create":
        # Until its tracker has answered, a new item of ours there may be this.
        made = row.after or [anything_of(row.connection)]
        yield OwnWrite(made[0], OPENED, stands=True)
    for target, facet, stands, value in row.wish.get("echo", ()):
        yield OwnWrite(target, facet, stands, value)
