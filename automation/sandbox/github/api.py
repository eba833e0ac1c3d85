"""The REST API of the pretend GitHub, as far as Pitboard and its tests call it.

https://docs.github.com/rest/issues
"""

from datetime import datetime

from flask import Blueprint, Response, request

from automation.sandbox.github import asked
from automation.sandbox.github.acts import Act, AddLabels, RemoveLabel, SetLabels
from automation.sandbox.github.answers import answer, paged, refused
from automation.sandbox.github.entry import Outline, Via
from automation.sandbox.github.room import Room
from automation.sandbox.github.state import Issue, Label, Refusal, Repository
from automation.sandbox.github.wire import API, Json

BORN = "2025-01-06T09:00:00Z"  # the bot's account, invented like all of it


class Api:
    """Reads and writes of one room. Whoever holds the token acts as the bot."""

    def __init__(self, room: Room) -> None:
        """Speak for this room."""
        self._room = room
        self._wire = room.wire

    def blueprint(self) -> Blueprint:
        """Build the routes."""
        routes = Blueprint("api", __name__)
        repo, issue = "/repos/<owner>/<name>", "/repos/<owner>/<name>/issues/<int:number>"
        for method, path, view in (
            ("GET", "/user", self.user),
            ("GET", repo, self.repository),
            ("GET", f"{repo}/labels", self.repository_labels),
            ("POST", f"{repo}/labels", self.create_label),
            ("GET", f"{repo}/labels/<path:label>", self.repository_label),
            ("GET", f"{repo}/issues", self.issues),
            ("POST", f"{repo}/issues", self.open_issue),
            ("GET", issue, self.issue),
            ("PATCH", issue, self.change_issue),
            ("GET", f"{issue}/comments", self.comments),
            ("GET", f"{issue}/labels", self.labels),
            ("POST", f"{issue}/labels", self.add_labels),
            ("PUT", f"{issue}/labels", self.set_labels),
            ("DELETE", f"{issue}/labels", self.clear_labels),
            ("DELETE", f"{issue}/labels/<path:label>", self.remove_label),
        ):
            routes.add_url_rule(path, view.__name__, view, methods=[method])
        routes.register_error_handler(Refusal, refused)
        return routes

    def user(self) -> Response:
        """Show whom the token belongs to."""
        me = self._room.state.users[self._room.settings.bot_login]
        unsaid = dict.fromkeys(("bio", "blog", "company", "email", "hireable", "location"))
        none = dict.fromkeys(("followers", "following", "public_gists", "public_repos"), 0)
        life = {"name": me.name, "created_at": BORN, "updated_at": BORN}
        return answer({**self._wire.user(me), "user_view_type": "public", **unsaid, **none, **life})

    def repository(self, owner: str, name: str) -> Response:
        """Show one repository."""
        found = self._found(owner, name)
        network = {"network_count": 0, "subscribers_count": 0}
        return answer({**self._wire.repository(self._room.state, found), **network})

    def repository_labels(self, owner: str, name: str) -> Response:
        """List the labels that can be put on its issues."""
        return self._labels(found := self._found(owner, name), found.labels, "/labels")

    def repository_label(self, owner: str, name: str, label: str) -> Response:
        """Show one label."""
        found = self._found(owner, name)
        return answer(self._wire.label(found, _labelled(found, label)))

    def create_label(self, owner: str, name: str) -> Response:
        """Create a label."""
        act = asked.new_label(f"{owner}/{name}", self._body())
        self._do(act)
        found = self._found(owner, name)
        return answer(self._wire.label(found, _labelled(found, act.name.strip())), 201)

    def issues(self, owner: str, name: str) -> Response:
        """List issues: open ones, the newest first, unless the query says otherwise."""
        found = self._found(owner, name)
        rows = sorted(filter(_wanted, found.issues.values()), key=_order)
        if request.args.get("direction", "desc") == "desc":
            rows.reverse()
        url = f"{self._wire.api(found)}/issues"
        return paged(rows, lambda issue: self._written(found, issue), url=url)

    def issue(self, owner: str, name: str, number: int) -> Response:
        """Show one issue."""
        found = self._found(owner, name)
        return answer(self._written(found, found.issue(number)))

    def open_issue(self, owner: str, name: str) -> Response:
        """Open an issue."""
        done = self._do(asked.new_issue(f"{owner}/{name}", self._body()))
        written = self._written(self._found(owner, name), done.happenings[0].issue)
        response = answer(written, 201)
        response.headers["Location"] = str(written["url"])
        return response

    def change_issue(self, owner: str, name: str, number: int) -> Response:
        """Change parts of an issue."""
        self._do(*asked.changes(f"{owner}/{name}", number, self._body()))
        return self.issue(owner, name, number)

    def comments(self, owner: str, name: str, number: int) -> Response:
        """List no comments; nobody can write any here yet."""
        self._found(owner, name).issue(number)
        return answer([])

    def labels(self, owner: str, name: str, number: int) -> Response:
        """List the labels on an issue."""
        found = self._found(owner, name)
        return self._labels(found, found.issue(number).labels, f"/issues/{number}/labels")

    def add_labels(self, owner: str, name: str, number: int) -> Response:
        """Put labels on an issue; answers with all that stand there then."""
        self._do(AddLabels(f"{owner}/{name}", number, asked.labels(self._body())))
        return self._all_labels(owner, name, number)

    def set_labels(self, owner: str, name: str, number: int) -> Response:
        """Replace the labels of an issue; answers with all that stand there then."""
        self._do(SetLabels(f"{owner}/{name}", number, asked.labels(self._body())))
        return self._all_labels(owner, name, number)

    def clear_labels(self, owner: str, name: str, number: int) -> Response:
        """Take all labels off an issue."""
        self._do(SetLabels(f"{owner}/{name}", number, ()))
        return Response(status=204)

    def remove_label(self, owner: str, name: str, number: int, label: str) -> Response:
        """Take one label off an issue; answers with those that are left."""
        self._do(RemoveLabel(f"{owner}/{name}", number, label))
        return self._all_labels(owner, name, number)

    def _found(self, owner: str, name: str) -> Repository:
        return self._room.state.repository(f"{owner}/{name}")

    def _do(self, *acts: Act) -> Outline:
        asked_for = f"{request.method} {request.path.removeprefix(API)}"
        by = self._room.settings.bot_login
        return self._room.do(*acts, by=by, via=Via.API, request=asked_for)

    def _body(self) -> object:
        return asked.parse(request.get_data())

    def _written(self, repository: Repository, issue: Issue) -> Json:
        state = self._room.state
        closer = state.users[issue.closed_by] if issue.closed_by else None
        written = self._wire.issue(state, repository, issue)
        return {**written, "closed_by": self._wire.user(closer) if closer else None}

    def _labels(self, repository: Repository, labels: tuple[Label, ...], path: str) -> Response:
        url = self._wire.api(repository) + path
        return paged(labels, lambda label: self._wire.label(repository, label), url=url)

    def _all_labels(self, owner: str, name: str, number: int) -> Response:
        found = self._found(owner, name)
        labels = found.issue(number).labels
        return answer([self._wire.label(found, label) for label in labels])


def _labelled(repository: Repository, name: str) -> Label:
    found = repository.label(name)
    if found is None:
        raise Refusal(404, "Not Found")
    return found


def _wanted(issue: Issue) -> bool:
    state = request.args.get("state", "open")
    names = [name for name in request.args.get("labels", "").split(",") if name]
    since = request.args.get("since")
    return (
        state in ("all", issue.state)
        and all(issue.has(name) for name in names)
        and (since is None or issue.updated_at >= _time(since))
    )


def _order(issue: Issue) -> tuple[datetime, int]:
    by_update = request.args.get("sort") == "updated"
    return (issue.updated_at if by_update else issue.created_at), issue.number


def _time(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        raise Refusal(422, "Validation Failed", (("Issue", "since", "invalid"),)) from None
