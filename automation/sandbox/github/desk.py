"""What every part of the API needs: to find things, to do acts, to read what was asked."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from flask import Response, request

from automation.sandbox.github import reading
from automation.sandbox.github.acts import Act
from automation.sandbox.github.entry import Outline, Via
from automation.sandbox.github.room import Room
from automation.sandbox.github.state import Issue, Refusal, Repository, State
from automation.sandbox.github.wire import API, Json

T = TypeVar("T")

Route = tuple[str, str, Callable[..., Response]]
"""The method, the path and the view of one call."""

REPO = "/repos/<owner>/<name>"


class Desk:
    """Stands between the API and the room. Whoever holds the token acts as the bot."""

    def __init__(self, room: Room) -> None:
        """Speak for this room."""
        self.room = room
        self.wire = room.wire

    @property
    def state(self) -> State:
        """What stands now."""
        return self.room.state

    def found(self, owner: str, name: str) -> Repository:
        """Find a repository. Raises Refusal 404."""
        return self.state.repository(f"{owner}/{name}")

    def issue(self, owner: str, name: str, number: int) -> tuple[Repository, Issue]:
        """Find an issue or a pull request. Raises Refusal 404, 410 or 301."""
        repository = self.found(owner, name)
        return repository, repository.issue(number)

    def do(self, *acts: Act) -> Outline:
        """Do these acts as the bot. Raises Refusal."""
        asked_for = f"{request.method} {request.path.removeprefix(API)}"
        by = self.room.settings.bot_login
        return self.room.do(*acts, by=by, via=Via.API, request=asked_for)

    def body(self) -> object:
        """Read what was sent. Raises Refusal 400 where it is no JSON."""
        return reading.parse(request.get_data())

    def full_issue(self, repository: Repository, issue: Issue) -> Json:
        """Write an issue as the API shows it."""
        return self.wire.full_issue(self.state, repository, issue)


def only(state: str) -> bool:
    """Whether the query asks for this state; open ones are shown unless it says otherwise."""
    return request.args.get("state", "open") in ("all", state)


def since() -> datetime | None:
    """Read `since` from the query, None where it says nothing. Raises Refusal 422."""
    text = request.args.get("since")
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        raise Refusal(422, "Validation Failed", (("Issue", "since", "invalid"),)) from None


def turned(rows: list[T], *, direction: str) -> list[T]:
    """Turn rows round where the query, or else `direction`, says desc."""
    return rows[::-1] if request.args.get("direction", direction) == "desc" else rows
