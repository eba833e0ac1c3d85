"""What an issue went through by its own dates: what was said about it, and when it ended.

A copy without a changelog still says when the issue was created and when it was resolved.
"""

from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter

from automation.model import Change, Event, Sighting
from automation.trackers.jira import comment, history
from automation.trackers.jira.fields import state
from automation.trackers.jira.shapes import Message, account
from automation.trackers.shapes import Payload, maybe, time


def past(message: Message, seen: Sighting) -> tuple[Event, ...]:
    """Everything on record about this issue, oldest first; a copy is a page without a record."""
    issue: Payload = message.body["issue"]
    told = history.past(message, seen) if "changelog" in issue else _dated(message, seen)
    return tuple(sorted((*told, *_said(message, seen)), key=attrgetter("at")))


def _said(message: Message, seen: Sighting) -> Iterator[Event]:
    fields: Payload = message.body["issue"].get("fields") or {}
    for said in (fields.get("comment") or {}).get("comments") or ():
        told = replace(message, what="comment", action="created", at=time(said["created"]), body={})
        # Who edited it last did not write it.
        yield comment.event(told, {**said, "updateAuthor": said.get("author")}, seen)


def _dated(message: Message, seen: Sighting) -> Iterator[Event]:
    """Created and, where it is closed, resolved: by whom, no date says."""
    fields: Payload = message.body["issue"].get("fields") or {}
    if fields.get("created"):
        begun = replace(message, action="created", at=time(fields["created"]), body={})
        yield begun.event(
            seen.item_id,
            "",
            actor=maybe(fields.get("creator"), account),
            url=seen.url,
            changes=(Change("state", None, "open"),),
        )
    if fields.get("resolutiondate") and state(fields) == "closed":
        over = replace(message, action="updated", at=time(fields["resolutiondate"]), body={})
        yield over.event(
            seen.item_id,
            f"/resolved{over.stamp}",
            url=seen.url,
            changes=(Change("state", "open", "closed"),),
        )
