"""How milestones come to be, change and go, and issues stand in them. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from automation.sandbox.github import texts
from automation.sandbox.github.acts import (
    CloseMilestone,
    CreateMilestone,
    DeleteMilestone,
    EditMilestone,
    ReopenMilestone,
    SetMilestone,
)
from automation.sandbox.github.happenings import Happening, Moved, about
from automation.sandbox.github.records import Milestone
from automation.sandbox.github.state import Issue, Repository, State

MilestoneAct = CreateMilestone | EditMilestone | CloseMilestone | ReopenMilestone | DeleteMilestone


def edit_milestones(state: State, act: MilestoneAct, *, by: str, at: datetime) -> Moved:
    """Create, change, close, open or delete a milestone."""
    repository = state.repository(act.repository)
    if isinstance(act, CreateMilestone):
        return _create(state, repository, act, by, at)
    old = repository.milestone(act.milestone)
    match act:
        case DeleteMilestone():
            return _delete(state, repository, old, by, at)
        case CloseMilestone():
            action, new = "closed", replace(old, closed_at=old.closed_at or at)
        case ReopenMilestone():
            action, new = "opened", replace(old, closed_at=None)
        case EditMilestone():
            action, new = "edited", _edited(repository, old, act)
    if new == old:
        return state, ()
    new = replace(new, updated_at=at)
    told = _told(repository, action, new, by, at)
    return _kept(state, repository, new), (replace(told, before=_before(old, new)),)


def put_into(state: State, act: SetMilestone, *, by: str, at: datetime) -> Moved:
    """Put an issue into a milestone, or into none. Raises Refusal 422 for one unknown."""
    repository = state.repository(act.repository)
    issue = repository.issue(act.number)
    if issue.milestone == act.milestone:
        return state, ()
    if act.milestone is not None and act.milestone not in repository.milestones:
        raise texts.invalid("Issue", "milestone", "invalid")
    after = replace(issue, milestone=act.milestone, updated_at=at)
    told: list[Happening] = []
    for action, number in (("demilestoned", issue.milestone), ("milestoned", act.milestone)):
        if number is not None and number in repository.milestones:
            told += _each(repository, after, action, repository.milestones[number], by=by, at=at)
    return state.with_issue(repository.full_name, after), tuple(told)


def _create(
    state: State, repository: Repository, act: CreateMilestone, by: str, at: datetime
) -> Moved:
    milestone = Milestone(
        id=state.last_id + 1,
        number=repository.last_milestone + 1,
        title=_free_title(repository, act.title),
        description=texts.body(act.description),
        creator=by,
        created_at=at,
        updated_at=at,
        due_on=texts.due(act.due_on),
    )
    after = replace(repository, last_milestone=milestone.number)
    told = _told(repository, "created", milestone, by, at)
    return replace(_kept(state, after, milestone), last_id=milestone.id), (told,)


def _edited(repository: Repository, old: Milestone, act: EditMilestone) -> Milestone:
    title = old.title
    if act.title is not None and act.title.strip() != old.title:
        title = _free_title(repository, act.title)
    return replace(
        old,
        title=title,
        description=old.description if act.description is None else texts.body(act.description),
        due_on=old.due_on if act.due_on is None else texts.due(act.due_on),
    )


def _delete(state: State, repository: Repository, old: Milestone, by: str, at: datetime) -> Moved:
    held = [issue for issue in repository.issues.values() if issue.milestone == old.number]
    freed = {issue.number: replace(issue, milestone=None, updated_at=at) for issue in held}
    left = {
        number: milestone
        for number, milestone in repository.milestones.items()
        if number != old.number
    }
    after = replace(repository, milestones=left, issues={**repository.issues, **freed})
    told = [_told(repository, "deleted", old, by, at)]
    for issue in freed.values():
        told += _each(repository, issue, "demilestoned", old, by=by, at=at)
    return state.with_repository(after), tuple(told)


def _each(
    repository: Repository,
    issue: Issue,
    action: str,
    milestone: Milestone,
    *,
    by: str,
    at: datetime,
) -> list[Happening]:
    """Tell of it under `issues`; of a pull request GitHub tells under both of its names."""
    told = replace(about(repository.full_name, issue, action, by=by, at=at), part=milestone)
    return [told, replace(told, event="issues")] if issue.pull else [told]


def _free_title(repository: Repository, text: str) -> str:
    title = texts.milestone_title(text)
    if any(one.title == title for one in repository.milestones.values()):
        raise texts.invalid("Milestone", "title", "already_exists")
    return title


def _before(old: Milestone, new: Milestone) -> Mapping[str, str | None]:
    """Name what changed; a date that was not there has no old value that could be told."""
    words = {
        "title": (old.title, new.title),
        "description": (old.description or "", new.description or ""),
    }
    before: dict[str, str | None] = {name: was for name, (was, now) in words.items() if was != now}
    if old.due_on and old.due_on != new.due_on:
        before["due_on"] = old.due_on.strftime("%Y-%m-%dT%H:%M:%SZ")
    return before


def _told(
    repository: Repository, action: str, milestone: Milestone, by: str, at: datetime
) -> Happening:
    return Happening(
        event="milestone",
        action=action,
        repository=repository.full_name,
        by=by,
        at=at,
        part=milestone,
    )


def _kept(state: State, repository: Repository, milestone: Milestone) -> State:
    milestones = {**repository.milestones, milestone.number: milestone}
    return state.with_repository(replace(repository, milestones=milestones))
