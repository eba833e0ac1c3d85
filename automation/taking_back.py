"""Taking back what Pitboard wrote: what stood before stands again, unless somebody touched it.

Pure: writes in, wishes and reasons out. A write is never judged by its clock alone; the tracker is
compared once more before anything is put back.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from automation.changes import NewItem, SetAssignee, SetLink, SetStatus
from automation.effects import Comment, Effect, Email, Notice, SetField, SetLabel, Webhook
from automation.model import Item
from automation.removals import RemoveComment

UNDONE: Final = "undo"
LEFT: Final = "leave"
"""What runs are called, before the `@`, that take back one run, or all that is a team's."""

Account = Callable[[str, str], str | None]
"""The account at a connection of somebody who is shown there by this name; None: not known."""

DELETED: Final = "the item is deleted"
_ANOTHER: Final = "a person edited it since"
_UNSENT: Final = {
    Email: "a mail cannot be unsent",
    Notice: "a mail cannot be unsent",
    Webhook: "what was posted elsewhere cannot be called back",
    NewItem: "people may have worked on it since; close or delete it by hand",
}


@dataclass(frozen=True, slots=True)
class Write:
    """A write that was made. `at` is the company's time; `before` and `after` are what the tracker
    showed, None where that is not on record. `run` names what it belonged to.
    """

    id: int
    effect: Effect
    key: str
    rule: str
    run: str
    subject: str
    ruleset: str
    at: datetime
    before: tuple[str, ...] | None
    after: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Back:
    """What becomes of one field of one item: `effects` put it back, or `why` says why not."""

    last: Write
    was: tuple[str, ...] | None
    effects: tuple[Effect, ...] = ()
    why: str = ""

    @property
    def reads(self) -> tuple[str, ...]:
        """What Pitboard wrote there."""
        return self.last.after or ()


def take_back(
    writes: Sequence[Write], *, item: Item | None, later: Write | None, account: Account
) -> Back:
    """Of all these writes to one field of one item, oldest first, what leads behind the first.

    Where a person wrote between two of them, what the person wrote is put back. `later` is a write
    to the same field that is none of these.
    """
    chain = _chain(writes)
    last, was = chain[-1], chain[0].before
    why = _hindrance(last, item, later)
    if why:
        return Back(last, was, why=why)
    effects, why = _effects(last, was, account)
    return Back(last, was, effects, why)


def _chain(writes: Sequence[Write]) -> Sequence[Write]:
    """The last writes that follow each other with nobody's hand between them."""
    chain = [writes[-1]]
    for earlier in reversed(writes[:-1]):
        if earlier.after is None or chain[0].before != earlier.after:
            break
        chain.insert(0, earlier)
    return chain


def _hindrance(last: Write, item: Item | None, later: Write | None) -> str:
    if isinstance(last.effect, tuple(_UNSENT)):
        return _UNSENT[type(last.effect)]
    if item is None or item.deleted_at is not None:
        return DELETED
    if later is not None and not later.run.startswith((f"{UNDONE}@", f"{LEFT}@")):
        return f"{later.rule} wrote there again since; undo that first"
    if later is not None and later.after != last.after:
        return "it was put back already"
    edited = (item.marks.get(facet) for facet in _facets(last.effect, item))
    since = last.at.replace(microsecond=0)
    hands = [mark for mark in edited if mark is not None and not mark.ours and mark.at >= since]
    return _ANOTHER if hands else ""


def _facets(effect: Effect, item: Item) -> Iterator[str]:
    """Where a person's edit of the same would be seen."""
    match effect:
        case SetLabel():
            yield from (f"label:{label}" for label in effect.slot)
        case SetField():
            yield effect.place
        case SetStatus():
            yield "status"
            yield from (f for f in item.marks if f.startswith("project/") and f.endswith("/Status"))
        case SetAssignee():
            yield "assignees"


def _effects(
    last: Write, was: tuple[str, ...] | None, account: Account
) -> tuple[tuple[Effect, ...], str]:
    """What puts it back, or why nothing can."""
    effect, reads = last.effect, last.after or ()
    if isinstance(effect, Comment):
        return _unsaid(effect, was, reads)
    if was is None:
        return (), "what stood there before is not on record"
    if was == reads:
        return (), "it stands as it did before"
    if isinstance(effect, SetAssignee):
        return _given_back(effect, was, reads, account)
    found = tuple(_settable(effect, was, reads))
    return found, "" if found else "there is nothing to be put back"


def _settable(effect: Effect, was: tuple[str, ...], reads: tuple[str, ...]) -> Iterator[Effect]:
    match effect:
        case SetLabel():
            yield from _labels(effect, was, reads)
        case SetField():
            yield replace(effect, value=_one(was), basis=_one(reads), told=True)
        case SetStatus():
            yield replace(effect, value=was[0], basis=reads[0], groups=(), stands=False)
        case SetLink():
            yield replace(effect, value=None if reads else effect.to, stands=False)


def _labels(effect: SetLabel, was: tuple[str, ...], reads: tuple[str, ...]) -> Iterator[SetLabel]:
    """One wish; several labels of a slot, which only a person can have set, go one by one."""
    if len(was) <= 1:
        yield replace(effect, value=_one(was), basis=reads)
        return
    for label in sorted({*was, *reads}):
        yield replace(
            effect,
            field=f"{effect.field}:{label}",
            slot=(label,),
            value=label if label in was else None,
            basis=(label,) if label in reads else (),
        )


def _unsaid(
    effect: Comment, was: tuple[str, ...] | None, reads: tuple[str, ...]
) -> tuple[tuple[Effect, ...], str]:
    if not effect.name:
        return (), "a comment cannot be unsent"
    if was:
        return (replace(effect, text=was[0], basis=_one(reads)),), ""
    return (RemoveComment(effect.connection, effect.target, effect.field),), ""


def _given_back(
    effect: SetAssignee, was: tuple[str, ...], reads: tuple[str, ...], account: Account
) -> tuple[tuple[Effect, ...], str]:
    if len(was) > 1:
        return (), f"{', '.join(was)} had it together, and Pitboard gives an item to one"
    name = _one(was)
    known = account(effect.connection, name) if name else None
    if name and known is None:
        return (), f"rules/people.yaml names no account of {name}"
    back = replace(effect, who="", value=known, basis=reads, replaces=True, stands=False)
    return (replace(back, by_name=False),), ""


def _one(told: tuple[str, ...]) -> str | None:
    return told[0] if told else None
