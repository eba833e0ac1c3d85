"""What the pretend Jira knows, as plain frozen values, and what it says when it refuses."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from automation.sandbox import refusal
from automation.sandbox.jira.site import STATUSES, IssueType, Status, type_of

Stored = str | float | None | tuple[str, ...]
"""What a field holds: text, a day, a number, or the ids of what was chosen."""

FIRST_ID = 10_500


class Refusal(refusal.Refusal):
    """The act is not possible. `errors` is Jira's reason for each field that is wrong."""

    def __init__(
        self, status: int, message: str = "", errors: Mapping[str, str] | None = None
    ) -> None:
        """Keep the parts of the answer; a message that is empty is not said."""
        super().__init__(status, message)
        self.errors = dict(errors or {})

    def __str__(self) -> str:
        """Say it in one line."""
        return " ".join(filter(None, [self.message, *self.errors.values()]))


@dataclass(frozen=True, slots=True)
class User:
    """An account: `type` is atlassian for a person, app for a program."""

    id: str
    name: str
    email: str
    type: str = "atlassian"


@dataclass(frozen=True, slots=True)
class Project:
    """A project; its statuses are those of its workflow in `site`."""

    id: str
    key: str
    name: str
    simplified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a changelog: a field that went from one value to another, by id and by name."""

    field: str
    told: str
    old: str | None
    old_words: str | None
    new: str | None
    new_words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What one act changed in an issue."""

    id: str
    by: str
    at: datetime
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody wrote under an issue, and what a program noted about it."""

    id: str
    author: str
    body: str
    created: datetime
    updated: datetime
    editor: str
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue as it stands. Times are UTC in whole milliseconds, as Jira keeps them."""

    id: str
    project: str
    number: int
    creator: str
    created: datetime
    updated: datetime
    fields: Mapping[str, Stored]
    moved: datetime | None = None
    resolved: datetime | None = None
    comments: tuple[Comment, ...] = ()
    histories: tuple[History, ...] = ()
    properties: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What people call it."""
        return f"{self.project}-{self.number}"

    @property
    def summary(self) -> str:
        """Its title."""
        return self.text("summary")

    @property
    def status(self) -> Status:
        """Its column."""
        return STATUSES[self.text("status")]

    @property
    def type(self) -> IssueType:
        """What kind of issue it is."""
        return type_of(self.text("issuetype"))

    def text(self, name: str) -> str:
        """Read a field that holds one word; "" where it is empty."""
        return str(self.fields.get(name) or "")

    def several(self, name: str) -> tuple[str, ...]:
        """Read a field that holds a list."""
        value = self.fields.get(name)
        return value if isinstance(value, tuple) else ()

    def comment(self, id_: str) -> Comment:
        """Find a comment. Raises Refusal 404."""
        for comment in self.comments:
            if comment.id == id_:
                return comment
        raise Refusal(404, f"Can not find a comment for the id: {id_}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two issues that belong together, as in "the source blocks the target"."""

    id: str
    type: str
    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What is to be released together; `day` is yyyy-mm-dd."""

    id: str
    project: str
    name: str
    released: bool = False
    day: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A part of the product."""

    id: str
    project: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sprint:
    """A stretch of the board; `state` is future, active or closed."""

    id: str
    name: str
    state: str = "future"
    goal: str = ""
    began: datetime | None = None
    ended: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything: accounts, projects by key, and the rest by id."""

    users: Mapping[str, User]
    projects: Mapping[str, Project]
    components: Mapping[str, Component]
    issues: Mapping[str, Issue] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)
    versions: Mapping[str, Version] = field(default_factory=dict)
    sprints: Mapping[str, Sprint] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    last_id: int = FIRST_ID

    def issue(self, name: str) -> Issue:
        """Find an issue by its id or by a key it has or had. Raises Refusal 404."""
        found = self.issues.get(name) or self.issues.get(self.keys.get(name.upper(), ""))
        if found is None:
            raise Refusal(404, "Issue does not exist or you do not have permission to see it.")
        return found

    def holding(self, issue: Issue) -> "State":
        """Put this issue in the place of its older self."""
        return replace(
            self,
            issues={**self.issues, issue.id: issue},
            keys=self.keys if issue.key in self.keys else {**self.keys, issue.key: issue.id},
        )

    def numbered(self) -> tuple["State", str]:
        """Take the next id."""
        return replace(self, last_id=self.last_id + 1), str(self.last_id + 1)

    def links_of(self, id_: str) -> list[Link]:
        """List the links of an issue."""
        return [one for one in self.links.values() if id_ in (one.source, one.target)]

    def children(self, id_: str) -> list[Issue]:
        """List the issues whose parent this one is."""
        return [one for one in self.issues.values() if one.fields.get("parent") == id_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened, which is one webhook. `event` and `kind` are Jira's own names.

    `issue` is the issue after the whole act. `fallout` marks what only followed from another act.
    """

    event: str
    by: str
    at: datetime
    kind: str = ""
    issue: Issue | None = None
    history: History | None = None
    comment: Comment | None = None
    link: Link | None = None
    version: Version | None = None
    sprint: Sprint | None = None
    fallout: bool = False
