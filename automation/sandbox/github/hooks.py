"""What a webhook of the pretend GitHub says, and how it is signed.

https://docs.github.com/webhooks/webhook-events-and-payloads#issues
"""

import hashlib
import hmac
import json
from dataclasses import dataclass

from automation.sandbox.github.state import Happening, Repository, State
from automation.sandbox.github.wire import Json, Wire

HOOK_ID = 512_340_077


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One webhook ready to be sent: the exact bytes, and the id it keeps for ever."""

    id: str
    event: str
    action: str
    about: str
    target_id: int
    body: bytes


def pack(happening: Happening, *, id: str, state: State, wire: Wire) -> Parcel:  # noqa: A002 - GitHub's word
    """Compose the `issues` webhook of one happening; `state` is the one after the whole act."""
    repository = state.repository(happening.repository)
    return Parcel(
        id=id,
        event="issues",
        action=happening.action,
        about=f"{repository.full_name}#{happening.issue.number}",
        target_id=repository.id,
        body=json.dumps(payload(happening, state=state, wire=wire)).encode(),
    )


def payload(happening: Happening, *, state: State, wire: Wire) -> Json:
    """Write the payload, with the parts that only some actions have."""
    repository = state.repository(happening.repository)
    owner = state.users[repository.owner]
    return {
        "action": happening.action,
        "issue": wire.issue(state, repository, happening.issue),
        **_particulars(happening, repository, state, wire),
        "repository": wire.repository(state, repository),
        "organization": wire.organization(owner),
        "sender": wire.user(state.users[happening.by]),
    }


def headers(parcel: Parcel, secret: str) -> dict[str, str]:
    """Sign and address a parcel.

    The signature covers the raw body:
    https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    """
    digest = hmac.new(secret.encode(), parcel.body, hashlib.sha256).hexdigest()
    return {
        "Accept": "*/*",
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/5a4db0c",
        "X-GitHub-Delivery": parcel.id,
        "X-GitHub-Event": parcel.event,
        "X-GitHub-Hook-ID": str(HOOK_ID),
        "X-GitHub-Hook-Installation-Target-ID": str(parcel.target_id),
        "X-GitHub-Hook-Installation-Target-Type": "repository",
        "X-Hub-Signature-256": f"sha256={digest}",
    }


def _particulars(happening: Happening, repository: Repository, state: State, wire: Wire) -> Json:
    if happening.label:
        return {"label": wire.label(repository, happening.label)}
    if happening.assignee:
        return {"assignee": wire.user(state.users[happening.assignee])}
    if happening.action == "edited":
        return {"changes": _changes(happening)}
    return {}


def _changes(happening: Happening) -> Json:
    """Name only what changed, each with the value it had; an absent text was an empty one."""
    old, new = happening.old or happening.issue, happening.issue
    pairs = {"title": (old.title, new.title), "body": (old.body or "", new.body or "")}
    return {name: {"from": was} for name, (was, now) in pairs.items() if was != now}
