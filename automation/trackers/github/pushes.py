"""Pushes: that work went on, on the items a branch or its commits name.

https://docs.github.com/en/webhooks/webhook-events-and-payloads#push
"""

from datetime import datetime
from typing import Final

from automation.model import Change, Reading, Sighting, Value
from automation.trackers.github.message import Message, Where, tell
from automation.trackers.github.shapes import body, time
from automation.trackers.shapes import Payload, text
from automation.trackers.texts import MOST, references_in, references_in_branch

_BRANCH: Final = "refs/heads/"
_TAG: Final = "refs/tags/"


def read_push(message: Message) -> Reading:
    """`push`: a time for each item that is named; a tag, or a branch deleted, names none."""
    payload = message.payload
    pushed = payload["repository"].get("pushed_at")
    at = time(pushed) if pushed else message.received_at
    named = _named(message)
    where = Where(
        named[0] if named else "",
        at,
        text(payload.get("compare") or ""),
        thing=f"{message.connection}:{message.place.project}/{text(payload['ref'])}",
        timed=bool(pushed),
    )
    changes = [Change("pushed", None, at)] if named else []
    event = tell(message, where, changes, about=_about(payload))
    return Reading(event, tuple(_pushed(message, item, at) for item in named))


def _pushed(message: Message, item: str, at: datetime) -> Sighting:
    return Sighting(item, message.connection, "issue", at, facets={"pushed": at})


def _named(message: Message) -> tuple[str, ...]:
    payload = message.payload
    ref = text(payload["ref"])
    if payload.get("deleted") or not ref.startswith(_BRANCH):
        return ()
    # A commit that is not distinct was pushed before, to another branch.
    fresh = [each for each in payload.get("commits") or () if each.get("distinct", True)]
    said = "\n\n".join(body(commit, "message") for commit in fresh)
    in_branch = references_in_branch(ref.removeprefix(_BRANCH))
    in_commits = references_in(said, connection=message.connection, project=message.place.project)
    return tuple(dict.fromkeys((*in_branch, *in_commits)))[:MOST]


def _about(payload: Payload) -> dict[str, Value]:
    ref = text(payload["ref"])
    on_branch = ref.startswith(_BRANCH)
    return {
        "branch" if on_branch else "tag": ref.removeprefix(_BRANCH if on_branch else _TAG),
        "commits": len(payload.get("commits") or ()),
        "forced": bool(payload.get("forced")),
        "before": text(payload.get("before") or ""),
        "after": text(payload.get("after") or ""),
    }
