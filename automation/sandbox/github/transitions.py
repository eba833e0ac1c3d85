"""How each act changes the state, and what happened by it. Pure: no clock, no file, no thread.

A state that comes back as the very same object was not changed.
"""

from datetime import datetime
from typing import assert_never

from automation.sandbox.github import acts as a
from automation.sandbox.github.commenting import comment
from automation.sandbox.github.founding import found
from automation.sandbox.github.happenings import Moved
from automation.sandbox.github.issuing import alter, assign, delete, give_type, open_issue
from automation.sandbox.github.labelling import edit_labels, relabel
from automation.sandbox.github.linking import link
from automation.sandbox.github.milestones import edit_milestones, put_into
from automation.sandbox.github.planning import plan
from automation.sandbox.github.pulling import pull
from automation.sandbox.github.releasing import release
from automation.sandbox.github.reviewing import review
from automation.sandbox.github.state import State
from automation.sandbox.github.transferring import transfer


def advance(state: State, deed: a.Deed, *, at: datetime) -> Moved:
    """Do one deed at `at` (UTC). Raises Refusal where GitHub would refuse."""
    at = at.replace(microsecond=0)
    act = deed.act
    if isinstance(act, a.IssueAct):
        return _issue(state, act, deed.by, at)
    if isinstance(act, a.RepositoryAct):
        return _repository(state, act, deed.by, at)
    if isinstance(act, a.ProjectAct):
        return plan(state, act, by=deed.by, at=at)
    if isinstance(act, a.RequestReview | a.SubmitReview | a.DismissReview):
        return review(state, act, by=deed.by, at=at)
    return pull(state, act, by=deed.by, at=at)


def _issue(state: State, act: a.IssueAct, by: str, at: datetime) -> Moved:  # noqa: C901 - one branch a kind of act
    match act:
        case a.OpenIssue():
            moved = open_issue(state, act, by=by, at=at)
        case a.DeleteIssue():
            moved = delete(state, act, by=by, at=at)
        case a.TransferIssue():
            moved = transfer(state, act, by=by, at=at)
        case a.SetAssignees():
            moved = assign(state, act, by=by, at=at)
        case a.SetType():
            moved = give_type(state, act, by=by, at=at)
        case a.SetMilestone():
            moved = put_into(state, act, by=by, at=at)
        case a.AddLabels() | a.RemoveLabel() | a.SetLabels():
            moved = relabel(state, act, by=by, at=at)
        case a.EditIssue() | a.CloseIssue() | a.ReopenIssue():
            moved = alter(state, act, by=by, at=at)
        case a.AddComment() | a.EditComment() | a.DeleteComment():
            moved = comment(state, act, by=by, at=at)
        case a.AddSubIssue() | a.RemoveSubIssue() | a.AddBlocker() | a.RemoveBlocker():
            moved = link(state, act, by=by, at=at)
        case _:
            assert_never(act)
    return moved


def _repository(state: State, act: a.RepositoryAct, by: str, at: datetime) -> Moved:
    match act:
        case a.CreateRepository() | a.CreateHook() | a.InstallApp():
            return found(state, act, by=by, at=at)
        case a.CreateLabel() | a.EditLabel() | a.DeleteLabel():
            return edit_labels(state, act, by=by, at=at)
        case (
            a.CreateMilestone()
            | a.EditMilestone()
            | a.CloseMilestone()
            | a.ReopenMilestone()
            | a.DeleteMilestone()
        ):
            return edit_milestones(state, act, by=by, at=at)
        case a.CreateRelease() | a.EditRelease() | a.PublishRelease() | a.DeleteRelease():
            return release(state, act, by=by, at=at)
        case _:
            assert_never(act)
