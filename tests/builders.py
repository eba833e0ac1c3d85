"""Builders of the words: deliveries, sightings and wishes with only what a test cares about."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from automation.effects import SetLabel, Step
from automation.model import Actor, Change, Delivery, Event, Sighting

NOON = datetime(2026, 10, 2, 12, 0, tzinfo=UTC)
"""A Friday."""

ANN = Actor("501", "ann-moss")
US = Actor("900", "pitboard[bot]", is_bot=True)
ISSUE = "github:7001"
SECRET = b"0f9d2c4b6a8e1357913bdf02468ace13"


def at(seconds: float = 0) -> datetime:
    """Noon and so many seconds."""
    return NOON + timedelta(seconds=seconds)


class Time:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def a_sighting(
    *,
    labels: Sequence[str] = (),
    seconds: float = 0,
    item_id: str = ISSUE,
    deleted: bool = False,
    reread: bool = False,
    **fields: Any,  # noqa: ANN401 - a field's value is anything
) -> Sighting:
    return Sighting(
        item_id=item_id,
        connection="github",
        key=f"github:acme/shop#{item_id.rpartition(':')[2]}",
        type="issue",
        project="acme/shop",
        url="https://github.example/acme/shop/issues/12",
        visibility="public",
        at=at(seconds),
        fields={"title": "Checkout hangs", "state": "open", **fields},
        labels=tuple(labels),
        deleted=deleted,
        reread=reread,
    )


def an_event(*changes: Change, seconds: float = 0, by: Actor = ANN, item_id: str = ISSUE) -> Event:
    facets = ",".join(change.facet for change in changes)
    return Event(
        connection="github",
        key=f"{item_id}/{seconds}/{facets}/{by.id}",
        kind="issues.labeled",
        at=at(seconds),
        item_id=item_id,
        actor=by,
        url="https://github.example/acme/shop/issues/12",
        changes=changes,
    )


def label_on(name: str) -> Change:
    return Change(f"label:{name}", None, name)


def label_off(name: str) -> Change:
    return Change(f"label:{name}", name, None)


def a_wish(
    value: str | None = "needs-triage",
    *,
    basis: Sequence[str] = (),
    target: str = ISSUE,
    slot: Sequence[str] = ("needs-triage", "triaged"),
) -> Step:
    return Step(
        effect=SetLabel("github", target, "label:triage", tuple(slot), value, tuple(basis)),
        subject=target,
        rule="needs-triage",
        ruleset="abc",
        because="no label says what kind of issue this is",
        evidence=(),
    )


def an_issue_payload(
    action: str = "opened",
    *,
    number: int = 12,
    id_: int = 7001,
    title: str = "Checkout hangs",
    labels: Sequence[str] = (),
    state: str = "open",
    seconds: float = 0,
    label: str | None = None,
    by: Actor = ANN,
    **more: Any,  # noqa: ANN401 - a payload's part is anything
) -> dict[str, Any]:
    """The parts of GitHub's `issues` payload that anybody reads."""
    said = at(seconds).strftime("%Y-%m-%dT%H:%M:%SZ")
    sender = {"id": int(by.id), "login": by.login, "type": "Bot" if by.is_bot else "User"}
    payload: dict[str, Any] = {
        "action": action,
        "issue": {
            "id": id_,
            "number": number,
            "title": title,
            "state": state,
            "html_url": f"https://github.example/acme/shop/issues/{number}",
            "labels": [{"name": name} for name in labels],
            "user": sender,
            "assignees": [],
            "created_at": "2026-10-01T09:00:00Z",
            "updated_at": said,
            "closed_at": said if state == "closed" else None,
        },
        "repository": {"full_name": "acme/shop", "private": False, "visibility": "public"},
        "sender": sender,
    }
    if label is not None:
        payload["label"] = {"name": label}
    return {**payload, **more}


def a_delivery(
    payload: Mapping[str, Any] | bytes | None = None,
    *,
    id_: str = "d-1",
    kind: str = "issues",
    seconds: float = 0,
) -> Delivery:
    body = payload if isinstance(payload, bytes) else json.dumps(payload or an_issue_payload())
    return Delivery(
        connection="github",
        id=id_,
        kind=kind,
        body=body if isinstance(body, bytes) else body.encode(),
        received_at=at(seconds),
        headers={"content-type": "application/json"},
    )
