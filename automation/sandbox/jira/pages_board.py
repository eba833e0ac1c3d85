"""A project of the pretend Jira as a board, its epics, and what a newcomer may try. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from automation.dates import spoken
from automation.sandbox.cards import PER_LANE, Card, Hint, Lane, Mark, health
from automation.sandbox.jira.linking import type_of_link
from automation.sandbox.jira.site import FIELDS, FLAGGED, HEALTH, LINK_TYPES, RESOLUTIONS, WORKFLOWS
from automation.sandbox.jira.state import Issue, State
from automation.sandbox.jira.words import called

_BLOCKS = LINK_TYPES[0].id
_WONT_DO = RESOLUTIONS[1].id
_GIVEN_UP = frozenset({"10026"})
"""The columns for what was given up, whatever the resolution says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """An issue under an epic, and the word for where it stands."""

    issue: Issue
    is_done: bool


def of_project(state: State, project: str) -> list[Issue]:
    """List the issues of a project, the newest first."""
    mine = [one for one in state.issues.values() if one.project == project]
    return sorted(mine, key=lambda one: -one.number)


def epics(state: State, issues: Sequence[Issue]) -> tuple[list[Card], list[Card]]:
    """Show the open epics, and then those that are done."""
    found = [one for one in issues if is_epic(one)]
    below = _below(state)
    sides = ([one for one in found if is_done(one) == done] for done in (False, True))
    first, second = ([epic_card(state, one, below) for one in side] for side in sides)
    return first, second


def lanes(state: State, issues: Sequence[Issue], project: str, *, here: str) -> list[Lane]:
    """Show what is no epic in the columns of the project's workflow; `here` is the board's path."""
    work = [one for one in issues if not is_epic(one)]
    found = []
    for status in WORKFLOWS[project]:
        mine = [one for one in work if one.status.id == status.id]
        found.append(
            Lane(
                id=status.id,
                name=status.name,
                count=len(mine),
                cards=[card(state, one) for one in mine[:PER_LANE]],
                more=f"{here}?status={status.id}" if len(mine) > PER_LANE else "",
                is_done=status.category == "done",
            )
        )
    return found


def card(state: State, issue: Issue) -> Card:
    """Show an issue as a card."""
    above = state.issues.get(issue.text("parent"))
    due = issue.text("duedate")
    facts = (
        issue.type.name,
        called(state, FIELDS["assignee"], issue.text("assignee")) if issue.text("assignee") else "",
        f"due {spoken(due)}" if due else "",
        f"part of {above.key}" if above else "",
    )
    return Card(
        title=issue.summary,
        url=f"/browse/{issue.key}",
        key=issue.key,
        marks=marks(state, issue),
        facts=tuple(filter(None, facts)),
    )


def epic_card(state: State, issue: Issue, below: dict[str, list[Issue]]) -> Card:
    """Show an epic with what stands under it."""
    children = below.get(issue.id, [])
    shown = card(state, issue)
    return Card(
        title=shown.title,
        url=shown.url,
        key=shown.key,
        marks=marks(state, issue),
        facts=(issue.status.name, *shown.facts[1:]),
        done=sum(is_done(one) and not is_dropped(one) for one in children),
        total=sum(not is_dropped(one) for one in children),
        dropped=sum(map(is_dropped, children)),
    )


def marks(state: State, issue: Issue) -> tuple[Mark, ...]:
    """Say in words what a card must not hide."""
    found = []
    if said := issue.text(HEALTH):
        found.append(health(called(state, FIELDS[HEALTH], said)))
    if issue.fields.get(FLAGGED):
        found.append(Mark("Flagged", "bad"))
    if not is_done(issue) and any(_is_blocked_by(state, issue)):
        found.append(Mark("Blocked", "bad"))
    return tuple(found)


def children(state: State, issue: Issue) -> list[Child]:
    """List what stands under an issue: the open ones first."""
    found = [Child(issue=one, is_done=is_done(one)) for one in state.children(issue.id)]
    return sorted(found, key=lambda one: (one.is_done, one.issue.number))


def is_epic(issue: Issue) -> bool:
    """Whether it gathers others."""
    return issue.type.level > 0


def is_done(issue: Issue) -> bool:
    """Whether it stands in a column that is done."""
    return issue.status.category == "done"


def is_dropped(issue: Issue) -> bool:
    """Whether it was given up, which Jira counts among what is done."""
    given_up = issue.status.id in _GIVEN_UP or issue.text("resolution") == _WONT_DO
    return is_done(issue) and given_up


def hints(state: State) -> list[Hint]:
    """Find three things to try: a card to block, a health to set, a date to move."""
    return list(_hints(state))


def _hints(state: State) -> Iterator[Hint]:
    issues = [one for key in state.projects for one in of_project(state, key) if not is_done(one)]
    work = [one for one in issues if not is_epic(one) and not marks(state, one)]
    below = _below(state)
    free = min(work, key=lambda one: _trouble(state, one, below), default=None)
    open_epics = [one for one in issues if is_epic(one)]
    dated = [one for one in open_epics if one.text("duedate")]
    if free:
        yield Hint(
            title="Block a card",
            act="Open it and press Flag as blocked.",
            url=f"/browse/{free.key}",
            place=f"{free.key} {free.summary}",
            then="After two working days Pitboard's note names your click as its evidence.",
        )
    if open_epics:
        yield Hint(
            title="Set Health yourself",
            act="Choose another health and save it.",
            url=f"/browse/{open_epics[0].key}",
            place=f"{open_epics[0].key} {open_epics[0].summary}",
            then="Pitboard lets your word stand for 14 days and shows both values.",
        )
    if dated:
        yield Hint(
            title="Move a date",
            act="Give it a later due date and save it. Then once more.",
            url=f"/browse/{dated[-1].key}",
            place=f"{dated[-1].key} {dated[-1].summary}",
            then="The first date that was promised stays on Pitboard's page and in the mail.",
        )


def _trouble(
    state: State, issue: Issue, below: dict[str, list[Issue]]
) -> tuple[bool, bool, bool, datetime]:
    """How little can be learned by blocking it: its epic should be well, and grow no more."""
    above = state.issues.get(issue.text("parent"))
    said = called(state, FIELDS[HEALTH], above.text(HEALTH)) if above else ""
    grown = max(one.created for one in below.get(issue.text("parent"), [issue]))
    is_well = said.casefold() == "on track"
    return not is_well, above is None, issue.status.category != "new", grown


def _below(state: State) -> dict[str, list[Issue]]:
    found: dict[str, list[Issue]] = {}
    for issue in state.issues.values():
        if above := issue.text("parent"):
            found.setdefault(above, []).append(issue)
    return found


def _is_blocked_by(state: State, issue: Issue) -> Iterator[bool]:
    for link in state.links_of(issue.id):
        if type_of_link(link.type).id == _BLOCKS and link.target == issue.id:
            source = state.issues.get(link.source)
            yield source is not None and not is_done(source)
