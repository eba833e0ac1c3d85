"""GitHub's bytes into Readings: pure, and forgiving of everything GitHub may add.

The same for github.com and for GitHub Enterprise Server. Gitea and Forgejo are not GitHub, though
they send its headers beside their own: a tracker of their own is a folder beside this one, with
a line in the catalogue.
https://docs.github.com/en/webhooks/webhook-events-and-payloads
"""

from collections.abc import Mapping
from typing import Final

from automation.errors import UnreadableDelivery
from automation.model import Delivery, Reading
from automation.trackers.door import Door
from automation.trackers.github.checks import read_check_suite
from automation.trackers.github.comments import read_comment
from automation.trackers.github.issues import read_issue
from automation.trackers.github.message import Message, Reader
from automation.trackers.github.milestones import read_milestone
from automation.trackers.github.notices import (
    read_installation,
    read_label,
    read_ping,
    read_repository,
)
from automation.trackers.github.projects import read_project_item
from automation.trackers.github.pull_requests import read_pull_request
from automation.trackers.github.pushes import read_push
from automation.trackers.github.relations import read_dependencies, read_sub_issues
from automation.trackers.github.releases import read_release
from automation.trackers.github.rereads import REREAD, read_again, vanished
from automation.trackers.github.reviews import read_review
from automation.trackers.shapes import WRONG_SHAPE, Payload, payload_of, text
from automation.vanishing import VANISHED

__all__ = ["DOOR", "READERS", "REREAD", "parse"]

_OTHER_FORGES: Final = ("x-gitea-event", "x-forgejo-event")

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
            *_OTHER_FORGES,
        }
    ),
)

READERS: Mapping[str, Reader] = {
    "issues": read_issue,
    "issue_comment": read_comment,
    "pull_request": read_pull_request,
    "pull_request_review": read_review,
    "push": read_push,
    "release": read_release,
    "milestone": read_milestone,
    "label": read_label,
    "sub_issues": read_sub_issues,
    "issue_dependencies": read_dependencies,
    "projects_v2_item": read_project_item,
    "check_suite": read_check_suite,
    "installation": read_installation,
    "installation_repositories": read_installation,
    "repository": read_repository,
    "ping": read_ping,
    REREAD: read_again,
    VANISHED: vanished,
}
"""Who reads which event; nobody listens to any other."""


def parse(delivery: Delivery) -> Reading:
    """Understand one delivery; a kind nobody listens to is an empty Reading.

    Raises UnreadableDelivery for a body that is not what its kind promises.
    """
    reader = READERS.get(delivery.kind)
    if reader is None or any(name in delivery.headers for name in _OTHER_FORGES):
        return Reading()
    payload = payload_of(delivery)
    try:
        return reader(_message(delivery, payload))
    except WRONG_SHAPE as error:
        raise UnreadableDelivery(
            f"not the shape of {delivery.kind}: {type(error).__name__}: {error}"
        ) from error


def _message(delivery: Delivery, payload: Payload) -> Message:
    return Message(
        connection=delivery.connection,
        name=delivery.kind,
        action=text(payload.get("action") or ""),
        payload=payload,
        received_at=delivery.received_at,
    )
