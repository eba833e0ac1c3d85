"""Jira's bytes into Readings, Cloud's and Data Center's: pure, and forgiving of what they may add.

https://developer.atlassian.com/cloud/jira/platform/webhooks/
https://confluence.atlassian.com/adminjiraserver/managing-webhooks-938846912.html
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from automation import vanishing
from automation.errors import UnreadableDelivery
from automation.model import Delivery, Reading, Stale
from automation.trackers.door import Door
from automation.trackers.jira import comment, containers, issue, link
from automation.trackers.jira.changelog import items
from automation.trackers.jira.kinds import REREAD
from automation.trackers.jira.shapes import Message, moment
from automation.trackers.shapes import WRONG_SHAPE, Payload, payload_of, text

DOOR: Final = Door(
    # Jira signs with SHA-256 under the name that GitHub gave to SHA-1.
    signature="x-hub-signature",
    delivery="x-atlassian-webhook-identifier",
    kind=None,
    kept=frozenset(
        {
            "content-type",
            "user-agent",
            "x-atlassian-webhook-flow",
            "x-atlassian-webhook-identifier",
            "x-atlassian-webhook-retry",
        }
    ),
)


def parse(delivery: Delivery) -> Reading:
    """Understand one delivery; what nobody listens to is an empty Reading.

    Raises UnreadableDelivery for a body that is not what its `webhookEvent` promises.
    """
    payload = payload_of(delivery)
    what, action = _OWN.get(delivery.kind) or _said(payload)
    read = _READERS.get((what, action))
    if read is None:
        return Reading()
    try:
        at = _time(payload, delivery.received_at)
        return read(Message(delivery.connection, what, action, at, payload))
    except WRONG_SHAPE as error:
        raise UnreadableDelivery(
            f"not the shape of {what}_{action}: {type(error).__name__}: {error}"
        ) from error


def _said(payload: Payload) -> tuple[str, str]:
    """jira:issue_updated is (issue, updated); some products write it without the prefix."""
    said = payload.get("webhookEvent")
    name = said.removeprefix("jira:") if isinstance(said, str) else ""
    what, _, action = name.rpartition("_")
    return _WHAT.get(what, what), action


def _time(payload: Payload, received_at: datetime) -> datetime:
    told = payload.get("timestamp")
    return received_at if told is None else moment(told)


def _read_project(message: Message) -> Reading:
    """A project that was given another key takes all its issues along, without a word of theirs."""
    former = [text(each["fromString"]) for each in items(message.body) if each["field"] == "key"]
    return Reading(stale=tuple(Stale(message.connection, key) for key in former))


def _read_vanished(message: Message) -> Reading:
    return vanishing.read(message.connection, message.body, message.at)


_WHAT: Final[Mapping[str, str]] = {"issuelink": "link"}
_OWN: Final[Mapping[str, tuple[str, str]]] = {
    REREAD: ("issue", "reread"),
    vanishing.VANISHED: ("issue", "vanished"),
}
"""What the deliveries are about that Jira never sends."""
_READERS: Final[Mapping[tuple[str, str], Callable[[Message], Reading]]] = {
    ("issue", "reread"): issue.reread,
    ("issue", "vanished"): _read_vanished,
    ("project", "updated"): _read_project,
    **dict.fromkeys((("issue", each) for each in ("created", "updated", "deleted")), issue.read),
    **dict.fromkeys(
        (("comment", each) for each in ("created", "updated", "deleted")), comment.read
    ),
    **dict.fromkeys((("link", each) for each in ("created", "deleted")), link.read),
    **dict.fromkeys(
        (
            ("version", each)
            for each in (
                "created",
                "updated",
                "released",
                "unreleased",
                "moved",
                "merged",
                "deleted",
            )
        ),
        containers.read_version,
    ),
    **dict.fromkeys(
        (("sprint", each) for each in ("created", "updated", "started", "closed", "deleted")),
        containers.read_sprint,
    ),
}
