"""What stands around every page: the way to the others, the sandbox, trouble with rules."""

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request, url_for

from automation import paths
from automation.bootstrap import Line
from automation.errors import PitboardError
from automation.pointing import taken_apart
from automation.render import Templates
from automation.settings import Settings
from automation.store.portfolio import Portfolio
from automation.web import words
from automation.web.belonging import Worldbook
from automation.web.clock import shown_clock
from automation.web.rulebook import Rulebook, Shelf

_MACHINES: Final = ("/api/", "/hooks/")
"""Addresses whose callers read JSON, whatever they say they accept."""

_UNREADABLE: Final = 503
"""The record itself cannot be read, so nobody knows of any trouble."""

_HEADINGS: Final = {
    403: "This page is closed to you",
    404: "There is nothing here",
    405: "That cannot be done here",
    500: "This page could not be made",
    503: "The record cannot be read",
}


def furnish(app: Flask, line: Line) -> None:
    """Give an app what its pages need."""
    app.extensions["templates"] = Templates(paths.templates())
    app.extensions["rulebook"] = Rulebook(line.record.rulesets)
    app.extensions["worldbook"] = Worldbook(line.record)
    app.after_request(humane)


def show(name: str, **facts: object) -> Response:
    """A page from its template: `facts`, both clocks, and what every page carries."""
    line = the_line()
    wall = line.clock()
    return _page(
        name,
        wall=wall,
        now=line.record.clocks.company(wall),
        trouble=trouble(),
        **facts,
    )


def trouble() -> list[tuple[str, str]]:
    """What is wrong with the rule files: each line, and the part of the reference about it."""
    return [taken_apart(each) for each in the_line().record.rulesets.trouble("rules")]


def the_line() -> Line:
    """The line this app stands over."""
    line: Line = current_app.extensions["line"]
    return line


def the_rules() -> Shelf:
    """The active rules."""
    rulebook: Rulebook = current_app.extensions["rulebook"]
    return rulebook.shelf()


def the_files() -> Worldbook:
    """What the files beside the active rules say."""
    worldbook: Worldbook = current_app.extensions["worldbook"]
    return worldbook


def the_zone() -> tzinfo:
    """The company's zone, in which pages tell times; UTC where no rules can be read."""
    try:
        return the_files().world().calendar(None).zone
    except PitboardError:
        return UTC


def the_portfolio() -> Portfolio:
    """Everything that has a status."""
    return the_line().record.portfolio


def humane(answer: Response) -> Response:
    """A problem as a page where a person asked, as it is for everybody else."""
    if answer.mimetype != "application/problem+json" or not _asked_by_a_person():
        return answer
    said = answer.get_json()
    status = said["status"]
    heading = _HEADINGS.get(status, said["title"])
    wrong = [] if status == _UNREADABLE else trouble()
    page = _page(
        "web/problem.html", heading=heading, detail=said["detail"], status=status, trouble=wrong
    )
    page.status_code = status
    page.headers.extend((n, v) for n, v in answer.headers if n in {"Retry-After", "Allow"})
    return page


def _page(name: str, **facts: object) -> Response:
    templates: Templates = current_app.extensions["templates"]
    common = {
        "address": _address(),
        "here": request.endpoint or "",
        "sandboxes": sandboxes(the_line().settings),
        "wide": False,
        "clock": shown_clock(),
        "zone": the_zone(),
    }
    answer = Response(templates.page(name, **{**common, **facts}), mimetype="text/html")
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _address() -> Callable[..., str]:
    """Addresses for templates: flask's own, without its way to name a foreign host."""

    def address(endpoint: str, **values: str | int) -> str:
        return url_for(endpoint, **values)  # type: ignore[arg-type]  # values fill the address only

    return address


def _asked_by_a_person() -> bool:
    if request.path.startswith(_MACHINES):
        return False
    kinds = ["application/problem+json", "application/json", "text/html"]
    return request.accept_mimetypes.best_match(kinds) == "text/html"


def sandboxes(settings: Settings) -> Mapping[str, str]:
    """Where the pages of the trackers on this machine are, by what people call the tracker."""
    found = ((c.tracker, urlsplit(c.url)) for c in settings.connections.values())
    return {
        words.tracker(tracker): f"{at.scheme}://{at.netloc}/"
        for tracker, at in found
        if _is_here(at.hostname)
    }


def _is_here(host: str | None) -> bool:
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"
