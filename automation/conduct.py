"""How a rule behaves: what people set where it speaks in shadow, and whether anybody listens.

Pure: rows of the record in, counts and shares out. Nothing is counted by person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

SPAN_DAYS: Final = 30
"""Days of the company's over which what a rule says is counted."""

ANSWERED_WITHIN: Final = 3
"""Working days in which a person's act on the item counts as an answer."""

FEWEST: Final = 20
"""Mails, comments and notices below which a share says nothing."""

HEEDED: Final = 0.2
"""The share below which a rule's page proposes its pause."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What a rule in shadow would have a field read, and what stood there when it said so.

    `key` and `url` are the item's, "" for one that is gone. `at` is the system's time.
    """

    key: str
    url: str
    field: str
    would: str | None
    stood: tuple[str, ...]
    at: datetime

    @property
    def is_set(self) -> bool:
        """Whether anything stood there to agree with."""
        return bool(self.stood)

    @property
    def agrees(self) -> bool:
        """Whether it would have changed nothing."""
        return self.stood == (() if self.would is None else (self.would,))


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything a rule in shadow would have set, newest first."""

    rule: str
    compared: tuple[Compared, ...] = ()

    @property
    def counted(self) -> int:
        """Where somebody had set something."""
        return sum(each.is_set for each in self.compared)

    @property
    def agreed(self) -> int:
        """Where it would have said the same."""
        return sum(each.is_set and each.agrees for each in self.compared)

    @property
    def empty(self) -> int:
        """Where nothing stood and the rule would have set something."""
        return sum(not each.is_set and not each.agrees for each in self.compared)

    @property
    def share(self) -> float | None:
        """How often it agrees with what was set; None where nothing was."""
        return self.agreed / self.counted if self.counted else None

    def differences(self, limit: int = 10) -> Sequence[Compared]:
        """The latest of those where people had set something else."""
        return [each for each in self.compared if each.is_set and not each.agrees][:limit]


@dataclass(frozen=True, slots=True)
class Tally:
    """An agreement in numbers, as `Agreement` has them, with its latest differences."""

    rule: str
    counted: int = 0
    agreed: int = 0
    empty: int = 0
    differences: tuple[Compared, ...] = ()

    @property
    def share(self) -> float | None:
        """How often it agrees with what was set; None where nothing was."""
        return self.agreed / self.counted if self.counted else None


@dataclass(frozen=True, slots=True)
class Conduct:
    """What a rule said in the last 30 days, and when it last did anything.

    `heeded` counts what was followed by a person's act on the item within 3 working days. `fired`
    is when it last had something to say, `changed` when it last changed a tracker; None for never.
    Both are the company's time.
    """

    rule: str
    mails: int = 0
    comments: int = 0
    notices: int = 0
    heeded: int = 0
    fired: datetime | None = None
    changed: datetime | None = None

    @property
    def said(self) -> int:
        """How often it spoke to people."""
        return self.mails + self.comments + self.notices

    @property
    def share(self) -> float | None:
        """How much of it was followed by an act; None where it said nothing."""
        return self.heeded / self.said if self.said else None

    @property
    def is_noise(self) -> bool:
        """Whether so little of so much is followed that its pause is proposed."""
        return self.share is not None and self.said >= FEWEST and self.share < HEEDED


def proposal(conduct: Conduct) -> str:
    """What its page says of a rule that nobody listens to; "" where it is heard."""
    if not conduct.is_noise:
        return ""
    return (
        f"Of {conduct.said} mails, comments and notices in {SPAN_DAYS} days people acted on "
        f"{conduct.heeded}. Say `state: paused` in its file, or let it say less."
    )
