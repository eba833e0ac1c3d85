"""What an administrator of the pretend Jira once set up: fields, statuses, types. All invented.

Nobody changes these through the API, so they are no part of the state.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a field is written, read and compared."""

    TEXT = "text"
    RICH = "rich"
    DATE = "date"
    NUMBER = "number"
    OPTION = "option"
    OPTIONS = "options"
    USER = "user"
    LABELS = "labels"
    PRIORITY = "priority"
    TYPE = "type"
    STATUS = "status"
    RESOLUTION = "resolution"
    VERSIONS = "versions"
    COMPONENTS = "components"
    PARENT = "parent"
    SPRINTS = "sprints"


@dataclass(frozen=True, slots=True)
class Named:
    """One of a list to choose from."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Status:
    """A column of the board; `category` is new, indeterminate or done."""

    id: str
    name: str
    category: str


@dataclass(frozen=True, slots=True)
class IssueType:
    """A kind of issue; `level` is 1 for an epic, 0 for work, -1 for a sub-task."""

    id: str
    name: str
    level: int


@dataclass(frozen=True, slots=True)
class LinkType:
    """How two issues belong together, read from either side."""

    id: str
    name: str
    inward: str
    outward: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field: `told` is its name in a changelog; `items` is what its list holds."""

    id: str
    name: str
    kind: Kind
    type: str
    items: str = ""
    told: str = ""
    custom: str = ""
    options: tuple[Named, ...] = ()
    fixed: bool = False

    @property
    def several(self) -> bool:
        """Whether it holds a list."""
        return self.type == "array"


HEALTH = "customfield_10050"
LINE = "customfield_10051"
FLAGGED = "customfield_10021"
POINTS = "customfield_10016"
SPRINT = "customfield_10020"

_TYPES = "com.atlassian.jira.plugin.system.customfieldtypes"

FIELDS: Mapping[str, Field] = {
    field.id: field
    for field in (
        Field(id="summary", name="Summary", kind=Kind.TEXT, type="string"),
        Field(id="description", name="Description", kind=Kind.RICH, type="string"),
        Field(id="issuetype", name="Issue Type", kind=Kind.TYPE, type="issuetype"),
        Field(id="status", name="Status", kind=Kind.STATUS, type="status", fixed=True),
        Field(
            id="resolution", name="Resolution", kind=Kind.RESOLUTION, type="resolution", fixed=True
        ),
        Field(id="assignee", name="Assignee", kind=Kind.USER, type="user"),
        Field(id="reporter", name="Reporter", kind=Kind.USER, type="user"),
        Field(id="priority", name="Priority", kind=Kind.PRIORITY, type="priority"),
        Field(id="labels", name="Labels", kind=Kind.LABELS, type="array", items="string"),
        Field(id="duedate", name="Due date", kind=Kind.DATE, type="date"),
        Field(
            id="parent",
            name="Parent",
            kind=Kind.PARENT,
            type="issuelink",
            told="IssueParentAssociation",
        ),
        Field(
            id="fixVersions",
            name="Fix versions",
            kind=Kind.VERSIONS,
            type="array",
            items="version",
            told="Fix Version",
        ),
        Field(
            id="components",
            name="Components",
            kind=Kind.COMPONENTS,
            type="array",
            items="component",
            told="Component",
        ),
        Field(
            id=POINTS,
            name="Story point estimate",
            kind=Kind.NUMBER,
            type="number",
            custom="com.pyxis.greenhopper.jira:jsw-story-points",
        ),
        Field(
            id=SPRINT,
            name="Sprint",
            kind=Kind.SPRINTS,
            type="array",
            items="json",
            custom="com.pyxis.greenhopper.jira:gh-sprint",
        ),
        Field(
            id=FLAGGED,
            name="Flagged",
            kind=Kind.OPTIONS,
            type="array",
            items="option",
            custom=f"{_TYPES}:multicheckboxes",
            options=(Named("10019", "Impediment"),),
        ),
        Field(
            id=HEALTH,
            name="Health",
            kind=Kind.OPTION,
            type="option",
            custom=f"{_TYPES}:select",
            options=(
                Named("10060", "On track"),
                Named("10061", "At risk"),
                Named("10062", "Off track"),
                Named("10063", "Unknown"),
                Named("10064", "Paused"),
                Named("10065", "Done"),
            ),
        ),
        Field(
            id=LINE,
            name="Status line",
            kind=Kind.TEXT,
            type="string",
            custom=f"{_TYPES}:textfield",
        ),
    )
}

TYPES = (
    IssueType("10100", "Epic", 1),
    IssueType("10101", "Story", 0),
    IssueType("10102", "Task", 0),
    IssueType("10103", "Bug", 0),
    IssueType("10104", "Sub-task", -1),
)
PRIORITIES = tuple(
    Named(str(number), name)
    for number, name in enumerate(("Highest", "High", "Medium", "Low", "Lowest"), 1)
)
RESOLUTIONS = (Named("10200", "Done"), Named("10201", "Won't Do"))
LINK_TYPES = (
    LinkType("10400", "Blocks", "is blocked by", "blocks"),
    LinkType("10401", "Duplicate", "is duplicated by", "duplicates"),
    LinkType("10402", "Relates", "relates to", "relates to"),
)
WORKFLOWS: Mapping[str, tuple[Status, ...]] = {
    "PAY": (
        Status("10000", "To Do", "new"),
        Status("10001", "In Progress", "indeterminate"),
        Status("10002", "In Review", "indeterminate"),
        Status("10003", "Blocked", "indeterminate"),
        Status("10004", "Done", "done"),
    ),
    "SEC": (
        Status("10010", "Open", "new"),
        Status("10011", "In Progress", "indeterminate"),
        Status("10012", "Closed", "done"),
    ),
    "LOG": (
        Status("10020", "Offen", "new"),
        Status("10021", "In Arbeit", "indeterminate"),
        Status("10022", "In Prüfung", "indeterminate"),
        Status("10023", "Blockiert", "indeterminate"),
        Status("10024", "Zurückgestellt", "indeterminate"),
        Status("10025", "Erledigt", "done"),
        Status("10026", "Abgelehnt", "done"),
    ),
    "LOY": (
        Status("10030", "To Do", "new"),
        Status("10031", "In Progress", "indeterminate"),
        Status("10032", "Done", "done"),
    ),
}
SCREENS: Mapping[str, tuple[str, ...]] = {"10026": ("resolution",)}
"""What whoever moves an issue over the API has to fill in on the way, by the status it leads to."""
STATUSES = {status.id: status for flow in WORKFLOWS.values() for status in flow}
CATEGORIES = {
    "new": (2, "blue-gray", "To Do"),
    "indeterminate": (4, "yellow", "In Progress"),
    "done": (3, "green", "Done"),
}
BOARD = 1
MEDIUM = "3"


def type_of(id_: str) -> IssueType:
    """Find the type of this id."""
    return next(one for one in TYPES if one.id == id_)
