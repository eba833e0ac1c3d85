"""The pretend Jira's own doors beside the protocol, in Jira's words."""

from collections.abc import Sequence

from automation.sandbox import control as shared
from automation.sandbox.faults import Faults
from automation.sandbox.jira.acts import Deed, to_json
from automation.sandbox.jira.courier import Attempt
from automation.sandbox.jira.door import KNOWN
from automation.sandbox.jira.hooks import Parcel
from automation.sandbox.jira.room import Room
from automation.sandbox.jira.site import FIELDS
from automation.sandbox.jira.state import Happening, Issue, State
from automation.sandbox.jira.wire import Json, stamp
from automation.sandbox.jira.words import called


class Control(shared.Control[State, Deed, Happening, Parcel]):
    """The doors of a pretend Jira; failures are 503, 429, 400, drop and delay."""

    def __init__(self, room: Room, faults: Faults) -> None:
        """Look into this room."""
        super().__init__(room, faults, known=KNOWN)
        self._courier = room.courier

    def issues(self, state: State) -> Sequence[Json]:
        """Show the issues of all projects."""
        return [_issue(state, issue) for issue in state.issues.values()]

    def act(self, deed: Deed) -> Json:
        """Write a deed with the account of who did it."""
        return to_json(deed)

    def parcel(self, id_: str) -> Parcel | None:
        """Find a webhook among those that were tried last."""
        found = self._courier.find([id_])
        return found[0].parcel if found else None

    def about(self, attempt: Attempt) -> Json:
        """Tell its event, and how often it was tried before."""
        parcel = attempt.parcel
        return {"event": parcel.event, "about": parcel.about, "retry": attempt.retry}


def _issue(state: State, issue: Issue) -> Json:
    """Show an issue flat: each field by its id, in words."""
    return {
        "id": issue.id,
        "key": issue.key,
        "project": issue.project,
        "created": stamp(issue.created),
        "updated": stamp(issue.updated),
        "fields": {name: _words(state, name, value) for name, value in issue.fields.items()},
        "links": [
            {"type": link.type, "source": link.source, "target": link.target}
            for link in state.links_of(issue.id)
        ],
        "comments": [
            {
                "id": comment.id,
                "author": comment.author,
                "body": comment.body,
                "properties": dict(comment.properties),
            }
            for comment in issue.comments
        ],
    }


def _words(state: State, name: str, value: object) -> object:
    if isinstance(value, tuple):
        return [called(state, FIELDS[name], one) for one in value]
    return called(state, FIELDS[name], value) if isinstance(value, str) else value
