"""What a change reads like in a history: who did what, in one plain sentence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from automation.dates import read, spoken, told
from automation.model import Actor, Change, LinkKind, Value

NAMELESS: Final = "another item"
"""What a message names by nothing but an id that says nothing to people."""


def sentence(change: Change, actor: Actor | None, *, withdrawn: bool = False) -> str:
    """Who did what, as "ann-moss put it under PAY-1"; "someone" where nobody is named.

    `withdrawn` where the change takes a number of a measure back.
    """
    deed = "took a number back" if withdrawn else _deed(change)
    return f"{actor.login if actor else _somebody(change)} {deed}"


def named(reference: str) -> str:
    """A reference as people say it: "PAY-1", "acme/shop#12"; NAMELESS for a bare id."""
    if reference.startswith("url:"):
        return reference.removeprefix("url:")
    said = reference.partition(":")[2] or reference
    kind, _, rest = said.rpartition(":")
    if kind == "node":
        return NAMELESS
    if rest.isdigit():
        return f"a {kind}" if kind else NAMELESS
    return rest


def _somebody(change: Change) -> str:
    """Only the rule folder puts items under its objectives, and only it tells of measures."""
    by_files = change.facet == "measure" or (
        change.facet.startswith("link:") and ":own:" in change.facet
    )
    return "the rule folder" if by_files else "someone"


def _deed(change: Change) -> str:
    facet, _, rest = change.facet.partition(":")
    if rest and facet == "label":
        return f'{"took off" if change.new is None else "put on"} the label "{rest}"'
    if rest and facet == "link":
        return _linked(rest, gone=change.new is None)
    if change.facet == "measure":
        return _measured(change)
    return _told(change) or _changed(change)


def _measured(change: Change) -> str:
    """A point of a measure, which may well be the number of the one before."""
    if change.old == change.new:
        return f"says that it measured {_number(change.new)} again"
    before = "" if change.old is None else f", {_number(change.old)} before"
    return f"says that it measured {_number(change.new)}{before}"


def _number(value: Value) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else _said(value)


def _told(change: Change) -> str | None:
    """What is said of a change whose facet, or value, has a verb of its own."""
    kind, _, rest = change.facet.partition("/")
    if kind == "project" and "/" not in rest:  # which project, only a number that nobody knows says
        return "put it on a board" if change.new else "took it off a board"
    if kind == "review":
        return _REVIEWS.get(str(change.new), "reviewed it")
    for known in ((kind, change.old, change.new), (kind, change.new), (kind,)):
        if known in _BY_VALUE:
            return _BY_VALUE[known]
    return None


def _linked(rest: str, *, gone: bool) -> str:
    kind, _, reference = rest.partition(":")
    came, went = _LINKS.get(kind, ("linked it to {}", "no longer links it to {}"))
    return (went if gone else came).format(named(reference))


def _changed(change: Change) -> str:
    old, new = _said(change.old), _said(change.new)
    if _plain(change.facet).casefold() == "status":
        return f"moved it from {old} to {new}" if change.old else f"moved it to {new}"
    if change.facet == "state":
        return f"set it to {new}"
    if change.facet == "title":
        return f'renamed it from "{change.old}" to "{change.new}"'
    return f"changed {_name(change)} from {_quoted(change.old)} to {_quoted(change.new)}"


def _name(change: Change) -> str:
    """What people call it: a custom field's facet is only its number."""
    return (
        change.name
        if change.facet.startswith("customfield_") and change.name
        else _plain(change.facet)
    )


def _plain(facet: str) -> str:
    """The last part of a name: "project/7/Start date" is "Start date"."""
    return facet.rpartition("/")[2].replace("_", " ")


def _said(value: Value) -> str:
    if value is None or value == ():
        return "nothing"
    if isinstance(value, tuple):
        return ", ".join(_said(part) for part in value)
    if isinstance(value, datetime):
        return told(value)
    return spoken(str(value))


def _quoted(value: Value) -> str:
    is_words = isinstance(value, str) and read(value) is None
    return f'"{value}"' if is_words else _said(value)


_LINKS: Final[Mapping[str, tuple[str, str]]] = {
    LinkKind.PARENT: ("put it under {}", "took it out of {}"),
    LinkKind.WORKS_ON: ("says it works on {}", "says it no longer works on {}"),
    LinkKind.MILESTONE: ("planned it for {}", "took it out of {}"),
    LinkKind.SHIPS: ("says it ships {}", "says it no longer ships {}"),
    LinkKind.SHIPS_IN: ("says it ships in {}", "says it no longer ships in {}"),
    LinkKind.BLOCKED_BY: ("says it is blocked by {}", "says it is no longer blocked by {}"),
    LinkKind.ASKS_FOR: ("says it asks for {}", "says it no longer asks for {}"),
    LinkKind.DUPLICATES: ("says it is a duplicate of {}", "says it is no duplicate of {}"),
    LinkKind.RELATES: ("linked it to {}", "no longer links it to {}"),
    LinkKind.MENTIONS: ("mentioned {} in it", "no longer mentions {} in it"),
}
"""What is said when a link comes, and when it goes."""

_BY_VALUE: Final[Mapping[tuple[Value, ...], str]] = {
    ("state", None, "open"): "opened it",
    ("state", "open", "closed"): "closed it",
    ("state", "closed", "open"): "reopened it",
    ("merged", True): "merged it",
    ("draft", True): "made it a draft",
    ("draft", False): "said it is ready for review",
    ("flagged", True): "flagged it",
    ("flagged", False): "took the flag off",
    ("description",): "changed its description",
    ("environment",): "changed its environment",
    ("commented",): "commented on it",
    ("pushed",): "pushed to it",
}

_REVIEWS: Final[Mapping[str, str]] = {
    "approved": "approved it",
    "changes_requested": "asked for changes",
    "dismissed": "dismissed a review of it",
    "None": "took back a review of it",
}
