"""How comments come, change and go: each is told twice, as Jira does."""

from dataclasses import replace
from datetime import datetime

from automation.sandbox.jira import texts
from automation.sandbox.jira.acts import AddComment, DeleteComment, EditComment
from automation.sandbox.jira.editing import UPDATED, Moved
from automation.sandbox.jira.state import Comment, Happening, Issue, State

Commenting = AddComment | EditComment | DeleteComment


def comment(state: State, act: Commenting, *, by: str, at: datetime) -> Moved:
    """Write, change or remove a comment."""
    match act:
        case AddComment():
            return _add(state, act, by=by, at=at)
        case EditComment():
            return _edit(state, act, by=by, at=at)
        case DeleteComment():
            return _delete(state, act, by=by, at=at)


def _add(state: State, act: AddComment, *, by: str, at: datetime) -> Moved:
    issue = state.issue(act.issue)
    state, id_ = state.numbered()
    new = Comment(
        id=id_,
        author=by,
        editor=by,
        body=texts.comment(act.body),
        created=at,
        updated=at,
        properties=dict(act.properties),
    )
    after = replace(issue, comments=(*issue.comments, new), updated=at)
    return state.holding(after), _told("created", "issue_commented", after, new, by=by, at=at)


def _edit(state: State, act: EditComment, *, by: str, at: datetime) -> Moved:
    issue = state.issue(act.issue)
    old = issue.comment(act.comment)
    new = replace(old, properties={**old.properties, **act.properties})
    if act.body is not None:
        body = texts.comment(act.body)
        new = new if body == old.body else replace(new, body=body, editor=by, updated=at)
    if new == old:
        return state, ()
    same = new.body == old.body
    comments = tuple(new if one.id == new.id else one for one in issue.comments)
    after = replace(issue, comments=comments, updated=issue.updated if same else at)
    told = () if same else _told("updated", "issue_comment_edited", after, new, by=by, at=at)
    return state.holding(after), told


def _delete(state: State, act: DeleteComment, *, by: str, at: datetime) -> Moved:
    issue = state.issue(act.issue)
    gone = issue.comment(act.comment)
    left = tuple(one for one in issue.comments if one.id != gone.id)
    after = replace(issue, comments=left, updated=at)
    told = _told("deleted", "issue_comment_deleted", after, gone, by=by, at=at)
    return state.holding(after), told


def _told(
    verb: str, kind: str, issue: Issue, comment: Comment, *, by: str, at: datetime
) -> tuple[Happening, ...]:
    """One webhook about the comment, which names no user, and one about its issue."""
    first = Happening(event=f"comment_{verb}", by=by, at=at, issue=issue, comment=comment)
    return first, replace(first, event=UPDATED, kind=kind)
