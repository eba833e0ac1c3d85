"""What every page of the pretend tracker needs: to find things, to act as the visitor, to lead on.

Whoever visits acts as one invented person. Every POST ends in a redirect, so that reloading
a page repeats nothing.
"""

from collections.abc import Callable, Mapping

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from automation.sandbox.github.acts import Act
from automation.sandbox.github.entry import Outline, Via
from automation.sandbox.github.pages import told
from automation.sandbox.github.room import Room
from automation.sandbox.github.seed import SHOP, VISITOR
from automation.sandbox.github.state import Issue, Repository, State

ANSWER_WITHIN = 3.0  # seconds a page waits for Pitboard, so that it can show the answer
MOST_TOLD = 100

Page = str | Response | Redirect | tuple[str, int]
View = tuple[str, str, str, Callable[..., Page]]
"""The method, the path, the name and the view of one page or form."""

ISSUE = "/<owner>/<name>/issues/<int:number>"


class Lobby:
    """Stands between the pages and the room."""

    def __init__(self, room: Room) -> None:
        """Lead into this room."""
        self.room = room

    @property
    def state(self) -> State:
        """What stands now."""
        return self.room.state

    def common(self) -> Mapping[str, object]:
        """Collect what every page shows."""
        ids = request.args.getlist("told")[:MOST_TOLD]
        return {
            "full_name": SHOP,
            "pitboard_url": self.room.settings.pitboard_url,
            "visitor": self.state.users[VISITOR],
            "users": self.state.users,
            "told": told(self.room.courier.find(ids)),
        }

    def shop(self) -> Repository:
        """Find the repository that the pages begin with."""
        return self.state.repository(SHOP)

    def found(self, owner: str, name: str, number: int) -> tuple[Repository, Issue]:
        """Find an issue or a pull request. Raises Refusal."""
        repository = self.state.repository(f"{owner}/{name}")
        return repository, repository.issue(number)

    def do(self, *acts: Act) -> Outline:
        """Do these acts as the visitor. Raises Refusal."""
        return self.room.do(*acts, by=VISITOR, via=Via.PAGE)

    def lead(self, place: str, done: Outline | None, **where: object) -> Page:
        """Lead to a page once Pitboard has answered, or has taken too long."""
        ids: list[str] = []
        if done:
            self.room.courier.wait(done.entry.hooks, seconds=ANSWER_WITHIN)
            ids = list(done.entry.hooks)[:MOST_TOLD]
        return redirect(url_for(place, told=ids, **where), 303)  # type: ignore[arg-type]

    def show(self, owner: str, name: str, number: int, done: Outline | None) -> Page:
        """Lead back to an issue or a pull request."""
        return self.lead("face.issue", done, owner=owner, name=name, number=number)


def text(name: str) -> str:
    """Read a field of a form. A browser sends every line end as CRLF, which nobody typed."""
    return request.form.get(name, "").replace("\r\n", "\n")
