"""What the pages of the pretend tracker show: the state in a reader's words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from automation.dates import day, spoken
from automation.sandbox.github.happenings import (
    FieldChange,
    Happening,
    Linked,
    Part,
    Reviewer,
    Transfer,
)
from automation.sandbox.github.records import (
    CheckSuite,
    Comment,
    IssueType,
    Milestone,
    Project,
    Release,
    Review,
)
from automation.sandbox.github.state import Issue, Label, Refusal, State, User

SHORT = 120

_DID = {
    "opened": "opened this",
    "labeled": "added the label",
    "unlabeled": "removed the label",
    "reopened": "opened this again",
    "assigned": "assigned",
    "unassigned": "unassigned",
    "deleted": "deleted this",
    "transferred": "moved this to another repository",
    "milestoned": "put this into the milestone",
    "demilestoned": "took this out of the milestone",
    "typed": "made this a",
    "untyped": "took the type off:",
    "sub_issue_added": "put an issue under this:",
    "sub_issue_removed": "took an issue from under this:",
    "parent_issue_added": "put this under",
    "parent_issue_removed": "took this from under",
    "blocked_by_added": "said this waits for",
    "blocked_by_removed": "said this does not wait any more for",
    "blocking_added": "said this is in the way of",
    "blocking_removed": "said this is not in the way any more of",
    "ready_for_review": "said this can be reviewed",
    "converted_to_draft": "made this a draft again",
    "synchronize": "pushed a commit",
    "review_requested": "asked for a review by",
}
_BESIDE = {
    ("label", "created"): "made the label",
    ("label", "edited"): "changed the label",
    ("label", "deleted"): "deleted the label",
    ("milestone", "created"): "made the milestone",
    ("milestone", "edited"): "changed the milestone",
    ("milestone", "closed"): "closed the milestone",
    ("milestone", "opened"): "opened the milestone again:",
    ("milestone", "deleted"): "deleted the milestone",
    ("release", "created"): "made the release",
    ("release", "published"): "published the release",
    ("release", "released"): "released",
    ("release", "edited"): "changed the release",
    ("release", "deleted"): "deleted the release",
    ("projects_v2_item", "created"): "put it into the plan",
    ("projects_v2_item", "edited"): "set",
    ("projects_v2_item", "deleted"): "took it out of the plan",
    ("push", ""): "pushed a commit",
    ("check_suite", "completed"): "let the checks come to",
}
_REVIEWED = {
    "approved": "approved this",
    "changes_requested": "asked for changes",
    "commented": "reviewed this",
    "dismissed": "dismissed a review",
}
_COMMENTED = {
    "created": "wrote",
    "edited": "rewrote a comment",
    "deleted": "deleted a comment",
}
_CLOSED = {
    "completed": "closed this as done",
    "not_planned": "closed this as not planned",
    "duplicate": "closed this as a duplicate",
}
_NAMES = {
    ("title", "missing_field"): "It needs a title.",
    ("title", "too_long"): "The title is too long. It can have 4,096 characters.",
    ("body", "missing_field"): "It needs some words.",
    ("body", "too_long"): "The text is too long. It can have 65,536 characters.",
    ("name", "invalid"): "A label's name has 1 to 50 characters.",
    ("assignees", "invalid"): "Nobody here has that name.",
    ("title", "already_exists"): "There is one of that title already.",
    ("name", "already_exists"): "There is one of that name already.",
    ("tag_name", "already_exists"): "There is one of that tag already.",
    ("tag_name", "missing_field"): "It needs a tag.",
    ("head", "invalid"): "A pull request needs a branch of its own.",
    ("due_on", "invalid"): "That is no date.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of a timeline: who did what, with which label, to whom or what.

    `was` is an old title, `said` the words of a comment or a review.
    """

    who: str
    is_bot: bool
    did: str
    at: datetime
    label: Label | None = None
    whom: str = ""
    was: str = ""
    said: str = ""


def timeline(past: Iterable[Happening], state: State) -> list[Moment]:
    """Tell what happened to one issue, oldest first."""
    return [_moment(happening, state) for happening in past]


def sorry(refusal: Refusal) -> str:
    """Say why an act was refused, to the person who filled the form in."""
    for _, field, code in refusal.errors:
        if (field, code) in _NAMES:
            return _NAMES[field, code]
    return "There is nothing here." if refusal.status == 404 else f"{refusal.message}."  # noqa: PLR2004 - HTTP's own number


def in_words(happening: Happening, state: State) -> str:
    """Say in one line what happened, whatever it happened to."""
    beside = _BESIDE.get((happening.event, happening.action))
    if beside:
        return f"{beside} {_beside(happening.part, state)}".strip()
    if happening.issue is None:
        return f"{happening.event} {happening.action}".strip()
    moment = _moment(happening, state)
    label = moment.label.name if moment.label else ""
    return _short(" ".join(filter(None, (moment.did, label, moment.whom, moment.was))))


def _moment(happening: Happening, state: State) -> Moment:
    who, part = state.users[happening.by], happening.part
    is_bot = who.type == "Bot"
    was = happening.before.get("title") or ""
    return Moment(
        who=who.login if is_bot else who.name,
        is_bot=is_bot,
        did=_did(happening, renamed=bool(was)),
        at=happening.at,
        label=part if isinstance(part, Label) else None,
        whom=_whom(part),
        was=was,
        said=part.body if isinstance(part, Comment | Review) else "",
    )


def _whom(part: Part | None) -> str:
    match part:
        case User() | IssueType():
            return part.name
        case Reviewer():
            return part.user.name
        case Milestone():
            return part.title
        case Linked() | Transfer():
            return f"#{part.issue.number} {part.issue.title}"
        case _:
            return ""


def _beside(part: Part | None, state: State) -> str:
    match part:
        case Label():
            return part.name
        case Milestone():
            return f"{part.title}, due {day(part.due_on)}" if part.due_on else part.title
        case Release():
            return part.name or part.tag
        case CheckSuite():
            return part.conclusion
        case FieldChange() if state.project:
            return field_in_words(state.project, part.field, part.new)
        case _:
            return ""


def field_in_words(project: Project, id_: int, value: str | float | None) -> str:
    """Name a field of the project and its value: "Status: Done"."""
    field = next((one for one in project.fields if one.id == id_), None)
    if field is None:
        return ""
    names = {one.id: one.name for one in field.options}
    names |= {one.id: one.title for one in field.iterations}
    return f"{field.name}: {names.get(str(value), spoken(str(value))) if value else 'none'}"


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def _did(happening: Happening, *, renamed: bool) -> str:
    issue = happening.issue
    if isinstance(happening.part, Comment):
        return _COMMENTED[happening.action]
    if isinstance(happening.part, Review):
        return _REVIEWED[happening.part.state]
    if happening.action == "closed" and issue:
        return _closed(issue)
    if happening.action == "edited":
        return "changed the title, which was:" if renamed else "changed the text"
    return _DID[happening.action]


def _closed(issue: Issue) -> str:
    if issue.pull:
        return "merged this" if issue.pull.merged_at else "closed this without merging"
    return _CLOSED[issue.state_reason or "completed"]
