"""One line of the journal: who did what when, and how it went when it was an API write.

`S` is what a pretend tracker knows, `D` a deed in it, `H` one thing that happened by it.
These generic values have no slots: with them Python 3.11 cannot build a frozen one by an alias.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from automation.sandbox.refusal import Refusal

S = TypeVar("S")
D = TypeVar("D")
H = TypeVar("H")
H_co = TypeVar("H_co", covariant=True)
D_contra = TypeVar("D_contra", contravariant=True)


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


@dataclass(frozen=True, kw_only=True)
class Entry(Generic[D]):
    """Deeds done together. `request` is the API call; `hooks` are the ids of its webhooks."""

    at: datetime
    via: Via
    deeds: tuple[D, ...]
    request: str = ""
    hooks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Outline(Generic[S, D, H]):
    """An entry that was tried: the state after it, and what happened; `refusal` if nothing."""

    entry: Entry[D]
    state: S
    result: Result
    happenings: tuple[H, ...] = ()
    refusal: Refusal | None = None


class Advance(Protocol[S, D_contra, H_co]):
    """One deed done: a state that comes back as the very same object was not changed."""

    def __call__(self, state: S, deed: D_contra, /, *, at: datetime) -> tuple[S, tuple[H_co, ...]]:
        """Do it at `at`. Raises Refusal."""
        ...


def enact(
    state: S,
    entry: Entry[D],
    *,
    advance: Advance[S, D, H],
    at_the_end: Callable[[H, S], H],
) -> Outline[S, D, H]:
    """Do all deeds of an entry, or none; `at_the_end` shows a happening the state after all."""
    after = state
    happened: list[H] = []
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
        happenings=tuple(at_the_end(happening, after) for happening in happened),
    )


def to_line(entry: Entry[D], to_json: Callable[[D], dict[str, object]]) -> dict[str, object]:
    """Write an entry as a line of the journal."""
    return {
        "at": entry.at.isoformat(),
        "via": entry.via,
        "request": entry.request,
        "hooks": list(entry.hooks),
        "deeds": [to_json(deed) for deed in entry.deeds],
    }


def from_line(
    line: Mapping[str, object], from_json: Callable[[Mapping[str, object]], D]
) -> Entry[D]:
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
