"""The past of an issue that we asked for: its changelog, as events of their own time.

A page of history heals what was lost on the way: each event has the key its own message had, so
what was heard in time is not told again.
https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-issues/
"""

from collections.abc import Iterator
from dataclasses import replace

from automation.model import Change, Event, Sighting
from automation.trackers.jira import changelog
from automation.trackers.jira.shapes import Message, account, identity
from automation.trackers.jira.transitions import state_named
from automation.trackers.shapes import Payload, maybe, text, time


def past(message: Message, seen: Sighting) -> tuple[Event, ...]:
    """Every change on record, oldest first, and the creation where the record is whole."""
    issue: Payload = message.body["issue"]
    record = issue.get("changelog") or {}
    pages = sorted(record.get("histories") or (), key=lambda page: time(page["created"]))
    edits = tuple(_edit(message, seen, page) for page in pages)
    # Cloud shows the newest hundred and says how many there are.
    whole = "histories" in record and len(pages) >= (record.get("total") or 0)
    return (*_creation(message, seen, edits), *edits) if whole else edits


def _edit(message: Message, seen: Sighting, page: Payload) -> Event:
    told = replace(
        message,
        action="updated",
        at=time(page["created"]),
        body={"issue": message.body["issue"], "changelog": page},
    )
    return told.event(
        seen.item_id,
        f"/changelog.{identity(page['id'])}",
        # What an app or a deleted account did has no author.
        actor=maybe(page.get("author"), account),
        url=seen.url,
        changes=changelog.changes(told, past=True),
    )


def _creation(message: Message, seen: Sighting, edits: tuple[Event, ...]) -> Iterator[Event]:
    fields: Payload = message.body["issue"].get("fields") or {}
    if not fields.get("created"):
        return
    told = replace(message, action="created", at=time(fields["created"]), body={})
    moves = (change for event in edits for change in event.changes if change.facet == "status")
    first = next(moves, None)
    status = first.old if first else (fields.get("status") or {}).get("name")
    begun = text(status) if status is not None else None
    yield told.event(
        seen.item_id,
        "",
        actor=maybe(fields.get("creator"), account),
        url=seen.url,
        changes=(
            Change("state", None, state_named(begun, fields)),
            *((Change("status", None, begun),) if begun else ()),
        ),
    )
