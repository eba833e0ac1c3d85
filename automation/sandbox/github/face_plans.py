"""The page of what a repository plans and ships: milestones, releases, labels."""

from flask import render_template, request

from automation.sandbox.github.acts import (
    Act,
    CloseMilestone,
    CreateLabel,
    CreateMilestone,
    CreateRelease,
    DeleteLabel,
    DeleteMilestone,
    DeleteRelease,
    EditLabel,
    EditMilestone,
    PublishRelease,
    ReopenMilestone,
)
from automation.sandbox.github.lobby import Lobby, Page, View, text

PLACE = "/<owner>/<name>"


class PlansFace:
    """Milestones, releases and labels as a visitor sees them."""

    def __init__(self, lobby: Lobby) -> None:
        """Act through this lobby."""
        self._lobby = lobby

    def views(self) -> list[View]:
        """List the page and its forms."""
        return [
            ("GET", "/plans", "plans", self.plans),
            ("POST", f"{PLACE}/milestones", "milestone", self.milestone),
            ("POST", f"{PLACE}/releases", "release", self.release),
            ("POST", f"{PLACE}/labels", "repository_label", self.repository_label),
        ]

    def plans(self) -> Page:
        """Show all three."""
        repository = self._lobby.shop()
        return render_template(
            "sandbox/plans.html",
            repository=repository,
            milestones=sorted(repository.milestones.values(), key=lambda one: one.number),
            releases=sorted(repository.releases.values(), key=lambda one: -one.id),
            **self._lobby.common(),
        )

    def milestone(self, owner: str, name: str) -> Page:
        """Create a milestone, or change the one that is named."""
        full_name, number = f"{owner}/{name}", request.form.get("number", 0, type=int)
        match request.form.get("do", ""):
            case "close":
                act: Act = CloseMilestone(full_name, number)
            case "open":
                act = ReopenMilestone(full_name, number)
            case "delete":
                act = DeleteMilestone(full_name, number)
            case "edit":
                act = EditMilestone(full_name, number, text("title"), None, text("due_on"))
            case _:
                act = CreateMilestone(full_name, text("title"), None, text("due_on") or None)
        return self._lobby.lead("face.plans", self._lobby.do(act))

    def release(self, owner: str, name: str) -> Page:
        """Draft or publish a release, or change the one that is named."""
        full_name, id_ = f"{owner}/{name}", request.form.get("id", 0, type=int)
        match request.form.get("do", ""):
            case "publish":
                act: Act = PublishRelease(full_name, id_)
            case "delete":
                act = DeleteRelease(full_name, id_)
            case do:
                words = text("name"), text("body")
                act = CreateRelease(full_name, text("tag"), *words, draft=do == "draft")
        return self._lobby.lead("face.plans", self._lobby.do(act))

    def repository_label(self, owner: str, name: str) -> Page:
        """Create a label, or rename or delete the one that is named."""
        full_name, label = f"{owner}/{name}", text("label")
        match request.form.get("do", ""):
            case "delete":
                act: Act = DeleteLabel(full_name, label)
            case "rename":
                act = EditLabel(full_name, label, text("name"))
            case _:
                act = CreateLabel(full_name, text("name"))
        return self._lobby.lead("face.plans", self._lobby.do(act))
