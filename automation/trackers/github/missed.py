"""What GitHub did while nobody listened: webhooks that did not arrive, and pages that changed.

GitHub never sends a webhook again by itself, but keeps each for three days with what became of it.
What no webhook tells is healed by the pages of issues and pull requests that changed since.
https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from automation.errors import ServiceError
from automation.model import Delivery
from automation.ports import Haul, Missed
from automation.trackers.door import kept_headers
from automation.trackers.github.parse import DOOR
from automation.trackers.github.rereads import REREAD
from automation.trackers.shapes import text, time

Get = Callable[[str, Mapping[str, object]], tuple[Any, str]]
"""What is at this path under this query, and the query of the next page, "" after the last."""

Row = Mapping[str, Any]

_PAGE: Final = 100
_ARRIVED: Final = range(200, 300)
_MOMENT: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Asking:
    """How GitHub is asked, for whom, and when that is."""

    connection: str
    get: Get
    clock: Callable[[], datetime]


def missed(asking: Asking, wanted: Missed) -> Iterator[Haul]:
    """The webhooks that did not arrive, then every page that changed.

    A cursor is a stop on the way ("/repos/acme/shop/hooks"), or an address of a page below it.
    """
    stops = _stops(wanted)
    first = next((n for n, stop in enumerate(stops) if wanted.cursor.startswith(stop)), 0)
    for number, stop in enumerate(stops[first:], first):
        cursor = wanted.cursor if wanted.cursor.startswith(stop) else stop
        yield Haul((), cursor, number / len(stops))
        read = _resent if stop.endswith("/hooks") else _changed
        for haul in read(asking, wanted, stop, cursor):
            share = (number + (haul.share or 0.0)) / len(stops)
            yield Haul(haul.deliveries, haul.cursor, share)


def _stops(wanted: Missed) -> Sequence[str]:
    owners = sorted({project.partition("/")[0] for project in wanted.projects})
    places = [*(f"/orgs/{owner}" for owner in owners), *(f"/repos/{p}" for p in wanted.projects)]
    hooks = [f"{place}/hooks" for place in places] if wanted.resent else []
    return [*hooks, *(f"/repos/{project}/issues" for project in wanted.projects)]


# --- webhooks that did not arrive ------------------------------------------------------------


def _resent(asking: Asking, wanted: Missed, stop: str, cursor: str) -> Iterator[Haul]:
    """Each webhook of which a try failed and that is not here by now, fetched once."""
    fetched, since = set[str](), wanted.at.replace(microsecond=0)  # GitHub tells whole seconds
    for page in _pages(asking, since, stop, cursor):
        failed = {str(row["guid"]): row for row in page.rows if _failed(row, since)}
        here = wanted.arrived(list(failed)) | fetched
        for guid, row in failed.items():
            found = None if guid in here else _sent(asking, page.path, row)
            if found:
                fetched.add(guid)
                yield Haul((found,), f"{page.path}?{page.query}")
        yield Haul((), f"{page.path}?{page.following}")


@dataclass(frozen=True, slots=True)
class _Page:
    """One page of a webhook's deliveries, newest first; `following` is "" after the last."""

    path: str
    query: str
    rows: Sequence[Row]
    following: str


def _pages(asking: Asking, at: datetime, stop: str, cursor: str) -> Iterator[_Page]:
    """The pages of every webhook that leads to us, from where the cursor points."""
    path, begun, query = cursor.partition("?")
    if begun:
        yield from _pages_of(asking, at, path, query)
    done = int(path.split("/")[-2]) if begun else 0
    for hook in _our_hooks(asking, stop):
        if hook > done:
            yield from _pages_of(asking, at, f"{stop}/{hook}/deliveries", f"per_page={_PAGE}")


def _pages_of(asking: Asking, at: datetime, path: str, query: str) -> Iterator[_Page]:
    while query:
        rows, following = _if_there(asking, path, dict(parse_qsl(query)))
        older = not rows or time(rows[-1]["delivered_at"]) < at
        following = "" if older else following
        yield _Page(path, query, rows, following)
        query = following


def _our_hooks(asking: Asking, stop: str) -> Sequence[int]:
    """The webhooks that lead to this connection's door, by id: other ones are not our affair."""
    door = f"/hooks/{asking.connection}"
    hooks, _ = _if_there(asking, stop, {"per_page": _PAGE})
    return sorted(hook["id"] for hook in hooks if hook["config"].get("url", "").endswith(door))


