"""What happened in Jira while nobody listened: every issue that changed since, as it is now.

Jira Cloud gives up on a webhook after a few tries, and Data Center after none; the issues that
changed, with their changelogs and their comments, tell the same.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from automation.errors import ServiceError
from automation.model import Delivery
from automation.ports import Haul, Missed
from automation.trackers.jira.pages import Ask, by_number, by_token
from automation.trackers.shapes import time

Row = Mapping[str, Any]

_SHOWN: Final = {"fields": "*all,-worklog,-attachment,-lastViewed", "expand": "changelog"}
_PAGE: Final = 100
_OVERLAP: Final = 2
"""Minutes that a search by time looks further back: Jira's clock and index are not ours."""
_END: Final = "end"


@dataclass(frozen=True, slots=True)
class Asking:
    """How Jira is asked and by which clock.

    `count` is how many issues a query finds, as far as Cloud tells; `seen` makes a delivery of one.
    """

    ask: Ask
    cloud: Callable[[], bool]
    count: Callable[[str], int]
    clock: Callable[[], datetime]
    seen: Callable[[Row], Delivery]


def missed(asking: Asking, wanted: Missed) -> Iterator[Haul]:
    """Read page by page; the cursor holds the question too, for its answer goes on with it.

    A time is told in minutes ago: a time of day would be read in the time zone of our account.
    Ordered by key, so that no change moves a page.
    """
    jql, further, read, total = _left_off(wanted.cursor) or _begun(asking, wanted)
    if further == _END:
        return
    query = {**_SHOWN, "jql": jql, "maxResults": _PAGE}
    pages = by_token if asking.cloud() else by_number
    for page in pages(asking.ask, query, further):
        found = tuple(asking.seen(_whole(asking, issue, wanted.at)) for issue in page.issues)
        read += len(found)
        share = min(1.0, read / total) if total else page.share
        yield Haul(found, json.dumps([jql, page.further or _END, read, total]), share)


def _begun(asking: Asking, wanted: Missed) -> tuple[str, str, int, int]:
    """The question; none where no project of it is left that we see.

    Cloud refuses a question whole for one project that it does not show us.
    """
    try:
        return _question(asking, wanted)
    except ServiceError as error:
        if error.retryable:
            raise
        seen = _seen(asking, wanted.projects)
        if len(seen) == len(wanted.projects):
            raise
    return _question(asking, replace(wanted, projects=seen)) if seen else ("", _END, 0, 0)


def _question(asking: Asking, wanted: Missed) -> tuple[str, str, int, int]:
    jql = _jql(wanted, wanted.now or asking.clock())
    if asking.cloud():
        return jql, "", 0, asking.count(jql)
    _ask_who_we_are(asking)  # Data Center finds nothing for nobody, and does not say why
    return jql, "", 0, 0


def _seen(asking: Asking, projects: Sequence[str]) -> tuple[str, ...]:
    """Those of these projects that Jira shows us. Raises ServiceError where we are nobody to it."""
    _ask_who_we_are(asking)
    return tuple(project for project in projects if _sees(asking, project))


def _ask_who_we_are(asking: Asking) -> None:
    asking.ask("myself", {})


def _sees(asking: Asking, project: str) -> bool:
    try:
        asking.ask(f"project/{quote(project, safe='')}", {})
    except ServiceError as error:
        if not error.gone:
            raise
        return False
    return True


def _whole(asking: Asking, issue: Row, since: datetime) -> Row:
    """The issue with all that happened to it since: a search shows some of it, the newest first.

    https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-issue-search/
    """
    fields = issue.get("fields") or {}
    record, said = issue.get("changelog") or {}, fields.get("comment") or {}
    pages, comments = record.get("histories") or [], said.get("comments") or []
    if _cut_off(record, pages, since):
        pages = _all(asking, f"issue/{issue['id']}/changelog", "values")
        record = {**record, "histories": pages, "total": len(pages)}
    if _cut_off(said, comments, since):
        comments = _all(asking, f"issue/{issue['id']}/comment", "comments")
    fresh = [comment for comment in comments if time(comment["created"]) >= since]
    shown = {**fields, "comment": {"comments": fresh}}
    return {**issue, "fields": shown, **({"changelog": record} if record else {})}


def _cut_off(listed: Row, rows: Sequence[Row], since: datetime) -> bool:
    """Whether some of what happened since is not among these rows."""
    oldest = min((time(row["created"]) for row in rows), default=None)
    return len(rows) < (listed.get("total") or 0) and (oldest is None or oldest >= since)


def _all(asking: Asking, path: str, rows: str) -> Sequence[Row]:
    found = list[Row]()
    while True:
        page = asking.ask(path, {"startAt": len(found), "maxResults": _PAGE})
        found += page[rows]
        if not page[rows] or len(found) >= page["total"]:
            return found


def _left_off(cursor: str) -> tuple[str, str, int, int] | None:
    if not cursor:
        return None
    jql, further, read, total = json.loads(cursor)
    return jql, further, read, total


def _jql(wanted: Missed, now: datetime) -> str:
    minutes = math.ceil((now - wanted.at).total_seconds() / 60) + _OVERLAP
    named = ", ".join(json.dumps(project) for project in wanted.projects)
    within = f"project in ({named}) AND " if named else ""
    return f"{within}updated >= -{max(minutes, _OVERLAP)}m ORDER BY key ASC"
