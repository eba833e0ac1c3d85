"""What happened in Jira while nobody listened: every issue that changed since, as it is now.

Jira Cloud gives up on a webhook after a few tries, and Data Center after none; the issues that
changed, with their changelogs, tell the same.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from automation.model import Delivery
from automation.ports import Haul, Missed
from automation.trackers.jira.pages import Ask, by_number, by_token

_PAGE: Final = 100
_OVERLAP: Final = 2
"""Minutes that a search by time looks further back: Jira's clock and index are not ours."""
_END: Final = "end"


@dataclass(frozen=True, slots=True)
class Asking:
    """How Jira is asked and by which clock; `shown` is what to show of an issue.

    `seen` makes a delivery of an issue.
    """

    ask: Ask
    cloud: Callable[[], bool]
    clock: Callable[[], datetime]
    shown: Mapping[str, object]
    seen: Callable[[Mapping[str, Any]], Delivery]


def missed(asking: Asking, wanted: Missed) -> Iterator[Haul]:
    """Read page by page; the cursor holds the question too, for its answer goes on with it.

    A time is told in minutes ago: a time of day would be read in the time zone of our account.
    Ordered by key, so that no change moves a page.
    """
    jql, further = _left_off(wanted.cursor) or (_jql(wanted, asking.clock()), "")
    if further == _END:
        return
    query = {**asking.shown, "jql": jql, "maxResults": _PAGE}
    pages = by_token if asking.cloud() else by_number
    for page in pages(asking.ask, query, further):
        cursor = json.dumps([jql, page.further or _END])
        yield Haul(tuple(map(asking.seen, page.issues)), cursor, page.share)


def _left_off(cursor: str) -> tuple[str, str] | None:
    if not cursor:
        return None
    jql, further = json.loads(cursor)
    return jql, further


def _jql(wanted: Missed, now: datetime) -> str:
    minutes = math.ceil((now - wanted.at).total_seconds() / 60) + _OVERLAP
    named = ", ".join(json.dumps(project) for project in wanted.projects)
    within = f"project in ({named}) AND " if named else ""
    return f"{within}updated >= -{max(minutes, _OVERLAP)}m ORDER BY key ASC"
