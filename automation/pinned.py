"""Until when a person's value holds that no time ends."""

from datetime import UTC, datetime
from typing import Final

UNTIL_CHANGED: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""It holds until what it is made of changes."""


class Ending:
    """What ends at `until`, which is UNTIL_CHANGED where no time ends it."""

    __slots__ = ()
    until: datetime

    @property
    def is_pinned(self) -> bool:
        """Whether it holds until what it is made of changes."""
        return self.until == UNTIL_CHANGED
