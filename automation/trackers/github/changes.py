"""What each action changed of an issue or a pull request: the old value and the new one.

The actions of both are named alike, and their payloads show the same things in the same places.
https://docs.github.com/en/webhooks/webhook-events-and-payloads#issues
"""

from collections.abc import Callable, Iterator, Mapping

from automation.model import Change, Link, LinkKind
from automation.trackers.github.message import Message
from automation.trackers.github.shapes import (
    assignees,
    label,
    labels,
    login,
    milestone_id,
    state,
    title,
)
from automation.trackers.shapes import Payload, maybe, text

Changes = tuple[Change, ...]
Reader = Callable[[Message, Payload], Changes]


def changes_of(message: Message, page: Payload) -> Changes:
    """What this message says was changed of the page; nothing for an action we do not know."""
    return _CHANGES.get(message.action, _nothing)(message, page)


def link_changes(before: frozenset[Link], after: frozenset[Link]) -> Iterator[Change]:
    """The links that an edit took away or brought, each as a change of a facet of its own."""
    for link in sorted(before ^ after):
        gone = link in before
        facet = f"link:{link.kind}:{link.to}"
        yield Change(facet, link.to if gone else None, None if gone else link.to)


def _opened(_message: Message, page: Payload) -> Changes:
    stuck = labels(page) or ()
    return (Change("state", None, state(page)), *(Change(f"label:{n}", None, n) for n in stuck))


def _labeled(message: Message, _page: Payload) -> Changes:
    # A label deleted from the repository arrives here with no label at all.
    name = label(message.payload.get("label"))
    return (Change(f"label:{name}", None, name),) if name else ()


def _unlabeled(message: Message, _page: Payload) -> Changes:
    name = label(message.payload.get("label"))
    return (Change(f"label:{name}", name, None),) if name else ()


def _closed(_message: Message, page: Payload) -> Changes:
    merged = (Change("merged", old=False, new=True),) if page.get("merged") else ()
    return (Change("state", "open", "closed"), *merged)


def _reopened(_message: Message, _page: Payload) -> Changes:
    return (Change("state", "closed", "open"),)


def _edited(message: Message, page: Payload) -> Changes:
    return (*_retitled(message, page), *_rebased(message, page))


def _retitled(message: Message, page: Payload) -> Iterator[Change]:
    before = message.before.get("title") or {}
    if "from" in before:
        yield Change("title", text(before["from"]), text(page["title"]))


def _rebased(message: Message, page: Payload) -> Iterator[Change]:
    before = (message.before.get("base") or {}).get("ref") or {}
    if "from" in before:
        yield Change("base", text(before["from"]), text(page["base"]["ref"]))


def _assigned(message: Message, page: Payload) -> Changes:
    return _reassigned(message, page, came=True)


def _unassigned(message: Message, page: Payload) -> Changes:
    return _reassigned(message, page, came=False)


def _reassigned(message: Message, page: Payload, *, came: bool) -> Changes:
    after = frozenset(assignees(page))
    assignee = message.payload.get("assignee")
    moved = frozenset({login(assignee)} if assignee else ())
    before = after - moved if came else after | moved
    # A page shown as it was before, or after the next change, explains nothing.
    if before == after:
        return ()
    return (Change("assignees", tuple(sorted(before)), tuple(sorted(after))),)


def _milestoned(message: Message, page: Payload) -> Changes:
    """Also where the milestone stands only in the page, as on an older server."""
    after = page.get("milestone")
    return _put_into(message, None, message.payload.get("milestone") or after)


def _demilestoned(message: Message, _page: Payload) -> Changes:
    return _put_into(message, message.payload.get("milestone"), None)


def _put_into(message: Message, before: Payload | None, after: Payload | None) -> Changes:
    old, new = maybe(before, title), maybe(after, title)
    if old is new is None:
        return ()
    links = (frozenset(_milestone_links(message.connection, each)) for each in (before, after))
    return (Change("milestone", old, new), *link_changes(*links))


def _milestone_links(connection: str, milestone: Payload | None) -> Iterator[Link]:
    if milestone and "id" in milestone:
        yield Link(LinkKind.MILESTONE, milestone_id(connection, milestone), "field")


def _typed(message: Message, page: Payload) -> Changes:
    after = maybe(page.get("type"), _name)
    moved = maybe(message.payload.get("type"), _name)
    return (Change("kind", None if after else moved, after),) if after or moved else ()


def _name(issue_type: Payload) -> str:
    return text(issue_type["name"])


def _drafted(_message: Message, _page: Payload) -> Changes:
    return (Change("draft", old=False, new=True),)


def _readied(_message: Message, _page: Payload) -> Changes:
    return (Change("draft", old=True, new=False),)


def _nothing(_message: Message, _page: Payload) -> Changes:
    return ()


_CHANGES: Mapping[str, Reader] = {
    "opened": _opened,
    "labeled": _labeled,
    "unlabeled": _unlabeled,
    "closed": _closed,
    "reopened": _reopened,
    "edited": _edited,
    "assigned": _assigned,
    "unassigned": _unassigned,
    "milestoned": _milestoned,
    "demilestoned": _demilestoned,
    "typed": _typed,
    "untyped": _typed,
    "converted_to_draft": _drafted,
    "ready_for_review": _readied,
}
