"""Effects as rows of the outbox, and back: one place for what each kind keeps."""

from collections.abc import Iterator, Mapping
from typing import Any

from automation.effects import Comment, Effect, Email, SetField, SetLabel
from automation.ports import OwnWrite

KINDS: Mapping[type[Effect], str] = {
    SetLabel: "label",
    SetField: "field",
    Comment: "comment",
    Email: "email",
}
SPOKEN = ("comment", "email")
"""Kinds that are said once for each occasion, and never because something should read so."""


def wish(effect: Effect) -> dict[str, object]:
    """What an effect keeps beside the columns that every row has."""
    match effect:
        case SetLabel():
            return {"slot": effect.slot, "value": effect.value, "basis": effect.basis}
        case SetField():
            return {"place": effect.place, "value": effect.value, "basis": effect.basis}
        case Comment():
            return {"name": effect.name, "occasion": effect.occasion}
        case Email():
            return {
                "recipient": effect.recipient,
                "subject": effect.subject,
                "occasion": effect.occasion,
                **({"html": effect.html} if effect.html else {}),
                **({"headers": dict(effect.headers)} if effect.headers else {}),
            }


def effect(row: Any) -> Effect:  # noqa: ANN401 - a result row
    """The effect of a row with its kind, connection, target, field, value and wish."""
    kept = row.wish
    match row.kind:
        case "field":
            return SetField(
                row.connection, row.target, row.field, kept["place"], row.value, kept["basis"]
            )
        case "comment":
            return Comment(row.connection, row.target, kept["name"], row.value, kept["occasion"])
        case "email":
            return Email(
                *(kept["recipient"], kept["subject"], row.value, row.target, kept["occasion"]),
                html=kept.get("html", ""),
                headers=tuple(kept.get("headers", {}).items()),
            )
        case _:
            slot, basis = tuple(kept["slot"]), tuple(kept["basis"])
            return SetLabel(row.connection, row.target, row.field, slot, kept["value"], basis)


def writes(row: Any) -> Iterator[OwnWrite]:  # noqa: ANN401 - a result row
    """What a row of ours may come back as: the echo that is told from a person's edit."""
    match row.kind:
        case "label":
            for label in row.wish["slot"]:
                stands = label == row.wish["value"]
                yield OwnWrite(row.target, f"label:{label}", stands)
        case "field":
            stands = row.value is not None
            yield OwnWrite(row.target, row.wish["place"], stands, row.value)
        case "comment":
            yield OwnWrite(row.target, "comment", stands=True, value=row.value)
