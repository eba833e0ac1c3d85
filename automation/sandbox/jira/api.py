"""The REST API of the pretend Jira, versions 2 and 3, as far as Pitboard and its tests call it.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/
"""

import base64
import binascii

from flask import Blueprint, Response, request

from automation.sandbox.jira import asked, jql
from automation.sandbox.jira.acts import CreateIssue, DeleteIssue, EditIssue
from automation.sandbox.jira.answers import answer, empty
from automation.sandbox.jira.desk import Desk, names_in, number, routed
from automation.sandbox.jira.seed import BOT
from automation.sandbox.jira.site import FIELDS
from automation.sandbox.jira.state import Issue, Refusal
from automation.sandbox.jira.texts import wrong
from automation.sandbox.jira.wire import Json, directory_entry, stamp

API = '/rest/api/<any("2", "3"):version>'
MOST_HITS = 100
BORN = "2026-01-05T09:00:00.000+0000"  # the site's last build, invented like all of it


class Api(Desk):
    """The site itself, its issues, and the search."""

    def blueprint(self) -> Blueprint:
        """Build the routes."""
        routes = Blueprint("api", __name__, url_prefix=API)
        issue = "/issue/<name>"
        for method, path, view in (
            ("GET", "/serverInfo", self.server_info),
            ("GET", "/myself", self.myself),
            ("GET", "/field", self.fields),
            ("POST", "/issue", self.create_issue),
            ("GET", issue, self.issue),
            ("PUT", issue, self.edit_issue),
            ("DELETE", issue, self.delete_issue),
            ("GET", f"{issue}/changelog", self.changelog),
            ("GET", "/search/jql", self.search),
            ("POST", "/search/jql", self.search),
            ("POST", "/search/approximate-count", self.count),
        ):
            routes.add_url_rule(path, view.__name__, view, methods=[method])
        return routed(routes)

    def server_info(self) -> Response:
        """Show what kind of Jira this is."""
        return answer(
            {
                "baseUrl": self.room.settings.base_url,
                "version": "1001.0.0-SNAPSHOT",
                "versionNumbers": [1001, 0, 0],
                "deploymentType": "Cloud",
                "buildNumber": 100_000,
                "buildDate": BORN,
                "serverTime": stamp(self.room.clock()),
                "scmInfo": "0" * 40,
                "serverTitle": "Pretend Jira",
            }
        )

    def myself(self) -> Response:
        """Show whom the token belongs to."""
        me = self.state.users[BOT]
        return answer(
            {**self.wire.user(me, self.version), "emailAddress": me.email, "locale": "en"}
        )

    def fields(self) -> Response:
        """List every field."""
        return answer([directory_entry(field) for field in FIELDS.values()])

    def issue(self, name: str) -> Response:
        """Show one issue, all fields of it unless said otherwise."""
        names = names_in(request.args.get("fields"), "*all")
        return answer(self.issue_json(self.state.issue(name), names))

    def create_issue(self) -> Response:
        """Create an issue."""
        body = self.body()
        said = body.get("fields")
        given = dict(said) if isinstance(said, dict) else {}
        project = self._project(given.pop("project", None))
        fields = asked.fields(self.state, given, project=project, version=self.version)
        noted = asked.properties(body.get("properties"))
        done = self.do(CreateIssue(project, fields, noted)).happenings[0].issue
        if done is None:
            raise Refusal(500, "The issue was not created.")
        return answer(self.wire.name(done, self.version), 201)

    def edit_issue(self, name: str) -> Response:
        """Set fields, change labels, note properties: all of it, or nothing."""
        issue, body = self.state.issue(name), self.body()
        fields = asked.fields(
            self.state, body.get("fields"), project=issue.project, version=self.version
        )
        sets, on, off = asked.operations(
            self.state, body.get("update"), issue, version=self.version
        )
        if both := fields.keys() & {*sets, *(["labels"] if on or off else [])}:
            raise wrong(min(both), f"Field '{min(both)}' cannot appear in 'fields' and 'update'.")
        noted = asked.properties(body.get("properties"))
        self.do(EditIssue(issue.id, {**fields, **sets}, on, off, noted))
        if request.args.get("returnIssue") == "true":
            return self.issue(issue.id)
        return empty()

    def delete_issue(self, name: str) -> Response:
        """Delete an issue for good."""
        self.do(DeleteIssue(self.state.issue(name).id))
        return empty()

    def changelog(self, name: str) -> Response:
        """List what changed, oldest first."""
        rows = self.state.issue(name).histories
        start, most = number("startAt", 0), min(number("maxResults", 100), 100)
        page = rows[start : start + most]
        return answer(
            {
                "self": request.base_url,
                "startAt": start,
                "maxResults": most,
                "total": len(rows),
                "isLast": start + most >= len(rows),
                "values": [self.wire.history(self.state, one, self.version) for one in page],
            }
        )

    def search(self) -> Response:
        """Find issues; a page has a token for the next one, and no total."""
        said = self._query()
        hits = jql.found(self.state, str(said.get("jql", "")), now=self.room.clock())
        most = min(int(str(said.get("maxResults") or 50)), MOST_HITS)
        start = _start(said.get("nextPageToken"))
        names, expand = said.get("fields") or ["id"], str(said.get("expand") or "")
        noted = said.get("properties")
        page = hits[start : start + most]
        last = start + most >= len(hits)
        return answer(
            {
                "issues": [{**self._hit(one, names, expand), **_noted(one, noted)} for one in page],
                "isLast": last,
                **({} if last else {"nextPageToken": _token(start + most)}),
            }
        )

    def count(self) -> Response:
        """Count issues, here exactly."""
        hits = jql.found(self.state, str(self.body().get("jql", "")), now=self.room.clock())
        return answer({"count": len(hits)})

    def _query(self) -> dict[str, object]:
        if request.method == "POST":
            return dict(self.body())
        said: dict[str, object] = dict(request.args.items())
        return {**said, "fields": names_in(request.args.get("fields"), "id")}

    def _hit(self, issue: Issue, names: object, expand: str) -> Json:
        listed = [str(name) for name in names] if isinstance(names, list) else ["id"]
        if set(listed) <= {"id", "key"}:
            return {"id": issue.id}
        return self.issue_json(issue, listed, expand)

    def _project(self, said: object) -> str:
        given = said if isinstance(said, dict) else {}
        for project in self.state.projects.values():
            if given.get("key") == project.key or given.get("id") == project.id:
                return project.key
        raise wrong("project", "Specify a valid project ID or key")


def _noted(issue: Issue, names: object) -> Json:
    """What programs noted about an issue, as far as it is asked for."""
    if not isinstance(names, list):
        return {}
    return {"properties": {key: issue.properties[key] for key in names if key in issue.properties}}


def _token(start: int) -> str:
    return base64.urlsafe_b64encode(f"from:{start}".encode()).decode()


def _start(token: object) -> int:
    if not token:
        return 0
    try:
        return int(base64.urlsafe_b64decode(str(token)).removeprefix(b"from:"))
    except (ValueError, binascii.Error):
        raise Refusal(400, "The provided next page token is invalid or expired.") from None
