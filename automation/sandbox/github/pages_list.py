"""Lists of issues and pull requests on the pages: found, counted, cut into pages. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from automation.sandbox.cards import Card, Mark, cut, health
from automation.sandbox.github.state import Issue, Repository, State

HEALTH = "health: "
HEALTHS = ("on track", "at risk", "off track", "unknown", "paused", "done")
BLOCKED = "blocked"
_EPICS = frozenset({"epic", "initiative", "type: epic"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is to show: a tab (open, closed, all), a label, a milestone, words, a page."""

    tab: str = "open"
    label: str = ""
    milestone: int | None = None
    words: str = ""
    page: int = 1
    pulls: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether somebody asked for some of them only."""
        return bool(self.label or self.milestone or self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of a list, and how many there are in each tab."""

    issues: Sequence[Issue]
    wanted: Wanted
    counts: dict[str, int]
    page: int
    pages: int


def sheet(repository: Repository, wanted: Wanted) -> Sheet:
    """List what is wanted: open epics first, then the newest."""
    issues = [
        one
        for one in repository.issues.values()
        if (one.pull is not None) == wanted.pulls and _meets(one, wanted)
    ]
    issues.sort(key=lambda one: (not (one.state == "open" and is_epic(one)), -one.number))
    tabs = {name: [one for one in issues if one.state == name] for name in ("open", "closed")}
    tabs["all"] = issues
    rows = tabs.get(wanted.tab, tabs["open"])
    shown, page, pages = cut(rows, wanted.page)
    return Sheet(
        issues=shown,
        wanted=wanted,
        counts={name: len(found) for name, found in tabs.items()},
        page=page,
        pages=pages,
    )


def is_epic(issue: Issue) -> bool:
    """Whether it gathers others: by its type, its label or what stands under it."""
    names = {label.name.casefold() for label in issue.labels}
    return bool(issue.sub_issues) or (issue.type or "").casefold() in _EPICS or bool(names & _EPICS)


def health_of(issue: Issue) -> str:
    """Read the health from the labels, "" where none says it."""
    names = (label.name for label in issue.labels)
    return next((name[len(HEALTH) :] for name in names if name.casefold().startswith(HEALTH)), "")


def card(state: State, repository: Repository, issue: Issue, *, status: str = "") -> Card:
    """Show an issue or a pull request as a card."""
    children = [one for _, one in state.linked(issue.sub_issues)]
    word = "pull" if issue.pull else "issues"
    people = [state.users[login].name for login in issue.assignees]
    shown = repository.milestones.get(issue.milestone or 0)
    facts = (status, ", ".join(people), shown.title if shown else "")
    return Card(
        title=issue.title,
        url=f"/{repository.full_name}/{word}/{issue.number}",
        key=f"{repository.name}#{issue.number}",
        marks=marks(issue),
        facts=tuple(filter(None, facts)),
        done=sum(one.state == "closed" for one in children),
        total=len(children),
    )


def marks(issue: Issue) -> tuple[Mark, ...]:
    """Say in words what a card must not hide."""
    found = []
    if is_epic(issue):
        found.append(Mark(issue.type or "Epic"))
    if issue.pull:
        found.append(Mark("Pull request"))
    if said := health_of(issue):
        found.append(health(said))
    if issue.state == "open" and (issue.has(BLOCKED) or issue.blocked_by):
        found.append(Mark("Blocked", "bad"))
    return tuple(found)


def _meets(issue: Issue, wanted: Wanted) -> bool:
    if wanted.label and not issue.has(wanted.label):
        return False
    if wanted.milestone and issue.milestone != wanted.milestone:
        return False
    return wanted.words.casefold() in f"#{issue.number} {issue.title}".casefold()
