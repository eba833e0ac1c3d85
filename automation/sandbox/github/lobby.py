"""The hall of the pretend GitHub's pages: finds things, acts as the visitor, leads on."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from flask import request, url_for
from werkzeug.exceptions import NotFound

from automation.sandbox.github.acts import Act, Deed
from automation.sandbox.github.courier import Attempt
from automation.sandbox.github.entry import Outline, Via
from automation.sandbox.github.happenings import FieldChange, Happening
from automation.sandbox.github.hooks import Parcel
from automation.sandbox.github.pages import in_words
from automation.sandbox.github.pages_list import Wanted
from automation.sandbox.github.records import ProjectItem
from automation.sandbox.github.room import Room
from automation.sandbox.github.state import Issue, Refusal, Repository, State
from automation.sandbox.pitboard import Pitboard
from automation.sandbox.visiting import Page, Person, View, Visiting

__all__ = ["ISSUE", "PLACE", "Lobby", "Page", "View", "key_of", "text", "wanted"]

PLACE = "/<owner>/<name>"
ISSUE = f"{PLACE}/issues/<int:number>"

_CALLED = re.compile(r"/repos/([^/]+/[^/]+)/(?:issues|pulls)/(\d+)")


class Lobby(Visiting[State, Deed, Happening, Parcel]):
    """Stands between the pages and the room."""

    def __init__(self, room: Room, *, clock: Callable[[], datetime]) -> None:
        """Lead into this room; `clock` tells the company's time."""
        super().__init__(room, Pitboard(room.settings.pitboard_url, "github"), clock=clock)
        self.room = room

    @property
    def state(self) -> State:
        """What stands now."""
        return self.room.state

    def people(self) -> Sequence[Person]:
        """List the accounts of people."""
        people = [user for user in self.state.users.values() if user.type == "User"]
        return [Person(user.login, user.name) for user in people]

    def keys_of(self, happening: Happening) -> Sequence[str]:
        """Name the issue something happened to; a row of the project is its issue's."""
        if happening.issue:
            return [f"{happening.repository}#{happening.number}"]
        part = happening.part
        item = part.item if isinstance(part, FieldChange) else part
        found = self.state.located(item.content) if isinstance(item, ProjectItem) else None
        return [key_of(*found)] if found else []

    def in_words(self, happening: Happening) -> str:
        """Say what happened, after the name of who did it."""
        return in_words(happening, self.state)

    def asked_of(self, call: str) -> str:
        """Name the issue that a call of the API was about."""
        found = _CALLED.search(call)
        return f"{found[1]}#{found[2]}" if found else ""

    def beyond(self, key: str) -> Sequence[str]:
        """Name what stands above an issue, then what waits for it, with what is above that."""
        found = self._issue(key)
        if found is None:
            return []
        waiting = [one for _, one in self.state.linked(found.blocking)]
        return [
            *self._above(found),
            *(name for one in waiting for name in self._named_with_above(one)),
        ]

    def page_of(self, key: str) -> str:
        """Say where an issue is shown."""
        place, _, number = key.partition("#")
        owner, _, name = place.partition("/")
        return url_for("face.issue", owner=owner, name=name, number=int(number))

    def event_of(self, attempt: Attempt) -> str:
        """Name the event and its action, as GitHub does."""
        return ".".join(filter(None, (attempt.parcel.event, attempt.parcel.action)))

    def repository(self, owner: str, name: str) -> Repository:
        """Find a repository, or answer as for any path that leads nowhere."""
        try:
            return self.state.repository(f"{owner}/{name}")
        except Refusal:
            raise NotFound from None

    def found(self, owner: str, name: str, number: int) -> tuple[Repository, Issue]:
        """Find an issue or a pull request. Raises Refusal."""
        repository = self.state.repository(f"{owner}/{name}")
        return repository, repository.issue(number)

    def do(self, *acts: Act) -> Outline:
        """Do these acts as the visitor. Raises Refusal."""
        return self.room.do(*acts, by=self.you().id, via=Via.PAGE)

    def show(self, owner: str, name: str, number: int, done: Outline | None) -> Page:
        """Lead back to an issue or a pull request."""
        place = {"owner": owner, "name": name, "number": number}
        return self.lead("face.issue", done, about=f"{owner}/{name}#{number}", **place)

    def dressing(self, key: str = "") -> Mapping[str, object]:
        """Collect what every page shows."""
        return {
            **self.common(key),
            "pitboard_url": self.room.settings.pitboard_url,
            "users": self.state.users,
            "repositories": list(self.state.repositories.values()),
            "project": self.state.project,
        }

    def _issue(self, key: str) -> Issue | None:
        place, _, number = key.partition("#")
        repository = self.state.repositories.get(place.lower())
        return repository.issues.get(int(number)) if repository and number.isdecimal() else None

    def _above(self, issue: Issue) -> Iterator[str]:
        parent = self.state.located(issue.parent or 0)
        while parent:
            yield key_of(*parent)
            parent = self.state.located(parent[1].parent or 0)

    def _named_with_above(self, issue: Issue) -> Iterator[str]:
        found = self.state.located(issue.id)
        if found:
            yield key_of(*found)
            yield from self._above(issue)


def key_of(repository: Repository, issue: Issue) -> str:
    """Name an issue as people do elsewhere: acme/shop#12."""
    return f"{repository.full_name}#{issue.number}"


def text(name: str) -> str:
    """Read a field of a form. A browser sends every line end as CRLF, which nobody typed."""
    return request.form.get(name, "").replace("\r\n", "\n")


def wanted(*, pulls: bool = False) -> Wanted:
    """Read from the address what a list is to show."""
    tab = request.args.get("state", "open")
    return Wanted(
        tab=tab if tab in ("open", "closed", "all") else "open",
        label=request.args.get("label", ""),
        milestone=request.args.get("milestone", type=int),
        words=request.args.get("words", "").strip(),
        page=request.args.get("page", 1, type=int),
        pulls=pulls,
    )
