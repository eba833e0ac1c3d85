"""What an issue is to others, by its own fields and by what its texts say."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from automation.model import Link, LinkChange, LinkKind, Sighting
from automation.trackers.jira import custom
from automation.trackers.jira.fields import type_of
from automation.trackers.jira.relations import Relation, relation
from automation.trackers.jira.shapes import identity
from automation.trackers.shapes import Payload, text

FIELD: Final = "field"
"""The origin of every link that Jira itself holds, so that a link told by a message of its own and
the same link among an issue's fields are one."""


@dataclass(frozen=True, slots=True)
class Told:
    """A link between the issue at hand and another, and which of the two it starts at."""

    relation: Relation
    other: Payload


def own_links(connection: str, issue: Payload) -> frozenset[Link]:
    """Every link that starts at this issue: whole, so what its fields no longer name is gone."""
    fields = issue["fields"]
    found = {
        Link(told.relation.kind, f"{connection}:{identity(told.other['id'])}", FIELD)
        for told in issue_links(fields)
        if told.relation.forward
    }
    for version in fields.get("fixVersions") or ():
        found.add(Link(LinkKind.SHIPS_IN, version_id(connection, version["id"]), FIELD))
    if current := custom.sprint(fields):
        found.add(Link(LinkKind.MILESTONE, sprint_id(connection, current.id), FIELD))
    if parent := _parent(issue):
        found.add(Link(LinkKind.PARENT, f"{connection}:{parent}", FIELD))
    return frozenset(found)


def others_links(connection: str, issue: Payload, seen: Sighting) -> Iterator[Sighting]:
    """The links that start at another issue and end at this one, as a sighting of the other.

    Only that one link is seen of it: the rest of the other issue is not in the message.
    """
    for told in issue_links(issue["fields"]):
        if not told.relation.forward:
            link = Link(told.relation.kind, seen.item_id, FIELD)
            yield stub(connection, told.other, seen, LinkChange(link, stands=True))


def issue_links(fields: Payload) -> Iterator[Told]:
    """The issue's links to others, each read from this issue.

    An `outwardIssue` is the destination of a link whose source is at hand, an `inwardIssue` the
    source of one that ends here.
    """
    for each in fields.get("issuelinks") or ():
        kind = each["type"]
        meant = relation(
            text(kind.get("name") or ""),
            outward=text(kind.get("outward") or ""),
            inward=text(kind.get("inward") or ""),
        )
        if each.get("outwardIssue"):
            yield Told(meant, each["outwardIssue"])
        if each.get("inwardIssue"):
            yield Told(meant.turned, each["inwardIssue"])


def stub(connection: str, other: Payload, seen: Sighting, change: LinkChange) -> Sighting:
    """An issue of which only its names and one link are seen."""
    key = text(other.get("key") or "")
    return Sighting(
        item_id=f"{connection}:{identity(other['id'])}",
        connection=connection,
        type=type_of((other.get("fields") or {}).get("issuetype")),
        at=seen.at,
        key=f"{connection}:{key}" if key else "",
        project=key.rpartition("-")[0],
        link_changes=(change,),
        reread=seen.reread,
    )


def version_id(connection: str, id_: object) -> str:
    """The item of a version."""
    return f"{connection}:version:{identity(id_)}"


def sprint_id(connection: str, id_: object) -> str:
    """The item of a sprint."""
    return f"{connection}:sprint:{identity(id_)}"


def _parent(issue: Payload) -> str | None:
    """The id of the parent, or its key where Jira shows only that.

    `parent` is Cloud's word for every level, and Data Center's for sub-tasks. Data Center keeps
    an issue's epic in a custom field whose number differs from site to site and whose name no
    webhook tells, so the key of another issue, alone in a custom field, is taken for it. Where
    several fields hold one, the lowest number wins: Jira made its own fields before anybody made
    theirs. What this message's changelog calls the field is not asked: the next message has no
    such entry, and the parent would come and go. An epic is not guessed about: a field with a key
    in it says nothing of what stands above epics.
    """
    fields: Payload = issue["fields"]
    if fields.get("parent"):
        return identity(fields["parent"]["id"])
    kind = fields.get("issuetype") or {}
    if type_of(kind) != "issue":
        return custom.parent_link(fields)
    if kind.get("subtask"):
        return None
    held = custom.keys_held(fields).values()
    return next((key for key in held if key != issue.get("key")), None)


def parent_by_id(fields: Payload) -> bool:
    """Whether this issue's parent is known by its id; otherwise by its key."""
    return bool(fields.get("parent"))


def id_of(fields: Payload, key: str) -> str | None:
    """The id of a linked issue of this key."""
    ids: dict[Any, str] = {
        told.other.get("key"): identity(told.other["id"]) for told in issue_links(fields)
    }
    return ids.get(key)
