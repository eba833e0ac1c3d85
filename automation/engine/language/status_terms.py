"""Terms that read the status of the item a rule is about: its signals, progress, date and pace."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from automation.appraisal import Status
from automation.engine.language.frame import STATUS, EvaluationError, ExpressionError, Frame
from automation.engine.language.signal_words import (
    COLOUR,
    NOTES,
    OF_COLOUR,
    OF_PACE,
    OF_PROGRESS,
    OF_SIGNALS,
    OF_STATUS,
    PACE,
    PROGRESS,
    SIGNAL_IDS,
    SIGNALS,
)
from automation.engine.language.terms import Term
from automation.engine.language.words import Kind, suggest
from automation.graph import HIGHEST

Reads = Callable[[Status], object]


def signals(at: int) -> Term:
    """`signals`: the ids of all of them, worst first."""
    return _list(SIGNALS, at, lambda status: tuple(each.id for each in status.signals))


def signal_word(name: str, at: int, start: int) -> Term:
    """`signals.name`; `at` is the place of the name and `start` that of the whole."""
    if name == COLOUR:
        raise ExpressionError("write signals.colour.serious or signals.colour.watch", at)
    _refuse_unknown(SIGNALS, name, (*OF_SIGNALS, COLOUR), at)
    return _list(f"{SIGNALS}.{name}", start, lambda status: _ids(status, name))


def colour_word(name: str, at: int, start: int) -> Term:
    """`signals.colour.name`: those of a level that are no notes."""
    _refuse_unknown(f"{SIGNALS}.{COLOUR}", name, OF_COLOUR, at)
    return _list(
        f"{SIGNALS}.{COLOUR}.{name}",
        start,
        lambda status: tuple(id_ for id_ in _ids(status, name) if id_ not in NOTES),
    )


def progress_word(name: str, at: int, start: int) -> Term:
    """`item.progress.name`."""
    _refuse_unknown(f"item.{PROGRESS}", name, OF_PROGRESS, at)
    text, kind = f"item.{PROGRESS}.{name}", OF_PROGRESS[name].kind
    return _term(text, PROGRESS, kind, start, lambda status: getattr(status.progress, name))


def pace_word(name: str, at: int, start: int) -> Term:
    """`pace.name`."""
    _refuse_unknown(PACE, name, OF_PACE, at)
    text, kind = f"{PACE}.{name}", OF_PACE[name].kind
    if name != "known":
        return _term(text, PACE, kind, start, _likely)
    known = _term(text, PACE, kind, start, lambda status: _likely(status) is not None)
    return replace(known, certain=True)


def status_word(name: str, start: int) -> Term:
    """`item.name` for a word that comes from the status."""
    return _term(f"item.{name}", name, OF_STATUS[name].kind, start, _READS[name])


def _moved_at(status: Status) -> object:
    return status.moved.at if status.moved else None


def _likely(status: Status) -> object:
    return status.pace.likely if status.pace else None


_READS: Mapping[str, Reads] = {
    "paused_since": lambda status: status.paused_since,
    "target": lambda status: status.target,
    "first_target": lambda status: status.first_target,
    "moves": lambda status: status.moves,
    "last_moved": _moved_at,
}


def _ids(status: Status, level: str) -> tuple[str, ...]:
    return tuple(each.id for each in status.of(level))


def _refuse_unknown(owner: str, name: str, known: Iterable[str], at: int) -> None:
    names = tuple(known)
    if name not in names:
        said = f'{owner} has no "{name}"; it has {", ".join(names)}'
        raise ExpressionError(said, at, suggest(name, names))


def _list(text: str, at: int, reads: Reads) -> Term:
    return replace(_term(text, SIGNALS, Kind.LIST, at, reads), elements=SIGNAL_IDS)


def _term(text: str, read: str, kind: Kind, at: int, reads: Reads) -> Term:
    """The status is worked out from all that is part of the item, so it looks as far as it can."""
    term = Term(
        run=lambda _item, frame: reads(_status(frame)),
        kind=kind,
        text=text,
        at=at,
        framed=True,
        links=HIGHEST,
        reads=frozenset({read}),
    )
    return replace(term, looks=(term,))


def _status(frame: Frame) -> Status:
    try:
        found = frame.facts[STATUS]
    except KeyError:
        found = None
    if isinstance(found, Status):
        return found
    raise EvaluationError("the status of this item was not worked out, so nothing is said of it")
