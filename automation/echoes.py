"""Telling the echo of our own write from a person, whatever account the person uses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from automation.model import Actor, Change
from automation.ports import Account, OwnWrite


@dataclass(frozen=True, slots=True)
class Echoes:
    """Tells our own writes from a person's: by actor and by value, never by actor alone."""

    accounts: Mapping[str, Account]
    writes: frozenset[OwnWrite]

    def of(self, target: str, connection: str) -> Callable[[Change, Actor | None], bool]:
        """The judge for one item. A change nobody is named for is ours if we wrote that value."""
        account = self.accounts.get(connection)
        us = account.actor_id if account else None

        def is_ours(change: Change, actor: Actor | None) -> bool:
            # Until our account is known, having written that very value has to be enough.
            if actor is not None and us is not None and actor.id != us:
                return False
            return OwnWrite(target, change.facet, change.new is not None) in self.writes

        return is_ours
