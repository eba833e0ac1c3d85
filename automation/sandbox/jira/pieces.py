"""Accounts, statuses, versions and the other small things as Jira's REST API writes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from automation.sandbox.jira.site import (
    BOARD,
    CATEGORIES,
    FIELDS,
    PRIORITIES,
    RESOLUTIONS,
    Field,
    IssueType,
    Kind,
    LinkType,
    Named,
    Status,
)
from automation.sandbox.jira.state import (
    Component,
    Issue,
    Project,
    Sprint,
    State,
    User,
    Version,
)

Json = dict[str, object]

_AVATARS = ("48x48", "24x24", "16x16", "32x32")
_BOARD_ONLY = ("self", "originBoardId")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Writes the small things; every link begins with `site`."""

    site: str

    def user(self, user: User, version: int = 2) -> Json:
        """Write an account; nobody's mail address is shown, as most people choose."""
        return {
            "self": self.api("user?accountId=" + user.id, version),
            "accountId": user.id,
            "avatarUrls": dict.fromkeys(_AVATARS, f"{self.site}/avatar/{user.id}"),
            "displayName": user.name,
            "active": True,
            "timeZone": "Etc/UTC",
            "accountType": user.type,
        }

    def project(self, project: Project, version: int = 2) -> Json:
        """Write a project as an issue shows it."""
        return {
            "self": self.api(f"project/{project.id}", version),
            "id": project.id,
            "key": project.key,
            "name": project.name,
            "projectTypeKey": "software",
            "simplified": project.simplified,
            "avatarUrls": dict.fromkeys(_AVATARS, f"{self.site}/avatar/{project.key}"),
        }

    def link_type(self, kind: LinkType, version: int = 2) -> Json:
        """Write a kind of link."""
        return {
            "id": kind.id,
            "name": kind.name,
            "inward": kind.inward,
            "outward": kind.outward,
            "self": self.api(f"issueLinkType/{kind.id}", version),
        }

    def version(self, state: State, made: Version, version: int = 2) -> Json:
        """Write a version of a project."""
        day = {"releaseDate": made.day} if made.day else {}
        return {
            "self": self.api(f"version/{made.id}", version),
            "id": made.id,
            "description": "",
            "name": made.name,
            "archived": False,
            "released": made.released,
            **day,
            "projectId": int(state.projects[made.project].id),
        }

    def sprint(self, sprint: Sprint) -> Json:
        """Write a sprint as the board shows it."""
        times = {"startDate": sprint.began, "completeDate": sprint.ended}
        return {
            "id": int(sprint.id),
            "self": f"{self.site}/rest/agile/1.0/sprint/{sprint.id}",
            "state": sprint.state,
            "name": sprint.name,
            "originBoardId": BOARD,
            "goal": sprint.goal,
            **{name: moment(at) for name, at in times.items() if at},
        }

    def status(self, status: Status, version: int = 2) -> Json:
        """Write a status with its category."""
        number, color, name = CATEGORIES[status.category]
        return {
            "self": self.api(f"status/{status.id}", version),
            "description": "",
            "iconUrl": f"{self.site}/",
            "name": status.name,
            "id": status.id,
            "statusCategory": {
                "self": self.api(f"statuscategory/{number}", version),
                "id": number,
                "key": status.category,
                "colorName": color,
                "name": name,
            },
        }

    def type(self, kind: IssueType, version: int = 2) -> Json:
        """Write a kind of issue."""
        return {
            "self": self.api(f"issuetype/{kind.id}", version),
            "id": kind.id,
            "description": "",
            "iconUrl": f"{self.site}/avatar/{kind.id}",
            "name": kind.name,
            "subtask": kind.level < 0,
            "avatarId": int(kind.id),
            "hierarchyLevel": kind.level,
        }

    def chosen(self, state: State, field: Field, value: str | float, version: int) -> object:
        """Write one value of a field: what it stands for, or itself."""
        id_ = str(value)
        writers: dict[Kind, Callable[[], Json]] = {
            Kind.USER: lambda: self.user(state.users[id_], version),
            Kind.PRIORITY: lambda: self._named("priority", id_, version),
            Kind.RESOLUTION: lambda: self._named("resolution", id_, version),
            Kind.VERSIONS: lambda: self._short(self.version(state, state.versions[id_], version)),
            Kind.COMPONENTS: lambda: self._component(state.components[id_], version),
            Kind.SPRINTS: lambda: self._sprint_of_issue(state.sprints[id_]),
            Kind.PARENT: lambda: self.brief(state, state.issues[id_], version),
            Kind.OPTION: lambda: self._option(field, id_, version),
            Kind.OPTIONS: lambda: self._option(field, id_, version),
        }
        return writers[field.kind]() if field.kind in writers else value

    def brief(self, state: State, issue: Issue, version: int) -> Json:
        """Write an issue as another one shows it: its name and four fields."""
        priority = FIELDS["priority"]
        medium = issue.text("priority")
        return {
            **self.name(issue, version),
            "fields": {
                "summary": issue.summary,
                "status": self.status(issue.status, version),
                "priority": self.chosen(state, priority, medium, version) if medium else None,
                "issuetype": self.type(issue.type, version),
            },
        }

    def name(self, issue: Issue, version: int = 2) -> Json:
        """Write an issue's id, address and key alone."""
        return {
            "id": issue.id,
            "self": self.api(f"issue/{issue.id}", version),
            "key": issue.key,
        }

    def api(self, path: str, version: int) -> str:
        """Say where the API shows this."""
        return f"{self.site}/rest/api/{version}/{path}"

    def _option(self, field: Field, id_: str, version: int) -> Json:
        option = next(one for one in field.options if one.id == id_)
        url = self.api(f"customFieldOption/{option.id}", version)
        return {"self": url, "value": option.name, "id": option.id}

    def _named(self, kind: str, id_: str, version: int) -> Json:
        named: Mapping[str, Named] = {one.id: one for one in (*PRIORITIES, *RESOLUTIONS)}
        url = self.api(f"{kind}/{id_}", version)
        found: Json = {"self": url, "name": named[id_].name, "id": id_}
        if kind == "priority":
            return {**found, "iconUrl": f"{self.site}/images/icons/priorities/{id_}.svg"}
        return {**found, "description": ""}

    def _component(self, component: Component, version: int) -> Json:
        url = self.api(f"component/{component.id}", version)
        return {"self": url, "id": component.id, "name": component.name}

    def _sprint_of_issue(self, sprint: Sprint) -> Json:
        whole = {**self.sprint(sprint), "boardId": BOARD}
        return {name: value for name, value in whole.items() if name not in _BOARD_ONLY}

    def _short(self, made: Json) -> Json:
        return {name: value for name, value in made.items() if name != "projectId"}


def directory_entry(field: Field) -> Json:
    """Write a field as /field lists it."""
    schema: Json = {"type": field.type}
    if field.items:
        schema["items"] = field.items
    number = field.id.removeprefix("customfield_")
    if field.custom:
        schema |= {"custom": field.custom, "customId": int(number)}
    else:
        schema["system"] = field.id
    return {
        "id": field.id,
        "key": field.id,
        "name": field.name,
        "custom": bool(field.custom),
        "orderable": True,
        "navigable": True,
        "searchable": True,
        "clauseNames": [f"cf[{number}]", field.name] if field.custom else [field.id],
        "schema": schema,
    }


def stamp(at: datetime) -> str:
    """Write a time as Jira does: milliseconds and an offset without a colon."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}+0000"


def moment(at: datetime) -> str:
    """Write a time as the board does: milliseconds and Z."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"
