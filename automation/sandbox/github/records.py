"""What stands beside issues in the pretend GitHub, as plain frozen values.

Times are UTC in whole seconds, as GitHub keeps them; people are named by their login.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody said under an issue or a pull request."""

    id: int
    user: str
    body: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A milestone, with how many issues and pull requests stand in it."""

    id: int
    number: int
    title: str
    description: str | None
    creator: str
    created_at: datetime
    updated_at: datetime
    due_on: datetime | None = None
    closed_at: datetime | None = None
    open_issues: int = 0
    closed_issues: int = 0

    @property
    def state(self) -> str:
        """Say open or closed."""
        return "closed" if self.closed_at else "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One review; `state` is approved, changes_requested, commented or dismissed."""

    id: int
    user: str
    body: str
    state: str
    commit: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """What makes an issue a pull request; `id` is its own, not that of the issue.

    `head` and `base` are branches of the same repository, with the commit each was at.
    """

    id: int
    head: str
    base: str
    head_sha: str
    base_sha: str
    draft: bool = False
    commits: int = 1
    reviewers: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()
    merged_at: datetime | None = None
    merged_by: str | None = None
    merge_sha: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release; a draft was not published yet."""

    id: int
    tag: str
    target: str
    name: str
    body: str
    author: str
    created_at: datetime
    updated_at: datetime
    draft: bool = False
    prerelease: bool = False
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSuite:
    """What the checks of one commit came to; `pulls` are the numbers of those it is in."""

    id: int
    branch: str
    before: str
    sha: str
    message: str
    conclusion: str
    at: datetime
    pulls: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class IssueType:
    """A type that the organisation gives to issues."""

    id: int
    name: str
    description: str
    color: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A webhook somebody set up: of a repository, or of the organisation where that is empty."""

    id: int
    repository: str
    url: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a single select field."""

    id: str
    name: str
    color: str


@dataclass(frozen=True, slots=True)
class Iteration:
    """A stretch of an iteration field, in days."""

    id: str
    title: str
    start: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of the project; `kind` is text, number, date, single_select or iteration."""

    id: int
    name: str
    kind: str
    options: tuple[Option, ...] = ()
    iterations: tuple[Iteration, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectItem:
    """A row of the project. `content` is the id of its issue; `values` is by the field's id.

    A value is a text, a number, a date as `2026-03-02`, or the id of an option or iteration.
    """

    id: int
    content: int
    creator: str
    created_at: datetime
    updated_at: datetime
    values: Mapping[int, str | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The one project of the organisation."""

    id: int
    number: int
    title: str
    owner: str
    created_at: datetime
    fields: tuple[Field, ...]
    items: Mapping[int, ProjectItem] = field(default_factory=dict)
