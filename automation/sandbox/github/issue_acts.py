"""What can be done to an issue, and as far as it fits to a pull request, as plain data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenIssue:
    """A new issue; labels that are not there yet are created."""

    repository: str
    title: str
    body: str | None = None
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EditIssue:
    """New words for an issue; None leaves the old ones."""

    repository: str
    number: int
    title: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class CloseIssue:
    """`reason` is completed, not_planned or duplicate."""

    repository: str
    number: int
    reason: str = "completed"


@dataclass(frozen=True, slots=True)
class ReopenIssue:
    """Open again what was closed."""

    repository: str
    number: int


@dataclass(frozen=True, slots=True)
class AddLabels:
    """Put labels on an issue and leave the others."""

    repository: str
    number: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemoveLabel:
    """Take one label off; refused with 404 where it does not stand."""

    repository: str
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class SetLabels:
    """Exactly these labels, and no others."""

    repository: str
    number: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetAssignees:
    """Exactly these people, and no others."""

    repository: str
    number: int
    logins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeleteIssue:
    """Remove an issue for good; its number is never used again."""

    repository: str
    number: int


@dataclass(frozen=True, slots=True)
class TransferIssue:
    """Move an issue to another repository of the organisation; it goes on as a new one there."""

    repository: str
    number: int
    to: str


@dataclass(frozen=True, slots=True)
class SetMilestone:
    """Put it in the milestone of this number, or in none."""

    repository: str
    number: int
    milestone: int | None


@dataclass(frozen=True, slots=True)
class SetType:
    """Give an issue one of the organisation's types, or none."""

    repository: str
    number: int
    type: str | None


@dataclass(frozen=True, slots=True)
class AddComment:
    """Say something under an issue or a pull request."""

    repository: str
    number: int
    body: str


@dataclass(frozen=True, slots=True)
class EditComment:
    """Say something else in its place; `comment` is its id."""

    repository: str
    comment: int
    body: str


@dataclass(frozen=True, slots=True)
class DeleteComment:
    """Take it back; `comment` is its id."""

    repository: str
    comment: int


@dataclass(frozen=True, slots=True)
class AddSubIssue:
    """Put the issue of this id under another; `replace` takes it from the parent it has."""

    repository: str
    number: int
    sub_issue: int
    replace: bool = False


@dataclass(frozen=True, slots=True)
class RemoveSubIssue:
    """Take the issue of this id from under another."""

    repository: str
    number: int
    sub_issue: int


@dataclass(frozen=True, slots=True)
class AddBlocker:
    """Say that the issue of this id stands in the way of another."""

    repository: str
    number: int
    blocker: int


@dataclass(frozen=True, slots=True)
class RemoveBlocker:
    """Say that the issue of this id is not in the way any more."""

    repository: str
    number: int
    blocker: int


IssueAct = (
    OpenIssue
    | EditIssue
    | CloseIssue
    | ReopenIssue
    | AddLabels
    | RemoveLabel
    | SetLabels
    | SetAssignees
    | DeleteIssue
    | TransferIssue
    | SetMilestone
    | SetType
    | AddComment
    | EditComment
    | DeleteComment
    | AddSubIssue
    | RemoveSubIssue
    | AddBlocker
    | RemoveBlocker
)
