"""How labels come to be, and come onto issues and off them. Pure, like every transition."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from automation.sandbox.github import texts
from automation.sandbox.github.acts import AddLabels, CreateLabel, RemoveLabel, SetLabels
from automation.sandbox.github.state import Happening, Issue, Label, Refusal, State

Labelling = AddLabels | RemoveLabel | SetLabels


def create_label(state: State, act: CreateLabel) -> State:
    """Add a label to the repository. Raises Refusal 422 where its name is taken."""
    repository = state.repository(act.repository)
    name = texts.label_name(act.name)
    if repository.label(name):
        raise texts.invalid("Label", "name", "already_exists")
    label = Label(
        state.last_id + 1, name, texts.color(act.color), texts.description(act.description)
    )
    return state.with_repository(replace(repository, labels=(*repository.labels, label)), label.id)


def labels_named(
    state: State, full_name: str, names: Sequence[str]
) -> tuple[State, tuple[Label, ...]]:
    """Find the labels of these names, each once; unknown ones are created, as GitHub does."""
    cleaned = [texts.label_name(name) for name in names]
    for name in cleaned:
        if state.repository(full_name).label(name) is None:
            state = create_label(state, CreateLabel(full_name, name))
    repository = state.repository(full_name)
    found = [repository.label(name) for name in cleaned]
    return state, tuple(dict.fromkeys(label for label in found if label))


def relabel(
    state: State, act: Labelling, *, by: str, at: datetime
) -> tuple[State, tuple[Happening, ...]]:
    """Change the labels of an issue; one happening for each label that went or came."""
    issue = state.repository(act.repository).issue(act.number)
    wider, wanted = _wanted(state, issue, act)
    gone = [label for label in issue.labels if label not in wanted]
    come = [label for label in wanted if label not in issue.labels]
    if not gone and not come:
        return state, ()
    stay = [label for label in issue.labels if label in wanted]
    after = replace(issue, labels=(*stay, *come), updated_at=at)
    repository = wider.repository(act.repository).holding(after)
    told = Happening(action="labeled", repository=repository.full_name, issue=after, by=by, at=at)
    return wider.with_repository(repository), (
        *(replace(told, action="unlabeled", label=label) for label in gone),
        *(replace(told, label=label) for label in come),
    )


def _wanted(state: State, issue: Issue, act: Labelling) -> tuple[State, tuple[Label, ...]]:
    if isinstance(act, RemoveLabel):
        if not issue.has(act.name):
            raise Refusal(404, "Label does not exist")
        name = act.name.casefold()
        return state, tuple(label for label in issue.labels if label.name.casefold() != name)
    wider, named = labels_named(state, act.repository, act.names)
    if isinstance(act, SetLabels):
        return wider, named
    return wider, (*issue.labels, *(label for label in named if label not in issue.labels))
