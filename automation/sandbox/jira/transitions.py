"""How each act changes the state, and what happened by it. Pure: no clock, no file, no thread.

A state that comes back as the very same object was not changed.
"""

from datetime import datetime
from typing import assert_never

from automation.sandbox.jira import commenting, editing, linking, planning
from automation.sandbox.jira.acts import (
    AddComment,
    CreateIssue,
    CreateSprint,
    CreateVersion,
    Deed,
    DeleteComment,
    DeleteIssue,
    EditComment,
    EditIssue,
    EditSprint,
    EditVersion,
    LinkIssues,
    MoveCard,
    MoveIssue,
    UnlinkIssues,
)
from automation.sandbox.jira.editing import Moved
from automation.sandbox.jira.state import State


def advance(state: State, deed: Deed, *, at: datetime) -> Moved:
    """Do one deed at `at` (UTC). Raises Refusal where Jira would refuse."""
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    by = deed.by
    match deed.act:
        case CreateIssue() | EditIssue() | MoveCard() | MoveIssue():
            moved = editing.change(state, deed.act, by=by, at=at)
        case DeleteIssue():
            moved = linking.delete(state, deed.act, by=by, at=at)
        case AddComment() | EditComment() | DeleteComment():
            moved = commenting.comment(state, deed.act, by=by, at=at)
        case LinkIssues() | UnlinkIssues():
            moved = linking.tie(state, deed.act, by=by, at=at)
        case CreateVersion() | EditVersion():
            moved = planning.version(state, deed.act, by=by, at=at)
        case CreateSprint() | EditSprint():
            moved = planning.sprint(state, deed.act, by=by, at=at)
        case _:
            assert_never(deed.act)
    return moved
