"""How issues come to be, change and go. Pure, like every transition.

Closing, reopening, words and people work on a pull request as they do on an issue.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from automation.sandbox.github import texts
from automation.sandbox.github.acts import (
    CloseIssue,
    DeleteIssue,
    EditIssue,
    OpenIssue,
    ReopenIssue,
    SetAssignees,
    SetType,
)
from automation.sandbox.github.happenings import Moved, about
from automation.sandbox.github.labelling import labels_named
from automation.sandbox.github.linking import unlinked
from automation.sandbox.github.records import Project
from automation.sandbox.github.state import Issue, Refusal, State

REASONS = ("completed", "not_planned", "duplicate")


def open_issue(state: State, act: OpenIssue, *, by: str, at: datetime) -> Moved:
    """Open an issue, with the labels and people it begins with."""
    state, labels, created = labels_named(state, act.repository, act.labels, by=by, at=at)
    repository = state.repository(act.repository)
    issue = Issue(
        id=state.last_id + 1,
        number=repository.next_number,
        title=texts.title(act.title),
        body=texts.body(act.body),
        user=by,
        created_at=at,
        updated_at=at,
        labels=labels,
        assignees=_logins(state, act.assignees),
    )
    told = about(repository.full_name, issue, "opened", by=by, at=at)
    return settled(state, repository.full_name, issue), (
        told,
        *created,
        *(replace(told, action="labeled", part=label) for label in issue.labels),
        *(replace(told, action="assigned", part=state.users[login]) for login in issue.assignees),
    )


def settled(state: State, full_name: str, issue: Issue) -> State:
    """Give a new issue its place, under its id and that of its pull request."""
    after = state.with_issue(full_name, issue)
    place = full_name.lower(), issue.number
    ids = [issue.id, *([issue.pull.id] if issue.pull else [])]
    return replace(after, places={**state.places, **dict.fromkeys(ids, place)}, last_id=max(ids))


def delete(state: State, act: DeleteIssue, *, by: str, at: datetime) -> Moved:
    """Delete an issue for good, its links and its row in the project with it."""
    repository = state.repository(act.repository)
    issue = repository.issue(act.number)
    if issue.pull:
        raise Refusal(403, "Pull requests cannot be deleted")
    told = about(repository.full_name, issue, "deleted", by=by, at=at)
    after = unlinked(state, issue)
    after = after.with_repository(after.repository(act.repository).without(act.number))
    places = {id_: place for id_, place in state.places.items() if id_ != issue.id}
    return replace(after, places=places, project=_without_item(state, issue.id)), (told,)


def assign(state: State, act: SetAssignees, *, by: str, at: datetime) -> Moved:
    """Let exactly these people be assigned."""
    repository = state.repository(act.repository)
    issue = repository.issue(act.number)
    wanted = _logins(state, act.logins)
    gone = [login for login in issue.assignees if login not in wanted]
    come = [login for login in wanted if login not in issue.assignees]
    if not gone and not come:
        return state, ()
    after = replace(issue, assignees=wanted, updated_at=at)
    told = about(repository.full_name, after, "assigned", by=by, at=at)
    return state.with_issue(repository.full_name, after), (
        *(replace(told, action="unassigned", part=state.users[login]) for login in gone),
        *(replace(told, part=state.users[login]) for login in come),
    )


def give_type(state: State, act: SetType, *, by: str, at: datetime) -> Moved:
    """Give an issue a type, or take the one it has."""
    repository = state.repository(act.repository)
    issue = repository.issue(act.number)
    wanted = state.type(act.type) if act.type else None
    if (act.type and wanted is None) or issue.pull:
        raise texts.invalid("Issue", "type", "invalid")
    old, name = issue.type, wanted.name if wanted else None
    if name == old:
        return state, ()
    after = replace(issue, type=name, updated_at=at)
    told = about(repository.full_name, after, "typed", by=by, at=at)
    gone = replace(told, action="untyped", part=state.type(old)) if old else None
    come = replace(told, part=wanted) if wanted else None
    return state.with_issue(repository.full_name, after), tuple(filter(None, (gone, come)))


def alter(
    state: State, act: EditIssue | CloseIssue | ReopenIssue, *, by: str, at: datetime
) -> Moved:
    """Change the words, close it, or open it again."""
    repository = state.repository(act.repository)
    issue = repository.issue(act.number)
    match act:
        case EditIssue():
            action, after = "edited", _edited(issue, act)
        case CloseIssue():
            action, after = "closed", closed(issue, act.reason, by=by, at=at)
        case ReopenIssue():
            action, after = "reopened", _reopened(issue)
    if after == issue:
        return state, ()
    after = replace(after, updated_at=at)
    told = about(repository.full_name, after, action, by=by, at=at)
    told = replace(told, before=_before(issue, after))
    return state.with_issue(repository.full_name, after), (told,)


def closed(issue: Issue, reason: str, *, by: str, at: datetime) -> Issue:
    """Close it, unless it is; a pull request has no reason. Raises Refusal 422."""
    if reason not in REASONS:
        raise texts.invalid("Issue", "state_reason", "invalid")
    if issue.state == "closed":
        return issue
    told = None if issue.pull else reason
    return replace(issue, state="closed", state_reason=told, closed_at=at, closed_by=by)


def _edited(issue: Issue, act: EditIssue) -> Issue:
    title = issue.title if act.title is None else texts.title(act.title)
    body = issue.body if act.body is None else texts.body(act.body)
    # An empty text over no text at all changes nothing that anybody could see.
    return replace(issue, title=title, body=body if body or issue.body else issue.body)


def _reopened(issue: Issue) -> Issue:
    if issue.state == "open":
        return issue
    if issue.pull and issue.pull.merged_at:
        raise texts.invalid("PullRequest", "state", "invalid")
    reason = None if issue.pull else "reopened"
    return replace(issue, state="open", state_reason=reason, closed_at=None, closed_by=None)


def _before(old: Issue, new: Issue) -> Mapping[str, str | None]:
    """Name only what changed, each with the words it had; an absent text was an empty one."""
    pairs = {"title": (old.title, new.title), "body": (old.body or "", new.body or "")}
    return {name: was for name, (was, now) in pairs.items() if was != now}


def _logins(state: State, logins: Sequence[str]) -> tuple[str, ...]:
    if any(login not in state.users for login in logins):
        raise texts.invalid("Issue", "assignees", "invalid")
    return tuple(dict.fromkeys(logins))


def _without_item(state: State, content: int) -> Project | None:
    project = state.project
    if project is None:
        return None
    items = {id_: item for id_, item in project.items.items() if item.content != content}
    return replace(project, items=items) if len(items) < len(project.items) else project
