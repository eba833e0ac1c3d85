"""A comment: what was said, by whom, about which issue."""

import re
from dataclasses import replace
from datetime import datetime

from automation.marks import COMMENTED
from automation.model import Actor, Change, Event, Reading, Sighting, Value
from automation.trackers.commands import command_in
from automation.trackers.jira.shapes import Message, account, first_words, identity, words
from automation.trackers.jira.shown import sightings
from automation.trackers.shapes import Payload, maybe, text, time

_ISSUE = re.compile(r"/issue/(\d{1,20})/comment/")


def read(message: Message) -> Reading:
    """Cloud shows half the issue with its comment; Data Center only names it in an address."""
    comment: Payload = message.body["comment"]
    shown = sightings(message) if message.body.get("issue") else (_named(message, comment),)
    told, at = event(message, comment, shown[0]), _spoken(message, comment)
    bare = replace(shown[0], fields=None, labels=None, links={}, aliases=())
    apart = (replace(bare, at=at, facets={COMMENTED: at}),) if at else ()
    return Reading(told, (*shown, *apart))


def event(message: Message, comment: Payload, seen: Sighting) -> Event:
    """What a message or a page says was said about this issue, and when a person spoke there."""
    at = _spoken(message, comment)
    return message.event(
        seen.item_id,
        _key(message, comment),
        actor=_author(message, comment),
        url=_address(seen.url, comment) if seen.url else "",
        changes=(Change(COMMENTED, None, at),) if at else (),
        about=_about(message, comment),
    )


def _spoken(message: Message, comment: Payload) -> datetime | None:
    """When a person spoke: an edit says nothing new, and a bot answers nobody. What was said to a
    group or a role is not for all who hear of the issue.
    """
    author = _author(message, comment)
    if message.action != "created" or comment.get("visibility") or (author and author.is_bot):
        return None
    return maybe(comment.get("created"), time) or message.at


def _named(message: Message, comment: Payload) -> Sighting:
    """The issue, of which nothing is seen but that it is there."""
    found = _ISSUE.search(text(comment["self"]))
    if found is None:
        raise ValueError("a comment that names no issue")
    return Sighting(f"{message.connection}:{found[1]}", message.connection, "issue", message.at)


def _key(message: Message, comment: Payload) -> str:
    """A comment is written once and deleted once, and edited as often as its `updated` moves."""
    id_ = f"/{identity(comment['id'])}"
    return f"{id_}/{_edited(message, comment)}" if message.action == "updated" else id_


def _edited(message: Message, comment: Payload) -> str:
    updated = comment.get("updated")
    return f"{time(updated):%Y%m%dT%H%M%S.%f}" if updated else message.stamp.strip("/")


def _author(message: Message, comment: Payload) -> Actor | None:
    """Messages about comments name no user; nobody knows who deleted one.

    https://developer.atlassian.com/cloud/jira/platform/webhooks/
    """
    user = comment.get("updateAuthor") or comment.get("author")
    return account(user) if user and message.action != "deleted" else None


def _address(page: str, comment: Payload) -> str:
    return f"{page}?focusedCommentId={identity(comment['id'])}"


def _about(message: Message, comment: Payload) -> dict[str, Value]:
    """What was said, once: a comment for one group or role is not for all who see the issue."""
    about: dict[str, Value] = {"comment_id": identity(comment["id"])}
    if message.action == "created" and not comment.get("visibility"):
        about["comment"] = words(comment.get("body"))
        author = _author(message, comment)
        command = command_in(first_words(comment.get("body")))
        if command and author is not None and not author.is_bot:
            about["command"] = command
    return about
