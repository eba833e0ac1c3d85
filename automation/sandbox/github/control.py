"""The pretend GitHub's own doors beside the protocol, in GitHub's words."""

from collections.abc import Sequence

from automation.sandbox import control as shared
from automation.sandbox.github.acts import Deed, to_json
from automation.sandbox.github.courier import Attempt
from automation.sandbox.github.faults import KNOWN, Faults
from automation.sandbox.github.happenings import Happening
from automation.sandbox.github.hooks import Parcel
from automation.sandbox.github.room import Room
from automation.sandbox.github.state import Issue, Repository, State
from automation.sandbox.github.wire import Json, stamp


class Control(shared.Control[State, Deed, Happening, Parcel]):
    """The doors of a pretend GitHub; failures are 502, 429, 403, drop and delay."""

    def __init__(self, room: Room, faults: Faults) -> None:
        """Look into this room."""
        super().__init__(room, faults, known=KNOWN)
        self._ledger = room.ledger

    def issues(self, state: State) -> Sequence[Json]:
        """Show the issues of all repositories."""
        return [
            _issue(repository, issue)
            for repository in state.repositories.values()
            for issue in repository.issues.values()
        ]

    def act(self, deed: Deed) -> Json:
        """Write a deed with the login of who did it."""
        return to_json(deed)

    def parcel(self, id_: str) -> Parcel | None:
        """Find a webhook whose bytes the ledger still keeps."""
        return self._ledger.parcel(id_)

    def about(self, attempt: Attempt) -> Json:
        """Tell its event and action."""
        parcel = attempt.parcel
        return {"event": parcel.event, "action": parcel.action, "about": parcel.about}


def _issue(repository: Repository, issue: Issue) -> Json:
    return {
        "repository": repository.full_name,
        "number": issue.number,
        "id": issue.id,
        "title": issue.title,
        "state": issue.state,
        "state_reason": issue.state_reason,
        "labels": [label.name for label in issue.labels],
        "assignees": list(issue.assignees),
        "milestone": issue.milestone,
        "pull": issue.pull is not None,
        "comments": len(issue.comments),
        "created_at": stamp(issue.created_at),
        "updated_at": stamp(issue.updated_at),
    }
