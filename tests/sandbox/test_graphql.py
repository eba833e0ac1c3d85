"""The one query that says what a node is, and that GitHub's schema allows it."""

import importlib.util
from typing import Any

import pytest

from automation.sandbox.github import acts as a
from automation.sandbox.github.graphql import NotUnderstood, run
from automation.sandbox.github.wire import node_id
from automation.trackers.github.asking import NODE, NODES
from tests.sandbox.contract import CONTRACTS
from tests.sandbox.stories import SHOP, Story, beginning
from tests.sandbox.world import TOKEN, Sandbox

QUERY = """
query($id: ID!) {
  node(id: $id) {
    __typename
    ... on Issue { number repository { nameWithOwner } }
    ... on PullRequest { number repository { name: nameWithOwner } }
  }
}
"""


def asks(story: Story, id_: str, query: str = QUERY) -> Any:  # noqa: ANN401 - JSON
    return run(query, {"id": id_}, state=story.state, wire=story.wire)


def content_of(story: Story, number: int) -> str:
    (sent,) = story.does(a.AddItem(story.issue(number).id))
    item: Any = sent.payload["projects_v2_item"]
    return str(item["content_node_id"])


def test_the_node_that_an_item_of_the_project_names_is_its_issue() -> None:
    story = beginning()

    found = asks(story, content_of(story, 2))

    expected = {"__typename": "Issue", "number": 2, "repository": {"nameWithOwner": SHOP}}
    assert found == {"data": {"node": expected}}


def test_a_pull_request_answers_under_its_own_node_and_an_alias() -> None:
    story = beginning()

    found = asks(story, content_of(story, 3))["data"]["node"]

    assert found == {"__typename": "PullRequest", "number": 3, "repository": {"name": SHOP}}


def test_an_unknown_node_is_null_beside_an_error() -> None:
    found = asks(beginning(), "I_none")

    assert found["data"] == {"node": None}
    assert found["errors"][0]["type"] == "NOT_FOUND"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "{ node(id: $id) {",
        "{ viewer { login } }",
        "mutation { node(id: $id) { id } }",
        "{ node(id: $id) { ... on Issue { body } } }",
        "{ node(id: $id) { id } } ?",
    ],
)
def test_another_query_is_not_understood(query: str) -> None:
    story = beginning()

    with pytest.raises(NotUnderstood):
        asks(story, content_of(story, 2), query)


def test_many_nodes_are_answered_in_their_order_with_null_for_what_is_not_there() -> None:
    story = beginning()
    story.does(a.CreateMilestone(SHOP, "Spring"))
    ids = [content_of(story, 2), "I_none", _milestone_node(story), content_of(story, 3)]

    answer: Any = run(NODES, {"ids": ids}, state=story.state, wire=story.wire)

    issue, none, plan, pull = answer["data"]["nodes"]
    assert (issue["number"], none, plan, pull["number"]) == (2, None, {}, 3)
    (error,) = answer["errors"]
    assert (error["type"], error["path"]) == ("NOT_FOUND", ["nodes", 1])


def _milestone_node(story: Story) -> str:
    (milestone,) = story.state.repository(SHOP).milestones.values()
    return node_id("MI", milestone.id)


@pytest.mark.parametrize("path", ["/graphql", "/api/graphql"])
def test_graphql_is_asked_over_http_with_the_token(standing: Sandbox, path: str) -> None:
    query = {"query": QUERY, "variables": {"id": "I_none"}}

    answer = standing.call("POST", path, query, Authorization=f"bearer {TOKEN}")

    assert (answer.status, answer.json["data"]) == (200, {"node": None})
    assert standing.call("POST", path, query).status == 401


def test_pygithub_asks_it_as_it_does_the_real_one(standing: Sandbox) -> None:
    with standing.client() as github:
        issue = github.get_repo("acme/shop").get_issue(1)
        _, found = github.requester.graphql_query(QUERY, {"id": issue.node_id})

    assert found["data"]["node"]["number"] == 1


@pytest.mark.shared
@pytest.mark.skipif(not CONTRACTS.exists(), reason="../shared/contracts is not here")
@pytest.mark.skipif(
    importlib.util.find_spec("graphql") is None, reason="graphql-core is not installed"
)
@pytest.mark.parametrize("query", [QUERY, NODE, NODES])
def test_the_query_keeps_githubs_schema(query: str) -> None:
    graphql = importlib.import_module("graphql")
    text = (CONTRACTS / "github-graphql-schema.graphql").read_text("utf-8")
    schema = graphql.build_schema(text, assume_valid=True)

    assert graphql.validate(schema, graphql.parse(query)) == []
