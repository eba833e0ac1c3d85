"""How issues come to stand under others, or in the way of others. Pure.

Each link has two ends, and GitHub tells of each end: the repositories may differ.
"""

from dataclasses import replace
from datetime import datetime

from automation.sandbox.github.acts import AddBlocker, AddSubIssue, RemoveBlocker, RemoveSubIssue
from automation.sandbox.github.happenings import Happening, Linked, Moved
from automation.sandbox.github.state import Issue, Refusal, Repository, State

Ends = tuple[tuple[Repository, Issue], tuple[Repository, Issue]]

MOST = 100  # sub-issues of one parent


def link(
    state: State,
    act: AddSubIssue | RemoveSubIssue | AddBlocker | RemoveBlocker,
    *,
    by: str,
    at: datetime,
) -> Moved:
    """Tie a link or take it apart; told once from each end."""
    match act:
        case AddSubIssue():
            return _add_sub_issue(state, act, by, at)
        case RemoveSubIssue():
            return _remove_sub_issue(state, act, by, at)
        case AddBlocker():
            return _add_blocker(state, act, by, at)
        case RemoveBlocker():
            return _remove_blocker(state, act, by, at)


def unlinked(state: State, issue: Issue) -> State:
    """Take an issue that goes out of all links; nobody is told of it."""
    others = (*issue.sub_issues, *issue.blocked_by, *issue.blocking)
    if issue.parent:
        others = (*others, issue.parent)
    for repository, other in state.linked(others):
        state = state.with_issue(
            repository.full_name,
            replace(
                # The links before this one may have changed it.
                state.repository(repository.full_name).issue(other.number),
                parent=None if other.parent == issue.id else other.parent,
                sub_issues=_less(other.sub_issues, issue.id),
                blocked_by=_less(other.blocked_by, issue.id),
                blocking=_less(other.blocking, issue.id),
            ),
        )
    return state


def _add_sub_issue(state: State, act: AddSubIssue, by: str, at: datetime) -> Moved:
    (above, parent), (below, child) = _ends(state, act.repository, act.number, act.sub_issue)
    if child.parent == parent.id or _stands_under(state, parent, child):
        raise _refused("Sub-issue", "may not be added here")
    if len(parent.sub_issues) >= MOST:
        raise _refused("Parent", "cannot have more than 100 sub-issues")
    earlier: tuple[Happening, ...] = ()
    if child.parent and (found := state.located(child.parent)):
        if not act.replace:
            raise _refused("Sub-issue", "may only have one parent")
        leave = RemoveSubIssue(found[0].full_name, found[1].number, child.id)
        state, earlier = _remove_sub_issue(state, leave, by, at)
    after = state.with_issue(
        above.full_name, replace(parent, sub_issues=(*parent.sub_issues, child.id), updated_at=at)
    )
    child = replace(child, parent=parent.id, updated_at=at)
    after = after.with_issue(below.full_name, child)
    told = _both(after, "sub_issues", ("sub_issue_added", "parent_issue_added"), (parent, child))
    return after, (*earlier, *(replace(one, by=by, at=at) for one in told))


def _remove_sub_issue(state: State, act: RemoveSubIssue, by: str, at: datetime) -> Moved:
    (above, parent), (below, child) = _ends(state, act.repository, act.number, act.sub_issue)
    if child.parent != parent.id:
        raise Refusal(404, "Not Found")
    after = state.with_issue(
        above.full_name,
        replace(parent, sub_issues=_less(parent.sub_issues, child.id), updated_at=at),
    )
    after = after.with_issue(below.full_name, replace(child, parent=None, updated_at=at))
    told = _both(
        after, "sub_issues", ("sub_issue_removed", "parent_issue_removed"), (parent, child)
    )
    return after, tuple(replace(one, by=by, at=at) for one in told)


def _add_blocker(state: State, act: AddBlocker, by: str, at: datetime) -> Moved:
    (here, blocked), (there, blocker) = _ends(state, act.repository, act.number, act.blocker)
    if blocker.id in blocked.blocked_by:
        raise _refused("Issue", "is already blocked by this issue")
    after = state.with_issue(
        here.full_name,
        replace(blocked, blocked_by=(*blocked.blocked_by, blocker.id), updated_at=at),
    )
    blocker = replace(blocker, blocking=(*blocker.blocking, blocked.id), updated_at=at)
    after = after.with_issue(there.full_name, blocker)
    names = "blocked_by_added", "blocking_added"
    told = _both(after, "issue_dependencies", names, (blocked, blocker))
    return after, tuple(replace(one, by=by, at=at) for one in told)


def _remove_blocker(state: State, act: RemoveBlocker, by: str, at: datetime) -> Moved:
    (here, blocked), (there, blocker) = _ends(state, act.repository, act.number, act.blocker)
    if blocker.id not in blocked.blocked_by:
        raise Refusal(404, "Not Found")
    after = state.with_issue(
        here.full_name,
        replace(blocked, blocked_by=_less(blocked.blocked_by, blocker.id), updated_at=at),
    )
    blocker = replace(blocker, blocking=_less(blocker.blocking, blocked.id), updated_at=at)
    after = after.with_issue(there.full_name, blocker)
    names = "blocked_by_removed", "blocking_removed"
    told = _both(after, "issue_dependencies", names, (blocked, blocker))
    return after, tuple(replace(one, by=by, at=at) for one in told)


def _ends(state: State, full_name: str, number: int, other: int) -> Ends:
    repository = state.repository(full_name)
    issue = repository.issue(number)
    found = state.located(other)
    if found is None:
        raise Refusal(404, "Not Found")
    if found[1].id == issue.id:
        raise _refused("Issue", "cannot be linked to itself")
    if issue.pull or found[1].pull:
        raise _refused("Pull requests", "cannot be linked")
    return (repository, issue), found


def _both(
    state: State, event: str, actions: tuple[str, str], ends: tuple[Issue, Issue]
) -> tuple[Happening, Happening]:
    """Tell of a link from both ends, as it stands now; who and when are left to the caller."""
    (one, first), (two, second) = state.linked((ends[0].id, ends[1].id))
    told = Happening(event=event, by="", at=first.updated_at)
    return (
        replace(
            told,
            action=actions[0],
            repository=one.full_name,
            issue=first,
            part=Linked(repository=two.full_name, issue=second),
        ),
        replace(
            told,
            action=actions[1],
            repository=two.full_name,
            issue=second,
            part=Linked(repository=one.full_name, issue=first),
        ),
    )


def _stands_under(state: State, issue: Issue, above: Issue) -> bool:
    """Whether an issue stands anywhere under another."""
    while issue.parent and (found := state.located(issue.parent)):
        issue = found[1]
        if issue.id == above.id:
            return True
    return False


def _less(ids: tuple[int, ...], gone: int) -> tuple[int, ...]:
    return tuple(id_ for id_ in ids if id_ != gone)


def _refused(what: str, why: str) -> Refusal:
    return Refusal(422, f"{what} {why}")
