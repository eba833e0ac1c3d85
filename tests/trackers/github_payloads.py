"""GitHub's payloads, composed: only the parts that anybody reads, with invented people."""

from typing import Any

from automation.model import Change, Event, Reading, Sighting
from automation.trackers.github.parse import parse
from tests.builders import ANN, a_delivery, at

SITE = "https://github.example"
REPOSITORY: dict[str, Any] = {
    "id": 31,
    "full_name": "acme/shop",
    "private": False,
    "visibility": "public",
    "html_url": f"{SITE}/acme/shop",
    "updated_at": "2026-10-02T12:00:00Z",
}
SENDER: dict[str, Any] = {"id": int(ANN.id), "login": ANN.login, "type": "User"}
BOT: dict[str, Any] = {"id": 77, "login": "renovate[bot]", "type": "Bot"}


def said(seconds: float = 0) -> str:
    """Noon and so many seconds, as GitHub writes it."""
    return at(seconds).strftime("%Y-%m-%dT%H:%M:%SZ")


def an_issue(number: int = 12, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - a payload's part
    return {
        "id": 7000 + number,
        "node_id": f"I_{number}",
        "number": number,
        "title": "Checkout hangs",
        "body": None,
        "state": "open",
        "html_url": f"{SITE}/acme/shop/issues/{number}",
        "labels": [{"name": "bug"}],
        "user": SENDER,
        "assignees": [],
        "milestone": None,
        "created_at": "2026-10-01T09:00:00Z",
        "updated_at": said(),
        "closed_at": None,
        **more,
    }


def a_pull(number: int = 40, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - a payload's part
    page = an_issue(number, title="Retry the card", html_url=f"{SITE}/acme/shop/pull/{number}")
    return {
        **page,
        "id": 8000 + number,
        "node_id": f"PR_{number}",
        "draft": False,
        "merged_at": None,
        "head": {"ref": "retry", "sha": "aa11"},
        "base": {"ref": "main", "sha": "bb22"},
        **more,
    }


def a_milestone(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - a payload's part
    return {
        "id": 501,
        "node_id": "MI_501",
        "number": 3,
        "title": "May",
        "description": None,
        "state": "open",
        "html_url": f"{SITE}/acme/shop/milestone/3",
        "creator": SENDER,
        "due_on": "2026-10-30T07:00:00Z",
        "created_at": "2026-10-01T09:00:00Z",
        "updated_at": said(),
        "closed_at": None,
        **more,
    }


def a_release(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - a payload's part
    return {
        "id": 601,
        "node_id": "RE_601",
        "tag_name": "v2.0",
        "name": "Two",
        "body": None,
        "draft": False,
        "prerelease": False,
        "html_url": f"{SITE}/acme/shop/releases/tag/v2.0",
        "author": SENDER,
        "created_at": "2026-10-01T09:00:00Z",
        "published_at": said(),
        "updated_at": said(),
        **more,
    }


def a_review(state: str, seconds: float = 0, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - a payload's part
    return {
        "id": 901,
        "user": SENDER,
        "state": state,
        "body": None,
        "submitted_at": said(seconds),
        "html_url": f"{SITE}/acme/shop/pull/40#pullrequestreview-901",
        **more,
    }


def a_comment(seconds: float = 0, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - a payload's part
    return {
        "id": 301,
        "user": SENDER,
        "body": "It also hangs for me.",
        "html_url": f"{SITE}/acme/shop/issues/12#issuecomment-301",
        "created_at": said(seconds),
        "updated_at": said(seconds),
        **more,
    }


def read(name: str, action: str | None = None, **parts: Any) -> Reading:  # noqa: ANN401 - a payload's parts
    """What the parser makes of one delivery of this event, about acme/shop by ann-moss."""
    payload = {"repository": REPOSITORY, "sender": SENDER, **parts}
    if action is not None:
        payload["action"] = action
    return parse(a_delivery(payload, kind=name))


def told(reading: Reading) -> Event:
    assert reading.event is not None
    return reading.event


def seen(reading: Reading) -> Sighting:
    assert reading.sighting is not None
    return reading.sighting


def changes(reading: Reading) -> tuple[Change, ...]:
    return told(reading).changes


def facets(reading: Reading) -> dict[str, Any]:
    """The facets of all sightings together."""
    return {name: value for each in reading.sightings for name, value in each.facets.items()}


def links(sighting: Sighting, origin: str = "text") -> set[tuple[str, str]]:
    return {(link.kind.value, link.to) for link in sighting.links[origin]}
