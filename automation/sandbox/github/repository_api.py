"""What a repository keeps beside issues: labels, milestones, releases.

https://docs.github.com/rest/issues/milestones
https://docs.github.com/rest/releases/releases
"""

from flask import Response

from automation.sandbox.github import asked_beside as asked
from automation.sandbox.github.acts import DeleteLabel, DeleteMilestone, DeleteRelease
from automation.sandbox.github.answers import answer, paged
from automation.sandbox.github.desk import REPO, Desk, Route, only, turned
from automation.sandbox.github.records import Milestone, Release
from automation.sandbox.github.release_wire import release_json
from automation.sandbox.github.state import Label, Refusal, Repository
from automation.sandbox.github.wire import Json

MILESTONE = f"{REPO}/milestones/<int:number>"
RELEASE = f"{REPO}/releases/<int:release>"


class RepositoryApi:
    """Reads and writes of one repository."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def routes(self) -> list[Route]:
        """List the calls."""
        return [
            ("GET", REPO, self.repository),
            ("GET", f"{REPO}/labels", self.repository_labels),
            ("POST", f"{REPO}/labels", self.create_label),
            ("GET", f"{REPO}/labels/<path:label>", self.repository_label),
            ("PATCH", f"{REPO}/labels/<path:label>", self.edit_label),
            ("DELETE", f"{REPO}/labels/<path:label>", self.delete_label),
            ("GET", f"{REPO}/milestones", self.milestones),
            ("POST", f"{REPO}/milestones", self.create_milestone),
            ("GET", MILESTONE, self.milestone),
            ("PATCH", MILESTONE, self.edit_milestone),
            ("DELETE", MILESTONE, self.delete_milestone),
            ("GET", f"{REPO}/releases", self.releases),
            ("POST", f"{REPO}/releases", self.create_release),
            ("GET", RELEASE, self.release),
            ("PATCH", RELEASE, self.edit_release),
            ("DELETE", RELEASE, self.delete_release),
        ]

    def repository(self, owner: str, name: str) -> Response:
        """Show one repository."""
        found = self._desk.found(owner, name)
        network = {"network_count": 0, "subscribers_count": 0}
        return answer({**self._desk.wire.repository(self._desk.state, found), **network})

    def repository_labels(self, owner: str, name: str) -> Response:
        """List the labels that can be put on its issues."""
        found = self._desk.found(owner, name)
        url = f"{self._desk.wire.api(found)}/labels"
        return paged(found.labels, lambda label: self._desk.wire.label(found, label), url=url)

    def repository_label(self, owner: str, name: str, label: str) -> Response:
        """Show one label."""
        return self._label(self._desk.found(owner, name), label)

    def create_label(self, owner: str, name: str) -> Response:
        """Create a label."""
        act = asked.new_label(f"{owner}/{name}", self._desk.body())
        self._desk.do(act)
        return self._label(self._desk.found(owner, name), act.name.strip(), 201)

    def edit_label(self, owner: str, name: str, label: str) -> Response:
        """Rename a label, or change its colour or description."""
        act = asked.changed_label(f"{owner}/{name}", label, self._desk.body())
        self._desk.do(act)
        now = label if act.new_name is None else act.new_name.strip()
        return self._label(self._desk.found(owner, name), now)

    def delete_label(self, owner: str, name: str, label: str) -> Response:
        """Delete a label, and take it off whatever it stands on."""
        self._desk.do(DeleteLabel(f"{owner}/{name}", label))
        return Response(status=204)

    def milestones(self, owner: str, name: str) -> Response:
        """List milestones: open ones by their date, unless the query says otherwise."""
        found = self._desk.found(owner, name)
        rows = [one for one in found.milestones.values() if only(one.state)]
        rows.sort(key=lambda one: (one.due_on is None, one.due_on or one.created_at, one.number))
        url = f"{self._desk.wire.api(found)}/milestones"
        return paged(
            turned(rows, direction="asc"), lambda one: self._milestone(found, one), url=url
        )

    def milestone(self, owner: str, name: str, number: int) -> Response:
        """Show one milestone."""
        found = self._desk.found(owner, name)
        return answer(self._milestone(found, found.milestone(number)))

    def create_milestone(self, owner: str, name: str) -> Response:
        """Create a milestone."""
        self._desk.do(asked.new_milestone(f"{owner}/{name}", self._desk.body()))
        found = self._desk.found(owner, name)
        return answer(self._milestone(found, found.milestone(found.last_milestone)), 201)

    def edit_milestone(self, owner: str, name: str, number: int) -> Response:
        """Change its words or its date, close it or open it again."""
        self._desk.do(*asked.changed_milestone(f"{owner}/{name}", number, self._desk.body()))
        return self.milestone(owner, name, number)

    def delete_milestone(self, owner: str, name: str, number: int) -> Response:
        """Delete it."""
        self._desk.do(DeleteMilestone(f"{owner}/{name}", number))
        return Response(status=204)

    def releases(self, owner: str, name: str) -> Response:
        """List releases, the newest first; drafts are shown to who may write them."""
        found = self._desk.found(owner, name)
        rows = sorted(found.releases.values(), key=lambda one: -one.id)
        url = f"{self._desk.wire.api(found)}/releases"
        return paged(rows, lambda one: self._release(found, one), url=url)

    def release(self, owner: str, name: str, release: int) -> Response:
        """Show one release."""
        found = self._desk.found(owner, name)
        return answer(self._release(found, found.release(release)))

    def create_release(self, owner: str, name: str) -> Response:
        """Draft or publish a release."""
        self._desk.do(asked.new_release(f"{owner}/{name}", self._desk.body()))
        found = self._desk.found(owner, name)
        return answer(self._release(found, found.releases[max(found.releases)]), 201)

    def edit_release(self, owner: str, name: str, release: int) -> Response:
        """Change its words, or publish it."""
        self._desk.do(*asked.changed_release(f"{owner}/{name}", release, self._desk.body()))
        return self.release(owner, name, release)

    def delete_release(self, owner: str, name: str, release: int) -> Response:
        """Delete it."""
        self._desk.do(DeleteRelease(f"{owner}/{name}", release))
        return Response(status=204)

    def _label(self, repository: Repository, name: str, status: int = 200) -> Response:
        found: Label | None = repository.label(name)
        if found is None:
            raise Refusal(404, "Not Found")
        return answer(self._desk.wire.label(repository, found), status)

    def _milestone(self, repository: Repository, milestone: Milestone) -> Json:
        return self._desk.wire.milestone(self._desk.state, repository, milestone)

    def _release(self, repository: Repository, release: Release) -> Json:
        return release_json(self._desk.wire, self._desk.state, repository, release)
