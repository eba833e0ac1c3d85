"""Telling the echo of our own write from a person, whatever account the person uses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from automation.changes import anything_of
from automation.model import Actor, Change, Event
from automation.ports import Account, OwnWrite
from automation.values import read_as


@dataclass(frozen=True, slots=True)
class Echoes:
    """Tells our own writes from a person's: by actor and by value, never by actor alone.

    `earlier` are writes of longer ago, for events that are told late. A change that names nobody is
    none of them: what we wrote months ago a person may have written today. `fresh` are the ids that
    are not on record: one of them may be what we are opening and have not heard the id of.
    """

    accounts: Mapping[str, Account]
    writes: frozenset[OwnWrite]
    earlier: frozenset[OwnWrite] = frozenset()
    fresh: frozenset[str] = frozenset()

    def of(
        self, target: str, connection: str, event: Event | None = None
    ) -> Callable[[Change, Actor | None], bool]:
        """The judge for one item. A change nobody is named for is ours if we wrote that value.

        `event` is what tells of the changes, where something does.
        """
        opened = self._opened(target) or (event is not None and self._opens(event))
        account = self.accounts.get(connection)
        us = account.actor_id if account else None

        def is_ours(change: Change, actor: Actor | None) -> bool:
            # Until our account is known, having written that very value has to be enough.
            if actor is not None and us is not None and actor.id != us:
                return False
            if actor is not None and us is not None and opened:
                return True
            write = _written(target, change)
            if us is not None and OwnWrite(target, write.facet, write.stands) in self.writes:
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
        if self._removed(event) or (text is None and self._touched(event)):
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
        return _is_opening(event) and (self._opened(event.item_id) or self._opens(event))

    def _opened(self, target: str) -> bool:
        """Whether we opened this item."""
        named = OwnWrite(target, OPENED, stands=True)
        return named in self.writes or named in self.earlier

    def _opens(self, event: Event) -> bool:
        """Whether this may be the item that we are opening and have not heard the id of."""
        is_new = event.item_id in self.fresh and _is_opening(event)
        return is_new and self._opened(anything_of(event.connection))

    def _removed(self, event: Event) -> bool:
        """Whether this tells that a comment went which we took away, by its id where one is told:
        Jira tells of the issue as well, without one.
        """
        id_ = event.about.get("comment_id")
        if not event.kind.endswith("comment.deleted") and (id_ is not None or event.changes):
            return False
        return any(
            write.target == event.item_id and write.facet == REMOVED and id_ in (None, write.value)
            for write in self.writes | self.earlier
        )


OPENED: Final = "opened"
LINKED: Final = "linked"
REMOVED: Final = "comment removed"
"""What is written of an item that we open, of one that we tie to another, and of one under which
we take a comment away.
"""

_ANY: Final = "\0"


def _is_opening(event: Event) -> bool:
    return event.kind.endswith((".issues.opened", ".issue.created"))


def _written(target: str, change: Change) -> OwnWrite:
    """The write of ours that would read like this change."""
    stands = change.new is not None
    if change.facet.startswith("label:") or not stands:
        return OwnWrite(target, change.facet, stands)
    return OwnWrite(target, change.facet, stands, read_as(change.new))
