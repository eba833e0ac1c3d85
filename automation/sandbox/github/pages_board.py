"""The organisation's project as a board, and what a newcomer may try. Pure."""

from collections.abc import Iterator, Sequence

from automation.sandbox.cards import PER_LANE, Card, Hint, Lane
from automation.sandbox.github.pages_list import BLOCKED, card, health_of, is_epic
from automation.sandbox.github.records import Field, Project, ProjectItem
from automation.sandbox.github.state import Issue, Repository, State

_DONE = frozenset({"done", "shipped", "closed", "complete", "completed", "erledigt", "fertig"})
NOWHERE = "none"

Row = tuple[Repository, Issue, str]
"""What stands in the project, and the id of its status."""


def rows(state: State, project: Project) -> list[Row]:
    """List what stands in the project, the newest first."""
    status = status_field(project)
    found = [_row(state, item, status) for item in project.items.values()]
    there = [row for row in found if row]
    return sorted(there, key=lambda row: row[1].created_at, reverse=True)


def status_field(project: Project) -> Field | None:
    """Find the field whose choices are the columns."""
    selects = [field for field in project.fields if field.kind == "single_select"]
    named = [field for field in selects if field.name.casefold() == "status"]
    return next(iter([*named, *selects]), None)


def epics(state: State, found: Sequence[Row], names: dict[str, str]) -> tuple[list[Card], int]:
    """Show the epics that are open, and count the others."""
    all_of_them = [row for row in found if is_epic(row[1])]
    open_ones = [row for row in all_of_them if row[1].state == "open"]
    cards = [card(state, there, issue, status=names.get(at, "")) for there, issue, at in open_ones]
    return cards, len(all_of_them) - len(open_ones)


def lanes(state: State, found: Sequence[Row], names: dict[str, str], *, here: str) -> list[Lane]:
    """Show what is no open epic in the columns of the board; `here` is the board's path."""
    work = [row for row in found if not (is_epic(row[1]) and row[1].state == "open")]
    shown = {NOWHERE: "No status", **names} if any(not row[2] for row in work) else names
    return [_lane(state, work, id_, name, here=here) for id_, name in shown.items()]


def statuses(project: Project) -> dict[str, str]:
    """Name the columns by their ids, in the order of the board."""
    field = status_field(project)
    return {option.id: option.name for option in field.options} if field else {}


def hints(state: State) -> list[Hint]:
    """Find three things to try: a card to block, a health to set, a date to move."""
    return list(_hints(state))


def _hints(state: State) -> Iterator[Hint]:
    epic = next((one for one in _open(state) if is_epic(one[1])), None)
    free = [one for one in _open(state) if _is_free(one[1])]
    below = [one for one in free if one[1].parent is not None]
    work = next(iter([*below, *free]), None)
    if work:
        yield Hint(
            title="Block a card",
            act="Open it and press Block.",
            url=_url(*work),
            place=work[1].title,
            then="After two working days Pitboard's note names your click as its evidence.",
        )
    if epic:
        yield Hint(
            title="Set Health yourself",
            act="Choose another health and save it.",
            url=_url(*epic),
            place=epic[1].title,
            then="Pitboard lets your word stand for 14 days and shows both values.",
        )
    for repository in state.repositories.values():
        dated = [one for one in repository.milestones.values() if one.due_on and not one.closed_at]
        if dated:
            yield Hint(
                title="Move a date",
                act="Give the milestone a later day.",
                url=f"/{repository.full_name}/plans#milestone-{dated[0].number}",
                place=dated[0].title,
                then="The first date that was promised stays on Pitboard's page.",
            )
            return


def _open(state: State) -> Iterator[tuple[Repository, Issue]]:
    for repository in state.repositories.values():
        for issue in repository.issues.values():
            if issue.state == "open" and issue.pull is None:
                yield repository, issue


def _is_free(issue: Issue) -> bool:
    return not (is_epic(issue) or issue.has(BLOCKED) or issue.blocked_by or health_of(issue))


def _url(repository: Repository, issue: Issue) -> str:
    return f"/{repository.full_name}/issues/{issue.number}"


def _row(state: State, item: ProjectItem, status: Field | None) -> Row | None:
    found = state.located(item.content)
    at = str(item.values.get(status.id, "")) if status else ""
    return (*found, at) if found else None


def _lane(state: State, work: Sequence[Row], id_: str, name: str, *, here: str) -> Lane:
    mine = [row for row in work if (row[2] or NOWHERE) == id_]
    return Lane(
        id=id_,
        name=name,
        count=len(mine),
        cards=[card(state, there, issue) for there, issue, _ in mine[:PER_LANE]],
        more=f"{here}?status={id_}" if len(mine) > PER_LANE else "",
        is_done=name.casefold() in _DONE,
    )
