"""Comments and what programs note about them: the pretend Jira's API for what is said."""

from collections.abc import Sequence

from flask import Blueprint, Response, request

from automation.sandbox.jira import asked
from automation.sandbox.jira.acts import AddComment, DeleteComment, EditComment
from automation.sandbox.jira.answers import answer, empty
from automation.sandbox.jira.api import API
from automation.sandbox.jira.desk import Desk, number, routed
from automation.sandbox.jira.state import Comment, Issue, Refusal
from automation.sandbox.jira.wire import Json

MOST = 5000


class Comments(Desk):
    """Reads and writes of comments."""

    def blueprint(self) -> Blueprint:
        """Build the routes."""
        routes = Blueprint("comments", __name__, url_prefix=API)
        comments, one = "/issue/<name>/comment", "/issue/<name>/comment/<comment_id>"
        noted = "/comment/<comment_id>/properties"
        for method, path, view in (
            ("GET", comments, self.comments),
            ("POST", comments, self.add),
            ("GET", one, self.comment),
            ("PUT", one, self.edit),
            ("DELETE", one, self.delete),
            ("GET", noted, self.property_keys),
            ("GET", f"{noted}/<key>", self.property_of),
            ("PUT", f"{noted}/<key>", self.set_property),
        ):
            routes.add_url_rule(path, view.__name__, view, methods=[method])
        return routed(routes)

    def comments(self, name: str) -> Response:
        """List the comments of an issue, the oldest first unless said otherwise."""
        issue = self.state.issue(name)
        rows: Sequence[Comment] = issue.comments
        if request.args.get("orderBy") == "-created":
            rows = tuple(reversed(rows))
        start, most = number("startAt", 0), min(number("maxResults", MOST), MOST)
        page: Json = {"startAt": start, "maxResults": most, "total": len(rows)}
        shown = [self._written(issue, one) for one in rows[start : start + most]]
        return answer({**page, "comments": shown})

    def comment(self, name: str, comment_id: str) -> Response:
        """Show one comment."""
        issue = self.state.issue(name)
        return answer(self._written(issue, issue.comment(comment_id)))

    def add(self, name: str) -> Response:
        """Write a comment, with its properties if there are any."""
        issue, body = self.state.issue(name), self.body()
        text = asked.words(body, version=self.version)
        noted = asked.properties(body.get("properties"))
        done = self.do(AddComment(issue.id, text, noted)).happenings[0]
        if done.comment is None:
            raise Refusal(500, "The comment was not written.")
        return answer(self._written(issue, done.comment), 201)

    def edit(self, name: str, comment_id: str) -> Response:
        """Replace the words of a comment."""
        issue, body = self.state.issue(name), self.body()
        text = asked.words(body, version=self.version)
        noted = asked.properties(body.get("properties"))
        self.do(EditComment(issue.id, comment_id, text, noted))
        return self.comment(issue.id, comment_id)

    def delete(self, name: str, comment_id: str) -> Response:
        """Delete a comment for good."""
        self.do(DeleteComment(self.state.issue(name).id, comment_id))
        return empty()

    def property_keys(self, comment_id: str) -> Response:
        """List the keys of a comment's properties."""
        _, comment = self._found(comment_id)
        url = f"{self.wire.api(f'comment/{comment_id}/properties', self.version)}/"
        return answer({"keys": [{"key": key, "self": url + key} for key in comment.properties]})

    def property_of(self, comment_id: str, key: str) -> Response:
        """Show one property of a comment."""
        _, comment = self._found(comment_id)
        if key not in comment.properties:
            raise Refusal(404, f"The property with key '{key}' does not exist.")
        return answer({"key": key, "value": comment.properties[key]})

    def set_property(self, comment_id: str, key: str) -> Response:
        """Set one property of a comment; 201 where it is new."""
        issue, comment = self._found(comment_id)
        value = request.get_json(force=True, silent=True)
        if value is None:
            raise Refusal(400, "The property value is not valid JSON.")
        self.do(EditComment(issue.id, comment_id, properties={key: value}))
        return answer({}, 200 if key in comment.properties else 201)

    def _found(self, comment_id: str) -> tuple[Issue, Comment]:
        for issue in self.state.issues.values():
            for comment in issue.comments:
                if comment.id == comment_id:
                    return issue, comment
        raise Refusal(404, f"The comment with the id '{comment_id}' does not exist.")

    def _written(self, issue: Issue, comment: Comment) -> Json:
        written = self.wire.comment(self.state, issue, comment, version=self.version)
        if "properties" not in request.args.get("expand", "").split(","):
            return written
        held = [{"key": key, "value": value} for key, value in comment.properties.items()]
        return {**written, "properties": held}