def _if_there(asking: Asking, path: str, query: Mapping[str, object]) -> tuple[Any, str]:
    """Rows, none where there is no such place, or where it is not for our token to see."""
    try:
        return asking.get(path, query)
    except ServiceError as error:
        if error.retryable:
            raise
        return [], ""


def _failed(row: Row, since: datetime) -> bool:
    return row["status_code"] not in _ARRIVED and time(row["delivered_at"]) >= since


def _sent(asking: Asking, path: str, row: Row) -> Delivery | None:
    """The webhook as it was sent; None where GitHub has let go of it."""
    shown, _ = _if_there(asking, f"{path}/{row['id']}", {})
    sent = (shown or {}).get("request") or {}
    if not sent.get("payload"):
        return None
    headers = {name.lower(): text(value) for name, value in (sent.get("headers") or {}).items()}
    return Delivery(
        connection=asking.connection,
        id=str(row["guid"]),
        kind=str(row["event"]),
        body=json.dumps(sent["payload"]).encode(),
        received_at=asking.clock(),
        # What was sent as a form is shown as JSON.
        headers={**kept_headers(DOOR, headers), "content-type": "application/json"},
    )


# --- pages that changed ----------------------------------------------------------------------


def _changed(asking: Asking, wanted: Missed, stop: str, cursor: str) -> Iterator[Haul]:
    """Each issue and pull request that changed since, as it is now, the longest unchanged first.

    The next page begins at the last time of this one: what changes meanwhile moves to the end, and
    would move a page that is counted. https://docs.github.com/en/rest/issues/issues
    """
    repository, _ = _if_there(asking, stop.removesuffix("/issues"), {})
    query = dict(parse_qsl(cursor.partition("?")[2])) or _since(wanted.at)
    before: AbstractSet[str] = frozenset()
    while repository:
        rows, _ = asking.get(stop, query)
        here, listed = f"{stop}?{urlencode(query)}", {_id(row): row for row in rows}
        known = before | wanted.arrived(list(listed))
        fresh = {id_: row for id_, row in listed.items() if id_ not in known}
        for deliveries in _seen(asking, fresh, repository):
            yield Haul(deliveries, here)
        if len(rows) < _PAGE:
            return
        query, before = _further(query, rows[-1]["updated_at"]), listed.keys()
        share = (time(query["since"]) - wanted.at) / max(asking.clock() - wanted.at, _MOMENT)
        yield Haul((), f"{stop}?{urlencode(query)}", min(1.0, max(0.0, share)))


def _since(at: datetime) -> dict[str, str]:
    since = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    query = {"since": since, "state": "all", "sort": "updated", "direction": "asc"}
    return {**query, "per_page": str(_PAGE), "page": "1"}


def _further(query: Mapping[str, str], last: str) -> dict[str, str]:
    """On from the last time; where the whole page is of one second, to the next page of it."""
    if last == query["since"]:
        return {**query, "page": str(int(query["page"]) + 1)}
    return {**query, "since": last, "page": "1"}


def _seen(
    asking: Asking, rows: Mapping[str, Row], repository: Row
) -> Iterator[tuple[Delivery, ...]]:
    """The issues of a page together, then each pull request, of which a list shows too little."""
    issues = {id_: {"issue": row} for id_, row in rows.items() if "pull_request" not in row}
    if issues:
        yield tuple(_read(asking, id_, page, repository) for id_, page in issues.items())
    for id_, row in rows.items():
        if id_ in issues:
            continue
        place, number = repository["full_name"], row["number"]
        pull, _ = _if_there(asking, f"/repos/{place}/pulls/{number}", {})
        if pull:
            yield (_read(asking, id_, {"pull_request": pull}, repository),)


def _id(row: Row) -> str:
    """The same for the same content, so that it enters once however often it is listed."""
    said = json.dumps(row, sort_keys=True).encode()
    return f"past:{row['id']}:{sha256(said).hexdigest()[:16]}"


def _read(asking: Asking, id_: str, page: Row, repository: Row) -> Delivery:
    body = json.dumps({**page, "repository": repository}).encode()
    return Delivery(asking.connection, id_, REREAD, body, asking.clock())
