"""How a piece of work is opened, begun, finished and given up, on the board it stands on.

Every team has its own ways: Jira's statuses in two languages, a project with sub-issues, labels and
milestones. The script says only what happens.
"""

from dataclasses import dataclass, replace
from typing import Final

from automation.sandbox.company.chance import pick
from automation.sandbox.company.crew import team
from automation.sandbox.company.plans import HOME, LOG, LOY, MOBILE, PAY, SEC, STOREFRONT
from automation.sandbox.company.stage import Stage, Thing
from automation.sandbox.github import acts as g
from automation.sandbox.jira import acts as j
from automation.sandbox.jira.state import Stored

EPIC, STORY, TASK, BUG = "10100", "10101", "10102", "10103"
STATUS, TARGET = 5010, 5011
TODO, DOING, DONE = "0a1f3c55", "1b2e4d66", "2c3d5e77"
WONT_DO = "10201"
SPRINT = "customfield_10020"


@dataclass(frozen=True, slots=True)
class Columns:
    """The statuses of a project by their ids."""

    doing: str
    review: str
    done: str
    dropped: str = ""


COLUMNS: Final = {
    PAY: Columns("10001", "10002", "10004"),
    SEC: Columns("10011", "10011", "10012"),
    LOG: Columns("10021", "10022", "10025", "10026"),
    LOY: Columns("10031", "10031", "10032"),
}
PARKED: Final = "10024"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An issue that somebody wants to open; `parent` and `milestone` are names on the stage."""

    name: str
    place: str
    title: str
    text: str = ""
    kind: str = STORY
    labels: tuple[str, ...] = ()
    parent: str = ""
    priority: str = ""


def people_of(place: str) -> tuple[str, ...]:
    """Who works there."""
    return team(HOME[place])


def opens(stage: Stage, wanted: Wanted, by: str) -> Thing:
    """Open an issue where it belongs, below its parent."""
    if "/" not in wanted.place:
        return _opens_card(stage, wanted, by)
    parent = stage.things.get(wanted.parent)
    text = wanted.text
    if parent and parent.place != wanted.place:
        text = f"{text}\n\nPart of {parent.key}".strip()
    issue = g.OpenIssue(wanted.place, wanted.title, text or None, wanted.labels)
    thing = stage.opens_issue(wanted.name, by, issue)
    if wanted.place == MOBILE:
        _into_milestone(stage, thing, wanted.parent, by)
    elif parent and parent.place == wanted.place:
        stage.github(by, g.AddSubIssue(parent.place, parent.number, int(thing.id)))
    if wanted.place == STOREFRONT and (parent or wanted.kind == EPIC):
        thing = on_the_plan(stage, wanted.name, by)
    return thing


def on_the_plan(stage: Stage, name: str, by: str) -> Thing:
    """Put an issue onto the organisation's project."""
    thing = stage.things[name]
    stage.github(by, g.AddItem(int(thing.id)))
    project = stage.hub.state.project
    row = list(project.items)[-1] if project else 0
    return stage.named(name, replace(thing, row=row))


def begins(stage: Stage, name: str, by: str) -> None:
    """Somebody takes it up."""
    thing = stage.things[name]
    if not thing.in_github:
        fields: dict[str, Stored] = {"assignee": stage.people[by].account}
        if thing.place == PAY and (sprint := running_sprint(stage)):
            fields[SPRINT] = (sprint,)
        stage.jira(by, j.MoveCard(_id(stage, thing), _columns(stage, name).doing, fields))
        return
    login = stage.people[by].login
    stage.github(by, g.SetAssignees(thing.place, thing.number, (login,)))
    if thing.row:
        stage.github(by, g.SetField(thing.row, STATUS, DOING))


def shows(stage: Stage, name: str, by: str) -> None:
    """It is there to be looked at by somebody else."""
    thing = stage.things[name]
    if not thing.in_github:
        stage.jira(by, j.MoveCard(_id(stage, thing), _columns(stage, name).review))


