"""What can be done to the pretend GitHub, as data that goes into a journal and comes back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass


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


Act = (
    CreateRepository
    | CreateLabel
    | OpenIssue
    | EditIssue
    | CloseIssue
    | ReopenIssue
    | AddLabels
    | RemoveLabel
    | SetLabels
    | SetAssignees
    | DeleteIssue
)


@dataclass(frozen=True, slots=True)
class Deed:
    """An act and the login of who does it."""

    by: str
    act: Act


def to_json(deed: Deed) -> dict[str, object]:
    """`{"by": login, "act": its name, ...its fields}`."""
    return {"by": deed.by, "act": type(deed.act).__name__, **asdict(deed.act)}


def from_json(raw: Mapping[str, object]) -> Deed:
    """Rebuild the deed of a `to_json`. Raises KeyError or TypeError for anything else."""
    kinds = {kind.__name__: kind for kind in Act.__args__}
    fields = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in raw.items()
        if name not in ("by", "act")
    }
    return Deed(str(raw["by"]), kinds[str(raw["act"])](**fields))
