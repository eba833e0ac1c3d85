"""How comments come under issues and pull requests, change and go. Pure."""

from dataclasses import replace
from datetime import datetime

from automation.sandbox.github import texts
from automation.sandbox.github.acts import AddComment, DeleteComment, EditComment
from automation.sandbox.github.happenings import Happening, Moved
from automation.sandbox.github.records import Comment
from automation.sandbox.github.state import Issue, State


def comment(
    state: State, act: AddComment | EditComment | DeleteComment, *, by: str, at: datetime
) -> Moved:
    """Say something, say it otherwise, or take it back."""
    match act:
        case AddComment():
            return _add(state, act, by, at)
        case EditComment():
            return _edit(state, act, by, at)
        case DeleteComment():
            return _delete(state, act, by, at)


def _add(state: State, act: AddComment, by: str, at: datetime) -> Moved:
    issue = state.repository(act.repository).issue(act.number)
    new = Comment(
        id=state.last_id + 1,
        user=by,
        body=texts.comment(act.body),
        created_at=at,
        updated_at=at,
    )
    after = replace(issue, comments=(*issue.comments, new), updated_at=at)
    state = replace(state, last_id=new.id)
    return _moved(state, act.repository, after, Happening(action="created", by=by, at=at, part=new))


def _edit(state: State, act: EditComment, by: str, at: datetime) -> Moved:
    issue, old = state.repository(act.repository).commented(act.comment)
    new = replace(old, body=texts.comment(act.body), updated_at=at)
    if new.body == old.body:
        return state, ()
    comments = tuple(new if one.id == old.id else one for one in issue.comments)
    told = Happening(action="edited", by=by, at=at, part=new, before={"body": old.body})
    return _moved(state, act.repository, replace(issue, comments=comments, updated_at=at), told)


def _delete(state: State, act: DeleteComment, by: str, at: datetime) -> Moved:
    issue, old = state.repository(act.repository).commented(act.comment)
    comments = tuple(one for one in issue.comments if one.id != old.id)
    told = Happening(action="deleted", by=by, at=at, part=old)
    return _moved(state, act.repository, replace(issue, comments=comments, updated_at=at), told)


def _moved(state: State, full_name: str, issue: Issue, told: Happening) -> Moved:
    name = state.repository(full_name).full_name
    said = replace(told, event="issue_comment", repository=name, issue=issue)
    return state.with_issue(name, issue), (said,)
