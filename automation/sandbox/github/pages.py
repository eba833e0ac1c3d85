"""What the pages of the pretend tracker show: the state in a reader's words. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from automation.sandbox.github.courier import Attempt
from automation.sandbox.github.state import Happening, Issue, Label, Refusal, Repository, State

PER_PAGE = 50

_DID = {
    "opened": "opened this",
    "labeled": "added the label",
    "unlabeled": "removed the label",
    "reopened": "opened this again",
    "assigned": "assigned",
    "unassigned": "unassigned",
    "deleted": "deleted this",
}
_CLOSED = {
    "completed": "closed this as done",
    "not_planned": "closed this as not planned",
    "duplicate": "closed this as a duplicate",
}
_NAMES = {
    ("title", "missing_field"): "It needs a title.",
    ("title", "too_long"): "The title is too long. It can have 4,096 characters.",
    ("body", "too_long"): "The text is too long. It can have 65,536 characters.",
    ("name", "invalid"): "A label's name has 1 to 50 characters.",
    ("assignees", "invalid"): "Nobody here has that name.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of the list: `tab` is open, closed or all, and `counts` is by tab."""

    issues: Sequence[Issue]
    tab: str
    counts: dict[str, int]
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of a timeline: who did what, with which label, to whom; `was` is an old title."""

    who: str
    is_bot: bool
    did: str
    at: datetime
    label: Label | None = None
    whom: str = ""
    was: str = ""


def sheet(repository: Repository, *, tab: str, page: int) -> Sheet:
    """List the issues of one tab, the newest first."""
    newest = sorted(repository.issues.values(), key=lambda issue: -issue.number)
    tabs = {name: [one for one in newest if one.state == name] for name in ("open", "closed")}
    tabs["all"] = newest
    rows = tabs.get(tab, tabs["open"])
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = min(max(page, 1), pages)
    return Sheet(
        issues=rows[(page - 1) * PER_PAGE : page * PER_PAGE],
        tab=tab if tab in tabs else "open",
        counts={name: len(found) for name, found in tabs.items()},
        page=page,
        pages=pages,
    )


def timeline(past: Iterable[Happening], state: State) -> list[Moment]:
    """Tell what happened to one issue, oldest first."""
    return [_moment(happening, state) for happening in past]


def told(attempts: Sequence[Attempt]) -> str:
    """Say what Pitboard answered to the webhooks of one act; "" where there were none."""
    if not attempts:
        return ""
    if all(attempt.status for attempt in attempts):
        answers = dict.fromkeys(str(attempt.status) for attempt in attempts)
        times = f" to each of {len(attempts)} webhooks" if len(attempts) > 1 else ""
        return f"Told Pitboard: {', '.join(answers)}{times}"
    error = next((attempt.error for attempt in attempts if attempt.error), None)
    if error:
        return f"Could not tell Pitboard: {error}"
    return "Telling Pitboard: no answer yet"


def sorry(refusal: Refusal) -> str:
    """Say why an act was refused, to the person who filled the form in."""
    for _, field, code in refusal.errors:
        if (field, code) in _NAMES:
            return _NAMES[field, code]
    return "There is nothing here." if refusal.status == 404 else f"{refusal.message}."  # noqa: PLR2004 - HTTP's own number


def item_url(pitboard_url: str, full_name: str, number: int) -> str:
    """Say where Pitboard shows this issue."""
    return f"{pitboard_url}/items/{quote(f'github:{full_name}#{number}', safe=':/')}"


def _moment(happening: Happening, state: State) -> Moment:
    who = state.users[happening.by]
    is_bot = who.type == "Bot"
    old = happening.old.title if happening.old else happening.issue.title
    renamed = old != happening.issue.title
    return Moment(
        who=who.login if is_bot else who.name,
        is_bot=is_bot,
        did=_did(happening, renamed=renamed),
        at=happening.at,
        label=happening.label,
        whom=state.users[happening.assignee].name if happening.assignee else "",
        was=old if renamed else "",
    )


def _did(happening: Happening, *, renamed: bool) -> str:
    if happening.action == "closed":
        return _CLOSED[happening.issue.state_reason or "completed"]
    if happening.action == "edited":
        return "changed the title, which was:" if renamed else "changed the text"
    return _DID[happening.action]
