"""How each rule behaves, as its page and the list of rules tell it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from flask import Blueprint, Response, jsonify

from automation.conduct import SPAN_DAYS, Compared, Conduct, Tally, proposal
from automation.dates import spoken
from automation.store.conducts import Conducts
from automation.store.runs import Done
from automation.web.frame import the_files, the_line, the_rules
from automation.web.rulebook import Card

conducts = Blueprint("conducts", __name__, url_prefix="/api/v1")

DIFFERENCES: Final = 10
RUNS: Final = 5


@dataclass(frozen=True, slots=True)
class Bearing:
    """A rule's conduct in words. `review` is "" until the day its file names has passed."""

    conduct: Conduct
    review: str = ""
    proposal: str = ""
    days: int = SPAN_DAYS


@dataclass(frozen=True, slots=True)
class Agreed:
    """The agreement of a rule in shadow as its page shows it; `percent` None: nothing was set."""

    counted: int
    agreed: int
    empty: int
    percent: int | None
    differences: tuple[Compared, ...]


def bearings(now: datetime) -> Mapping[str, Bearing]:
    """Every rule of the active set, by its id, as a list tells it; `now` is the company's."""
    return _bearings([card for card in the_rules().cards if card.id], now, _conducts().at_a_glance)


def bearing(card: Card, now: datetime) -> Bearing | None:
    """One rule, with everything its own page tells; None for a file that holds no rule."""
    return _bearings([card], now, _conducts().of).get(card.id) if card.id else None


def _bearings(
    cards: Sequence[Card], now: datetime, ask: Callable[..., Mapping[str, Conduct]]
) -> Mapping[str, Bearing]:
    world = the_files().world()
    calendar = world.calendar(None)
    found = ask([card.id for card in cards], calendar, now, is_program=world.is_program)
    return {
        card.id: Bearing(
            found[card.id], review_due(card, calendar.day(now)), proposal(found[card.id])
        )
        for card in cards
    }


def _conducts() -> Conducts:
    return the_line().record.conducts


def agreement(card: Card) -> Agreed | None:
    """What a rule in shadow says beside what people set; None for any other rule."""
    found = _agreement(card)
    if found is None:
        return None
    percent = None if found.share is None else round(100 * found.share)
    return Agreed(found.counted, found.agreed, found.empty, percent, found.differences)


def _agreement(card: Card) -> Tally | None:
    return _conducts().tally(card.id, limit=DIFFERENCES) if card.state == "shadow" else None


def last_runs(card: Card) -> Sequence[Done]:
    """The last runs of a rule that wrote something."""
    if not card.id:
        return ()
    return the_line().record.runs.newest(limit=RUNS, rule=card.id)


def review_due(card: Card, today: date) -> str:
    """That somebody said to ask by then whether the rule is still wanted; "" before that day."""
    day = reviewed_by(card)
    return f"to be reviewed by {spoken(card.review_by)}" if day and day < today else ""


def reviewed_by(card: Card) -> date | None:
    """The day that the file names; None for no day."""
    try:
        return date.fromisoformat(card.review_by) if card.review_by else None
    except ValueError:
        return None


@conducts.get("/rules")
def rules() -> Response:
    """Every rule of the active set, with what it said and what came of it."""
    line, shelf = the_line(), the_rules()
    now = line.now()
    cards = [card for card in shelf.cards if card.id]
    found = _bearings(cards, now, _conducts().of)
    resting = {row["rule"] for row in line.record.fuses.resting()}
    told = [
        {**_rule(card, found[card.id], _agreement(card)), "rests": card.id in resting}
        for card in cards
    ]
    return jsonify({"rules": told})


def _rule(card: Card, bearing: Bearing, agreed: Tally | None) -> dict[str, object]:
    conduct = bearing.conduct
    return {
        "id": card.id,
        "title": card.title,
        "owner": card.owner,
        "state": card.state,
        "file": card.file,
        "review_by": card.review_by or None,
        "review_due": bool(bearing.review),
        "last_fired": conduct.fired and conduct.fired.isoformat(),
        "last_changed": conduct.changed and conduct.changed.isoformat(),
        "said": {
            "days": bearing.days,
            "mails": conduct.mails,
            "comments": conduct.comments,
            "notices": conduct.notices,
            "followed": conduct.heeded,
            "share": conduct.share,
        },
        "pause_proposed": conduct.is_noise,
        "agreement": None
        if agreed is None
        else {"set": agreed.counted, "agreed": agreed.agreed, "share": agreed.share},
    }
