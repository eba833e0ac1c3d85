"""What we asked GitHub for ourselves: pages as its REST API shows them, without an event."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from automation import vanishing
from automation.model import Reading, Sighting
from automation.trackers.github.issues import see_issue
from automation.trackers.github.message import Message
from automation.trackers.github.milestones import see_milestone
from automation.trackers.github.projects import see_cards
from automation.trackers.github.pull_requests import see_pull
from automation.trackers.github.releases import last_moved, see_release
from automation.trackers.github.reviews import see_reviews

REREAD: Final = "pitboard.reread"
"""The kind of a delivery we fetched ourselves: {"repository": ...} and one of "issue",
"pull_request" (with "reviews": [...] if they were read), "milestone" and "release"; the first two
with "project_items": [...] if those were read.
"""


def read_again(message: Message) -> Reading:
    """The page that was asked for; it wins over what webhooks told at the same second."""
    asked = message.received_at
    seen = (replace(each, reread=True, asked_at=asked) for each in _sightings(message))
    return Reading(None, tuple(seen))


def vanished(message: Message) -> Reading:
    """The item that could not be seen when it was asked for."""
    return vanishing.read(message.connection, message.payload, message.received_at)


def _sightings(message: Message) -> Iterator[Sighting]:
    payload, place = message.payload, message.place
    if "pull_request" in payload:
        seen = see_pull(place, payload["pull_request"])
        yield seen
        yield from see_reviews(seen, payload.get("reviews") or ())
        yield from see_cards(seen, payload.get("project_items"))
    elif "milestone" in payload:
        yield see_milestone(place, payload["milestone"])
    elif "release" in payload:
        release = payload["release"]
        yield see_release(place, release, at=last_moved(release, otherwise=message.received_at))
    else:
        seen = see_issue(place, payload["issue"])
        yield seen
        yield from see_cards(seen, payload.get("project_items"))
