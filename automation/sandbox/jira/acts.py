"""What can be done to the pretend Jira, as data that goes into a journal and comes back.

Issues, comments and the rest are named by id, and fields hold what the state holds.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from automation.sandbox.jira.state import Stored


@dataclass(frozen=True, slots=True)
class CreateIssue:
    """A new issue with these fields; Jira fills in type, status, reporter and priority."""

    project: str
    fields: Mapping[str, Stored]
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EditIssue:
    """New values for fields, and labels to add or remove: all of it one changelog."""

    issue: str
    fields: Mapping[str, Stored] = field(default_factory=dict)
    labels_on: tuple[str, ...] = ()
    labels_off: tuple[str, ...] = ()
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MoveCard:
    """Another status; a done one gets a resolution, as most workflows do."""

    issue: str
    status: str
    fields: Mapping[str, Stored] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MoveIssue:
    """Into another project: a new key, the same id."""

    issue: str
    project: str


@dataclass(frozen=True, slots=True)
class DeleteIssue:
    """Remove an issue for good, with its comments and links."""

    issue: str


@dataclass(frozen=True, slots=True)
class AddComment:
    """Write a comment."""

    issue: str
    body: str
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EditComment:
    """Replace the words of a comment, or set properties of it; None leaves the words."""

    issue: str
    comment: str
    body: str | None = None
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeleteComment:
    """Remove a comment for good."""

    issue: str
    comment: str


@dataclass(frozen=True, slots=True)
class LinkIssues:
    """Tie two issues together, as in "the source blocks the target"."""

    type: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class UnlinkIssues:
    """Untie two issues."""

    link: str


@dataclass(frozen=True, slots=True)
class CreateVersion:
    """A new version of a project."""

    project: str
    name: str
    day: str | None = None


@dataclass(frozen=True, slots=True)
class EditVersion:
    """Another name, another day, released or not; None leaves what was."""

    version: str
    name: str | None = None
    day: str | None = None
    released: bool | None = None


@dataclass(frozen=True, slots=True)
class CreateSprint:
    """A sprint that lies ahead."""

    name: str
    goal: str = ""


@dataclass(frozen=True, slots=True)
class EditSprint:
    """Another name or goal, or on to active, then to closed; None leaves what was."""

    sprint: str
    name: str | None = None
    goal: str | None = None
    state: str | None = None


Act = (
    CreateIssue
    | EditIssue
    | MoveCard
    | MoveIssue
    | DeleteIssue
    | AddComment
    | EditComment
    | DeleteComment
    | LinkIssues
    | UnlinkIssues
    | CreateVersion
    | EditVersion
    | CreateSprint
    | EditSprint
)


@dataclass(frozen=True, slots=True)
class Deed:
    """An act and the account of who does it."""

    by: str
    act: Act


def to_json(deed: Deed) -> dict[str, object]:
    """`{"by": account, "act": its name, ...its fields}`."""
    return {"by": deed.by, "act": type(deed.act).__name__, **asdict(deed.act)}


def from_json(raw: Mapping[str, object]) -> Deed:
    """Rebuild the deed of a `to_json`. Raises KeyError or TypeError for anything else."""
    kinds = {kind.__name__: kind for kind in Act.__args__}
    said = {name: _stored(value) for name, value in raw.items() if name not in ("by", "act")}
    if isinstance(fields := said.get("fields"), dict):
        said["fields"] = {name: _stored(value) for name, value in fields.items()}
    return Deed(str(raw["by"]), kinds[str(raw["act"])](**said))


def _stored(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
