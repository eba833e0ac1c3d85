"""The page of what a project plans and ships: its versions, and the board's sprints."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from automation.sandbox.jira.acts import (
    Act,
    CreateSprint,
    CreateVersion,
    EditSprint,
    EditVersion,
)
from automation.sandbox.jira.lobby import PROJECT, Lobby, Page, View, text
from automation.sandbox.jira.state import Version

MOST_SPRINTS = 12
_LATER = {"future": 0, "active": 1, "closed": 2}


class PlansFace:
    """Versions and sprints as a visitor sees them."""

    def __init__(self, lobby: Lobby) -> None:
        """Act through this lobby."""
        self._lobby = lobby

    def views(self) -> list[View]:
        """List the page and its forms."""
        return [
            ("GET", f"{PROJECT}/plans", "plans", self.plans),
            ("GET", f"{PROJECT}/versions/<id_>", "version_home", self.version_home),
            ("POST", f"{PROJECT}/versions", "version", self.version),
            ("POST", f"{PROJECT}/sprints", "sprint", self.sprint),
        ]

    def plans(self, project: str) -> Page:
        """Show both."""
        state = self._lobby.state
        if project not in state.projects:
            raise NotFound
        mine = [one for one in state.versions.values() if one.project == project]
        sprints = sorted(
            state.sprints.values(), key=lambda one: (_LATER.get(one.state, 3), -int(one.id))
        )
        return render_template(
            "sandbox/jira/plans.html",
            versions=_in_order(mine),
            sprints=sprints[:MOST_SPRINTS],
            untold=max(0, len(sprints) - MOST_SPRINTS),
            **self._lobby.dressing(project),
        )

    def version_home(self, project: str, id_: str) -> Page:
        """Lead from a version's own address to the plans it stands among."""
        return redirect(url_for("face.plans", project=project) + f"#version-{id_}")

    def version(self, project: str) -> Page:
        """Make a version, or change the one that is named."""
        id_, name, day = text("id"), text("name"), text("day")
        match request.form.get("do", ""):
            case "release":
                act: Act = EditVersion(id_, released=True)
            case "unrelease":
                act = EditVersion(id_, released=False)
            case "edit":
                act = EditVersion(id_, name=name, day=day)
            case _:
                act = CreateVersion(project, name, day or None)
        return self._lobby.lead("face.plans", self._lobby.do(act), project=project)

    def sprint(self, project: str) -> Page:
        """Plan a sprint, or start or complete the one that is named."""
        match request.form.get("do", ""):
            case "active" | "closed" as state:
                act: Act = EditSprint(text("id"), state=state)
            case _:
                act = CreateSprint(text("name"), text("goal"))
        return self._lobby.lead("face.plans", self._lobby.do(act), project=project)


def _in_order(versions: Sequence[Version]) -> list[Version]:
    """What is to be released next on top, then what was released last."""
    coming = [one for one in versions if not one.released]
    gone = [one for one in versions if one.released]
    gone.sort(key=lambda one: (one.day or "", one.name), reverse=True)
    return [*sorted(coming, key=lambda one: (one.day or "9", one.name)), *gone]
