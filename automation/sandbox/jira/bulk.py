"""What is still there: many issues at once, a project, an account, as the pretend Jira shows it."""

from flask import Blueprint, Response, request

from automation.sandbox.jira.answers import answer
from automation.sandbox.jira.api import API
from automation.sandbox.jira.desk import Desk, number, routed
from automation.sandbox.jira.state import Issue, Refusal

MOST = 100


class Bulk(Desk):
    """Reads of what may be gone: an issue that is not there is left out and not spoken of."""

    def blueprint(self) -> Blueprint:
        """Build the routes."""
        routes = Blueprint("bulk", __name__, url_prefix=API)
        routes.add_url_rule("/issue/bulkfetch", "fetch", self.fetch, methods=["POST"])
        routes.add_url_rule("/project/<name>", "project", self.project, methods=["GET"])
        routes.add_url_rule("/user", "user", self.user, methods=["GET"])
        path = "/user/assignable/search"
        routes.add_url_rule(path, "assignable", self.assignable, methods=["GET"])
        return routed(routes)

    def fetch(self) -> Response:
        """Show the issues of these ids and keys, by ascending id."""
        body = self.body()
        said, names = body.get("issueIdsOrKeys"), body.get("fields") or ["*navigable"]
        if not isinstance(said, list) or not isinstance(names, list):
            raise Refusal(400, "The issues and the fields to show are lists.")
        if len(said) > MOST:
            raise Refusal(400, f"The maximum number of issues that can be requested is {MOST}.")
        found = {issue.id: issue for name in said for issue in self._there(str(name))}
        listed, expand = [str(name) for name in names], body.get("expand") or []
        words = ",".join(str(word) for word in expand) if isinstance(expand, list) else ""
        rows = sorted(found.values(), key=lambda issue: int(issue.id))
        issues = [self.issue_json(issue, listed, words) for issue in rows]
        return answer({"issueErrors": [], "issues": issues})

    def project(self, name: str) -> Response:
        """Show a project by its key or its id."""
        for project in self.state.projects.values():
            if name.upper() == project.key or name == project.id:
                return answer(self.wire.project(project, self.version))
        raise Refusal(404, f"No project could be found with key '{name}'.")

    def user(self) -> Response:
        """Show an account by its id."""
        found = self.state.users.get(request.args.get("accountId", ""))
        if found is None:
            raise Refusal(404, "Specified user does not exist or you do not have permission.")
        return answer(self.wire.user(found, self.version))

    def assignable(self) -> Response:
        """List people who may have an issue: those with a word that begins as what is asked for.

        https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-user-search/
        """
        self.state.issue(request.args.get("issueKey", ""))
        asked, most = request.args.get("query", "").casefold(), number("maxResults", 50)
        people = [one for one in self.state.users.values() if one.type == "atlassian"]
        found = [one for one in people if _begins(asked, one.name) or _begins(asked, one.email)]
        return answer([self.wire.user(one, self.version) for one in found[:most]])

    def _there(self, name: str) -> list[Issue]:
        try:
            return [self.state.issue(name)]
        except Refusal:
            return []


def _begins(asked: str, name: str) -> bool:
    """Whether it begins like this at one of its words: the first name, or the last."""
    words = name.casefold().split()
    return any(" ".join(words[at:]).startswith(asked) for at in range(len(words)))
