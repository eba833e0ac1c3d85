"""GitHub's bytes into Readings: pure, and forgiving of everything GitHub may add.

https://docs.github.com/en/webhooks/webhook-events-and-payloads#issues
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import parse_qs

from automation.errors import UnreadableDelivery
from automation.model import Actor, Change, Delivery, Event, Reading, Sighting, Value
from automation.trackers.door import Door

DOOR = Door(
    signature="x-hub-signature-256",
    delivery="x-github-delivery",
    kind="x-github-event",
    kept=frozenset(
        {
            "content-type",
            "user-agent",
            "x-github-delivery",
            "x-github-event",
            "x-github-hook-id",
            "x-github-hook-installation-target-id",
            "x-github-hook-installation-target-type",
            "x-github-enterprise-host",
            "x-github-enterprise-version",
        }
    ),
)

REREAD = "pitboard.reread"
"""The kind of a delivery we fetched ourselves: {"issue": ..., "repository": ...}."""

LONGEST_TEXT = 10_000
"""Characters of any text taken from GitHub; the rest is cut off."""

Payload = Mapping[str, Any]
T = TypeVar("T")


def parse(delivery: Delivery) -> Reading:
    """Understand one delivery; a kind nobody listens to is an empty Reading.

    Raises UnreadableDelivery for a body that is not what its kind promises.
    """
    if delivery.kind not in {"issues", REREAD}:
        return Reading()
    payload = _payload(delivery)
    try:
        sighting = _sighting(delivery.connection, payload, reread=delivery.kind == REREAD)
        event = None if sighting.reread else _event(payload, sighting)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableDelivery(
            f"not the shape of {delivery.kind}: {type(error).__name__}: {error}"
        ) from error
    return Reading(event, (sighting,))


def _payload(delivery: Delivery) -> Payload:
    try:
        payload = json.loads(_json_text(delivery))
    except (ValueError, RecursionError) as error:
        raise UnreadableDelivery(f"the body is not JSON: {error}") from error
    if not isinstance(payload, dict):
        raise UnreadableDelivery("the body is JSON, but not an object")
    return payload


def _json_text(delivery: Delivery) -> str:
    text = delivery.body.decode("utf-8")
    if "x-www-form-urlencoded" in delivery.headers.get("content-type", ""):
        found = parse_qs(text, max_num_fields=8).get("payload")
        if not found:
            raise UnreadableDelivery("the form has no field named payload")
        return found[0]
    return text


def _sighting(connection: str, payload: Payload, *, reread: bool) -> Sighting:
    issue, repository = payload["issue"], payload["repository"]
    project = _text(repository["full_name"])
    return Sighting(
        item_id=f"{connection}:{issue['id']}",
        connection=connection,
        key=f"{connection}:{project}#{int(issue['number'])}",
        type="issue",
        project=project,
        url=_text(issue["html_url"]),
        visibility=_visibility(repository),
        at=_time(issue["updated_at"]),
        fields=_fields(issue),
        labels=tuple(_text(label["name"]) for label in issue.get("labels") or ()),
        # A transferred issue goes on under a new id in its new repository.
        deleted=payload.get("action") in {"deleted", "transferred"},
        reread=reread,
    )


def _fields(issue: Payload) -> dict[str, Value]:
    return {
        "title": _text(issue["title"]),
        "state": _state(issue),
        "state_reason": _maybe(issue.get("state_reason"), _text),
        "author": _maybe(issue.get("user"), _login),
        "assignees": tuple(sorted(_login(user) for user in issue.get("assignees") or ())),
        "milestone": _maybe(issue.get("milestone"), _title),
        "comments": int(issue.get("comments") or 0),
        "created": _time(issue["created_at"]),
        "updated": _time(issue["updated_at"]),
        "closed": _maybe(issue.get("closed_at"), _time),
    }


def _state(issue: Payload) -> str:
    # `pinned` has come without a state; the closing time says the same.
    return _text(issue.get("state") or ("closed" if issue.get("closed_at") else "open"))


def _visibility(repository: Payload) -> str:
    """public, internal (everybody of the organisation) or restricted; a doubt is restricted."""
    said = repository.get("visibility")
    if said in {"public", "internal"}:
        return str(said)
    return "restricted" if said or repository.get("private", True) else "public"


def _event(payload: Payload, seen: Sighting) -> Event:
    action = _text(payload["action"])
    changes = _CHANGES.get(action, _no_change)(payload)
    detail = ",".join(change.facet for change in changes)
    return Event(
        connection=seen.connection,
        # The same change comes through several hooks with several GUIDs, so no GUID is in it.
        key=f"{seen.item_id}/issues.{action}/{seen.at:%Y%m%dT%H%M%S}/{detail}",
        kind=f"github.issues.{action}",
        at=seen.at,
        item_id=seen.item_id,
        actor=_maybe(payload.get("sender"), _actor),
        url=seen.url,
        changes=changes,
    )


def _opened(payload: Payload) -> tuple[Change, ...]:
    issue = payload["issue"]
    labels = [_text(label["name"]) for label in issue.get("labels") or ()]
    return (Change("state", None, "open"), *(Change(f"label:{n}", None, n) for n in labels))


def _labeled(payload: Payload) -> tuple[Change, ...]:
    name = _label(payload)
    return () if name is None else (Change(f"label:{name}", None, name),)


def _unlabeled(payload: Payload) -> tuple[Change, ...]:
    name = _label(payload)
    return () if name is None else (Change(f"label:{name}", name, None),)


def _label(payload: Payload) -> str | None:
    # A label deleted from the repository arrives here with no label at all.
    return _maybe(payload.get("label"), lambda label: _text(label["name"]))


def _closed(_payload: Payload) -> tuple[Change, ...]:
    return (Change("state", "open", "closed"),)


def _reopened(_payload: Payload) -> tuple[Change, ...]:
    return (Change("state", "closed", "open"),)


def _edited(payload: Payload) -> tuple[Change, ...]:
    before = (payload.get("changes") or {}).get("title") or {}
    if "from" not in before:
        return ()
    return (Change("title", _text(before["from"]), _text(payload["issue"]["title"])),)


def _assigned(payload: Payload) -> tuple[Change, ...]:
    after = frozenset(_login(user) for user in payload["issue"].get("assignees") or ())
    moved = _maybe(payload.get("assignee"), _login)
    before = after ^ ({moved} if moved else frozenset())
    return (Change("assignees", tuple(sorted(before)), tuple(sorted(after))),)


def _milestoned(payload: Payload) -> tuple[Change, ...]:
    moved = _maybe(payload.get("milestone"), _title)
    after = _maybe(payload["issue"].get("milestone"), _title)
    return (Change("milestone", None if after else moved, after),)


def _no_change(_payload: Payload) -> tuple[Change, ...]:
    return ()


_CHANGES: Mapping[str, Callable[[Payload], tuple[Change, ...]]] = {
    "opened": _opened,
    "labeled": _labeled,
    "unlabeled": _unlabeled,
    "closed": _closed,
    "reopened": _reopened,
    "edited": _edited,
    "assigned": _assigned,
    "unassigned": _assigned,
    "milestoned": _milestoned,
    "demilestoned": _milestoned,
}


def _actor(user: Payload) -> Actor:
    return Actor(id=str(user["id"]), login=_login(user), is_bot=user.get("type") == "Bot")


def _login(user: Payload) -> str:
    return _text(user["login"])


def _title(milestone: Payload) -> str:
    return _text(milestone["title"])


def _text(found: object) -> str:
    """Text that every store and page can hold: no NUL, no half of a surrogate pair, not endless."""
    if not isinstance(found, str):
        raise TypeError(f"expected text, got {type(found).__name__}")
    whole = found[:LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")
    return whole.replace("\x00", "")


def _time(found: str) -> datetime:
    at = datetime.fromisoformat(found)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _maybe(found: Any, read: Callable[[Any], T]) -> T | None:  # noqa: ANN401 - JSON ends here
    return None if found is None else read(found)
