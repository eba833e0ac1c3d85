"""Effects as rows of the outbox, and back: one place for what each kind keeps."""

from collections.abc import Iterator, Mapping
from typing import Any

from automation.changes import NewItem, SetAssignee, SetLink, SetStatus
from automation.effects import Comment, Effect, Email, Notice, SetField, SetLabel, Webhook
from automation.ports import OwnWrite
from automation.removals import RemoveComment
from automation.store import change_rows

KINDS: Mapping[type[Effect], str] = {
    SetLabel: "label",
    SetField: "field",
    Comment: "comment",
    Email: "email",
    Notice: "notice",
    Webhook: "webhook",
    **change_rows.KINDS,
    RemoveComment: "removal",
}
SPOKEN = ("comment", "email", "create", "notice", "webhook")
"""Kinds that are said once for each occasion, and never because something should read so."""

MAILS = ("email", "notice")
"""Kinds that reach a person, and no tracker."""

NOWHERE = (*MAILS, "webhook")
"""Kinds that leave nothing which stands anywhere."""


_OF_NOTICE = ("url", "occasion", "digest")


def wish(effect: Effect) -> dict[str, object]:
    """What an effect keeps beside the columns that every row has."""
    match effect:
        case SetLabel():
            return {"slot": effect.slot, "value": effect.value, "basis": effect.basis}
        case SetField():
            kept: dict[str, object] = {
                "place": effect.place,
                "value": effect.value,
                "basis": effect.basis,
            }
            return kept if effect.told else {**kept, "told": False}
        case Comment() | Email() | Notice() | Webhook():
            return _said(effect)
        case SetStatus() | SetAssignee() | SetLink() | NewItem():
            return change_rows.wish(effect)
        case RemoveComment():
            return {}


def _said(effect: Comment | Email | Notice | Webhook) -> dict[str, object]:
    match effect:
        case Comment():
            back = {} if effect.basis is None else {"basis": effect.basis}
            return {"name": effect.name, "occasion": effect.occasion, **back}
        case Email():
            return {
                "recipient": effect.recipient,
                "subject": effect.subject,
                "occasion": effect.occasion,
                **({"html": effect.html} if effect.html else {}),
                **({"headers": dict(effect.headers)} if effect.headers else {}),
            }
        case Notice():
            kept = {name: getattr(effect, name) for name in _OF_NOTICE}
            return {**kept, "recipient": effect.recipient}
        case Webhook():
            return {"url": effect.url, "occasion": effect.occasion}


def effect(row: Any) -> Effect:  # noqa: ANN401 - a result row
    """The effect of a row with its kind, connection, target, field, value and wish."""
    kept = row.wish
    match row.kind:
        case "field":
            place, basis = kept["place"], kept["basis"]
            told = kept.get("told", True)
            return SetField(row.connection, row.target, row.field, place, row.value, basis, told)
        case "comment" | "email" | "notice" | "webhook":
            return _saying(row)
        case "removal":
            return RemoveComment(row.connection, row.target, row.field)
        case kind if kind in change_rows.KINDS.values():
            return change_rows.effect(row)
        case _:
            slot, basis = tuple(kept["slot"]), tuple(kept["basis"])
            return SetLabel(row.connection, row.target, row.field, slot, kept["value"], basis)


def _saying(row: Any) -> Effect:  # noqa: ANN401 - a result row
    kept = row.wish
    match row.kind:
        case "comment":
            told = (kept["name"], row.value, kept["occasion"], kept.get("basis"))
            return Comment(row.connection, row.target, *told)
        case "email":
            return Email(
                *(kept["recipient"], kept["subject"], row.value, row.target, kept["occasion"]),
                html=kept.get("html", ""),
                headers=tuple(kept.get("headers", {}).items()),
            )
        case "notice":
            of_notice = {name: kept[name] for name in _OF_NOTICE}
            return Notice(kept["recipient"], row.value, target=row.target, **of_notice)
        case _:
            return Webhook(kept["url"], row.value, row.target, kept["occasion"])


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
        case _:
            yield from change_rows.writes(row)
