"""What is said of the line itself: its connections, what waits on the agenda, its processes."""

from datetime import datetime
from typing import Final

from automation.render import plural, span
from automation.web.words import Row, Said

_PROCESSES: Final = {
    "clock": "sees what is due and wakes the workers",
    "worker:line": "takes in deliveries and decides",
    "worker:deliver": "writes to the trackers",
}


_AGENDA: Final = {
    "waiting": Said("waiting", "wait"),
    "soon": Said("soon", "quiet"),
    "timers": Said("timers", "quiet"),
    "dead": Said("gave up", "bad"),
}

_TIMERS: Final = {
    "0": "a person's value ends, and it looks again",
    "1": "what it says next has lasted long enough to count",
    "limit": "its limit has room again",
}
"""What happens at the time of a timer that no trigger of a rule asked for."""


def agenda(kind: str, *, empty: bool) -> Said:
    """What rows of the agenda are; where there are none it is nothing to look at."""
    said = _AGENDA[kind]
    return Said(said.word, "quiet") if empty else said


def site(row: Row, wall: datetime) -> Said:
    """Whether a connection's tracker can be written to right now."""
    until = row["paused_until"]
    if until is None or until <= wall:
        return Said("open", "good")
    after = plural(row["failures"], "failure")
    left = span((until - wall).total_seconds())
    return Said(f"writes wait for {left} more, after {after}", "watch")


def reason(name: str) -> str:
    """Why a subject is on the agenda."""
    kind, _, rest = name.partition(":")
    if kind == "timer":
        return f"the rule {rest.rpartition(':')[0] or rest} asked to look again"
    if kind == "tick":
        return f"the rule {rest.partition('/')[0]} goes through all it is about"
    if kind == "sweep":
        return f"a person applied the rule {rest.partition(':')[0]}"
    if kind == "wake":
        return f"the rule {rest.partition(':')[0]} was asked to look at it"
    return {
        "look": "look at it: something changed",
        "occasion": "something happened that rules may speak about",
        "waiting": "what an event is about has to be known first",
        "reread": "read it again at the tracker",
        "recover": "ask its tracker for what did not arrive",
    }.get(kind, name)


def timer(name: str) -> str:
    """What happens once a row of the agenda is due that waits for its time."""
    kind, _, rest = name.partition(":")
    if kind != "timer":
        return reason(name)
    return _TIMERS.get(rest.rpartition(":")[2], "it acts, if that is still so")


def process(name: str) -> str:
    """What a process does."""
    return _PROCESSES.get(name, "")
