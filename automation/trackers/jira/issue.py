"""What a message says was done to an issue."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final

from automation.model import Change, Reading, Sighting
from automation.trackers.jira import changelog
from automation.trackers.jira.past import past
from automation.trackers.jira.shapes import Message, identity
from automation.trackers.jira.shown import sightings


def read(message: Message) -> Reading:
    """What a message about an issue says. A comment is told by its own message, not by this."""
    shown = sightings(message)
    seen = shown[0]
    changes = _CHANGES[message.action](message, seen)
    return Reading(message.event(seen.item_id, _key(message), url=seen.url, changes=changes), shown)


def reread(message: Message) -> Reading:
    """An issue that we asked for ourselves, with as much of its past as came along."""
    shown = sightings(message, reread=True)
    return Reading(None, shown, past(message, shown[0]))


def _key(message: Message) -> str:
    """What tells this change from the issue's others, through whichever webhook it comes."""
    if message.action != "updated":
        return ""
    changed = (message.body.get("changelog") or {}).get("id")
    if changed is not None:
        return f"/changelog.{identity(changed)}"
    commented = (message.body.get("comment") or {}).get("id", "")
    told = f"{message.body['webhookEvent']}|{commented}|{message.stamp}"
    return f"/{sha256(told.encode()).hexdigest()[:16]}"


def _created(_message: Message, seen: Sighting) -> tuple[Change, ...]:
    """Only Cloud tells what an issue was created with; its fields tell as much anywhere."""
    begun = (Change(name, None, (seen.fields or {}).get(name)) for name in ("state", "status"))
    labels = (Change(f"label:{label}", None, label) for label in seen.labels or ())
    return (*(change for change in begun if change.new is not None), *labels)


def _updated(message: Message, _seen: Sighting) -> tuple[Change, ...]:
    return changelog.changes(message)


def _deleted(_message: Message, _seen: Sighting) -> tuple[Change, ...]:
    return ()


_CHANGES: Final[Mapping[str, Callable[[Message, Sighting], tuple[Change, ...]]]] = {
    "created": _created,
    "updated": _updated,
    "deleted": _deleted,
}
