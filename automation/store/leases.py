"""The figures of every claim: how long a lease lasts, and when a blamed row comes back."""

from datetime import timedelta

LEASE = timedelta(seconds=20)
"""Longer than the 10 s deadline of any piece of work, so its first owner is done or dead."""

MOST_ATTEMPTS = 8

_LONGEST = timedelta(minutes=30)


def backoff(tries: int) -> timedelta:
    """2 s, 4 s, 8 s and so on, at most 30 minutes."""
    return min(_LONGEST, timedelta(seconds=2 ** min(tries, 12)))
