"""What every part of the pretend Jira's API stands on: the room, the version, the query."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, g, request

from automation.sandbox.jira import asked
from automation.sandbox.jira.acts import Act
from automation.sandbox.jira.answers import refused
from automation.sandbox.jira.entry import Outline, Via
from automation.sandbox.jira.room import Room
from automation.sandbox.jira.seed import BOT
from automation.sandbox.jira.state import Issue, Refusal, State
from automation.sandbox.jira.wire import Json, Wire


class Desk:
    """Reads and writes of one room. Whoever holds the token acts as Pitboard's account."""

    def __init__(self, room: Room) -> None:
        """Speak for this room."""
        self.room = room

    @property
    def state(self) -> State:
        """What stands now."""
        return self.room.state

    @property
    def wire(self) -> Wire:
        """The writer of this room."""
        return self.room.wire

    @property
    def version(self) -> int:
        """The version of the API that was called: 2 or 3."""
        found: int = g.get("version", 3)
        return found

    def do(self, *acts: Act) -> Outline:
        """Do these acts together. Raises Refusal."""
        return self.room.do(
            *acts, by=BOT, via=Via.API, request=f"{request.method} {request.full_path.rstrip('?')}"
        )

    def body(self) -> Mapping[str, object]:
        """Read the body. Raises Refusal 400."""
        return asked.parse(request.get_data())

    def issue_json(self, issue: Issue, names: Sequence[str], expand: str = "") -> Json:
        """Write an issue with the fields that are asked for, and its changelog where wanted."""
        whole = self.wire.issue(self.state, issue, version=self.version)
        fields = whole["fields"]
        shown = _shown(list(fields), names) if isinstance(fields, dict) else []
        written = {**self.wire.issue(self.state, issue, version=self.version, fields=shown)}
        if "changelog" in (expand or request.args.get("expand", "")).split(","):
            histories = [
                self.wire.history(self.state, one, self.version)
                for one in reversed(issue.histories)
            ]
            total = len(histories)
            page: Json = {"startAt": 0, "maxResults": total, "total": total}
            written["changelog"] = {**page, "histories": histories}
        return written


def routed(routes: Blueprint) -> Blueprint:
    """Let the version in a path be known to its view, and a refusal be Jira's error."""

    def take_version(_: str | None, values: dict[str, object] | None) -> None:
        if values and "version" in values:
            g.version = int(str(values.pop("version")))

    routes.url_value_preprocessor(take_version)
    routes.register_error_handler(Refusal, refused)
    return routes


def number(name: str, default: int) -> int:
    """Read a number from the query; the default for anything that is none."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else default


def names_in(given: str | None, default: str) -> list[str]:
    """Read a list of fields from the query."""
    return [one.strip() for one in (given or default).split(",") if one.strip()]


def _shown(known: Sequence[str], names: Sequence[str]) -> list[str]:
    """Choose fields: `*all`, `*navigable`, single ones, and `-` before those to leave out."""
    plus = {name for name in names if not name.startswith("-")}
    minus = {name[1:] for name in names if name.startswith("-")}
    if "*navigable" in plus:
        minus.add("comment")
    everything = not plus or plus & {"*all", "*navigable"}
    return [name for name in known if name not in minus and (everything or name in plus)]