def finishes(stage: Stage, name: str, by: str) -> None:
    """It is done; what a merged pull request closed is closed already."""
    thing = stage.things[name]
    if not thing.in_github:
        fields: dict[str, Stored] = {}
        if version := next_version(stage, place_of(stage, name)):
            fields["fixVersions"] = (version,)
        stage.jira(by, j.MoveCard(_id(stage, thing), _columns(stage, name).done, fields))
        return
    stage.github(by, g.CloseIssue(thing.place, thing.number))
    if thing.row:
        stage.github(by, g.SetField(thing.row, STATUS, DONE))


def drops(stage: Stage, name: str, by: str) -> None:
    """It is given up."""
    thing = stage.things[name]
    if thing.in_github:
        stage.github(by, g.CloseIssue(thing.place, thing.number, "not_planned"))
        return
    columns = _columns(stage, name)
    move = j.MoveCard(_id(stage, thing), columns.dropped or columns.done, {"resolution": WONT_DO})
    stage.jira(by, move)


def says(stage: Stage, name: str, by: str, words: str) -> None:
    """Somebody writes a comment."""
    thing = stage.things[name]
    if thing.in_github:
        stage.github(by, g.AddComment(thing.place, thing.number, words))
    else:
        stage.jira(by, j.AddComment(_id(stage, thing), words))


def labels(stage: Stage, name: str, by: str, *names: str) -> None:
    """Somebody puts labels on."""
    thing = stage.things[name]
    if thing.in_github:
        stage.github(by, g.AddLabels(thing.place, thing.number, names))
    else:
        stage.jira(by, j.EditIssue(_id(stage, thing), labels_on=names))


def promises(stage: Stage, name: str, by: str, day: str) -> None:
    """Somebody says when it will be there: the due date, or the target date of the plan."""
    thing = stage.things[name]
    if not thing.in_github:
        stage.jira(by, j.EditIssue(_id(stage, thing), {"duedate": day}))
        return
    if not thing.row:
        thing = on_the_plan(stage, name, by)
    stage.github(by, g.SetField(thing.row, TARGET, day))


def key_of(stage: Stage, name: str) -> str:
    """What people call it now; a card that moved has another key."""
    thing = stage.things[name]
    return thing.key if thing.in_github else stage.site.state.issue(thing.id).key


def place_of(stage: Stage, name: str) -> str:
    """The project or repository it is in now."""
    thing = stage.things[name]
    return thing.place if thing.in_github else stage.site.state.issue(thing.id).project


def somebody_of(stage: Stage, name: str, *words: object) -> str:
    """Somebody of the team it belongs to; always the same for the same words."""
    return pick(people_of(place_of(stage, name)), name, *words)


def running_sprint(stage: Stage) -> str:
    """The sprint that runs, "" between two."""
    sprints = list(stage.site.state.sprints.values())
    return next((one.id for one in sprints if one.state == "active"), "")


def next_version(stage: Stage, project: str) -> str:
    """The version of a project that is to be released next, "" where none is planned."""
    versions = stage.site.state.versions.values()
    return next((one.id for one in versions if one.project == project and not one.released), "")


def _opens_card(stage: Stage, wanted: Wanted, by: str) -> Thing:
    fields: dict[str, Stored] = {"summary": wanted.title, "issuetype": wanted.kind}
    fields |= {"description": wanted.text} if wanted.text else {}
    fields |= {"labels": wanted.labels} if wanted.labels else {}
    fields |= {"priority": wanted.priority} if wanted.priority else {}
    parent = stage.things.get(wanted.parent)
    if parent and parent.in_github:
        fields["description"] = f"{wanted.text}\n\nPart of {parent.key}".strip()
    elif parent:
        fields["parent"] = parent.id
    return stage.opens_card(wanted.name, by, j.CreateIssue(wanted.place, fields))


def _into_milestone(stage: Stage, thing: Thing, parent: str, by: str) -> None:
    milestone = stage.things.get(f"{parent}/milestone")
    if milestone:
        stage.github(by, g.SetMilestone(thing.place, thing.number, milestone.number))


def _id(stage: Stage, thing: Thing) -> str:
    return stage.site.state.issue(thing.id).id


def _columns(stage: Stage, name: str) -> Columns:
    return COLUMNS[place_of(stage, name)]
