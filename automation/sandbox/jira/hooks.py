"""What a webhook of the pretend Jira says, and how it is signed.

Shaped as an administrator's webhook: https://developer.atlassian.com/cloud/jira/platform/webhooks/
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime

from automation.sandbox.jira.linking import type_of_link
from automation.sandbox.jira.state import Comment, Happening, Issue, Link, State
from automation.sandbox.jira.wire import Json, Wire, moment, told_item

_NO_USER = ("comment_", "issuelink_", "jira:version_", "sprint_")
_OF_A_COMMENT = ("summary", "issuetype", "project", "assignee", "priority", "status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One webhook ready to be sent: the exact bytes, and the id it keeps for ever."""

    id: str
    event: str
    about: str
    fallout: bool
    body: bytes


def pack(happening: Happening, *, id: str, state: State, wire: Wire) -> Parcel:  # noqa: A002 - Jira's word
    """Compose the webhook of one happening; `state` is the one after the whole act."""
    return Parcel(
        id=id,
        event=happening.event,
        about=happening.issue.key if happening.issue else "",
        fallout=happening.fallout,
        body=json.dumps(payload(happening, state=state, wire=wire)).encode(),
    )


def payload(happening: Happening, *, state: State, wire: Wire) -> Json:
    """Write the payload, with the parts that only some events have."""
    said: Json = {
        "timestamp": _milliseconds(happening.at),
        "webhookEvent": happening.event,
    }
    if happening.kind:
        said["issue_event_type_name"] = happening.kind
    if not happening.event.startswith(_NO_USER):
        said["user"] = wire.user(state.users[happening.by])
    if happening.issue:
        said["issue"] = _issue(happening, happening.issue, state, wire)
    if happening.history:
        items = [told_item(one) for one in happening.history.items]
        said["changelog"] = {"id": happening.history.id, "items": items}
    if happening.comment and happening.issue:
        said |= _comment(happening, happening.issue, happening.comment, state, wire)
    return said | _planned(happening, state, wire)


def headers(parcel: Parcel, secret: str, *, retry: int) -> dict[str, str]:
    """Sign and address a parcel; it is the same parcel, with the same id, at every retry."""
    digest = hmac.new(secret.encode(), parcel.body, hashlib.sha256).hexdigest()
    again = {"X-Atlassian-Webhook-Retry": str(retry)} if retry else {}
    return {
        "Accept": "*/*",
        "Content-Type": "application/json; charset=UTF-8",
        "User-Agent": "Atlassian Webhook HTTP Client",
        "X-Atlassian-Webhook-Identifier": parcel.id,
        "X-Atlassian-Webhook-Flow": "Secondary" if parcel.fallout else "Primary",
        "X-Atlassian-Webhook-Trace": parcel.id.replace("-", "")[:16],
        "X-Hub-Signature": f"sha256={digest}",
        **again,
    }


def _issue(happening: Happening, issue: Issue, state: State, wire: Wire) -> Json:
    """Write the whole issue; a comment's own event shows six of its fields."""
    if happening.event.startswith("comment_"):
        return wire.issue(state, issue, fields=_OF_A_COMMENT)
    return wire.issue(state, issue)


def _comment(
    happening: Happening, issue: Issue, comment: Comment, state: State, wire: Wire
) -> Json:
    """Write the comment, except where it is gone and the event is about its issue."""
    if happening.kind == "issue_comment_deleted":
        return {}
    return {"comment": wire.comment(state, issue, comment)}


def _planned(happening: Happening, state: State, wire: Wire) -> Json:
    if happening.link:
        return {"issueLink": _link(happening.link)}
    if happening.version:
        version = wire.version(state, happening.version)
        return {"version": version | {"userReleaseDate": happening.version.day or ""}}
    if happening.sprint:
        created = {"createdDate": moment(happening.at)}
        return {"sprint": wire.sprint(happening.sprint) | created}
    return {}


def _link(link: Link) -> Json:
    """Write a link by the numbers of its issues and nothing that could be read."""
    kind = type_of_link(link.type)
    return {
        "id": int(link.id),
        "sourceIssueId": int(link.source),
        "destinationIssueId": int(link.target),
        "issueLinkType": {
            "id": int(kind.id),
            "name": kind.name,
            "outwardName": kind.outward,
            "inwardName": kind.inward,
            "isSubTaskLinkType": False,
            "isSystemLinkType": False,
        },
        "systemLink": False,
    }


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp()) * 1000 + at.microsecond // 1000
