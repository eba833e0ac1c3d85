"""What readers of a mail can do with one tap, from anywhere and without signing in.

The address is the right to it: only we can make one. A link scanner follows every link of a mail,
so that a GET shows and changes nothing (https://www.rfc-editor.org/rfc/rfc8058#section-3.1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, current_app

from automation import rulefiles
from automation.render import Templates
from automation.tokens import Reader, Tokens
from automation.web.frame import the_line, the_rules

_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Its few styles stand in the page: nothing else of ours is open to a stranger."""

RHYTHMS: Final[Mapping[str, str]] = {"stop": "never", "monthly": "monthly", "weekly": "weekly"}
"""Word in an address -> how often a reader wants the report."""

TAPS: Final = ("useful", "not")


@dataclass(frozen=True, slots=True)
class Tap:
    """What a word does: what its button says, and what is said once it was pressed."""

    button: str
    done: str


WORDS: Final[Mapping[str, Tap]] = {
    "stop": Tap("Stop this mail", "You get no more of it."),
    "monthly": Tap("Once a month", "You get it once a month."),
    "weekly": Tap("Every week", "You get it every week again."),
    "useful": Tap("It was useful", "Thank you: it was useful."),
    "not": Tap("It was not useful", "Thank you: it was not useful."),
}

readers = Blueprint("readers", __name__, url_prefix="/u")


@readers.get("/<token>")
def choices(token: str) -> Response:
    """The page behind "Stop": a button for each rhythm."""
    return _shown(token, tuple(RHYTHMS))


@readers.post("/<token>")
def stop(token: str) -> Response:
    """Stop at once: what mail programs send when their own button is pressed."""
    return _done(token, "stop")


@readers.get("/<token>/<word>")
def ask(token: str, word: str) -> Response:
    """One button."""
    return _shown(token, (word,)) if word in WORDS else _astray()


@readers.post("/<token>/<word>")
def act(token: str, word: str) -> Response:
    """Do it."""
    return _done(token, word) if word in WORDS else _astray()


def _shown(token: str, offered: tuple[str, ...]) -> Response:
    reader = _reader(token)
    return _astray() if reader is None else _page(reader, token, offered)


def _done(token: str, word: str) -> Response:
    reader = _reader(token)
    if reader is None:
        return _astray()
    line = the_line()
    editions, wall = line.record.editions, line.clock()
    if word in RHYTHMS:
        editions.wants(reader.report, reader.recipient, RHYTHMS[word], wall=wall)
    elif (id_ := editions.find(reader.report, reader.period, reader.recipient)) is not None:
        editions.tap(id_, word, wall=wall)
    others = tuple(each for each in RHYTHMS if each != word) if word in RHYTHMS else ()
    return _page(reader, token, others, said=WORDS[word].done)


def _reader(token: str) -> Reader | None:
    return Tokens(the_line().settings.secret_key).read(token)


def _page(reader: Reader, token: str, offered: tuple[str, ...], *, said: str = "") -> Response:
    return _answer(
        200,
        title=_title(reader.report),
        ahead=reader.report.endswith("/heads-up"),
        recipient=reader.recipient,
        buttons=[(f"/u/{token}/{word}", WORDS[word].button) for word in offered],
        said=said,
    )


def _astray() -> Response:
    return _answer(404, title="", ahead=False, recipient="", buttons=[], said="")


def _answer(status: int, **facts: object) -> Response:
    templates: Templates = current_app.extensions["templates"]
    page = templates.page("web/reader.html", **facts)
    answer = Response(page, status, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _title(name: str) -> str:
    """What the report is called in its file as it reads now; its id where that is gone."""
    id_ = name.partition("/")[0]
    for card in the_rules().cards:
        if f"report: {id_}" in card.text:
            told = rulefiles.read(card.text, card.file).plain()
            if isinstance(told, dict) and told.get("report") == id_:
                return str(told.get("title") or id_)
    return id_
