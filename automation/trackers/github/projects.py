"""Items of Projects: what stands in a project's fields, for an issue known by its node id only.

Organisations send these, users do not. A message names no repository and no number.
https://docs.github.com/en/webhooks/webhook-events-and-payloads#projects_v2_item
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from automation.model import Change, Reading, Sighting, Value
from automation.trackers.github.boards import nodes_in, own_fields, read_values
from automation.trackers.github.message import Message, Where, tell
from automation.trackers.github.shapes import apart, time
from automation.trackers.shapes import Payload, text

_TYPES: Final = {"Issue": "issue", "PullRequest": "pull_request"}
"""A draft in a project is no item: it is nothing before it becomes an issue."""

_STANDS: Final[Mapping[str, str | None]] = {
    "created": "on",
    "converted": "on",
    "restored": "on",
    "archived": None,
    "deleted": None,
}

_A_DAY: Final = len("2026-03-02")


def read_project_item(message: Message) -> Reading:
    """`projects_v2_item`: an item came into a project, left it, or one of its fields changed."""
    card = message.payload["projects_v2_item"]
    at = time(card["updated_at"])
    of_type = _TYPES.get(card.get("content_type", ""))
    item = f"{message.connection}:node:{text(card['content_node_id'])}" if of_type else ""
    change = _change(message, card)
    changes = (change,) if change and item else ()
    thing = f"{message.connection}:project_item:{card['id']}"
    event = tell(message, Where(item, at, thing=thing), changes)
    if of_type is None:
        return Reading(event)
    facets = {each.facet: each.new for each in changes}
    return Reading(event, (Sighting(item, message.connection, of_type, at, facets=facets),))


def see_cards(seen: Sighting, nodes: Any) -> Iterator[Sighting]:  # noqa: ANN401 - GitHub's JSON
    """What stands in the fields of the projects an issue is in, each as of its own last change.

    `nodes` are its items of projects as GraphQL shows them. What is empty is so since the item
    changed last.
    """
    for node in nodes_in(seen.project.partition("/")[0], nodes):
        number = node["project"]["number"]
        empty = {f"project/{number}/{text(each['name'])}": None for each in own_fields(node)}
        for name, value, since in read_values(node):
            facet = f"project/{number}/{text(name)}"
            empty.pop(facet, None)
            yield apart(seen, at=time(since), facets={facet: _value(value)})
        if empty:
            yield apart(seen, at=time(node["updatedAt"]), facets=empty)


def _change(message: Message, card: Payload) -> Change | None:
    """What changed of the item, None where the message does not say it."""
    if message.action in _STANDS:
        stands = _STANDS[message.action]
        return Change(f"project/{_project(card)}", None if stands else "on", stands)
    said = message.before.get("field_value")
    if message.action != "edited" or said is None or "to" not in said:
        return None
    project = said.get("project_number") or _project(card)
    name = text(said.get("field_name") or said["field_node_id"])
    read = _day if said.get("field_type") == "date" else _value
    return Change(f"project/{project}/{name}", read(said.get("from")), read(said["to"]))


def _project(card: Payload) -> str:
    """Only an edit of a field tells the project's number; everything else its node id."""
    return text(card["project_node_id"])


def _day(found: object) -> Value:
    """A date without the midnight that webhooks tell it with, and nothing else that reads it."""
    return text(found)[:_A_DAY] if isinstance(found, str) else _value(found)


def _value(found: object) -> Value:
    """An option's name, an iteration's title, or the text, number or date itself."""
    if isinstance(found, Mapping):
        return text(found.get("name") or found.get("title") or "")
    return found if isinstance(found, int | float) or found is None else text(found)
