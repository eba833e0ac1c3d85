"""What the pretend GitHub knows, as plain frozen values, and what it says when it refuses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from automation.sandbox import refusal
from automation.sandbox.github.records import (
    CheckSuite,
    Comment,
    Hook,
    IssueType,
    Milestone,
    Project,
    Pull,
    Release,
)

Place = tuple[str, int]
"""Where an issue is: its repository's name in lower case, and its number there."""


class Refusal(refusal.Refusal):
    """The act is not possible. `status` and `message` are the ones GitHub answers with.

    `errors` is GitHub's list of (resource, field, code) beside a 422; `moved_to` is where a
    transferred issue is beside a 301.
    """

    def __init__(
        self,
        status: int,
        message: str,
        errors: tuple[tuple[str, str, str], ...] = (),
        *,
        moved_to: Place | None = None,
    ) -> None:
        """Keep the parts of the answer."""
        super().__init__(status, message)
        self.errors = errors
        self.moved_to = moved_to


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
    """An issue, or a pull request where `pull` says more, as it stands.

    Times are UTC in whole seconds, as GitHub keeps them. `milestone` is a number; `parent`,
    `sub_issues`, `blocked_by` and `blocking` are ids, since they reach into other repositories.
    """

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
    milestone: int | None = None
    type: str | None = None
    comments: tuple[Comment, ...] = ()
    parent: int | None = None
    sub_issues: tuple[int, ...] = ()
    blocked_by: tuple[int, ...] = ()
    blocking: tuple[int, ...] = ()
    pull: Pull | None = None

    def has(self, name: str) -> bool:
        """Whether a label of this name stands on it; GitHub ignores the case."""
        return any(label.name.casefold() == name.casefold() for label in self.labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A repository and what is in it, by number or id.

    `deleted` holds the numbers of issues gone, `moved` where the transferred ones are now.
    `suites` and `branches` are by commit and by name. The two numbers count what was ever
    opened, and what is open.
    """

    id: int
    full_name: str
    private: bool
    description: str
    created_at: datetime
    labels: tuple[Label, ...] = ()
    issues: Mapping[int, Issue] = field(default_factory=dict)
    deleted: frozenset[int] = frozenset()
    moved: Mapping[int, Place] = field(default_factory=dict)
    milestones: Mapping[int, Milestone] = field(default_factory=dict)
    releases: Mapping[int, Release] = field(default_factory=dict)
    suites: Mapping[str, CheckSuite] = field(default_factory=dict)
    branches: Mapping[str, str] = field(default_factory=dict)
    pushed_at: datetime | None = None
    last_number: int = 0
    last_milestone: int = 0
    open_issues: int = 0

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
        return self.last_number + 1

    def holding(self, issue: Issue) -> "Repository":
        """Put this issue in the place of its older self."""
        counted = _counted(self, self.issues.get(issue.number), issue)
        return replace(
            counted,
            issues={**self.issues, issue.number: issue},
            last_number=max(self.last_number, issue.number),
        )

    def without(self, number: int, *, moved_to: Place | None = None) -> "Repository":
        """Delete this issue for good, or say where it went."""
        left = {other: issue for other, issue in self.issues.items() if other != number}
        counted = replace(_counted(self, self.issues[number], None), issues=left)
        if moved_to:
            return replace(counted, moved={**self.moved, number: moved_to})
        return replace(counted, deleted=self.deleted | {number})

    def issue(self, number: int) -> Issue:
        """Find the issue of this number.

        Raises Refusal 404, 410 once it was deleted, 301 once it was transferred.
        """
        if number in self.deleted:
            raise Refusal(410, "This issue was deleted")
        if number in self.moved:
            raise Refusal(301, "Moved Permanently", moved_to=self.moved[number])
        if number not in self.issues:
            raise Refusal(404, "Not Found")
        return self.issues[number]

    def pull(self, number: int) -> tuple[Issue, Pull]:
        """Find the pull request of this number. Raises Refusal 404."""
        issue = self.issues.get(number)
        if issue is None or issue.pull is None:
            raise Refusal(404, "Not Found")
        return issue, issue.pull

    def milestone(self, number: int) -> Milestone:
        """Find the milestone of this number. Raises Refusal 404."""
        if number not in self.milestones:
            raise Refusal(404, "Not Found")
        return self.milestones[number]

    def release(self, id_: int) -> Release:
        """Find the release of this id. Raises Refusal 404."""
        if id_ not in self.releases:
            raise Refusal(404, "Not Found")
        return self.releases[id_]

    def commented(self, id_: int) -> tuple[Issue, Comment]:
        """Find a comment and what it stands under. Raises Refusal 404."""
        for issue in self.issues.values():
            for comment in issue.comments:
                if comment.id == id_:
                    return issue, comment
        raise Refusal(404, "Not Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything: accounts by login, repositories by their full name in lower case.

    `places` says where each issue and each pull request is, by its id.
    """

    users: Mapping[str, User]
    repositories: Mapping[str, Repository] = field(default_factory=dict)
    places: Mapping[int, Place] = field(default_factory=dict)
    types: tuple[IssueType, ...] = ()
    project: Project | None = None
    hooks: tuple[Hook, ...] = ()
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

    def with_issue(self, full_name: str, issue: Issue) -> "State":
        """Put this issue in the place of its older self."""
        return self.with_repository(self.repository(full_name).holding(issue))

    def located(self, id_: int) -> tuple[Repository, Issue] | None:
        """Find the issue or the pull request of this id, None if there is none."""
        place = self.places.get(id_)
        if place is None:
            return None
        repository = self.repositories[place[0]]
        return repository, repository.issues[place[1]]

    def linked(self, ids: tuple[int, ...]) -> Iterator[tuple[Repository, Issue]]:
        """Find the issues of these ids, as far as they are there."""
        for id_ in ids:
            if found := self.located(id_):
                yield found

    def type(self, name: str) -> IssueType | None:
        """Find the type of this name, None if the organisation has none."""
        return next((one for one in self.types if one.name.casefold() == name.casefold()), None)


def _counted(repository: Repository, old: Issue | None, new: Issue | None) -> Repository:
    """Move the counts on from one self of an issue to the next; None is not there."""
    change = (new is not None and new.state == "open") - (old is not None and old.state == "open")
    milestones = dict(repository.milestones)
    for issue, by in ((old, -1), (new, 1)):
        if issue is not None and issue.milestone in milestones:
            milestone = milestones[issue.milestone]
            milestones[issue.milestone] = _with_one(milestone, issue.state, by)
    return replace(
        repository,
        open_issues=repository.open_issues + change,
        milestones=milestones if repository.milestones else repository.milestones,
    )


def _with_one(milestone: Milestone, state: str, by: int) -> Milestone:
    if state == "open":
        return replace(milestone, open_issues=milestone.open_issues + by)
    return replace(milestone, closed_issues=milestone.closed_issues + by)
