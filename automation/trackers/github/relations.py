"""Sub-issues and dependencies: links between two issues, each told twice, from both ends.

https://docs.github.com/en/webhooks/webhook-events-and-payloads#sub_issues
https://docs.github.com/en/webhooks/webhook-events-and-payloads#issue_dependencies
"""

from dataclasses import dataclass
from typing import Final

from automation.model import Change, Event, Link, LinkChange, LinkKind, Reading, Sighting
from automation.trackers.github.issues import see_issue
from automation.trackers.github.links import PARENT_ORIGIN
from automation.trackers.github.message import Message, Where, tell
from automation.trackers.github.shapes import apart, place


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from the issue named `near` in the payload to the one named `far`.

    `told_as` is how both messages of a doubled delivery are told: as seen from the near end.
    """

    kind: LinkKind
    near: str
    far: str
    told_as: str


@dataclass(frozen=True, slots=True)
class _End:
    """One of the two issues: its id, and the whole of it where the payload shows that."""

    id: str
    seen: Sighting | None

    @property
    def url(self) -> str:
        return self.seen.url if self.seen else ""


_SUB_ISSUES: Final = Relation(LinkKind.PARENT, "sub_issue", "parent_issue", "parent_issue")
_DEPENDENCIES: Final = Relation(
    LinkKind.BLOCKED_BY, "blocked_issue", "blocking_issue", "blocked_by"
)

_STANDS: Final = {"added": True, "removed": False}


def read_sub_issues(message: Message) -> Reading:
    """`sub_issues`: an issue got a parent, or lost it."""
    return _read(message, _SUB_ISSUES)


def read_dependencies(message: Message) -> Reading:
    """`issue_dependencies`: an issue is blocked by another, or no longer."""
    return _read(message, _DEPENDENCIES)


def _read(message: Message, relation: Relation) -> Reading:
    near, far = (_end(message, each) for each in (relation.near, relation.far))
    where = _where(message, near, far)
    stands = _STANDS.get(message.action.rpartition("_")[2])
    if stands is None:
        shown = tuple(each.seen for each in (near, far) if each.seen)
        return Reading(tell(message, where), shown)
    start = near.seen or Sighting(near.id, message.connection, "issue", where.at)
    told = _link_changes(relation, far, stands=stands)
    link = apart(start, at=where.at, link_changes=told)
    seen = tuple(each for each in (near.seen, link, far.seen) if each)
    return Reading(_event(message, relation, where, far, stands=stands), seen)


def _event(message: Message, relation: Relation, where: Where, far: _End, *, stands: bool) -> Event:
    facet = f"link:{relation.kind}:{far.id}"
    change = Change(facet, None if stands else far.id, far.id if stands else None)
    action = f"{relation.told_as}_{'added' if stands else 'removed'}"
    return tell(message, where, [change], action=action)


def _end(message: Message, name: str) -> _End:
    """An issue of another repository comes with that repository, and alone it is whole."""
    payload = message.payload
    issue = payload.get(name)
    where = payload.get(f"{name}_repo") or payload.get("repository")
    seen = see_issue(place(message.connection, where), issue) if issue and where else None
    return _End(f"{message.connection}:{payload[f'{name}_id']}", seen)


def _link_changes(relation: Relation, far: _End, *, stands: bool) -> tuple[LinkChange, ...]:
    told = LinkChange(Link(relation.kind, far.id, "event"), stands)
    if stands or relation.kind is not LinkKind.PARENT or not far.seen:
        return (told,)
    # What the page said of its parent falls with it: a page without one may not say so.
    return told, LinkChange(Link(LinkKind.PARENT, far.seen.key, PARENT_ORIGIN), stands)


def _where(message: Message, near: _End, far: _End) -> Where:
    """The payload tells no time of its own, but both messages show the same two issues."""
    shown = [each.seen.at for each in (near, far) if each.seen]
    at = max(shown, default=message.received_at)
    return Where(near.id, at, near.url, timed=bool(shown))
