"""Releases: drafts, pre-releases and what is out.

Publishing one release is three messages at once: created, published, released.
https://docs.github.com/en/webhooks/webhook-events-and-payloads#release
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from automation.model import Change, Reading, Sighting, Value
from automation.trackers.github.links import named_by_release, relinked
from automation.trackers.github.message import Message, Where, tell
from automation.trackers.github.shapes import FIELDS, Place, aliases, login, newest, time
from automation.trackers.shapes import Payload, maybe, text

_UNTIMED: Final = frozenset({"edited", "deleted", "unpublished"})
"""Actions that an older GitHub tells without their time: `updated_at` is young."""


def read_release(message: Message) -> Reading:
    """`release`: the release, with all that its notes name as what it ships."""
    release = message.payload["release"]
    timed = bool(release.get("updated_at")) or message.action not in _UNTIMED
    moved = last_moved(release, otherwise=message.received_at)
    at = moved if timed else message.received_at
    seen = see_release(message.place, release, at=at, deleted=message.action == "deleted")
    changes = (*_changes(message, release), *relinked(message, release, named_by_release))
    where = Where(seen.item_id, at, seen.url, timed=timed)
    event = tell(message, where, changes, about=_about(release))
    return Reading(event, (seen,))


def see_release(place: Place, release: Payload, *, at: datetime, deleted: bool = False) -> Sighting:
    """A release as a payload shows it."""
    tag = text(release["tag_name"])
    return Sighting(
        item_id=f"{place.connection}:release:{release['id']}",
        connection=place.connection,
        type="release",
        at=at,
        key=f"{place.connection}:{place.project}@{tag}",
        project=place.project,
        url=text(release["html_url"]),
        visibility=place.visibility,
        fields=_fields(release, at),
        labels=(),
        links={"text": named_by_release(place, release)},
        aliases=aliases(place.connection, release),
        deleted=deleted,
    )


def last_moved(release: Payload, *, otherwise: datetime) -> datetime:
    """When a release last changed, as far as it tells."""
    if release.get("updated_at"):
        return time(release["updated_at"])
    return newest([release.get("created_at"), release.get("published_at")], otherwise=otherwise)


def _fields(release: Payload, at: datetime) -> dict[str, Value]:
    return {
        **dict.fromkeys(FIELDS),
        "title": _title(release),
        "state": _state(release),
        "author": maybe(release.get("author"), login),
        "created": maybe(release.get("created_at"), time),
        "updated": at,
        "tag": text(release["tag_name"]),
        "published": maybe(release.get("published_at"), time),
        "prerelease": bool(release.get("prerelease")),
    }


def _title(release: Payload) -> str:
    return text(release.get("name") or release["tag_name"])


def _state(release: Payload) -> str:
    return "draft" if release.get("draft") else "published"


def _changes(message: Message, release: Payload) -> Iterator[Change]:
    """`released` and `prereleased` come with a publication as well, so they explain nothing."""
    if message.action == "created":
        yield Change("state", None, _state(release))
    if message.action == "published":
        yield Change("state", "draft", "published")
    if message.action == "unpublished":
        yield Change("state", "published", "draft")
    before = message.before
    if "name" in before:
        was = maybe(before["name"].get("from"), text)
        yield Change("title", was or text(release["tag_name"]), _title(release))
    if "from" in before.get("tag_name", {}):
        yield Change("tag", text(before["tag_name"]["from"]), text(release["tag_name"]))


def _about(release: Payload) -> dict[str, Value]:
    return {"tag": text(release["tag_name"]), "prerelease": bool(release.get("prerelease"))}
