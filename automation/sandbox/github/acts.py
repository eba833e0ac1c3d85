"""What can be done to the pretend GitHub, as data that goes into a journal and comes back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from automation.sandbox.github.issue_acts import (
    AddBlocker,
    AddComment,
    AddLabels,
    AddSubIssue,
    CloseIssue,
    DeleteComment,
    DeleteIssue,
    EditComment,
    EditIssue,
    IssueAct,
    OpenIssue,
    RemoveBlocker,
    RemoveLabel,
    RemoveSubIssue,
    ReopenIssue,
    SetAssignees,
    SetLabels,
    SetMilestone,
    SetType,
    TransferIssue,
)
from automation.sandbox.github.project_acts import (
    AddItem,
    ProjectAct,
    RemoveItem,
    SetField,
)
from automation.sandbox.github.pull_acts import (
    CompleteChecks,
    DismissReview,
    MakeDraft,
    MarkReady,
    MergePull,
    OpenPull,
    PullAct,
    Push,
    RequestReview,
    SubmitReview,
)
from automation.sandbox.github.repository_acts import (
    CloseMilestone,
    CreateHook,
    CreateLabel,
    CreateMilestone,
    CreateRelease,
    CreateRepository,
    DeleteLabel,
    DeleteMilestone,
    DeleteRelease,
    EditLabel,
    EditMilestone,
    EditRelease,
    InstallApp,
    PublishRelease,
    ReopenMilestone,
    RepositoryAct,
)

__all__ = [
    "Act",
    "AddBlocker",
    "AddComment",
    "AddItem",
    "AddLabels",
    "AddSubIssue",
    "CloseIssue",
    "CloseMilestone",
    "CompleteChecks",
    "CreateHook",
    "CreateLabel",
    "CreateMilestone",
    "CreateRelease",
    "CreateRepository",
    "Deed",
    "DeleteComment",
    "DeleteIssue",
    "DeleteLabel",
    "DeleteMilestone",
    "DeleteRelease",
    "DismissReview",
    "EditComment",
    "EditIssue",
    "EditLabel",
    "EditMilestone",
    "EditRelease",
    "InstallApp",
    "IssueAct",
    "MakeDraft",
    "MarkReady",
    "MergePull",
    "OpenIssue",
    "OpenPull",
    "ProjectAct",
    "PublishRelease",
    "PullAct",
    "Push",
    "RemoveBlocker",
    "RemoveItem",
    "RemoveLabel",
    "RemoveSubIssue",
    "ReopenIssue",
    "ReopenMilestone",
    "RepositoryAct",
    "RequestReview",
    "SetAssignees",
    "SetField",
    "SetLabels",
    "SetMilestone",
    "SetType",
    "SubmitReview",
    "TransferIssue",
    "from_json",
    "to_json",
]

Act = IssueAct | RepositoryAct | PullAct | ProjectAct


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
