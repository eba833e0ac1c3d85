"""How each act changes the state, and what happened by it. Pure: no clock, no file, no thread.

A state that comes back as the very same object was not changed.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from automation.sandbox.github import texts
from automation.sandbox.github.acts import (
    AddLabels,
    CloseIssue,
    CreateLabel,
    CreateRepository,
    Deed,
    DeleteIssue,
    EditIssue,
    OpenIssue,
    RemoveLabel,
    ReopenIssue,
    SetAssignees,
    SetLabels,
)
from automation.sandbox.github.labelling import create_label, labels_named, relabel
from automation.sandbox.github.state import Happening, Issue, Repository, State

Moved = tuple[State, tuple[Happening, ...]]

REASONS = ("completed", "not_planned", "duplicate")


def advance(state: State, deed: Deed, *, at: datetime) -> Moved:
    """Do one deed at `at` (UTC). Raises Refusal where GitHub would refuse."""
    at = at.replace(microsecond=0)
    match deed.act:
        case CreateRepository():
            moved: Moved = _create_repository(state, deed.act, at), ()
        case CreateLabel():
            moved = create_label(state, deed.act), ()
        case OpenIssue():
            moved = _open(state, deed.act, deed.by, at)
        case DeleteIssue():
            moved = _delete(state, deed.act, deed.by, at)
        case SetAssignees():
            moved = _assign(state, deed.act, deed.by, at)
        case AddLabels() | RemoveLabel() | SetLabels():
            moved = relabel(state, deed.act, by=deed.by, at=at)
        case EditIssue() | CloseIssue() | ReopenIssue():
            moved = _change(state, deed.act, deed.by, at)
        case _:
            assert_never(deed.act)
    return moved


def _create_repository(state: State, act: CreateRepository, at: datetime) -> State:
    repository = Repository(
        id=state.last_id + 1,
        full_name=act.repository,
        private=act.private,
        description=act.description,
        created_at=at,
    )
    return state.with_repository(repository, repository.id)


def _open(state: State, act: OpenIssue, by: str, at: datetime) -> Moved:
    state, labels = labels_named(state, act.repository, act.labels)
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
    told = Happening(action="opened", repository=repository.full_name, issue=issue, by=by, at=at)
    return state.with_repository(repository.holding(issue), issue.id), (
        told,
        *(replace(told, action="labeled", label=label) for label in issue.labels),
        *(replace(told, action="assigned", assignee=login) for login in issue.assignees),
    )


def _delete(state: State, act: DeleteIssue, by: str, at: datetime) -> Moved:
    repository = state.repository(act.repository)
    issue = repository.issue(act.number)
    told = Happening(action="deleted", repository=repository.full_name, issue=issue, by=by, at=at)
    return state.with_repository(repository.without(act.number)), (told,)


def _assign(state: State, act: SetAssignees, by: str, at: datetime) -> Moved:
    repository = state.repository(act.repository)
    issue = repository.issue(act.number)
    wanted = _logins(state, act.logins)
    gone = [login for login in issue.assignees if login not in wanted]
    come = [login for login in wanted if login not in issue.assignees]
    if not gone and not come:
        return state, ()
    after = replace(issue, assignees=wanted, updated_at=at)
    told = Happening(action="assigned", repository=repository.full_name, issue=after, by=by, at=at)
    return state.with_repository(repository.holding(after)), (
        *(replace(told, action="unassigned", assignee=login) for login in gone),
        *(replace(told, assignee=login) for login in come),
    )


def _change(
    state: State, act: EditIssue | CloseIssue | ReopenIssue, by: str, at: datetime
) -> Moved:
    repository = state.repository(act.repository)
    issue = repository.issue(act.number)
    match act:
        case EditIssue():
            action, after = "edited", _edited(issue, act)
        case CloseIssue():
            action, after = "closed", _closed(issue, act, by, at)
        case ReopenIssue():
            action, after = "reopened", _reopened(issue)
    if after == issue:
        return state, ()
    after = replace(after, updated_at=at)
    full_name = repository.full_name
    told = Happening(action=action, repository=full_name, issue=after, by=by, at=at, old=issue)
    return state.with_repository(repository.holding(after)), (told,)


def _edited(issue: Issue, act: EditIssue) -> Issue:
    title = issue.title if act.title is None else texts.title(act.title)
    body = issue.body if act.body is None else texts.body(act.body)
    # An empty text over no text at all changes nothing that anybody could see.
    return replace(issue, title=title, body=body if body or issue.body else issue.body)


def _closed(issue: Issue, act: CloseIssue, by: str, at: datetime) -> Issue:
    if act.reason not in REASONS:
        raise texts.invalid("Issue", "state_reason", "invalid")
    if issue.state == "closed":
        return issue
    return replace(issue, state="closed", state_reason=act.reason, closed_at=at, closed_by=by)


def _reopened(issue: Issue) -> Issue:
    if issue.state == "open":
        return issue
    return replace(issue, state="open", state_reason="reopened", closed_at=None, closed_by=None)


def _logins(state: State, logins: Sequence[str]) -> tuple[str, ...]:
    if any(login not in state.users for login in logins):
        raise texts.invalid("Issue", "assignees", "invalid")
    return tuple(dict.fromkeys(logins))
