"""What each webhook of the pretend GitHub says.

https://docs.github.com/webhooks/webhook-events-and-payloads
"""

from typing import assert_never

from automation.sandbox.github import project_wire, pull_wire
from automation.sandbox.github.happenings import (
    FieldChange,
    Happening,
    Installed,
    Linked,
    Part,
    Pushed,
    Reviewer,
    Synced,
    Transfer,
)
from automation.sandbox.github.hook_wire import hook_json, installation_json
from automation.sandbox.github.records import (
    CheckSuite,
    Comment,
    Hook,
    IssueType,
    Milestone,
    ProjectItem,
    Release,
    Review,
)
from automation.sandbox.github.release_wire import release_json
from automation.sandbox.github.state import Issue, Label, Refusal, Repository, State, User
from automation.sandbox.github.wire import Json, Wire, stamp

ZEN = "Keep it logically awesome."


def payload(happening: Happening, *, state: State, wire: Wire) -> Json:
    """Write the payload of one happening; `state` is the one after the whole act."""
    return _Writer(happening, state, wire).write()


class _Writer:
    """Writes one payload, with the parts that only some events and actions have."""

    def __init__(self, happening: Happening, state: State, wire: Wire) -> None:
        self._told = happening
        self._state = state
        self._wire = wire
        name = happening.repository
        self._repository = state.repository(name) if name else None

    def write(self) -> Json:
        told, repository = self._told, self._repository
        around: Json = {"sender": self._wire.user(self._state.users[told.by])}
        if repository:
            owner = self._state.users[repository.owner]
            around["repository"] = self._wire.repository(self._state, repository)
            around["organization"] = self._wire.organization(owner)
        return {
            **({"action": told.action} if told.action else {}),
            **self._subject(),
            **self._part(told.part),
            **self._changes(),
            **around,
        }

    def _subject(self) -> Json:
        """Write the issue or pull request that the event is about."""
        issue, repository = self._told.issue, self._repository
        if issue is None or repository is None or isinstance(self._told.part, Linked):
            return {}
        event = self._told.event
        if event == "pull_request":
            full = pull_wire.full_pull_json(self._wire, self._state, repository, issue)
            return {"number": issue.number, "pull_request": full}
        if event == "pull_request_review":
            short = pull_wire.pull_json(self._wire, self._state, repository, issue)
            return {"pull_request": short}
        return {"issue": self._wire.issue(self._state, repository, issue)}

    def _changes(self) -> Json:
        """Name what an edit replaced, each with the value it had."""
        if self._told.action != "edited" or isinstance(self._told.part, FieldChange):
            return {}
        return {"changes": {name: {"from": was} for name, was in self._told.before.items()}}

    def _part(self, part: Part | None) -> Json:  # noqa: C901, PLR0911 - one branch a kind of part
        wire, state = self._wire, self._state
        match part:
            case None:
                return {}
            case User():
                return {"assignee": wire.user(part)}
            case Reviewer():
                return {"requested_reviewer": wire.user(part.user)}
            case IssueType():
                return {"type": wire.type(part)}
            case Synced():
                return {"before": part.before, "after": part.after}
            case Hook():
                owner = {"organization": self._owner()} if not part.repository else {}
                return {
                    "zen": ZEN,
                    "hook_id": part.id,
                    "hook": hook_json(wire, state, part),
                    **owner,
                }
            case Installed():
                return installation_json(wire, state, part)
            case ProjectItem() | FieldChange():
                return self._project_item(part)
            case Linked():
                return self._link(part)
            case Transfer():
                return self._transfer(part)
            case Label() | Comment() | Milestone() | Review() | Release() | CheckSuite() | Pushed():
                return self._of_repository(part, self._here())
            case _:
                assert_never(part)

    def _of_repository(  # noqa: PLR0911 - one branch a kind of part
        self,
        part: Label | Comment | Milestone | Review | Release | CheckSuite | Pushed,
        here: Repository,
    ) -> Json:
        wire, state = self._wire, self._state
        match part:
            case Label():
                return {"label": wire.label(here, part)}
            case Comment():
                return {"comment": wire.comment(state, here, self._issue(), part)}
            case Milestone():
                now = here.milestones.get(part.number, part)
                return {"milestone": wire.milestone(state, here, now)}
            case Review():
                review = pull_wire.review_json(wire, state, here, self._issue(), part)
                return {"review": review}
            case Release():
                return {"release": release_json(wire, state, here, part)}
            case CheckSuite():
                return {"check_suite": pull_wire.suite_json(wire, state, here, part)}
            case Pushed():
                by, at = state.users[self._told.by], stamp(self._told.at)
                return pull_wire.push_json(wire, here, part, by, at)

    def _project_item(self, part: ProjectItem | FieldChange) -> Json:
        project = self._state.project
        if project is None:
            raise Refusal(404, "Not Found")
        item = part.item if isinstance(part, FieldChange) else part
        told = project_wire.item_told(self._wire, self._state, project, item)
        changes = {}
        if isinstance(part, FieldChange):
            changes = {"changes": project_wire.change_told(project, part)}
        return {"projects_v2_item": told, **changes, "organization": self._owner()}

    def _link(self, part: Linked) -> Json:
        """Write both ends; only the repository of the far one is written beside it."""
        mine, other = _ends(self._told.action)
        # The acts after this one may have changed the far end too.
        gone = self._state.repository(part.repository), part.issue
        far, issue = self._state.located(part.issue.id) or gone
        near = self._wire.issue(self._state, self._here(), self._issue())
        return {
            f"{mine}_id": self._issue().id,
            mine: near,
            f"{other}_id": part.issue.id,
            other: self._wire.issue(self._state, far, issue),
            f"{other}_repo": self._wire.repository(self._state, far),
        }

    def _transfer(self, part: Transfer) -> Json:
        age = "new" if self._told.action == "transferred" else "old"
        there = self._state.repository(part.repository)
        issue = self._wire.issue(self._state, there, part.issue)
        repository = self._wire.repository(self._state, there)
        return {"changes": {f"{age}_issue": issue, f"{age}_repository": repository}}

    def _owner(self) -> Json:
        project = self._state.project
        owners = [user for user in self._state.users.values() if user.type == "Organization"]
        owner = self._state.users[project.owner] if project else owners[0]
        return self._wire.organization(owner)

    def _here(self) -> Repository:
        if self._repository is None:
            raise Refusal(404, "Not Found")
        return self._repository

    def _issue(self) -> Issue:
        if self._told.issue is None:
            raise Refusal(404, "Not Found")
        return self._told.issue


def _ends(action: str) -> tuple[str, str]:
    """Name the end a delivery belongs to, and the other one."""
    if action.startswith("sub_issue"):
        return "parent_issue", "sub_issue"
    if action.startswith("parent_issue"):
        return "sub_issue", "parent_issue"
    if action.startswith("blocked_by"):
        return "blocked_issue", "blocking_issue"
    return "blocking_issue", "blocked_issue"
