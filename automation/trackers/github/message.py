"""One delivery of GitHub, opened: what every reader is given, and how it tells an event."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from automation.model import Change, Event, Reading, Value
from automation.trackers.github.shapes import Place, actor, login, place
from automation.trackers.shapes import Payload, maybe, text


@dataclass(frozen=True, slots=True)
class Message:
    """`name` is the event's ("issues"), `action` what came of it, "" where GitHub names none.

    `received_at` is used only where a payload tells no time at all.
    """

    connection: str
    name: str
    action: str
    payload: Payload
    received_at: datetime

    @property
    def place(self) -> Place:
        """The repository it is about. Raises KeyError where there is none."""
        return place(self.connection, self.payload["repository"])

    @property
    def before(self) -> Mapping[str, Payload]:
        """What an edit says stood there before: {"title": {"from": ...}}."""
        return self.payload.get("changes") or {}

    @property
    def assignee(self) -> Mapping[str, Value]:
        """For `about`: who was assigned or unassigned, which tells two of one second apart."""
        moved = self.payload.get("assignee")
        return {"assignee": login(moved)} if moved else {}


@dataclass(frozen=True, slots=True)
class Where:
    """What an event is about: an item's id or reference, "" for none; when, and its page.

    `thing` names what changed where that is not the item itself ("github:comment:7"). `timed` is
    False where the payload tells no time: `at` is then when it came, and in no key.
    """

    item_id: str
    at: datetime
    url: str = ""
    thing: str = ""
    timed: bool = True


Reader = Callable[[Message], Reading]


def tell(
    message: Message,
    where: Where,
    changes: Sequence[Change] = (),
    *,
    action: str | None = None,
    about: Mapping[str, Value] | None = None,
) -> Event:
    """The event of a message. `action` replaces GitHub's own where that says too little.

    The same change comes through several hooks with several GUIDs, so its key is made of what it
    is about, its time and its content: two changes of one second have two keys.
    """
    done = message.action if action is None else action
    what = f"{message.name}.{done}" if done else message.name
    thing = where.thing or where.item_id
    when = f"{where.at:%Y%m%dT%H%M%S}" if where.timed else ""
    return Event(
        connection=message.connection,
        key=f"{thing}/{what}/{when}/{_content(message, changes, about or {})}",
        kind=f"github.{what}",
        at=where.at,
        item_id=where.item_id,
        actor=maybe(message.payload.get("sender"), actor),
        url=where.url,
        changes=tuple(changes),
        about=dict(about or {}),
    )


def _content(message: Message, changes: Sequence[Change], about: Mapping[str, Value]) -> str:
    """The facets that changed, and a digest of what they read before and after."""
    told = [(change.facet, change.old, change.new) for change in changes]
    content = [told, sorted(about.items()), message.before]
    names = ",".join(change.facet for change in changes)
    return f"{text(names)[:200]}:{_digest(content)}"


def _digest(content: object) -> str:
    return sha256(_ENCODER.encode(content).encode()).hexdigest()[:12]


_ENCODER: Final = json.JSONEncoder(sort_keys=True, default=str)
