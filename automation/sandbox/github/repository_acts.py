"""What can be done to a repository and what it keeps beside issues, as plain data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CreateRepository:
    """A new repository; only the seed does this."""

    repository: str
    private: bool
    description: str


@dataclass(frozen=True, slots=True)
class CreateLabel:
    """A new label; `color` is six hex digits."""

    repository: str
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(frozen=True, slots=True)
class EditLabel:
    """New words for the label of this name; None leaves the old ones."""

    repository: str
    name: str
    new_name: str | None = None
    color: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class DeleteLabel:
    """Remove the label of this name, and take it off whatever it stands on."""

    repository: str
    name: str


@dataclass(frozen=True, slots=True)
class CreateMilestone:
    """A new milestone; `due_on` is a time such as 2026-03-02T08:00:00Z."""

    repository: str
    title: str
    description: str | None = None
    due_on: str | None = None


@dataclass(frozen=True, slots=True)
class EditMilestone:
    """New words for the milestone of this number; None leaves the old ones, "" clears a date."""

    repository: str
    milestone: int
    title: str | None = None
    description: str | None = None
    due_on: str | None = None


@dataclass(frozen=True, slots=True)
class CloseMilestone:
    """Close the milestone of this number."""

    repository: str
    milestone: int


@dataclass(frozen=True, slots=True)
class ReopenMilestone:
    """Open it again."""

    repository: str
    milestone: int


@dataclass(frozen=True, slots=True)
class DeleteMilestone:
    """Remove it; what stood in it stands in none."""

    repository: str
    milestone: int


@dataclass(frozen=True, slots=True)
class CreateRelease:
    """A new release; a draft says nothing to anybody until it is published."""

    repository: str
    tag: str
    name: str = ""
    body: str = ""
    target: str = "main"
    draft: bool = False
    prerelease: bool = False


@dataclass(frozen=True, slots=True)
class EditRelease:
    """New words for the release of this id; None leaves the old ones."""

    repository: str
    release: int
    tag: str | None = None
    name: str | None = None
    body: str | None = None
    prerelease: bool | None = None


@dataclass(frozen=True, slots=True)
class PublishRelease:
    """Publish a draft."""

    repository: str
    release: int


@dataclass(frozen=True, slots=True)
class DeleteRelease:
    """Remove it."""

    repository: str
    release: int


@dataclass(frozen=True, slots=True)
class CreateHook:
    """Set a webhook up: of a repository, or of the organisation where that is empty."""

    repository: str
    url: str


@dataclass(frozen=True, slots=True)
class InstallApp:
    """Install the app on the organisation, as far as GitHub tells of it."""


RepositoryAct = (
    CreateRepository
    | CreateLabel
    | EditLabel
    | DeleteLabel
    | CreateMilestone
    | EditMilestone
    | CloseMilestone
    | ReopenMilestone
    | DeleteMilestone
    | CreateRelease
    | EditRelease
    | PublishRelease
    | DeleteRelease
    | CreateHook
    | InstallApp
)
