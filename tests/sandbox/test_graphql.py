"""The one query that says what a node is, and that GitHub's schema allows it."""

from typing import Any

import pytest

from automation.sandbox.github import acts as a
from automation.sandbox.github.graphql import Asked, NotUnderstood, run
from automation.sandbox.github.wire import node_id
from automation.trackers.github.asking import NODE, NODES
from automation.trackers.github.boards import CARDS, EMPTY, PUT
from tests.sandbox.contract import CONTRACTS, graphql_violations
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
    return runs(story, query, id=id_)


def runs(story: Story, query: str, **variables: object) -> Any:  # noqa: ANN401 - JSON
    return run(query, variables, asked=Asked(lambda: story.state, story.wire, story.does))


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
        "mutation { addProjectV2ItemById(input: $id) { item { id } } }",
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

    answer = runs(story, NODES, ids=ids)

    issue, none, plan, pull = answer["data"]["nodes"]
    assert (issue["number"], none, plan, pull["number"]) == (2, None, {}, 3)
    (error,) = answer["errors"]
    assert (error["type"], error["path"]) == ("NOT_FOUND", ["nodes", 1])


WISH = {"projectId": "PVT_1", "itemId": "PVTI_1", "fieldId": "PVTF_1"}
VARIABLES = {"owner": "acme", "name": "shop", "number": 2}


def a_card(story: Story) -> Any:  # noqa: ANN401 - JSON
    shown = runs(story, CARDS, **VARIABLES)
    (card,) = shown["data"]["repository"]["issueOrPullRequest"]["projectItems"]["nodes"]
    return card


def an_input(story: Story, name: str) -> dict[str, object]:
    card = a_card(story)
    fields = card["project"]["fields"]["nodes"]
    field = next(each["id"] for each in fields if each.get("name") == name)
    return {"projectId": card["project"]["id"], "itemId": card["id"], "fieldId": field}


def test_an_issue_shows_its_items_of_projects_with_what_stands_in_their_fields() -> None:
    story = beginning()
    content_of(story, 2)
    story.does(a.SetField(story.item(), story.project_field("Target date"), "2026-12-05"))

    card = a_card(story)

    values = [(each["field"]["name"], each) for each in card["fieldValues"]["nodes"]]
    assert card["project"]["owner"] == {"login": "acme"}
    assert [name for name, _ in values] == ["Title", "Target date"]
    assert values[1][1]["date"] == "2026-12-05"


def test_a_field_is_set_and_cleared_and_each_is_told() -> None:
    story = beginning()
    content_of(story, 2)
    wish = an_input(story, "Target date")

    runs(story, PUT, input={**wish, "value": {"date": "2026-12-05"}})
    runs(story, EMPTY, input=wish)

    changes: list[Any] = [one.payload["changes"] for one in story.sent[-2:]]
    told = [each["field_value"]["to"] for each in changes]
    assert told == ["2026-12-05T00:00:00+00:00", None]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"value": {"text": "x"}}, "UNPROCESSABLE"),
        ({"value": {"date": "soon"}}, "UNPROCESSABLE"),
        ({"value": {}}, "UNPROCESSABLE"),
        ({"itemId": "PVTI_none"}, "NOT_FOUND"),
        ({"fieldId": "PVTF_none"}, "NOT_FOUND"),
        ({"projectId": "PVT_none"}, "NOT_FOUND"),
    ],
)
def test_what_cannot_be_set_is_an_error_and_changes_nothing(
    change: dict[str, object], kind: str
) -> None:
    story = beginning()
    content_of(story, 2)
    wish = {**an_input(story, "Target date"), "value": {"date": "2026-12-05"}, **change}

    answer = runs(story, PUT, input=wish)

    assert (answer["data"], answer["errors"][0]["type"]) == (
        {"updateProjectV2ItemFieldValue": None},
        kind,
    )


def test_a_repository_or_an_issue_that_is_not_there_is_null() -> None:
    story = beginning()

    elsewhere = runs(story, CARDS, owner="acme", name="none", number=2)
    unknown = runs(story, CARDS, **{**VARIABLES, "number": 99})

    assert elsewhere["data"] == {"repository": None}
    assert elsewhere["errors"][0]["type"] == "NOT_FOUND"
    assert unknown["data"] == {"repository": {"issueOrPullRequest": None}}


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
@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (QUERY, {"id": "I_1"}),
        (NODE, {"id": "I_1"}),
        (NODES, {"ids": ["I_1"]}),
        (CARDS, VARIABLES),
        (PUT, {"input": {**WISH, "value": {"date": "2026-12-05"}}}),
        (PUT, {"input": {**WISH, "value": {"singleSelectOptionId": "0a1f3c55"}}}),
        (EMPTY, {"input": WISH}),
    ],
)
def test_the_query_keeps_githubs_schema(query: str, variables: dict[str, object]) -> None:
    assert graphql_violations({"query": query, "variables": variables}) == []


@pytest.mark.shared
@pytest.mark.skipif(not CONTRACTS.exists(), reason="../shared/contracts is not here")
@pytest.mark.parametrize("variables", [{}, {"input": {**WISH, "value": {"option": "Todo"}}}])
def test_an_input_that_githubs_schema_does_not_know_is_found(variables: dict[str, object]) -> None:
    assert graphql_violations({"query": PUT, "variables": variables}) != []
