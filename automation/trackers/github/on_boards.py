"""Issues moved on boards, closed and opened, and the fields of their projects, read and written."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from automation.errors import ServiceError
from automation.model import Value
from automation.ports import Column, Move
from automation.trackers.deadline import Deadline
from automation.trackers.github.answers import data_of, shown_of
from automation.trackers.github.boards import (
    CARDS,
    EMPTY,
    PUT,
    STATUS,
    Card,
    cards_of,
    input_of,
    nodes_of,
)

_OPEN: Final = "open"
_REASONS: Final = {"closed": "completed", "not planned": "not_planned", "duplicate": "duplicate"}
"""How an issue can be closed, and GitHub's word for it."""


class OnBoards(ABC):
    """What the client does about statuses and the fields of projects."""

    def column(self, key: str, *, timeout: float) -> Column:
        """Its status on its board; without one, whether it is open, and as what it was closed.

        On several boards at once it stands in all their columns, in the order of the projects.
        """
        until = Deadline(timeout, "GitHub")
        state = _state(self._call("GET", _issue(key), timeout=until.left()))
        cards, said = self._cards(key, until)
        boards = _boards(cards)
        if not boards:
            note = f"GitHub shows us no project of it: {said}" if said else ""
            return Column(state, _category(state), note=note)
        parts = tuple(str(card.values.get(STATUS) or "") for card in boards)
        name = ", ".join(dict.fromkeys(parts))
        return Column(name, "", state=state, parts=parts)

    def moves(self, key: str, *, timeout: float) -> Sequence[Move]:
        """Every column of its boards. Without a board it is closed for a reason, or opened again;
        on one, that is done only where it is asked for by its name.

        A reason cannot be changed while an issue is closed.
        https://docs.github.com/en/rest/issues/issues#update-an-issue
        """
        until = Deadline(timeout, "GitHub")
        state = _state(self._call("GET", _issue(key), timeout=until.left()))
        boards = _boards(self._cards(key, until)[0])
        columns = {name.casefold(): _into(name, boards) for name in _names(boards)}
        states = _REASONS if state == _OPEN else (_OPEN,)
        others = [Move(n, Column(n, _category(n)), by_name=bool(boards)) for n in states]
        return [*columns.values(), *(each for each in others if each.id not in columns)]

    def move(self, key: str, move: Move, *, timeout: float) -> None:
        """Put it into the column on every board that has it; or close it, or open it again."""
        if move.places:
            self._write(json.loads(move.id), Deadline(timeout, "GitHub"))
            return
        body: dict[str, object] = {"state": _OPEN}
        if move.id != _OPEN:
            body = {"state": "closed", "state_reason": _REASONS[move.id]}
        self._call("PATCH", _issue(key), body, timeout=timeout)

    def fields(self, key: str, places: Sequence[str], *, timeout: float) -> Mapping[str, Value]:
        """What these fields of its projects ("project/7/Risk") read now, None for nothing.

        Other fields of GitHub's are not read.
        """
        wanted = {spot[0] for place in places if (spot := _spot(place))}
        cards, said = self._cards(key, Deadline(timeout, "GitHub")) if wanted else ((), "")
        if said and not wanted <= {card.number for card in cards}:
            raise ServiceError(f"GitHub shows us no project of {key}: {said}", retryable=False)
        known = {c.place(name): value for c in cards for name, value in c.values.items()}
        return {place: known.get(place) for place in places}

    def set_fields(self, key: str, values: Mapping[str, Value], *, timeout: float) -> None:
        """Write these fields of its projects, one after the other; none where one cannot be.

        Raises ServiceError.
        """
        until = Deadline(timeout, "GitHub")
        if strange := [place for place in values if _spot(place) is None]:
            said = f"{key} has no field to write: {', '.join(strange)}"
            raise ServiceError(said, retryable=False)
        cards = self._cards(key, until)[0] if values else ()
        known = {card.number: card for card in cards}
        self._write([_asked(key, place, value, known) for place, value in values.items()], until)

    def project_items(self, key: str, *, timeout: float) -> Any:  # noqa: ANN401 - GitHub's JSON
        """Its items of projects as GitHub tells them; empty where it shows none."""
        return self._items(key, Deadline(timeout, "GitHub"))[0]

    def _cards(self, key: str, until: Deadline) -> tuple[tuple[Card, ...], str]:
        """Its cards in its owner's projects, and what GitHub says of those it does not show."""
        nodes, said = self._items(key, until)
        return cards_of(key.partition("/")[0], nodes), said

    def _items(self, key: str, until: Deadline) -> tuple[Any, str]:
        project, _, number = key.rpartition("#")
        owner, _, name = project.partition("/")
        variables = {"owner": owner, "name": name, "number": int(number)}
        data, said = shown_of(self._ask(CARDS, variables, timeout=until.left()))
        return nodes_of(data), said

    def _write(self, inputs: Sequence[Mapping[str, Any]], until: Deadline) -> None:
        for each in inputs:
            mutation = PUT if "value" in each else EMPTY
            data_of(self._ask(mutation, {"input": each}, timeout=until.left()))

    @abstractmethod
    def _call(self, verb: str, path: str, body: object = None, *, timeout: float) -> Any:  # noqa: ANN401 - GitHub's JSON
        """Ask GitHub. Raises ServiceError."""

    @abstractmethod
    def _ask(self, query: str, variables: Mapping[str, object], *, timeout: float) -> Any:  # noqa: ANN401 - GitHub's JSON
        """Ask GitHub in GraphQL. Raises ServiceError; what is answered may hold errors."""


