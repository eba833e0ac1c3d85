"""The one address of GraphQL. Errors are answered with 200, as GitHub does."""

from flask import Blueprint, Response

from automation.sandbox.github import graphql, reading
from automation.sandbox.github.answers import answer, refused
from automation.sandbox.github.desk import Desk
from automation.sandbox.github.room import Room
from automation.sandbox.github.state import Refusal


class GraphqlApi:
    """Answers queries about one room, and does what mutations ask."""

    def __init__(self, room: Room) -> None:
        """Speak for this room."""
        self._desk = desk = Desk(room)
        self._asked = graphql.Asked(lambda: desk.state, desk.wire, desk.do)

    def blueprint(self) -> Blueprint:
        """Build the routes: where github.com has it, and where an own server does."""
        routes = Blueprint("graphql", __name__)
        routes.add_url_rule("/graphql", "graphql", self.query, methods=["POST"])
        routes.add_url_rule("/api/graphql", "own_graphql", self.query, methods=["POST"])
        routes.register_error_handler(Refusal, refused)
        return routes

    def query(self) -> Response:
        """Answer one query, or do what one mutation asks for."""
        fields = reading.fields(self._desk.body())
        text = reading.text(fields.get("query"), "query")
        variables = reading.fields(fields.get("variables") or {})
        try:
            found = graphql.run(text, variables, asked=self._asked)
        except graphql.NotUnderstood as error:
            return answer({"errors": [{"message": str(error)}]})
        return answer(found)
