"""What can be done with branches and pull requests, as plain data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Push:
    """A new commit on a branch, which comes to be by its first one."""

    repository: str
    branch: str
    message: str
    forced: bool = False


@dataclass(frozen=True, slots=True)
class OpenPull:
    """A new pull request from one branch into another; both must be there."""

    repository: str
    title: str
    head: str
    base: str = "main"
    body: str | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True)
class MarkReady:
    """Say that a draft can be reviewed."""

    repository: str
    number: int


@dataclass(frozen=True, slots=True)
class MakeDraft:
    """Say that it cannot be reviewed yet."""

    repository: str
    number: int


@dataclass(frozen=True, slots=True)
class RequestReview:
    """Ask somebody for a review."""

    repository: str
    number: int
    login: str


@dataclass(frozen=True, slots=True)
class SubmitReview:
    """Review it; `verdict` is approved, changes_requested or commented."""

    repository: str
    number: int
    verdict: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class DismissReview:
    """Take the weight from a review; `review` is its id."""

    repository: str
    number: int
    review: int
    message: str = ""


@dataclass(frozen=True, slots=True)
class MergePull:
    """Merge it, and close the issues that its text says it closes."""

    repository: str
    number: int


@dataclass(frozen=True, slots=True)
class CompleteChecks:
    """Let the checks of a branch's newest commit end; `conclusion` is success, failure, ..."""

    repository: str
    branch: str
    conclusion: str


PullAct = (
    Push
    | OpenPull
    | MarkReady
    | MakeDraft
    | RequestReview
    | SubmitReview
    | DismissReview
    | MergePull
    | CompleteChecks
)
