"""What stands on the page of one issue or pull request beside its own words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from automation.sandbox.github.pages_board import status_field
from automation.sandbox.github.pages_list import BLOCKED, HEALTHS, health_of
from automation.sandbox.github.records import ProjectItem
from automation.sandbox.github.state import Issue, Repository, State
from automation.sandbox.naming import named


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """An issue under an epic, and where it stands."""

    repository: Repository
    issue: Issue
    status: str


def about(state: State, repository: Repository, issue: Issue) -> Mapping[str, object]:
    """Collect what the page shows and offers."""
    found = health_of(issue)
    return {
        "people": [user for user in state.users.values() if user.type == "User"],
        "types": state.types,
        "row": row(state, issue),
        "parent": state.located(issue.parent or 0),
        "children": children(state, issue),
        "waits_for": list(state.linked(issue.blocked_by)),
        "holds_up": list(state.linked(issue.blocking)),
        "named": named(issue.body or ""),
        "health": found,
        "healths": list(dict.fromkeys((*HEALTHS, *([found] if found else [])))),
        "is_blocked": issue.has(BLOCKED),
        "in_milestone": repository.milestones.get(issue.milestone or 0),
    }


def row(state: State, issue: Issue) -> ProjectItem | None:
    """Find its row of the project, None where it has none."""
    items = state.project.items.values() if state.project else ()
    return next((one for one in items if one.content == issue.id), None)


def children(state: State, issue: Issue) -> Sequence[Child]:
    """List what stands under it: the open ones first."""
    field = status_field(state.project) if state.project else None
    names = {option.id: option.name for option in field.options} if field else {}
    found = []
    for repository, child in state.linked(issue.sub_issues):
        item = row(state, child) if field else None
        at = names.get(str(item.values.get(field.id, "")), "") if item and field else ""
        found.append(Child(repository=repository, issue=child, status=at))
    return sorted(found, key=lambda one: one.issue.state != "open")
