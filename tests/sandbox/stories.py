"""Plays acts on the pretend GitHub without a server, and keeps what it would have sent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from automation.sandbox.github import acts as a
from automation.sandbox.github.emission import Sent, emit
from automation.sandbox.github.seed import founding
from automation.sandbox.github.state import Issue, Repository, State
from automation.sandbox.github.wire import Wire

SHOP, BACK = "acme/shop", "acme/back"
NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)
BUG, WORK = 1, 2


@dataclass
class Story:
    """A company that goes on by one act a minute."""

    state: State = field(default_factory=lambda: founding("pitboard[bot]"))
    now: datetime = NOON
    sent: list[Sent] = field(default_factory=list)
    wire: Wire = field(default_factory=lambda: Wire("http://127.0.0.1:1"))

    def does(self, *acts: a.Act, by: str = "mara-lind") -> list[Sent]:
        """Do these acts together; returns what they sent."""
        self.now += timedelta(minutes=1)
        done = emit(self.state, *acts, by=by, at=self.now, wire=self.wire)
        self.state = done.state
        self.sent += done.sent
        return list(done.sent)

    def says(self, *acts: a.Act, by: str = "mara-lind") -> list[str]:
        """Do these acts together; returns the events and actions they sent."""
        return [name_of(one) for one in self.does(*acts, by=by)]

    @property
    def shop(self) -> Repository:
        return self.state.repository(SHOP)

    def issue(self, number: int) -> Issue:
        return self.shop.issue(number)

    def project_field(self, name: str) -> int:
        assert self.state.project is not None
        return next(one.id for one in self.state.project.fields if one.name == name)

    def item(self) -> int:
        """The newest row of the project."""
        assert self.state.project is not None
        return max(self.state.project.items)


def name_of(one: Sent) -> str:
    return f"{one.event}.{one.payload.get('action', '')}".rstrip(".")


def beginning() -> Story:
    """Two repositories, two issues in the shop, a branch with a pull request; all told."""
    story = Story()
    story.does(
        a.CreateRepository(SHOP, private=False, description="A shop"),
        a.CreateRepository(BACK, private=True, description="Behind it"),
        a.CreateLabel(SHOP, "bug", "ff0000", "Broken"),
    )
    story.does(a.OpenIssue(SHOP, "Broken", "Text", ("bug",)))
    story.does(a.OpenIssue(SHOP, "Work"))
    story.does(a.Push(SHOP, "mend", "Mend it"))
    story.does(a.OpenPull(SHOP, "Mend it", "mend", body="Fixes #1"), by="teo-varga")
    story.sent.clear()
    return story


PULL = 3


def everything() -> Iterator[tuple[str, Any]]:
    """Play every kind of act once, some twice; yields the name and payload of all it sent."""
    story = Story()
    story.does(a.CreateRepository(SHOP, private=False, description="A shop"))
    story.does(a.CreateRepository(BACK, private=True, description="Behind it"))
    story.does(a.InstallApp(), a.CreateHook("", "http://x/"), a.CreateHook(SHOP, "http://x/"))
    _labels_and_issues(story)
    _milestones_and_releases(story)
    _pull_requests(story)
    _links(story)
    _project(story)
    story.does(a.OpenIssue(SHOP, "Elsewhere", labels=("new",)))
    story.does(a.TransferIssue(SHOP, PULL + 1, BACK))
    story.does(a.DeleteIssue(SHOP, BUG))
    for one in story.sent:
        yield one.event, one.payload


def _labels_and_issues(story: Story) -> None:
    story.does(a.CreateLabel(SHOP, "bug", "ff0000"))
    story.does(a.EditLabel(SHOP, "bug", color="00ff00", description="Broken"))
    story.does(a.OpenIssue(SHOP, "Broken", "Text", ("bug", "new"), ("teo-varga",)))
    story.does(a.OpenIssue(SHOP, "Work"), a.OpenIssue(BACK, "Far away"))
    story.does(a.EditLabel(SHOP, "bug", "defect"))
    story.does(a.EditIssue(SHOP, BUG, "Mended", "Words"))
    story.does(a.SetLabels(SHOP, WORK, ("new",)), a.RemoveLabel(SHOP, BUG, "new"))
    story.does(a.SetAssignees(SHOP, BUG, ("jonas-weil",)))
    story.does(a.SetType(SHOP, BUG, "Bug"))
    story.does(a.SetType(SHOP, BUG, "Task"))
    story.does(a.SetType(SHOP, BUG, None))
    story.does(a.AddComment(SHOP, BUG, "Hm."))
    (comment,) = story.issue(BUG).comments
    story.does(a.EditComment(SHOP, comment.id, "Hmm."))
    story.does(a.DeleteComment(SHOP, comment.id))
    story.does(a.CloseIssue(SHOP, BUG, "not_planned"))
    story.does(a.ReopenIssue(SHOP, BUG))


def _milestones_and_releases(story: Story) -> None:
    story.does(a.CreateMilestone(SHOP, "Spring", "Warm", "2026-04-01T07:00:00Z"))
    story.does(a.CreateMilestone(SHOP, "Autumn"))
    story.does(a.EditMilestone(SHOP, 1, "Early spring", "Cold", "2026-03-20T07:00:00Z"))
    story.does(a.EditMilestone(SHOP, 2, due_on="2026-10-01T07:00:00Z"))
    story.does(a.SetMilestone(SHOP, BUG, 1), a.SetMilestone(SHOP, WORK, 1))
    story.does(a.SetMilestone(SHOP, BUG, None))
    story.does(a.CloseMilestone(SHOP, 1))
    story.does(a.ReopenMilestone(SHOP, 1))
    story.does(a.DeleteMilestone(SHOP, 1))
    story.does(a.CreateRelease(SHOP, "v1", "One", draft=True))
    (release,) = story.shop.releases
    story.does(a.PublishRelease(SHOP, release))
    story.does(a.EditRelease(SHOP, release, name="First", body="All of it"))
    story.does(a.CreateRelease(SHOP, "v2-rc", prerelease=True))
    story.does(a.DeleteRelease(SHOP, release))


def _pull_requests(story: Story) -> None:
    story.does(a.Push(SHOP, "mend", "Mend it"))
    story.does(a.OpenPull(SHOP, "Mend it", "mend", body=f"Fixes #{WORK}", draft=True))
    story.does(a.MarkReady(SHOP, PULL))
    story.does(a.MakeDraft(SHOP, PULL))
    story.does(a.MarkReady(SHOP, PULL))
    story.does(a.Push(SHOP, "mend", "More"))
    story.does(a.AddLabels(SHOP, PULL, ("defect",)), a.RemoveLabel(SHOP, PULL, "defect"))
    story.does(a.SetAssignees(SHOP, PULL, ("teo-varga",)), a.SetAssignees(SHOP, PULL, ()))
    story.does(a.SetMilestone(SHOP, PULL, 2))
    story.does(a.SetMilestone(SHOP, PULL, None))
    story.does(a.EditIssue(SHOP, PULL, "Mend it all"))
    story.does(a.AddComment(SHOP, PULL, "Nice."))
    story.does(a.RequestReview(SHOP, PULL, "jonas-weil"))
    story.does(a.SubmitReview(SHOP, PULL, "changes_requested", "Why?"), by="jonas-weil")
    _, pull = story.shop.pull(PULL)
    story.does(a.DismissReview(SHOP, PULL, pull.reviews[0].id, "Because"))
    story.does(a.SubmitReview(SHOP, PULL, "approved"), by="jonas-weil")
    story.does(a.CompleteChecks(SHOP, "mend", "success"))
    story.does(a.CloseIssue(SHOP, PULL))
    story.does(a.ReopenIssue(SHOP, PULL))
    story.does(a.MergePull(SHOP, PULL))


def _links(story: Story) -> None:
    far = story.state.repository(BACK).issue(1).id
    story.does(a.AddSubIssue(SHOP, BUG, far))
    story.does(a.AddSubIssue(SHOP, WORK, far, replace=True))
    story.does(a.RemoveSubIssue(SHOP, WORK, far))
    story.does(a.AddBlocker(SHOP, BUG, far))
    story.does(a.RemoveBlocker(SHOP, BUG, far))
    story.does(a.AddSubIssue(SHOP, WORK, far), a.AddBlocker(SHOP, WORK, far))


def _project(story: Story) -> None:
    story.does(a.AddItem(story.issue(WORK).id))
    item, status = story.item(), story.project_field("Status")
    assert story.state.project is not None
    todo, doing, *_ = story.state.project.fields[0].options
    story.does(a.SetField(item, status, todo.id))
    story.does(a.SetField(item, status, doing.id))
    story.does(a.SetField(item, story.project_field("Target date"), "2026-05-01"))
    story.does(a.SetField(item, story.project_field("Target date"), None))
    sprint = story.state.project.fields[2]
    story.does(a.SetField(item, sprint.id, sprint.iterations[0].id))
    story.does(a.AddItem(story.issue(PULL).id))
    story.does(a.RemoveItem(story.item()))
