"""How each rule stands: whether it works or rests, when it runs, what it holds, what to do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from automation.render import plural
from automation.store.record import Record
from automation.taking_back import UNDONE
from automation.web import words
from automation.web.rulebook import Shelf
from automation.web.words import Said

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Working:
    """One rule. `said` is its state, `does` what a person is to do, "" where nothing.

    `last` is when it last ran by itself and what came of it, `next` when it runs again; None where
    no time is set. `shadow` counts what it would have written.
    """

    said: Said
    does: str = ""
    last: tuple[datetime, Said] | None = None
    next: datetime | None = None
    held: int = 0
    shadow: int = 0


@dataclass(frozen=True, slots=True)
class Resting:
    """A rule that rests, on the page of operations. `file` is "" where it is gone."""

    rule: str
    title: str
    file: str
    since: datetime
    subjects: int
    most: int
    held: int
    does: str
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class Shadowed:
    """What a rule in shadow would have written."""

    key: str
    rule: str
    field: str
    said: Said
    because: str
    at: datetime


def workings(record: Record, shelf: Shelf) -> Mapping[str, Working]:
    """Every rule of the active set, by its id."""
    fuses = record.fuses
    resting, held = {row["rule"]: row for row in fuses.resting()}, fuses.held()
    shadow, ticks = fuses.shadow_counts(), record.ticks.shown()
    return {
        card.id: Working(
            said=_said(card.state, resting.get(card.id)),
            does=to_do(card.id) if card.id in resting else "",
            last=_last(ticks.get(card.id, ())),
            next=_next(ticks.get(card.id, ())),
            held=held.get(card.id, 0),
            shadow=shadow.get(card.id, 0),
        )
        for card in shelf.cards
        if card.id
    }


def resting(record: Record, shelf: Shelf) -> Iterator[Resting]:
    """The rules that rest, the newest first."""
    held = record.fuses.held()
    for row in record.fuses.resting():
        card = shelf.of_rule(row["rule"])
        yield Resting(
            rule=row["rule"],
            title=card.title if card else row["rule"],
            file=card.file if card else "",
            since=row["since"],
            subjects=row["subjects"],
            most=row["most"],
            held=held.get(row["rule"], 0),
            does=to_do(row["rule"]),
            is_undone=_was_undone(row),
        )


def shadowed(record: Record, *, limit: int) -> Iterator[Shadowed]:
    """What rules in shadow would have written, the newest first."""
    for row in record.fuses.shadow(limit=limit):
        wish = row["wish"]
        field = str(row["effect"]).removeprefix(f"{row['subject']}/")
        yield Shadowed(
            key=row["key"] or "",
            rule=row["rule"],
            field=words.field(field),
            said=words.value(wish.get("value") or wish.get("subject")),
            because=row["because"],
            at=row["at"],
        )


def to_do(rule: str) -> str:
    """What a person does about a rule that rests."""
    return (
        f"Run `pitboard apply {rule} --all`: it tells what would be written, and asks. "
        "If that is wrong, mend the rule first."
    )


def _said(state: str, row: Row | None) -> Said:
    if row is None:
        return words.rule_state(state)
    if _was_undone(row):
        return Said("rests: a person undid what it wrote", "watch")
    wanted = plural(row["subjects"], "item")
    return Said(f"rests: it wanted {wanted} at once, its limit is {row['most']}", "watch")


def _was_undone(row: Row) -> bool:
    return str(row["run"]).startswith(f"{UNDONE}@")


def _last(ticks: Sequence[Row]) -> tuple[datetime, Said] | None:
    ran = next((row for row in ticks if row["state"] != "planned"), None)
    return (ran["planned_at"], words.tick(ran["state"])) if ran else None


def _next(ticks: Sequence[Row]) -> datetime | None:
    return min((row["planned_at"] for row in ticks if row["state"] == "planned"), default=None)
