"""What happened, named as GitHub's webhooks name it; each becomes one webhook."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from automation.sandbox.github.records import (
    CheckSuite,
    Comment,
    Hook,
    IssueType,
    Milestone,
    ProjectItem,
    Release,
    Review,
)
from automation.sandbox.github.state import Issue, Label, State, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """A pull request's branch went on from one commit to another."""

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """A branch went from one commit to another; `before` is all zeros for a new branch."""

    branch: str
    before: str
    after: str
    message: str
    forced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The issue at the other end of a link, and its repository."""

    repository: str
    issue: Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """The other self of a transferred issue, before or after, and its repository."""

    repository: str
    issue: Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A project's item, one field of it, and the values before and after."""

    item: ProjectItem
    field: int
    old: str | float | None
    new: str | float | None


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who was asked for a review."""

    user: User


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """The app was installed on the organisation."""

    id: int
    created_at: datetime


Part = (
    Label
    | User
    | Reviewer
    | Comment
    | Milestone
    | IssueType
    | Review
    | Release
    | CheckSuite
    | Pushed
    | Synced
    | Linked
    | Transfer
    | ProjectItem
    | FieldChange
    | Hook
    | Installed
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened.

    `repository` is empty for what happens to the organisation, and `action` for a push and a
    ping. `issue` is the issue or pull request after the whole act: GitHub shows the end in
    every delivery of one act. `part` is what the webhook shows beside it, `before` the values
    that an edit replaced.
    """

    event: str = "issues"
    action: str = ""
    repository: str = ""
    issue: Issue | None = None
    by: str
    at: datetime
    part: Part | None = None
    before: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The number of the issue or pull request, 0 where there is none."""
        return self.issue.number if self.issue else 0


Moved = tuple[State, tuple[Happening, ...]]
"""The state after an act, the very same object where nothing changed, and what happened."""


def about(full_name: str, issue: Issue, action: str, *, by: str, at: datetime) -> Happening:
    """Say that something happened to an issue, or to a pull request in its own words."""
    event = "pull_request" if issue.pull else "issues"
    return Happening(event=event, action=action, repository=full_name, issue=issue, by=by, at=at)
