"""Every edition of every report, as it was sent: its words, and its look behind glass."""

from datetime import timedelta
from typing import Final

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from automation.store.editions import Editions
from automation.store.sendings import Edition
from automation.web import words
from automation.web.frame import show, the_line, the_rules
from automation.web.problems import problem

MOST: Final = 100
"""Editions in the list."""

_A_DAY: Final = timedelta(days=1)
"""A report that could not be made for as long is dead, and stands among the operations."""

_BEHIND_GLASS: Final = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
"""A mail's own styles are inline; nothing in it runs, sends, or is fetched from elsewhere."""

mails = Blueprint("mails", __name__, url_prefix="/mails")


@mails.get("")
def listed() -> Response:
    """The newest editions."""
    found = _editions().list(MOST)
    waits = not found and _one_is_due()
    return show(
        "web/mails.html",
        editions=[(each, _titled(each), words.mail(each.state)) for each in found],
        most=MOST,
        waits=waits,
    )


@mails.get("/<int:id_>")
def one(id_: int) -> AnyResponse:
    """One edition: its two parts beside each other."""
    found = _editions().get(id_)
    if found is None:
        return problem(404, f"No mail has the number {id_}.")
    return show("web/mail.html", edition=found, titled=_titled(found), said=words.mail(found.state))


@mails.get("/<int:id_>/look")
def look(id_: int) -> AnyResponse:
    """The HTML part alone, in a sandbox of its own."""
    found = _editions().get(id_)
    if found is None:
        return problem(404, f"No mail has the number {id_}.")
    answer = Response(found.html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = _BEHIND_GLASS
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _one_is_due() -> bool:
    """Whether the time of a report has come, and it is not out."""
    line = the_line()
    wall = line.clock()
    at = line.record.ticks.awaited(since=wall - _A_DAY)
    return at is not None and at <= line.record.clocks.company(wall)


def _titled(edition: Edition) -> str:
    """Portfolio weekly, week 49; Portfolio weekly: heads-up for the mail of week 49."""
    report, _, step = edition.report.partition("/")
    year, _, number = edition.period.partition("-W")
    week = f"week {int(number)}" if number.isdecimal() else year
    title = the_rules().title_of(report)
    return f"{title}: {step} for the mail of {week}" if step else f"{title}, {week}"


def _editions() -> Editions:
    return the_line().record.editions
