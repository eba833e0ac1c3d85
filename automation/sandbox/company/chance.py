"""Chance that can be dealt again: the same words lead to the same number, in any order."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

SEED = "acme"

T = TypeVar("T")


def share(*words: object) -> float:
    """A number from 0 up to, but not including, 1."""
    text = "/".join(map(str, (SEED, *words)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) / 2**48


def pick(many: Sequence[T], *words: object) -> T:
    """One of several."""
    return many[int(share(*words) * len(many))]


def between(low: float, high: float, *words: object) -> float:
    """A number from low up to high."""
    return low + (high - low) * share(*words)
