"""What a message shows of an issue: itself, and the others that it links to."""

from collections.abc import Mapping
from typing import Final

from automation.model import Link, LinkKind, Sighting
from automation.trackers.jira import changelog
from automation.trackers.jira.fields import read_fields, type_of
from automation.trackers.jira.links import FIELD, others_links, own_links
from automation.trackers.jira.shapes import Message, identity, site, whole_words
from automation.trackers.shapes import Payload, maybe, text, time
from automation.trackers.texts import links_in, page_alias

TEXT: Final = "text"
"""The origin of what an issue's title and description tell of."""

ANYWHERE: Final = "*"
"""A repository that a text in Jira names is on no connection of Jira's."""


def sightings(message: Message, *, reread: bool = False) -> tuple[Sighting, ...]:
    """The issue in this message, then every other of which it shows a link that stands."""
    issue: Payload = message.body["issue"]
    seen = _sighting(message, issue, reread=reread)
    if seen.deleted or not seen.links:
        return (seen,)
    return (seen, *others_links(message.connection, issue, seen))


def _sighting(message: Message, issue: Payload, *, reread: bool) -> Sighting:
    fields: Payload = issue.get("fields") or {}
    # A comment brings half an issue, which has no `updated`: nothing in it can be dated.
    updated = maybe(fields.get("updated"), time)
    return Sighting(
        item_id=f"{message.connection}:{identity(issue['id'])}",
        connection=message.connection,
        type=type_of(fields.get("issuetype")),
        at=updated or message.at,
        key=f"{message.connection}:{text(issue['key'])}",
        project=_project(issue),
        url=_address(issue),
        visibility="restricted" if updated is None or fields.get("security") else "internal",
        fields=read_fields(fields) if updated else None,
        labels=tuple(text(label) for label in fields.get("labels") or ()) if updated else None,
        links=_links(message.connection, issue) if updated else {},
        aliases=_aliases(message, issue),
        deleted=(message.what, message.action) == ("issue", "deleted"),
        reread=reread,
        asked_at=message.at if reread else None,
    )


def _address(issue: Payload) -> str:
    """The issue's page; "" where the message does not say where Jira is."""
    found = site(issue.get("self"))
    return f"{found}/browse/{text(issue['key'])}" if found else ""


def _project(issue: Payload) -> str:
    project = (issue.get("fields") or {}).get("project") or {}
    return text(project.get("key") or issue["key"].rpartition("-")[0])


def _aliases(message: Message, issue: Payload) -> tuple[str, ...]:
    former = (f"{message.connection}:{key}" for key in changelog.former_keys(message.body))
    address = _address(issue)
    return (*former, page_alias(address)) if address else tuple(former)


def _links(connection: str, issue: Payload) -> Mapping[str, frozenset[Link]]:
    return {FIELD: own_links(connection, issue), TEXT: _said(issue)}


def _said(issue: Payload) -> frozenset[Link]:
    """What the texts tell of, but for the issue itself."""
    fields = issue["fields"]
    own = {f"{ANYWHERE}:{issue['key']}", page_alias(_address(issue))}
    found = links_in(
        f"{whole_words(fields.get('summary'))}\n\n{whole_words(fields.get('description'))}",
        connection=ANYWHERE,
        project="",
        default=LinkKind.MENTIONS,
    )
    return frozenset(link for link in found if link.to not in own)
