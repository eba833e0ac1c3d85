"""How figures are taken: cases in turns, order reversed each round, medians of their ratios."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

T = TypeVar("T")


def in_turns(
    cases: Mapping[str, Callable[[int], T]], rounds: int, *, warm_up: int = 0
) -> dict[str, list[T]]:
    """Run every case once a round; each is given the number of its round, from 0.

    What disturbs the machine for a while then disturbs every case alike. `warm_up` is the number
    of rounds that come first and do not count.
    """
    found: dict[str, list[T]] = {name: [] for name in cases}
    for number in range(warm_up + rounds):
        order = list(cases) if number % 2 == 0 else list(cases)[::-1]
        for name in order:
            found[name].append(cases[name](number))
    return {name: results[warm_up:] for name, results in found.items()}


def ratio(of: Sequence[float], to: Sequence[float]) -> float:
    """The median over the rounds of `of` / `to` within the same round."""
    return median(one / other for one, other in zip(of, to, strict=True))


@dataclass(frozen=True, slots=True)
class Spread:
    """How long things took, in milliseconds."""

    p50: float
    p99: float
    max: float

    def __str__(self) -> str:
        """All three."""
        return f"p50 {self.p50:.1f}, p99 {self.p99:.1f}, max {self.max:.1f} ms"


def spread(seconds: Sequence[float]) -> Spread:
    """The spread of these times. Raises ValueError when there are none."""
    if not seconds:
        raise ValueError("nothing was timed")
    ordered = sorted(1000 * each for each in seconds)
    last = len(ordered) - 1
    return Spread(ordered[last // 2], ordered[round(0.99 * last)], ordered[last])