def _boards(cards: Sequence[Card]) -> Sequence[Card]:
    """Those of projects that have columns."""
    return [card for card in cards if STATUS in card.fields and card.fields[STATUS].choices]


def _names(boards: Sequence[Card]) -> Iterator[str]:
    """The columns there are, each once, and none at all, which a card can be put back to."""
    named = [*(name for card in boards for name in card.fields[STATUS].choices), *boards[:1]]
    seen = set[str]()
    for name in (each if isinstance(each, str) else "" for each in named):
        if name.casefold() not in seen:
            seen.add(name.casefold())
            yield name


def _into(name: str, boards: Sequence[Card]) -> Move:
    """The way into a column, on those boards that have it and where it does not stand there."""
    inputs, places = list[Mapping[str, object]](), list[tuple[str, str]]()
    for card in boards:
        theirs = next((n for n in card.fields[STATUS].choices if _same(n, name)), None)
        if (theirs is None and name) or _same(card.values.get(STATUS) or "", name):
            continue
        inputs.append(input_of(card, STATUS, theirs))
        places.append((card.place(STATUS), theirs or ""))
    stands = not inputs
    return Move(
        json.dumps(inputs), Column(name, ""), places=tuple(places), stands=stands, by_name=not name
    )


def _same(one: object, other: str) -> bool:
    return str(one).casefold() == other.casefold()


def _asked(key: str, place: str, value: Value, cards: Mapping[int, Card]) -> Mapping[str, object]:
    number, name = _spot(place) or (0, "")
    if number not in cards:
        said = f"{key} is in no open project {number} of its owner, as far as we see"
        raise ServiceError(said, retryable=False)
    return input_of(cards[number], name, value)


def _spot(place: str) -> tuple[int, str] | None:
    """The project's number and the field's name; None for what is no field of a project."""
    start, _, rest = place.partition("/")
    number, _, name = rest.partition("/")
    return (int(number), name) if start == "project" and number.isdecimal() and name else None


def _state(page: Mapping[str, Any]) -> str:
    """Open, or as what it was closed."""
    if page["state"] == _OPEN:
        return _OPEN
    reason = page.get("state_reason")
    return next((name for name, said in _REASONS.items() if said == reason), "closed")


def _category(state: str) -> str:
    return "new" if state == _OPEN else "done"


def _issue(key: str) -> str:
    project, _, number = key.rpartition("#")
    return f"/repos/{quote(project, safe='/')}/issues/{quote(number, safe='')}"
