"""What came of a visitor's act: webhook, rule, write. Put together for a page, and pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from automation.sandbox.courier import Attempt, P
from automation.sandbox.pitboard import Judged, Pending, Verdict, Wish
from automation.sandbox.visits import Visit

WAIT_AT_LEAST, WAIT_AT_MOST = 6.0, 30.0
"""Seconds a page goes on looking: a first write is seldom the last one."""

_ALONE = ("not_about", "unmet", "no_row")
_SAID = {
    "acted": "acted",
    "agreed": "agrees with what stands there now",
    "held": "is held back",
    "resting": "rests",
    "shadow": "would have acted, but only watches",
    "not_about": "is not about this",
    "unmet": "asks for something else",
    "no_row": "has nothing to say of this",
    "failed": "could not be worked out",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One webhook, and what was answered."""

    event: str
    at: datetime
    answer: str
    went_well: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a rule made of one item, in a reader's words."""

    key: str
    rule: str
    said: str
    because: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One write that came back over HTTP; `result` is changed, idle or refused."""

    keys: tuple[str, ...]
    words: str
    result: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """An act and what came of it. `silent` is where Pitboard did not say what its rules made of it.

    `left` are rules that looked and let it be; `waits` is where more may come.
    """

    visit: Visit
    told: Sequence[Told]
    looks: Sequence[Look]
    left: Sequence[Look]
    pending: Sequence[tuple[str, Pending]]
    wishes: Sequence[tuple[str, Wish]]
    writes: Sequence[Written]
    silent: bool
    waits: bool


def aftermath(
    visit: Visit,
    *,
    told: Sequence[Told],
    judged: Sequence[Judged] | None,
    writes: Sequence[Written],
    until: datetime | None,
    now: float,
) -> Aftermath:
    """Put it together; `now` is a reading of the clock that `visit.began` was read from.

    `until` is when the next act came, None where this was the last.
    """
    asked = [(one.key, verdict) for one in judged or () for verdict in one.verdicts]
    since = visit.at.replace(microsecond=0)
    fresh = [(key, verdict) for key, verdict in asked if _is_within(verdict.at, since, until)]
    age = now - visit.began
    return Aftermath(
        visit=visit,
        told=told,
        looks=[_look(key, one) for key, one in fresh if one.result not in _ALONE],
        left=[_look(key, one) for key, one in fresh if one.result in _ALONE],
        pending=[(one.key, coming) for one in judged or () for coming in one.pending],
        wishes=[
            (one.key, wish)
            for one in judged or ()
            for wish in one.wishes
            if _is_within(wish.at, since, until)
        ],
        writes=writes,
        silent=judged is None,
        waits=bool(visit.hooks) and age < (WAIT_AT_LEAST if writes else WAIT_AT_MOST),
    )


def answered(attempt: Attempt[P], event: str) -> Told:
    """Say what one webhook was answered."""
    if attempt.status is not None:
        words = f"answered {attempt.status}"
    else:
        words = attempt.error or "no answer yet"
    if attempt.seconds is not None:
        words += f" after {max(1, round(attempt.seconds * 1000))} ms"
    return Told(
        event=event,
        at=attempt.at,
        answer=words,
        went_well=attempt.status is not None and attempt.status < 300,  # noqa: PLR2004 - HTTP's
    )


def _is_within(at: datetime, since: datetime, until: datetime | None) -> bool:
    return at >= since and (until is None or at < until)


def _look(key: str, verdict: Verdict) -> Look:
    return Look(
        key=key,
        rule=verdict.rule,
        said=_SAID.get(verdict.result, verdict.result),
        because=verdict.because,
        at=verdict.at,
    )
