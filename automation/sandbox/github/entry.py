"""One line of the journal: who did what when, and how it went when it was an API write."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from automation.sandbox.github.acts import Deed, from_json, to_json
from automation.sandbox.github.state import Happening, Refusal, State
from automation.sandbox.github.transitions import advance


class Via(StrEnum):
    """The door something came in by."""

    API = "api"
    PAGE = "page"
    SEED = "seed"


class Result(StrEnum):
    """What a write came to. A client that writes twice shows as idle or refused."""

    CHANGED = "changed"
    IDLE = "idle"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Deeds done together. `request` is the API call; `hooks` are the ids of its webhooks."""

    at: datetime
    via: Via
    deeds: tuple[Deed, ...]
    request: str = ""
    hooks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """An entry that was tried: the state after it, and what happened; `refusal` if nothing."""

    entry: Entry
    state: State
    result: Result
    happenings: tuple[Happening, ...] = ()
    refusal: Refusal | None = None


def enact(state: State, entry: Entry) -> Outline:
    """Do all deeds of an entry, or none of them."""
    after = state
    happened: list[Happening] = []
    try:
        for deed in entry.deeds:
            after, more = advance(after, deed, at=entry.at)
            happened += more
    except Refusal as refusal:
        return Outline(entry=entry, state=state, result=Result.REFUSED, refusal=refusal)
    return Outline(
        entry=entry,
        state=after,
        result=Result.IDLE if after is state else Result.CHANGED,
        happenings=tuple(_at_the_end(happening, after) for happening in happened),
    )


def to_line(entry: Entry) -> dict[str, object]:
    """Write an entry as a line of the journal."""
    return {
        "at": entry.at.isoformat(),
        "via": entry.via,
        "request": entry.request,
        "hooks": list(entry.hooks),
        "deeds": [to_json(deed) for deed in entry.deeds],
    }


def from_line(line: Mapping[str, object]) -> Entry:
    """Read it back. Raises KeyError, TypeError or ValueError for anything else."""
    deeds, hooks = line["deeds"], line["hooks"]
    if not isinstance(deeds, list) or not isinstance(hooks, list):
        raise TypeError("deeds and hooks are lists")
    return Entry(
        at=datetime.fromisoformat(str(line["at"])),
        via=Via(str(line["via"])),
        request=str(line["request"]),
        hooks=tuple(str(hook) for hook in hooks),
        deeds=tuple(from_json(deed) for deed in deeds),
    )


def _at_the_end(happening: Happening, state: State) -> Happening:
    issues = state.repository(happening.repository).issues
    return replace(happening, issue=issues.get(happening.issue.number, happening.issue))
