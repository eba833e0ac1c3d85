"""Telling the echo of our own write from a person, whatever account the person uses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from automation.changes import anything_of
from automation.model import Actor, Change, Event
from automation.ports import Account, OwnWrite
from automation.values import read_as


@dataclass(frozen=True, slots=True)
class Echoes:
    """Tells our own writes from a person's: by actor and by value, never by actor alone.

    `earlier` are writes of longer ago, for events that are told late. A change that names nobody is
    none of them: what we wrote months ago a person may have written today.
    """

    accounts: Mapping[str, Account]
    writes: frozenset[OwnWrite]
    earlier: frozenset[OwnWrite] = frozenset()

    def of(self, target: str, connection: str) -> Callable[[Change, Actor | None], bool]:
        """The judge for one item. A change nobody is named for is ours if we wrote that value."""
        account = self.accounts.get(connection)
        us = account.actor_id if account else None

        def is_ours(change: Change, actor: Actor | None) -> bool:
            # Until our account is known, having written that very value has to be enough.
            if actor is not None and us is not None and actor.id != us:
                return False
            if actor is not None and us is not None and self._opened(target, connection):
                return True
            write = _written(target, change)
            if us is not None and replace(write, value=None) in self.writes:
                return True  # what comes along with a write of ours, whatever it reads
            return write in self.writes or (actor is not None and write in self.earlier)

        return is_ours

    def said(self, event: Event) -> bool:
        """Whether this is our own comment: by our account, and with our own words. Or an item that
        we opened, or the other end of a link of ours: Jira tells of it and not what changed.
        """
        account, text = self.accounts.get(event.connection), event.about.get("comment")
        if event.actor is None or account is None or event.actor.id != account.actor_id:
            return False
        if text is None and self._touched(event):
            return True
        if text is None and not event.changes:
            # Jira tells of an edited comment, and of an issue that was commented on, without words.
            text = _ANY
        return isinstance(text, str) and any(
            write.target == event.item_id
            and write.facet == "comment"
            and (text is _ANY or text.startswith(write.value or ""))
            for write in self.writes | self.earlier
        )

    def _touched(self, event: Event) -> bool:
        linked = OwnWrite(event.item_id, LINKED, stands=True)
        if not event.changes and linked in self.writes | self.earlier:
            return True
        is_new = event.kind.endswith((".issues.opened", ".issue.created"))
        return is_new and self._opened(event.item_id, event.connection)

    def _opened(self, target: str, connection: str) -> bool:
        """Whether we opened this item, or are about to open one and have not heard its id."""
        named = (OwnWrite(each, OPENED, stands=True) for each in (target, anything_of(connection)))
        return any(each in self.writes or each in self.earlier for each in named)


OPENED: Final = "opened"
LINKED: Final = "linked"
"""What is written of an item that we open, and of one that we tie to another."""

_ANY: Final = "\0"


def _written(target: str, change: Change) -> OwnWrite:
    """The write of ours that would read like this change."""
    stands = change.new is not None
    if change.facet.startswith("label:") or not stands:
        return OwnWrite(target, change.facet, stands)
    return OwnWrite(target, change.facet, stands, read_as(change.new))
