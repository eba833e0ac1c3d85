"""How versions and sprints come to be, and move on."""

from dataclasses import replace
from datetime import datetime

from automation.sandbox.jira import texts
from automation.sandbox.jira.acts import CreateSprint, CreateVersion, EditSprint, EditVersion
from automation.sandbox.jira.editing import Moved
from automation.sandbox.jira.state import Happening, Refusal, Sprint, State, Version

_NEXT = {"future": "active", "active": "closed"}
_TOLD = {"active": "sprint_started", "closed": "sprint_closed"}


def version(state: State, act: CreateVersion | EditVersion, *, by: str, at: datetime) -> Moved:
    """Create a version, or change it; released is told as that, the rest as updated."""
    if isinstance(act, CreateVersion):
        return _create_version(state, act, by=by, at=at)
    old = state.versions.get(act.version)
    if old is None:
        raise Refusal(404, f"Could not find version for id '{act.version}'")
    new = replace(
        old,
        name=_version_name(act.name) if act.name is not None else old.name,
        day=act.day if act.day is not None else old.day,
        released=act.released if act.released is not None else old.released,
    )
    if new == old:
        return state, ()
    event = "jira:version_updated"
    if new.released != old.released:
        event = "jira:version_released" if new.released else "jira:version_unreleased"
    state = replace(state, versions={**state.versions, new.id: new})
    return state, (Happening(event=event, by=by, at=at, version=new),)


def sprint(state: State, act: CreateSprint | EditSprint, *, by: str, at: datetime) -> Moved:
    """Create a sprint, start it, close it, or name it anew."""
    if isinstance(act, CreateSprint):
        state, id_ = state.numbered()
        made = Sprint(id=id_, name=_sprint_name(act.name), goal=texts.readable(act.goal))
        return _kept(state, made, "sprint_created", by=by, at=at)
    old = state.sprints.get(act.sprint)
    if old is None:
        raise Refusal(404, f"Sprint with id {act.sprint} does not exist")
    new = replace(
        old,
        name=_sprint_name(act.name) if act.name is not None else old.name,
        goal=texts.readable(act.goal) if act.goal is not None else old.goal,
    )
    if act.state is not None and act.state != old.state:
        new = _moved_on(new, act.state, at)
    if new == old:
        return state, ()
    event = "sprint_updated" if new.state == old.state else _TOLD[new.state]
    return _kept(state, new, event, by=by, at=at)


def _create_version(state: State, act: CreateVersion, *, by: str, at: datetime) -> Moved:
    if act.project not in state.projects:
        raise texts.wrong("project", "No project could be found with that key.")
    name = _version_name(act.name)
    if any((one.project, one.name) == (act.project, name) for one in state.versions.values()):
        raise texts.wrong("name", "A version with this name already exists in this project.")
    state, id_ = state.numbered()
    made = Version(id=id_, project=act.project, name=name, day=act.day)
    state = replace(state, versions={**state.versions, id_: made})
    return state, (Happening(event="jira:version_created", by=by, at=at, version=made),)


def _moved_on(sprint: Sprint, wanted: str, at: datetime) -> Sprint:
    if _NEXT.get(sprint.state) != wanted:
        raise Refusal(400, f"A {sprint.state} sprint cannot become {wanted}.")
    if wanted == "active":
        return replace(sprint, state=wanted, began=at)
    return replace(sprint, state=wanted, ended=at)


def _kept(state: State, sprint: Sprint, event: str, *, by: str, at: datetime) -> Moved:
    state = replace(state, sprints={**state.sprints, sprint.id: sprint})
    return state, (Happening(event=event, by=by, at=at, sprint=sprint),)


def _version_name(name: str) -> str:
    found = texts.readable(name).strip()
    if not found or len(found) > texts.LONGEST_LINE:
        raise texts.wrong("name", "You must specify a valid version name")
    return found


def _sprint_name(name: str) -> str:
    found = texts.readable(name).strip()
    if not found:
        raise texts.wrong("name", "The sprint name cannot be empty.")
    return found[: texts.LONGEST_LINE]
