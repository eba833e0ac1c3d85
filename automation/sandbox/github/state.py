"""What the pretend GitHub knows, as plain frozen values, and what it says when it refuses."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from automation.errors import PitboardError


class Refusal(PitboardError):  # noqa: N818 - an answer of the protocol, not a fault of ours
    """The act is not possible. `status` and `message` are the ones GitHub answers with.

    `errors` is GitHub's list of (resource, field, code) beside a 422.
    """

    def __init__(
        self, status: int, message: str, errors: tuple[tuple[str, str, str], ...] = ()
    ) -> None:
        """Keep the three parts of the answer."""
        self.status = status
        self.message = message
        self.errors = errors
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class User:
    """An account: `type` is User, Bot or Organization."""

    id: int
    login: str
    name: str
    type: str = "User"


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a repository. `color` is six hex digits without a hash sign."""

    id: int
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue as it stands. Times are UTC in whole seconds, as GitHub keeps them."""

    id: int
    number: int
    title: str
    body: str | None
    user: str
    created_at: datetime
    updated_at: datetime
    labels: tuple[Label, ...] = ()
    assignees: tuple[str, ...] = ()
    state: str = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None

    def has(self, name: str) -> bool:
        """Whether a label of this name stands on it; GitHub ignores the case."""
        return any(label.name.casefold() == name.casefold() for label in self.labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A repository with its labels and issues; `deleted` holds the numbers of issues gone."""

    id: int
    full_name: str
    private: bool
    description: str
    created_at: datetime
    labels: tuple[Label, ...] = ()
    issues: Mapping[int, Issue] = field(default_factory=dict)
    deleted: frozenset[int] = frozenset()

    @property
    def owner(self) -> str:
        """The part before the slash."""
        return self.full_name.partition("/")[0]

    @property
    def name(self) -> str:
        """The part after the slash."""
        return self.full_name.partition("/")[2]

    def label(self, name: str) -> Label | None:
        """Find the label of this name, None if there is none; GitHub ignores the case."""
        wanted = name.casefold()
        return next((label for label in self.labels if label.name.casefold() == wanted), None)

    @property
    def next_number(self) -> int:
        """Numbers only go up: that of a deleted issue is never used again."""
        return max([0, *self.issues, *self.deleted]) + 1

    def holding(self, issue: Issue) -> "Repository":
        """Put this issue in the place of its older self."""
        return replace(self, issues={**self.issues, issue.number: issue})

    def without(self, number: int) -> "Repository":
        """Delete this issue for good."""
        left = {other: issue for other, issue in self.issues.items() if other != number}
        return replace(self, issues=left, deleted=self.deleted | {number})

    def issue(self, number: int) -> Issue:
        """Find the issue of this number. Raises Refusal 404, or 410 once it was deleted."""
        if number in self.deleted:
            raise Refusal(410, "This issue was deleted")
        if number not in self.issues:
            raise Refusal(404, "Not Found")
        return self.issues[number]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything: accounts by login, repositories by their full name in lower case."""

    users: Mapping[str, User]
    repositories: Mapping[str, Repository] = field(default_factory=dict)
    last_id: int = 3_000_000_000  # past 32 bits, as GitHub's ids are

    def repository(self, full_name: str) -> Repository:
        """Find the repository of this name, whatever its case. Raises Refusal 404."""
        found = self.repositories.get(full_name.lower())
        if found is None:
            raise Refusal(404, "Not Found")
        return found

    def with_repository(self, repository: Repository, last_id: int | None = None) -> "State":
        """Put this repository in the place of its older self."""
        repositories = {**self.repositories, repository.full_name.lower(): repository}
        return replace(self, repositories=repositories, last_id=last_id or self.last_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened to an issue, named as GitHub's webhook names it.

    `issue` is the issue after the whole act: GitHub shows the end in every delivery of one act.
    `old` is the issue as it was before an `edited`, a `closed` or a `reopened`.
    """

    action: str
    repository: str
    issue: Issue
    by: str
    at: datetime
    label: Label | None = None
    assignee: str | None = None
    old: Issue | None = None
