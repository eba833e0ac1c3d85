"""The page of what a repository plans and ships: milestones, releases, labels."""

from flask import redirect, render_template, request, url_for

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
from automation.sandbox.github.lobby import PLACE, Lobby, Page, View, text

MOST_RELEASES = 40


class PlansFace:
    """Milestones, releases and labels as a visitor sees them."""

    def __init__(self, lobby: Lobby) -> None:
        """Act through this lobby."""
        self._lobby = lobby

    def views(self) -> list[View]:
        """List the page and its forms."""
        return [
            ("GET", f"{PLACE}/plans", "plans", self.plans),
            ("GET", f"{PLACE}/milestone/<int:number>", "milestone_home", self.milestone_home),
            ("GET", f"{PLACE}/releases/tag/<path:tag>", "release_home", self.release_home),
            ("POST", f"{PLACE}/milestones", "milestone", self.milestone),
            ("POST", f"{PLACE}/releases", "release", self.release),
            ("POST", f"{PLACE}/labels", "repository_label", self.repository_label),
        ]

    def plans(self, owner: str, name: str) -> Page:
        """Show all three."""
        repository = self._lobby.repository(owner, name)
        return render_template(
            "sandbox/plans.html",
            repository=repository,
            milestones=sorted(
                repository.milestones.values(), key=lambda one: (one.state != "open", one.number)
            ),
            releases=sorted(repository.releases.values(), key=lambda one: -one.id)[:MOST_RELEASES],
            untold=max(0, len(repository.releases) - MOST_RELEASES),
            **self._lobby.dressing(),
        )

    def milestone_home(self, owner: str, name: str, number: int) -> Page:
        """Lead from a milestone's own address to what stands in it."""
        place = {"owner": owner, "name": name, "milestone": number, "state": "all"}
        return redirect(url_for("face.issues", **place))  # type: ignore[arg-type]

    def release_home(self, owner: str, name: str, tag: str) -> Page:
        """Lead from a release's own address to the plans it stands among."""
        found = self._lobby.repository(owner, name).releases.values()
        id_ = next((one.id for one in found if one.tag == tag), 0)
        return redirect(url_for("face.plans", owner=owner, name=name) + f"#release-{id_}")

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
        return self._lobby.lead("face.plans", self._lobby.do(act), owner=owner, name=name)

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
        return self._lobby.lead("face.plans", self._lobby.do(act), owner=owner, name=name)

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
        return self._lobby.lead("face.plans", self._lobby.do(act), owner=owner, name=name)
