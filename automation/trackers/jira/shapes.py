"""The small shapes of Jira's JSON: accounts, ids, times, addresses, and text of either dialect."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from automation.model import Actor, Change, Event, Value
from automation.trackers.shapes import Payload, text

KEY = re.compile(r"[A-Z][A-Z0-9_]+-[1-9][0-9]*")
"""The key of an issue, as Jira makes them unless an administrator says otherwise."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EXACT = 2**53
_DEEPEST = 80
"""Levels of a document tree that are read, lists among them."""


@dataclass(frozen=True, slots=True)
class Message:
    """One delivery on its way to a Reading: `what` happened ("issue"), `action` to it ("updated").

    `at` is when Jira says that it happened.
    """

    connection: str
    what: str
    action: str
    at: datetime
    body: Payload

    @property
    def stamp(self) -> str:
        """Jira's own time of it, to the millisecond, as the end of an event's key."""
        return f"/{self.at:%Y%m%dT%H%M%S}.{self.at.microsecond // 1000:03d}"

    def event(
        self,
        item_id: str,
        key: str,
        *,
        actor: Actor | None = None,
        url: str = "",
        changes: tuple[Change, ...] = (),
        about: Mapping[str, Value] | None = None,
    ) -> Event:
        """The event of this message. `key` is what is its own among the item's events.

        Who did it is the body's user; `actor` is for messages that name none.
        """
        user = self.body.get("user")
        return Event(
            connection=self.connection,
            key=f"{item_id}/{self.what}.{self.action}{key}",
            kind=f"jira.{self.what}.{self.action}",
            at=self.at,
            item_id=item_id,
            actor=account(user) if user else actor,
            url=url,
            changes=changes,
            about=about or {},
        )


def account(user: Payload) -> Actor:
    """An account: `id` is Cloud's accountId or Data Center's key, `login` the name people see."""
    named = user.get("accountId") or user.get("key") or user["name"]
    return Actor(text(named), display_name(user), is_bot=user.get("accountType") == "app")


def display_name(user: Payload) -> str:
    """What people call the account; Jira hides it for one that was deleted."""
    names = (user.get(each) for each in ("displayName", "name", "key", "accountId"))
    return text(next(name for name in (*names, "") if name is not None))


def identity(found: object) -> str:
    """An id as text: Jira writes the same one as a number and as a string."""
    if isinstance(found, bool) or not isinstance(found, int | str) or found == "":
        raise TypeError(f"expected an id, got {type(found).__name__}")
    return text(str(found))[:100]


def moment(milliseconds: float) -> datetime:
    """A time in milliseconds since 1970."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def day(found: str) -> datetime:
    """A date as the beginning of its day in UTC: Jira's dates have no zone."""
    return datetime.strptime(found[:10], "%Y-%m-%d").replace(tzinfo=UTC)


def site(self_address: object) -> str:
    """The address of the Jira that a `self` link is on, without a slash; "" where it is not told.

    A scoped token reads through a gateway, which no browser can open.
    https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/
    """
    if not isinstance(self_address, str):
        return ""
    start, rest, _ = text(self_address).partition("/rest/")
    shown = start.startswith(("https://", "http://")) and "//api.atlassian.com/" not in start
    return start if rest and shown else ""


def words(found: object) -> str:
    """A long text, cut, as `whole_words` finds it."""
    return text(whole_words(found))


def whole_words(found: object) -> str:
    """Wiki text as it came, or the text in a document of version 3; "" where there is none.

    https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
    """
    return found if isinstance(found, str) else "".join(_document(found, 0)).strip()


def first_words(found: object) -> str:
    """What a text begins with, as its author's own plain words: wiki text as it came, of a document
    its first paragraph; "" where that begins with code, or where a quote or a panel stands first.
    """
    if isinstance(found, str) or not isinstance(found, dict):
        return found if isinstance(found, str) else ""
    blocks = found.get("content")
    first = blocks[0] if isinstance(blocks, list) and blocks else None
    if not isinstance(first, dict) or first.get("type") != "paragraph" or _is_code(first):
        return ""
    return "".join(_document(first, 0))


def _is_code(paragraph: Payload) -> bool:
    parts = paragraph.get("content")
    begins = parts[0] if isinstance(parts, list) and parts else None
    marks = begins.get("marks") if isinstance(begins, dict) else None
    marked = marks if isinstance(marks, list) else []
    return any(isinstance(each, dict) and each.get("type") == "code" for each in marked)


def _document(node: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for each in node:
            yield from _document(each, depth + 1)
    elif isinstance(node, dict):
        yield from _own_words(node)
        yield from _document(node.get("content"), depth + 1)
        if node.get("type") in _BLOCKS:
            yield "\n"


def _own_words(node: Payload) -> Iterator[str]:
    """A smart link and a mention have no text of their own, only attributes."""
    attributes = node.get("attrs")
    said = attributes if isinstance(attributes, dict) else {}
    address = said.get("url")
    for found in (node.get("text"), said.get("text"), f" {address} " if address else None):
        if isinstance(found, str):
            yield found


_BLOCKS = frozenset({"paragraph", "heading", "hardBreak", "codeBlock", "listItem", "blockCard"})


def number(found: float) -> Value:
    """A number that every store holds exactly; any other, and what is none, is nothing."""
    return found if abs(found) < _EXACT else None
