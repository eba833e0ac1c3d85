"""The links of GitHub's pages: what their texts name, and what their fields say.

Each origin is told whole, so that what a page no longer says is gone. The parent has an origin of
its own because only some payloads show it, and the others must not take it away.
"""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

from automation.model import Change, Link, LinkKind
from automation.trackers.github.changes import link_changes
from automation.trackers.github.message import Message
from automation.trackers.github.shapes import Place, body, milestone_id
from automation.trackers.shapes import Payload, text
from automation.trackers.texts import links_in, page_alias, references_in, references_in_branch

PARENT_ORIGIN: Final = "parent"
"""What the page itself says of its parent, beside "event", what a sub_issues message said."""

Tells = Callable[[Place, Payload], frozenset[Link]]


def named_by_issue(place: Place, issue: Payload) -> frozenset[Link]:
    """What an issue's title and body name, with the words before it."""
    said = f"{issue.get('title')}\n\n{body(issue)}"
    found = links_in(
        said, connection=place.connection, project=place.project, default=LinkKind.MENTIONS
    )
    own = _own(place, issue) if found else ()
    return frozenset(link for link in found if link.to not in own)


def named_by_pull(place: Place, pull: Payload) -> frozenset[Link]:
    """What a pull request works on: all that its branch, title and body name, in any words."""
    said = f"{pull.get('title')}\n\n{body(pull)}"
    found = references_in(said, connection=place.connection, project=place.project)
    branch = references_in_branch(text(pull["head"]["ref"]))
    return _all(LinkKind.WORKS_ON, {*branch, *found} - _own(place, pull))


def named_by_release(place: Place, release: Payload) -> frozenset[Link]:
    """What a release ships: all that its notes name."""
    found = references_in(body(release), connection=place.connection, project=place.project)
    return _all(LinkKind.SHIPS, set(found))


def named_by_milestone(place: Place, milestone: Payload) -> frozenset[Link]:
    """What a milestone's description names, with the words before it."""
    return links_in(
        body(milestone, "description"),
        connection=place.connection,
        project=place.project,
        default=LinkKind.MENTIONS,
    )


def told_by_fields(place: Place, page: Payload) -> dict[str, frozenset[Link]]:
    """The milestone a page is in, and its parent where the page tells of one.

    `parent_issue_url` comes with one issue read over REST and with sub_issues, not with `issues`.
    https://docs.github.com/en/rest/issues/issues#get-an-issue
    """
    milestone = page.get("milestone") or {}
    inside = {milestone_id(place.connection, milestone)} if "id" in milestone else set()
    told = {"field": _all(LinkKind.MILESTONE, inside, origin="field")}
    if "parent_issue_url" in page:
        parent = _issue_key(place.connection, page["parent_issue_url"])
        above = {parent} if parent else set()
        told[PARENT_ORIGIN] = _all(LinkKind.PARENT, above, origin=PARENT_ORIGIN)
    return told


def relinked(message: Message, page: Payload, tells: Tells) -> tuple[Change, ...]:
    """The links that a new text brought, or that an edit of one brought and took away."""
    if message.action not in {"opened", "created", "edited"}:
        return ()
    place, before = message.place, frozenset[Link]()
    if message.action == "edited":
        before = tells(place, _earlier(page, message.before))
    return tuple(link_changes(before, tells(place, page)))


def _earlier(page: Payload, before: Mapping[str, Payload]) -> Payload:
    """The page as it read before an edit."""
    said = {name: each["from"] for name, each in before.items() if "from" in each}
    return {**page, **said}


def _all(kind: LinkKind, to: set[str], *, origin: str = "text") -> frozenset[Link]:
    return frozenset(Link(kind, each, origin) for each in to)


def _own(place: Place, page: Payload) -> set[str]:
    """The page's own names: naming oneself is no link."""
    return {place.key(page["number"]), page_alias(text(page["html_url"]))}


def _issue_key(connection: str, address: str | None) -> str:
    """The key of the issue an API address leads to, "" for none.

    https://api.github.com/repos/acme/shop/issues/12, or <host>/api/v3/repos/... on a server.
    """
    parts = urlsplit(text(address or "")).path.split("/")
    if len(parts) < len(_API_PATH) or parts[-5] != "repos" or not parts[-1].isdecimal():
        return ""
    return f"{connection}:{parts[-4]}/{parts[-3]}#{parts[-1]}"


_API_PATH: Final = ("repos", "owner", "name", "issues", "number")
