"""The hall of the pretend Jira's pages: finds things, acts as the visitor, leads on."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from flask import request, url_for

from automation.sandbox.jira.acts import Act, Deed
from automation.sandbox.jira.courier import Attempt
from automation.sandbox.jira.entry import Outline, Via
from automation.sandbox.jira.hooks import Parcel
from automation.sandbox.jira.pages import in_words
from automation.sandbox.jira.room import Room
from automation.sandbox.jira.seed import BOT
from automation.sandbox.jira.site import LINK_TYPES
from automation.sandbox.jira.state import Happening, Issue, State
from automation.sandbox.pitboard import Pitboard
from automation.sandbox.visiting import Page, Person, View, Visiting

__all__ = ["ISSUE", "PROJECT", "Lobby", "Page", "View", "text"]

ISSUE = "/browse/<key>"
PROJECT = "/projects/<project>"

_CALLED = re.compile(r"/issue/([A-Z][A-Z0-9]*-\d+|\d+)")
_BLOCKS = LINK_TYPES[0].id


class Lobby(Visiting[State, Deed, Happening, Parcel]):
    """Stands between the pages and the room."""

    def __init__(self, room: Room, *, clock: Callable[[], datetime]) -> None:
        """Lead into this room; `clock` tells the company's time."""
        super().__init__(room, Pitboard(room.settings.pitboard_url, "jira"), clock=clock)
        self.room = room

    @property
    def state(self) -> State:
        """What stands now."""
        return self.room.state

    def people(self) -> Sequence[Person]:
        """List the accounts of people."""
        accounts = self.state.users.values()
        people = [one for one in accounts if one.id != BOT and one.type == "atlassian"]
        return [Person(one.id, one.name) for one in people]

    def keys_of(self, happening: Happening) -> Sequence[str]:
        """Name the issue something happened to; a link has two."""
        if happening.issue:
            return [happening.issue.key]
        link = happening.link
        ends = (link.source, link.target) if link else ()
        return [self.state.issues[id_].key for id_ in ends if id_ in self.state.issues]

    def in_words(self, happening: Happening) -> str:
        """Say what happened, after the name of who did it."""
        return in_words(happening, self.state)

    def asked_of(self, call: str) -> str:
        """Name the issue that a call of the API was about."""
        found = _CALLED.search(call)
        issue = self._issue(found[1]) if found else None
        return issue.key if issue else ""

    def beyond(self, key: str) -> Sequence[str]:
        """Name what stands above an issue, then what it blocks, with what is above that."""
        issue = self._issue(key)
        if issue is None:
            return []
        links = self.state.links_of(issue.id)
        held = [one.target for one in links if (one.type, one.source) == (_BLOCKS, issue.id)]
        waiting = [self.state.issues[id_] for id_ in held if id_ in self.state.issues]
        return [
            *self._above(issue),
            *(name for one in waiting for name in (one.key, *self._above(one))),
        ]

    def page_of(self, key: str) -> str:
        """Say where an issue is shown."""
        return url_for("face.issue", key=key)

    def event_of(self, attempt: Attempt) -> str:
        """Name the event, as Jira does."""
        return attempt.parcel.event

    def found(self, key: str) -> Issue:
        """Find an issue. Raises Refusal 404."""
        return self.state.issue(key)

    def id_of(self, key: str) -> str:
        """Find the id of an issue that somebody typed. Raises Refusal 404."""
        return self.found(key.strip()).id

    def do(self, *acts: Act) -> Outline:
        """Do these acts as the visitor. Raises Refusal."""
        return self.room.do(*acts, by=self.you().id, via=Via.PAGE)

    def show(self, key: str, done: Outline | None) -> Page:
        """Lead back to an issue."""
        return self.lead("face.issue", done, about=key, key=key)

    def dressing(self, project: str = "", key: str = "") -> Mapping[str, object]:
        """Collect what every page shows; `project` is the one it is about, if any."""
        return {
            **self.common(key),
            "project": self.state.projects.get(project),
            "projects": list(self.state.projects.values()),
            "pitboard_url": self.room.settings.pitboard_url,
            "users": self.state.users,
        }

    def _issue(self, name: str) -> Issue | None:
        state = self.state
        return state.issues.get(name) or state.issues.get(state.keys.get(name.upper(), ""))

    def _above(self, issue: Issue) -> Iterator[str]:
        parent = self.state.issues.get(issue.text("parent"))
        while parent:
            yield parent.key
            parent = self.state.issues.get(parent.text("parent"))


def text(name: str) -> str:
    """Read a field of a form. A browser sends every line end as CRLF, which nobody typed."""
    return request.form.get(name, "").replace("\r\n", "\n")
