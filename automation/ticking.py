"""The leading clock looks at the schedules and sweeps of the rules, by the company's time."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from automation.engine.loader import RuleSet
from automation.ports import Instants
from automation.store.ticks import Ticks, Timed

ON_TIME: Final = timedelta(minutes=10)
"""How late a run may be that is not made up for when it is missed."""

NOTICED: Final = timedelta(seconds=10)
"""Wall time in which a clock that runs has noticed a time, however fast the company's goes."""


def tend_ticks(
    ticks: Ticks, rules: RuleSet, *, wall: datetime, company: Callable[[datetime], datetime]
) -> None:
    """Let run what is due, and plan what comes next."""
    now = company(wall)
    late = max(ON_TIME, now - company(wall - NOTICED))
    ticks.tend(list(timed(rules)), version=rules.hash, instants=Instants(wall, now), late=late)


def timed(rules: RuleSet) -> Iterator[Timed]:
    """The times of every rule that is not paused: in their own zone, its owner's, the company's."""
    zone = rules.world.calendar(None).zone
    for rule, number, times in rules.ticks():
        next_after = partial(times.next_after, otherwise=zone)
        yield Timed(f"{rule}/{number}", next_after, skips=times.missed == "skip")
