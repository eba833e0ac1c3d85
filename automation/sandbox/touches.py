"""What visitors worked on lately: the script leaves it alone, or their act would soon be undone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

LEFT_ALONE = timedelta(days=14)
"""Ten working days of the company."""


class Touches:
    """When a visitor last worked on each issue, by the company's time."""

    def __init__(self) -> None:
        """Begin with none."""
        self._last: dict[str, datetime] = {}

    def note(self, ids: Iterable[str], at: datetime) -> None:
        """Remember that a visitor worked on these."""
        self._last.update(dict.fromkeys(ids, at))

    def meet(self, ids: Iterable[str], at: datetime) -> bool:
        """Whether a visitor worked on one of these, less than ten working days before."""
        return any(at < self._last[id_] + LEFT_ALONE for id_ in ids if id_ in self._last)
