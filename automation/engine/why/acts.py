"""What a write does, as whoever reads it there would say it: never by the key it goes by inside."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from automation.changes import NewItem, SetAssignee, SetLink, SetStatus
from automation.effects import Comment, Effect, Email, Notice, SetField, SetLabel, Webhook
from automation.removals import RemoveComment

_SHOWN: Final = 120
_ASKED: Final = " asked for it"
_BY: Final = " by "
_PAST: Final = {
    "set": "set",
    "empty": "emptied",
    "put on": "put on",
    "take off": "took off",
    "take away": "took away",
    "move": "moved",
    "give": "gave",
    "link": "linked",
    "open": "opened",
    "say": "said",
    "write": "wrote",
    "delete": "deleted",
    "mail": "mailed",
    "tell": "told",
    "post": "posted",
    "answer": "answered",
}
_STATES: Final = {
    "planned": "waits to be written",
    "staged": "waits for the rest of its run",
    "waiting": "waits for the hours of its rule",
    "sending": "is being written",
    "already": "it was so already",
    "held": "held",
    "failed": "failed",
    "dead": "gave up",
    "unknown": "not known whether it was written",
    "withdrawn": "no longer wanted",
}
_ALONE: Final = frozenset({"done", "already"})
"""States whose answer says all."""

Act = tuple[str, str]
"""A verb of _PAST, and the rest of the sentence with what parts it from the verb."""


def to_do(effect: Effect) -> str:
    """What is wanted: "set health to On track"."""
    verb, rest = _act(effect)
    return f"{verb}{rest}"


def done(effect: Effect, asker: str = "") -> str:
    """What was done: "put on the label new"; `asker` is whom a comment answers, "" for nobody."""
    verb, rest = _act(effect)
    if asker and isinstance(effect, Comment) and not effect.name:
        verb, rest = "answer", f" {asker}{rest}"
    return f"{_PAST[verb]}{rest}"


def place(effect: Effect) -> str:  # noqa: PLR0911 - one for each sort of write
    """Where it stands, or to whom it went."""
    match effect:
        case SetLabel():
            return f"label {effect.field.partition(':')[2] or effect.field}"
        case SetLink():
            return _relation(effect, "" if effect.relation == "parent" else effect.to)
        case Comment() | RemoveComment():
            name = effect.field.partition(":")[2]
            return "comment" if "/" in name else f'comment "{name}"'
        case NewItem():
            return "new item"
        case Email():
            return f"mail to {effect.recipient}"
        case Notice():
            return f"line to {effect.recipient}"
        case Webhook():
            return f"webhook to {_host(effect)}"
        case _:
            return effect.field.replace("_", " ")


def became(state: str, said: str) -> str:
    """What became of a write: `said` is the tracker's answer, or why it is held."""
    if state in _ALONE and said:
        return said
    if state == "held" and not said:
        return "held: its rule rests"
    word = _STATES.get(state, state)
    return f"{word}: {said}" if said else word


def asker(because: str, evidence: Sequence[Mapping[str, object]]) -> str:
    """Whose comment an answer answers, "" for nobody's."""
    if because.endswith(_ASKED):
        return because.removesuffix(_ASKED)
    text = str(evidence[0].get("text") or "") if evidence else ""
    happened, by, who = text.partition(_BY)
    return who if by and "comment" in happened else ""


def first(text: str) -> str:
    """The first line of a text, cut where it is long."""
    line = text.strip().partition("\n")[0].strip()
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN].rstrip()}…"


def _act(effect: Effect) -> Act:
    match effect:
        case SetLabel() | SetField() | SetStatus() | SetAssignee() | SetLink():
            return _set(effect)
        case Comment() | Email() | Notice() | Webhook():
            return _said(effect)
        case RemoveComment():
            return "delete", f" the {place(effect)}"
        case NewItem():
            return "open", f" in {effect.project}: {first(effect.title)}"


def _set(effect: SetLabel | SetField | SetStatus | SetAssignee | SetLink) -> Act:
    match effect:
        case SetLabel():
            off = f" the label {' or '.join(effect.slot)}"
            return ("put on", f" the label {effect.value}") if effect.value else ("take off", off)
        case SetStatus():
            return "move", f" it to {effect.value}"
        case SetAssignee():
            return "give", f" it to {effect.who or effect.value or 'nobody'}"
        case SetLink():
            relation = _relation(effect, effect.to)
            return ("link", f" it: {relation}") if effect.value else ("take away", f" {relation}")
        case SetField():
            name, value = place(effect), effect.value
            return ("set", f" {name} to {first(value)}") if value else ("empty", f" {name}")


def _said(effect: Comment | Email | Notice | Webhook) -> Act:
    match effect:
        case Comment():
            verb = "write" if effect.name else "say"
            return verb, f"{f' the {place(effect)}' if effect.name else ''}: {first(effect.text)}"
        case Email():
            return "mail", f" {effect.recipient}: {first(effect.subject)}"
        case Notice():
            return "tell", f" {effect.recipient}: {first(effect.text)}"
        case Webhook():
            return "post", f" to {_host(effect)}: {first(effect.body)}"


def _relation(effect: SetLink, to: str) -> str:
    return f"{effect.relation.replace('_', ' ')} {to}".strip()


def _host(effect: Webhook) -> str:
    return urlsplit(effect.url).hostname or "another system"
