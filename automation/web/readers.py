"""What readers of a mail can do with one tap, from anywhere and without signing in.

The address is the right to it: only we can make one. A link scanner follows every link of a mail,
so that a GET shows and changes nothing (https://www.rfc-editor.org/rfc/rfc8058#section-3.1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, current_app

from automation.engine.ruleset.report import HEADS_UP
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

AHEAD: Final = f"/{HEADS_UP}"
"""How the name ends that a heads-up goes by: it comes when something got worse, or never."""

STANDS: Final[Mapping[str, str]] = {
    "never": "It no longer goes to",
    "monthly": "Once a month it goes to",
    "weekly": "It goes to",
}
"""Rhythm -> what is said before the address of whom it is about."""


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

AGAIN: Final = "You get it again, when something of yours got worse."

readers = Blueprint("readers", __name__, url_prefix="/u")


@readers.get("/<token>")
def choices(token: str) -> Response:
    """The page behind "Stop": a button for each rhythm but the one that stands."""
    return _shown(token, tuple(RHYTHMS))


@readers.post("/<token>")
def stop(token: str) -> Response:
    """Stop at once: what mail programs send when their own button is pressed."""
    return _done(token, "stop")


@readers.get("/<token>/<word>")
def ask(token: str, word: str) -> Response:
    """One button."""
    return _shown(token, (word,))


@readers.post("/<token>/<word>")
def act(token: str, word: str) -> Response:
    """Do it."""
    return _done(token, word)


def _shown(token: str, offered: tuple[str, ...]) -> Response:
    reader = _reader(token)
    left = tuple(word for word in offered if reader and _counts(word, reader))
    return _page(reader, token, left) if reader and left else _astray()


def _done(token: str, word: str) -> Response:
    reader = _reader(token)
    if reader is None or not _counts(word, reader):
        return _astray()
    line = the_line()
    editions, wall = line.record.editions, line.clock()
    if word in RHYTHMS:
        editions.wants(reader.report, reader.recipient, RHYTHMS[word], wall=wall)
    elif (id_ := editions.find(reader.report, reader.period, reader.recipient)) is not None:
        editions.tap(id_, word, wall=wall)
    others = tuple(RHYTHMS) if word in RHYTHMS else ()
    ahead = word == "weekly" and reader.report.endswith(AHEAD)
    return _page(reader, token, others, said=AGAIN if ahead else WORDS[word].done)


def _counts(word: str, reader: Reader) -> bool:
    """Whether this word means something for the mail whose link this is."""
    return word in WORDS and not (word == "monthly" and reader.report.endswith(AHEAD))


def _reader(token: str) -> Reader | None:
    return Tokens(the_line().settings.secret_key).read(token)


def _page(reader: Reader, token: str, offered: tuple[str, ...], *, said: str = "") -> Response:
    """What stands now, as far as a reader has a word in it, and what can be pressed."""
    rhythm = the_line().record.editions.rhythms(reader.report).get(reader.recipient, "weekly")
    left = [word for word in offered if RHYTHMS.get(word) != rhythm]
    if offered and not left:  # the mail asks for what stands already
        left = [word for word in RHYTHMS if RHYTHMS[word] != rhythm]
    left = [word for word in left if _counts(word, reader)]
    return _answer(
        200,
        title=the_rules().title_of(reader.report.partition("/")[0]),
        ahead=reader.report.endswith(AHEAD),
        stands=STANDS[rhythm],
        recipient=reader.recipient,
        buttons=[(f"/u/{token}/{word}", _button(word, rhythm, reader)) for word in left],
        said=said,
    )


def _button(word: str, rhythm: str, reader: Reader) -> str:
    if word == "weekly" and reader.report.endswith(AHEAD):
        return "Send it again"
    again = word == "weekly" and rhythm == "never"
    return "Send it again every week" if again else WORDS[word].button


def _astray() -> Response:
    return _answer(404, title="", ahead=False, stands="", recipient="", buttons=[], said="")


def _answer(status: int, **facts: object) -> Response:
    templates: Templates = current_app.extensions["templates"]
    page = templates.page("web/reader.html", **facts)
    answer = Response(page, status, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
