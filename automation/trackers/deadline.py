"""How much of a timeout is left for the calls that share it."""

import time

from automation.errors import ServiceError


class Deadline:
    """A timeout that several calls to one tracker have together."""

    def __init__(self, seconds: float, tracker: str) -> None:
        """Begin now; `tracker` is the name a person reads when the time is over."""
        self._end = time.monotonic() + seconds
        self._tracker = tracker

    def left(self) -> float:
        """Seconds left. Raises ServiceError where there are none."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise ServiceError(f"{self._tracker} did not answer in time", retryable=True)
        return seconds
