"""The page that says why a rule did or did not act on an item: one sentence, then every gate."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Blueprint, Response, current_app, request

from automation.effects import Clause
from automation.engine.language.frame import EvaluationError
from automation.engine.why.explaining import Explanation
from automation.engine.why.inquiry import Gate
from automation.engine.why.keeping import Kept
from automation.explained import Asked, Explainer, NothingToExplainError
from automation.web.frame import show, the_rules
from automation.web.words import Said

explain = Blueprint("explain", __name__)

_NAMES: Final = {
    "delivery": "Heard of it",
    "rule": "The rule",
    "trigger": "What woke it",
    "about": "What it is about",
    "team": "Its team",
    "permission": "May Pitboard write",
    "names": "Its facts",
    "condition": "Its conditions",
    "limits": "Limits and waits",
    "quiet": "Quiet",
    "budget": "How much it may do",
    "flips": "To and fro",
    "override": "A person's word",
    "fuse": "The fuse",
    "write": "The write",
}
_SAID: Final = {
    "passed": Said("passed", "good"),
    "stopped": Said("stops here as well", "watch"),
    "unknown": Said("not reached", "quiet"),
}
_STOP: Final = Said("stopped it", "bad")
_SO: Final = {True: "so", False: "not so", None: ""}


@dataclass(frozen=True, slots=True)
class Step:
    """One gate as the page shows it; `stops` for the first that stopped the rule."""

    name: str
    said: Said
    gate: Gate
    stops: bool


@explain.get("/explain")
def page() -> Response:
    """The question as a form, and the answer where both are named."""
    said = {name: request.args.get(name, "").strip()[:300] for name in ("rule", "item", "at")}
    asked, wrong = None, ""
    try:
        asked = _asked(**said)
    except NothingToExplainError as error:
        wrong = str(error)
    answer = show(
        "web/explain.html",
        **said,
        wrong=wrong,
        answer=asked.answer if asked else None,
        steps=_steps(asked.answer) if asked else (),
        said_of=_line,
        kept=_kept(asked) if asked else None,
        rules=[card for card in the_rules().cards if card.id],
    )
    answer.status_code = 404 if wrong else 200
    return answer


def _asked(rule: str, item: str, at: str) -> Asked | None:
    """The answer, None where nothing is asked yet. Raises NothingToExplainError."""
    if not rule or not item:
        return None
    explainer: Explainer = current_app.extensions["explainer"]
    return explainer.ask(rule, item, _moment(at))


def _moment(said: str) -> datetime | None:
    """A time as a browser's field writes it, by the company's clock."""
    if not said:
        return None
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        raise NothingToExplainError(f'"{said}" is no time.') from None


def _steps(answer: Explanation) -> list[Step]:
    return [
        Step(
            name=_NAMES.get(gate.name, gate.name),
            said=_STOP if number == answer.stop else _SAID[gate.answer],
            gate=gate,
            stops=number == answer.stop,
        )
        for number, gate in enumerate(answer.gates)
    ]


def _line(line: Clause) -> Said:
    """Whether a line holds, in the tone of what that is to the rule: under `none of` none may."""
    if line.held is None:
        return Said("", "quiet")
    is_choice, is_refusal = line.text.startswith("choose "), " none of: " in line.text[:80]
    good = line.held is not is_refusal
    return Said(_SO[line.held], "good" if good else "quiet" if is_choice else "watch")


def _kept(asked: Asked) -> Kept | None:
    try:
        return asked.as_test()
    except EvaluationError:
        return None  # the rule fails on this item, and the page says with what
