"""Issues: opened, edited, labelled, moved. A pull request is an issue too, under another id.

https://docs.github.com/en/webhooks/webhook-events-and-payloads#issues
"""

from collections.abc import Iterator
from dataclasses import replace

from automation.model import Change, Reading, Sighting, Value
from automation.trackers.github.changes import changes_of
from automation.trackers.github.links import named_by_issue, relinked, told_by_fields
from automation.trackers.github.message import Message, Where, tell
from automation.trackers.github.milestones import see_milestone
from automation.trackers.github.shapes import (
    Place,
    aliases,
    assignees,
    fields,
    labels,
    login,
    place,
    time,
    title,
)
from automation.trackers.shapes import Payload, maybe, text

_LEAVING = frozenset({"deleted", "transferred"})
"""A transferred issue goes on under a new id in its new repository."""


def read_issue(message: Message) -> Reading:
    """`issues`: the issue, where it went or came from, and the milestone it was put into."""
    issue = message.payload["issue"]
    seen = see_issue(message.place, issue, deleted=message.action in _LEAVING)
    changes = (*changes_of(message, issue), *_relinked(message, issue))
    where = Where(seen.item_id, seen.at, seen.url)
    event = tell(message, where, changes, about=_about(message))
    return Reading(event, (_with_former_names(message, seen), *_others(message, seen)))


def see_issue(where: Place, issue: Payload, *, deleted: bool = False) -> Sighting:
    """An issue as a payload shows it.

    The issue shown for a pull request has an id of its own that means nothing elsewhere, so it is
    seen under its key, and only its labels are the pull request's.
    """
    key = where.key(issue["number"])
    if "pull_request" in issue:
        return _see_as_pull(where, issue, key)
    return Sighting(
        item_id=f"{where.connection}:{issue['id']}",
        connection=where.connection,
        type="issue",
        at=time(issue["updated_at"]),
        key=key,
        project=where.project,
        url=text(issue["html_url"]),
        visibility=where.visibility,
        fields=_fields(issue),
        labels=labels(issue),
        links={"text": named_by_issue(where, issue), **told_by_fields(where, issue)},
        aliases=aliases(where.connection, issue),
        deleted=deleted,
    )


def _see_as_pull(where: Place, issue: Payload, key: str) -> Sighting:
    return Sighting(
        item_id=key,
        connection=where.connection,
        type="pull_request",
        at=time(issue["updated_at"]),
        key=key,
        project=where.project,
        url=text(issue["html_url"]),
        visibility=where.visibility,
        labels=labels(issue),
    )


def _fields(issue: Payload) -> dict[str, Value]:
    return fields(
        issue,
        state_reason=maybe(issue.get("state_reason"), text),
        kind=maybe(issue.get("type"), lambda found: text(found["name"])),
        author=maybe(issue.get("user"), login),
        assignees=assignees(issue),
        milestone=maybe(issue.get("milestone"), title),
        comments=int(issue.get("comments") or 0),
    )


def _relinked(message: Message, issue: Payload) -> tuple[Change, ...]:
    return () if "pull_request" in issue else relinked(message, issue, named_by_issue)


def _with_former_names(message: Message, seen: Sighting) -> Sighting:
    """An issue that came from another repository still answers to what it was called there."""
    changes = message.before
    if message.action != "opened" or not changes.get("old_issue"):
        return seen
    before = place(message.connection, changes["old_repository"])
    return _also_called(seen, see_issue(before, changes["old_issue"]))


def _others(message: Message, seen: Sighting) -> Iterator[Sighting]:
    changes = message.before
    if message.action == "transferred" and changes.get("new_issue"):
        after = place(message.connection, changes["new_repository"])
        yield _also_called(see_issue(after, changes["new_issue"]), seen)
    milestone = message.payload.get("milestone") or {}
    if "updated_at" in milestone:
        yield see_milestone(message.place, milestone)


def _also_called(seen: Sighting, former: Sighting) -> Sighting:
    names = (former.key, *(name for name in former.aliases if name.startswith("url:")))
    return replace(seen, aliases=(*seen.aliases, *names))


def _about(message: Message) -> dict[str, Value]:
    """Who was assigned, and where a transferred issue went."""
    changes = message.before
    if message.action != "transferred" or not changes.get("new_issue"):
        return dict(message.assignee)
    after = place(message.connection, changes["new_repository"])
    return {"to": after.key(changes["new_issue"]["number"])}
