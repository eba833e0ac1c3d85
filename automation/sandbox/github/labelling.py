"""How labels come to be, change and go, and come onto issues and off them. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from automation.sandbox.github import texts
from automation.sandbox.github.acts import (
    AddLabels,
    CreateLabel,
    DeleteLabel,
    EditLabel,
    RemoveLabel,
    SetLabels,
)
from automation.sandbox.github.happenings import Happening, Moved, about
from automation.sandbox.github.state import Issue, Label, Refusal, Repository, State

Labelling = AddLabels | RemoveLabel | SetLabels


def edit_labels(
    state: State, act: CreateLabel | EditLabel | DeleteLabel, *, by: str, at: datetime
) -> Moved:
    """Create, change or delete a label of the repository."""
    match act:
        case CreateLabel():
            after, label = _created(state, act)
            return after, (_told(after, act.repository, "created", label, by=by, at=at),)
        case EditLabel():
            return _edit(state, act, by, at)
        case DeleteLabel():
            return _delete(state, act, by, at)


def labels_named(
    state: State, full_name: str, names: Sequence[str], *, by: str, at: datetime
) -> tuple[State, tuple[Label, ...], tuple[Happening, ...]]:
    """Find the labels of these names, each once; unknown ones are created, as GitHub does."""
    cleaned = [texts.label_name(name) for name in names]
    told: list[Happening] = []
    for name in cleaned:
        if state.repository(full_name).label(name) is None:
            state, label = _created(state, CreateLabel(full_name, name))
            told.append(_told(state, full_name, "created", label, by=by, at=at))
    repository = state.repository(full_name)
    found = [repository.label(name) for name in cleaned]
    return state, tuple(dict.fromkeys(label for label in found if label)), tuple(told)


def relabel(state: State, act: Labelling, *, by: str, at: datetime) -> Moved:
    """Change the labels of an issue; one happening for each label that went or came."""
    issue = state.repository(act.repository).issue(act.number)
    created: tuple[Happening, ...] = ()
    if isinstance(act, RemoveLabel):
        wider, wanted = state, _without(issue, act.name)
    else:
        wider, named, created = labels_named(state, act.repository, act.names, by=by, at=at)
        new = tuple(label for label in named if label not in issue.labels)
        wanted = named if isinstance(act, SetLabels) else (*issue.labels, *new)
    gone = [label for label in issue.labels if label not in wanted]
    come = [label for label in wanted if label not in issue.labels]
    if not gone and not come:
        return state, ()
    stay = [label for label in issue.labels if label in wanted]
    after = replace(issue, labels=(*stay, *come), updated_at=at)
    repository = wider.repository(act.repository)
    told = about(repository.full_name, after, "labeled", by=by, at=at)
    return wider.with_issue(repository.full_name, after), (
        *created,
        *(replace(told, action="unlabeled", part=label) for label in gone),
        *(replace(told, part=label) for label in come),
    )


def _without(issue: Issue, name: str) -> tuple[Label, ...]:
    if not issue.has(name):
        raise Refusal(404, "Label does not exist")
    wanted = name.casefold()
    return tuple(label for label in issue.labels if label.name.casefold() != wanted)


def _created(state: State, act: CreateLabel) -> tuple[State, Label]:
    repository = state.repository(act.repository)
    name = texts.label_name(act.name)
    if repository.label(name):
        raise texts.invalid("Label", "name", "already_exists")
    label = Label(
        state.last_id + 1, name, texts.color(act.color), texts.description(act.description)
    )
    wider = replace(repository, labels=(*repository.labels, label))
    return state.with_repository(wider, label.id), label


def _edit(state: State, act: EditLabel, by: str, at: datetime) -> Moved:
    """Change a label; what it stands on keeps it, and nothing is said of that."""
    repository = state.repository(act.repository)
    old = _existing(repository, act.name)
    new = replace(
        old,
        name=old.name if act.new_name is None else texts.label_name(act.new_name),
        color=old.color if act.color is None else texts.color(act.color),
        description=old.description
        if act.description is None
        else texts.description(act.description),
    )
    taken = repository.label(new.name)
    if taken and taken.id != old.id:
        raise texts.invalid("Label", "name", "already_exists")
    if new == old:
        return state, ()
    after = _exchanged(repository, old, (new,))
    told = _told(state, act.repository, "edited", new, by=by, at=at)
    before = {
        name: was
        for name in ("name", "color", "description")
        if (was := getattr(old, name) or "") != (getattr(new, name) or "")
    }
    return state.with_repository(after), (replace(told, before=before),)


def _delete(state: State, act: DeleteLabel, by: str, at: datetime) -> Moved:
    """Delete a label; whatever it stood on is told to have lost it, without naming it."""
    repository = state.repository(act.repository)
    old = _existing(repository, act.name)
    worn = [issue for issue in repository.issues.values() if old in issue.labels]
    after = _exchanged(repository, old, (), at)
    told = (
        about(repository.full_name, after.issues[issue.number], "unlabeled", by=by, at=at)
        for issue in worn
    )
    gone = _told(state, act.repository, "deleted", old, by=by, at=at)
    return state.with_repository(after), (gone, *told)


def _existing(repository: Repository, name: str) -> Label:
    found = repository.label(name)
    if found is None:
        raise Refusal(404, "Not Found")
    return found


def _exchanged(
    repository: Repository, old: Label, new: tuple[Label, ...], at: datetime | None = None
) -> Repository:
    """Put `new` in the place of a label, wherever it stands; `at` is when that moved the issue."""
    issues = {
        number: _worn(issue, old, new, at) if old in issue.labels else issue
        for number, issue in repository.issues.items()
    }
    return replace(repository, labels=_put(repository.labels, old, new), issues=issues)


def _worn(issue: Issue, old: Label, new: tuple[Label, ...], at: datetime | None) -> Issue:
    return replace(issue, labels=_put(issue.labels, old, new), updated_at=at or issue.updated_at)


def _put(labels: tuple[Label, ...], old: Label, new: tuple[Label, ...]) -> tuple[Label, ...]:
    place = labels.index(old)
    return (*labels[:place], *new, *labels[place + 1 :])


def _told(
    state: State, full_name: str, action: str, label: Label, *, by: str, at: datetime
) -> Happening:
    name = state.repository(full_name).full_name
    return Happening(event="label", action=action, repository=name, by=by, at=at, part=label)
