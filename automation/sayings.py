"""What people said to Pitboard of an item: be quiet until then, write again, another date.

Kept with the plan that they come from; nothing of it is written into a tracker.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

COMMANDS = "commands"
"""In place of a rule: whoever answers commands that no rule knows, help among them."""

ANY = ""
"""In place of a field: all that Pitboard writes into the item."""


@dataclass(frozen=True, slots=True)
class Snooze:
    """Rules say nothing of the item until then; an `until` that has passed ends an earlier one."""

    item_id: str
    until: datetime
    by: str
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Unpin:
    """What a person set in a field before `at` holds no more: Pitboard writes there again."""

    item_id: str
    field: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person would have a field read. It is shown and told, and never written by itself.

    `by` is who, by name, and `who` by id or account; `url` is where they said so. The latest of
    each person counts.
    """

    item_id: str
    field: str
    value: str
    by: str
    at: datetime
    why: str = ""
    url: str = ""
    who: str = ""


Saying = Snooze | Unpin | Proposal


@dataclass(frozen=True, slots=True)
class Sayings:
    """What holds of it now: the snoozes of the subject and the items around it, by id, and since
    when fields of the subject are unpinned.
    """

    snoozed: Mapping[str, Snooze] = field(default_factory=dict)
    unpinned: Mapping[str, datetime] = field(default_factory=dict)

    def unpinned_at(self, name: str) -> datetime | None:
        """When an override of this field was ended last; None where it never was."""
        told = [at for each in (name, ANY) if (at := self.unpinned.get(each)) is not None]
        return max(told, default=None)
