"""The pretend GitHub without a server: acts in, the webhooks they would send out. Pure.

For tests and generators that play tens of thousands of acts, then shuffle and drop what was sent.
"""

from dataclasses import dataclass
from datetime import datetime

from automation.sandbox.github.acts import Act, Deed
from automation.sandbox.github.entry import Entry, Outline, Via, enact
from automation.sandbox.github.payloads import payload
from automation.sandbox.github.state import State
from automation.sandbox.github.wire import Json, Wire


@dataclass(frozen=True, slots=True)
class Sent:
    """One webhook: the name GitHub puts into X-GitHub-Event, and what it says."""

    event: str
    payload: Json


@dataclass(frozen=True, slots=True)
class Emission:
    """What acts came to: the state after them, and their webhooks in GitHub's order."""

    state: State
    sent: tuple[Sent, ...]
    outline: Outline


def emit(state: State, *acts: Act, by: str, at: datetime, wire: Wire) -> Emission:
    """Do these acts together as `by` at `at` (UTC), or none of them. Raises Refusal."""
    entry: Entry = Entry(at=at, via=Via.PAGE, deeds=tuple(Deed(by, act) for act in acts))
    outline = enact(state, entry)
    if outline.refusal:
        raise outline.refusal
    sent = (
        Sent(happening.event, payload(happening, state=outline.state, wire=wire))
        for happening in outline.happenings
    )
    return Emission(outline.state, tuple(sent), outline)
