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
    return {
        "look": "look at it: something changed",
        "reread": "read it again at the tracker",
        "recover": "ask its tracker for what did not arrive",
    }.get(name, name)


def process(name: str) -> str:
    """What a process does."""
    return _PROCESSES.get(name, "")
