"""How issues come to be and change: one changelog for each act, whatever it touched."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from automation.sandbox.jira import texts, words
from automation.sandbox.jira.acts import CreateIssue, EditIssue, MoveCard, MoveIssue
from automation.sandbox.jira.site import (
    MEDIUM,
    RESOLUTIONS,
    SPRINT,
    STATUSES,
    TYPES,
    WORKFLOWS,
    type_of,
)
from automation.sandbox.jira.state import (
    Happening,
    History,
    Issue,
    Item,
    Refusal,
    State,
    Stored,
)

Moved = tuple[State, tuple[Happening, ...]]

CREATED, UPDATED = "jira:issue_created", "jira:issue_updated"


def change(
    state: State, act: CreateIssue | EditIssue | MoveCard | MoveIssue, *, by: str, at: datetime
) -> Moved:
    """Create an issue, or change one."""
    match act:
        case CreateIssue():
            return _create(state, act, by=by, at=at)
        case EditIssue():
            return _edit(state, act, by=by, at=at)
        case MoveCard():
            return _move_card(state, act, by=by, at=at)
        case MoveIssue():
            return _move_issue(state, act, by=by, at=at)


def _create(state: State, act: CreateIssue, *, by: str, at: datetime) -> Moved:
    """Create an issue in the first status of its project's workflow."""
    if act.project not in state.projects:
        raise texts.wrong("project", "Specify a valid project ID or key")
    fields = _taken(state, {"summary": None, **act.fields})
    fields = {
        "issuetype": TYPES[2].id,
        "priority": MEDIUM,
        "reporter": by,
        **fields,
        "status": WORKFLOWS[act.project][0].id,
    }
    _check_parent(state, fields)
    state, id_ = state.numbered()
    state, number = _next_number(state, act.project)
    issue = Issue(
        id=id_,
        project=act.project,
        number=number,
        creator=by,
        created=at,
        updated=at,
        moved=at,
        fields=_filled(fields),
        properties=act.properties,
    )
    return _record(state, issue, {}, by=by, at=at, event=CREATED, kind="issue_created")


def _edit(state: State, act: EditIssue, *, by: str, at: datetime) -> Moved:
    """Set fields and change labels, all of it or nothing."""
    issue = state.issue(act.issue)
    wanted = _taken(state, act.fields)
    labels = issue.several("labels") if "labels" not in wanted else _tuple(wanted["labels"])
    left = tuple(one for one in labels if one not in act.labels_off)
    wanted["labels"] = texts.checked("labels", tuple(dict.fromkeys((*left, *act.labels_on))))
    fields = _filled({**issue.fields, **wanted})
    _check_parent(state, fields, issue)
    after = replace(issue, fields=fields, properties={**issue.properties, **act.properties})
    if after == issue:
        return state, ()
    if fields == issue.fields:
        return state.holding(after), ()
    only = {name for name in fields.keys() | issue.fields.keys() if _differ(issue, after, name)}
    kind = "issue_assigned" if only == {"assignee"} else "issue_updated"
    return _record(state, after, issue.fields, by=by, at=at, event=UPDATED, kind=kind)


def _move_card(state: State, act: MoveCard, *, by: str, at: datetime) -> Moved:
    """Give an issue another status of its project's workflow."""
    issue = state.issue(act.issue)
    if act.status not in {status.id for status in WORKFLOWS[issue.project]}:
        raise Refusal(400, "Transition id is not valid for this issue.")
    if act.status == issue.status.id:
        return state, ()
    done = STATUSES[act.status].category == "done"
    resolution = issue.fields.get("resolution") or RESOLUTIONS[0].id
    set_fields = _taken(state, act.fields)
    fields = {
        **issue.fields,
        "resolution": resolution if done else None,
        **set_fields,
        "status": act.status,
    }
    after = replace(issue, fields=_filled(fields), moved=at, resolved=at if done else None)
    return _record(state, after, issue.fields, by=by, at=at, event=UPDATED, kind="issue_generic")


def _move_issue(state: State, act: MoveIssue, *, by: str, at: datetime) -> Moved:
    """Move an issue to another project, where it starts in the first status."""
    issue = state.issue(act.issue)
    if act.project not in state.projects:
        raise texts.wrong("project", "Specify a valid project ID or key")
    if act.project == issue.project:
        return state, ()
    state, number = _next_number(state, act.project)
    old, new = state.projects[issue.project], state.projects[act.project]
    fields = {**issue.fields, "status": WORKFLOWS[act.project][0].id, "components": None}
    after = replace(
        issue,
        project=act.project,
        number=number,
        fields=_filled({**fields, "fixVersions": None, SPRINT: None}),
    )
    told = (
        Item(field="", told="Key", old=None, old_words=issue.key, new=None, new_words=after.key),
        Item(
            field="project",
            told="project",
            old=old.id,
            old_words=old.name,
            new=new.id,
            new_words=new.name,
        ),
    )
    return _record(
        state, after, issue.fields, by=by, at=at, event=UPDATED, kind="issue_moved", more=told
    )


def noted(
    state: State, issue: Issue, items: tuple[Item, ...], *, by: str, at: datetime
) -> tuple[State, Issue, History]:
    """Write a changelog into an issue, which is then updated."""
    state, id_ = state.numbered()
    history = History(id=id_, by=by, at=at, items=items)
    after = replace(issue, updated=at, histories=(*issue.histories, history))
    return state.holding(after), after, history


def _record(
    state: State,
    issue: Issue,
    before: Mapping[str, Stored],
    *,
    by: str,
    at: datetime,
    event: str,
    kind: str,
    more: tuple[Item, ...] = (),
) -> Moved:
    items = (*more, *words.items(state, dict(before), dict(issue.fields)))
    if event == CREATED:
        # A new issue's first changelog is told, but Jira keeps none.
        state, id_ = state.numbered()
        history, after = History(id=id_, by=by, at=at, items=items), issue
        state = state.holding(issue)
    else:
        state, after, history = noted(state, issue, items, by=by, at=at)
    told = Happening(event=event, kind=kind, by=by, at=at, issue=after, history=history)
    return state, (told,)


def _taken(state: State, fields: Mapping[str, Stored]) -> dict[str, Stored]:
    """Clean the values of fields, and refuse what does not exist."""
    taken = {name: texts.checked(name, value) for name, value in fields.items()}
    for name, value in taken.items():
        words.check(state, name, value)
    return taken


def _next_number(state: State, project: str) -> tuple[State, int]:
    number = state.numbers.get(project, 0) + 1
    return replace(state, numbers={**state.numbers, project: number}), number


def _check_parent(state: State, fields: Mapping[str, Stored], issue: Issue | None = None) -> None:
    """Refuse a parent that is not one level above; Jira has no circles by that alone."""
    level = type_of(str(fields["issuetype"])).level
    parent = fields.get("parent")
    if not parent:
        if level < 0:
            raise texts.wrong("issuetype", "A sub-task needs a parent issue.")
        return
    above = state.issue(str(parent))
    if (issue and above.id == issue.id) or above.type.level != level + 1:
        raise texts.wrong("parent", f"Issue {above.key} cannot be a parent of this issue type.")


def _filled(fields: Mapping[str, Stored]) -> dict[str, Stored]:
    return {name: value for name, value in fields.items() if value not in (None, "", ())}


def _differ(one: Issue, other: Issue, name: str) -> bool:
    return one.fields.get(name) != other.fields.get(name)


def _tuple(value: Stored) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
