"""The status that an inline test is given: signals by level, progress, dates and pace."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from automation.appraisal import LEVELS, Pace, Progress, Signal, Status
from automation.engine.folder.places import Place
from automation.engine.language.signal_words import (
    OF_PACE,
    OF_PROGRESS,
    PROGRESS,
    SIGNAL_IDS,
)
from automation.engine.language.words import Field, Kind, suggest
from automation.errors import Problem
from automation.model import Evidence

_TIME = "must be a time with its zone, such as 2026-11-20T09:00:00Z"
_NUMBER = "must be a whole number, 0 or more"


def moment(text: object) -> datetime | None:
    """Read a time with its zone, in UTC; None when it is not one."""
    try:
        time = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return None if time.tzinfo is None else time.astimezone(UTC)


def status(given: Place | None, now: datetime) -> Status:
    """The status of the item of a test; what it does not say is not there.

    Each signal reads as its own id, so that a sentence made of it can be told.
    """
    item, pace = (given.child(key) if given else None for key in ("item", "pace"))
    said = _plain(item)
    progress = _plain(item.child(PROGRESS) if item else None)
    count = {name: number for name, number in progress.items() if isinstance(number, int)}
    likely = moment(_plain(pace).get("likely"))
    moved = moment(said.get("last_moved"))
    moves = said.get("moves")
    return Status(
        at=now,
        progress=Progress(
            done=count.get("done", 0),
            total=count.get("total", 0),
            dropped=count.get("dropped", 0),
            added=count.get("added", 0),
            removed=count.get("removed", 0),
        ),
        signals=tuple(_signals(given, now)),
        pace=Pace(1.0, 1, likely) if likely else None,
        moved=Evidence("moved", "", moved, "") if moved else None,
        target=moment(said.get("target")),
        first_target=moment(said.get("first_target")),
        moves=moves if isinstance(moves, int) else 0,
        paused_since=moment(said.get("paused_since")),
    )


def problems(given: Place) -> Iterator[Problem]:
    """Tell signals, levels and fields that there are none of."""
    signals, pace = given.child("signals"), given.child("pace")
    if signals:
        yield from _signal_problems(signals)
    if pace:
        yield from _field_problems(pace, {"likely": OF_PACE["likely"]}, "pace")


def progress_problems(progress: Place) -> Iterator[Problem]:
    """Tell what is wrong with the numbers of a test's item."""
    yield from _field_problems(progress, OF_PROGRESS, f"item.{PROGRESS}")


def _signals(given: Place | None, now: datetime) -> Iterator[Signal]:
    levels = given.child("signals") if given else None
    for level in LEVELS if levels else ():
        listed = levels.child(level) if levels else None
        for id_, _ in listed.words() if listed else ():
            yield Signal(id_, level, now, id_)


def _signal_problems(signals: Place) -> Iterator[Problem]:
    if not isinstance(signals.node.value, Mapping):
        yield signals.problem("must be levels with ids, such as {serious: [B1], watch: []}")
    for level, place in signals.entries():
        if level not in LEVELS:
            said = f'no signal is "{level}"; it is {", ".join(LEVELS)}'
            yield signals.key_problem(level, said, suggest(level, LEVELS))
            continue
        if not isinstance(place.node.value, tuple | str):
            yield place.problem("must be a list of ids, such as [B1, S1]")
        for id_, where in place.words():
            if id_ not in SIGNAL_IDS:
                said = f'there is no signal "{id_}"; there are {", ".join(SIGNAL_IDS)}'
                yield where.problem(said, suggest(id_, SIGNAL_IDS))


def _field_problems(place: Place, fields: Mapping[str, Field], owner: str) -> Iterator[Problem]:
    if not isinstance(place.node.value, Mapping):
        yield place.problem(f"must be a mapping, such as {{{next(iter(fields))}: ...}}")
    for name, value in place.entries():
        if name not in fields:
            said = f'{owner} has no "{name}"; it has {", ".join(fields)}'
            yield place.key_problem(name, said, suggest(name, fields))
        elif said := _misfit(fields[name], value.node.value):
            yield value.problem(said)


def _misfit(field: Field, value: object) -> str:
    if value is None:
        return ""
    if field.kind is Kind.TIME:
        return "" if moment(value) else _TIME
    return "" if type(value) is int and value >= 0 else _NUMBER


def _plain(place: Place | None) -> Mapping[str, object]:
    return {name: each.node.value for name, each in place.entries()} if place else {}
