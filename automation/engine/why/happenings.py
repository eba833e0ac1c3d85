"""What happened, in words: an event with what it changed, where, by whom and when."""

from collections.abc import Iterator
from typing import Final

from automation.engine.language.event_words import EVENT_KINDS
from automation.engine.why.inquiry import Inquiry
from automation.model import Event

_LISTED: Final = 4
"""Fields that are named of an event that changed more."""


def in_words(asked: Inquiry, event: Event) -> str:
    """An event as part of a sentence: "an issue was closed (state) by ann on 2 Oct 2026, 12:00
    CEST".
    """
    where = "" if event.item_id == asked.item.id else f" at {_key(asked, event.item_id)}"
    return f"{_kind(event)}{_changed(asked, event)}{where}{by(event)} on {asked.moment(event.at)}"


def by(event: Event) -> str:
    """Who did it, with a space before it; "" where nobody told."""
    return f" by {event.actor.login}" if event.actor else ""


def _kind(event: Event) -> str:
    known = EVENT_KINDS.get(event.kind)
    if known is not None:
        return f"{known.description[:1].lower()}{known.description[1:]}"
    return event.kind.partition(".")[2].replace(".", " ").replace("_", " ") or event.kind


def _changed(asked: Inquiry, event: Event) -> str:
    fields = list(dict.fromkeys(_fields(asked, event)))
    more = len(fields) - _LISTED
    listed = ", ".join(fields[:_LISTED])
    return f" ({listed}{f' and {more} more' if more > 0 else ''})" if fields else ""


def _fields(asked: Inquiry, event: Event) -> Iterator[str]:
    """What it changed by the names that people know."""
    world = asked.look.view.world
    landings = ((name, world.landing(event.connection, name)) for name in world.field_names())
    names = {landing.field: name for name, landing in landings if landing and landing.field}
    for change in event.changes:
        kind, colon, rest = change.facet.partition(":")
        if colon:
            yield "links" if kind == "link" else f"{kind} {rest}"
        else:
            yield (names.get(change.facet) or _plain(change.facet)).replace("_", " ")


def _plain(facet: str) -> str:
    """`project/7/Status` is a Status, `review/900` a review: the numbers say nothing to people."""
    kind, _, rest = facet.partition("/")
    return rest.rpartition("/")[2] if kind == "project" else kind


def _key(asked: Inquiry, id_: str) -> str:
    found = asked.look.view.around.items.get(id_)
    return found.key if found else "another item"
