"""Milestones: an item of its own, and a name that issues keep the old form of.

https://docs.github.com/en/webhooks/webhook-events-and-payloads#milestone
"""

from collections.abc import Iterator

from automation.model import Change, Reading, Sighting, Stale
from automation.trackers.github.links import named_by_milestone, relinked
from automation.trackers.github.message import Message, Where, tell
from automation.trackers.github.shapes import (
    Place,
    aliases,
    fields,
    login,
    milestone_id,
    state,
    time,
)
from automation.trackers.shapes import Payload, maybe, text


def read_milestone(message: Message) -> Reading:
    """`milestone`: the milestone, and whose copy of its title is stale."""
    milestone = message.payload["milestone"]
    seen = see_milestone(message.place, milestone, deleted=message.action == "deleted")
    changes = (*_changes(message, milestone), *relinked(message, milestone, named_by_milestone))
    event = tell(message, Where(seen.item_id, seen.at, seen.url), changes)
    return Reading(event, (seen,), stale=tuple(_stale(message, seen)))


def see_milestone(place: Place, milestone: Payload, *, deleted: bool = False) -> Sighting:
    """A milestone as a payload shows it."""
    return Sighting(
        item_id=milestone_id(place.connection, milestone),
        connection=place.connection,
        type="milestone",
        at=time(milestone["updated_at"]),
        key=f"{place.connection}:{place.project}/milestone/{int(milestone['number'])}",
        project=place.project,
        url=text(milestone["html_url"]),
        visibility=place.visibility,
        fields=fields(
            milestone,
            author=maybe(milestone.get("creator"), login),
            due=maybe(milestone.get("due_on"), time),
        ),
        labels=(),
        links={"text": named_by_milestone(place, milestone)},
        aliases=aliases(place.connection, milestone),
        deleted=deleted,
    )


def _changes(message: Message, milestone: Payload) -> Iterator[Change]:
    if message.action == "created":
        yield Change("state", None, state(milestone))
    if message.action == "closed":
        yield Change("state", "open", "closed")
    if message.action == "opened":
        yield Change("state", "closed", "open")
    before = message.before
    if "title" in before:
        yield Change("title", text(before["title"]["from"]), text(milestone["title"]))
    if "due_on" in before:
        was = maybe(before["due_on"].get("from"), time)
        yield Change("due", was, maybe(milestone.get("due_on"), time))


def _stale(message: Message, seen: Sighting) -> Iterator[Stale]:
    """Issues carry their milestone's title, and no message tells that it changed in each."""
    if "title" in message.before:
        was = text(message.before["title"]["from"])
        yield Stale(message.connection, seen.project, milestone=was)
