"""Issues on the boards of projects: moved, read and written, judged by GitHub's GraphQL schema."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from automation.errors import ServiceError
from automation.ports import Move
from automation.sandbox.github import acts as a
from automation.sandbox.github.app import room_of
from automation.sandbox.github.entry import Via
from automation.sandbox.github.records import Project
from automation.trackers.github.answers import data_of, shown_of
from automation.trackers.github.boards import Card, Field, cards_of, input_of, nodes_of
from automation.trackers.github.client import GitHubClient
from automation.trackers.github.parse import parse
from tests.sandbox.contract import CONTRACTS, violations_of
from tests.sandbox.world import Sandbox, sandbox_in
from tests.trackers.test_github_client import a_client

SHOP, KEY, OTHER = "acme/shop", "acme/shop#2", "acme/shop#4"
STATUS, DATE = "project/1/Status", "project/1/Target date"
JUDGED = CONTRACTS.is_dir()


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with sandbox_in(tmp_path, judge=JUDGED) as running:
        running.hears_anew()
        does(running, a.AddItem(room_of(running.app).state.repository(SHOP).issue(2).id))
        yield running
        if JUDGED:
            assert violations_of(running.app) == []


@pytest.fixture
def client(sandbox: Sandbox) -> GitHubClient:
    return a_client(sandbox)


def does(sandbox: Sandbox, act: a.Act) -> None:
    room_of(sandbox.app).do(act, by="mara-lind", via=Via.PAGE)


def project(sandbox: Sandbox) -> Project:
    found = room_of(sandbox.app).state.project
    assert found is not None
    return found


def puts(sandbox: Sandbox, name: str, value: str) -> None:
    """Somebody sets a field of the one item: an option by its name, anything else as it is."""
    field = next(one for one in project(sandbox).fields if one.name == name)
    value = next((one.id for one in field.options if one.name == value), value)
    does(sandbox, a.SetField(min(project(sandbox).items), field.id, value))


def way(client: GitHubClient, name: str) -> Move:
    return next(each for each in client.moves(KEY, timeout=6) if each.to.name == name)


def test_an_issue_on_a_board_stands_in_its_column_and_is_open_beside(
    client: GitHubClient, sandbox: Sandbox
) -> None:
    puts(sandbox, "Status", "In progress")

    standing = client.column(KEY, timeout=6)

    assert (standing.name, standing.state) == ("In progress", "open")


def test_an_issue_on_a_board_that_nobody_put_into_a_column_stands_in_none(
    client: GitHubClient,
) -> None:
    standing = client.column(KEY, timeout=6)

    assert (standing.name, standing.names, standing.state) == ("", ("",), "open")


def test_an_issue_on_no_board_is_open_or_closed_as_ever(client: GitHubClient) -> None:
    standing = client.column(OTHER, timeout=6)

    names = [each.to.name for each in client.moves(OTHER, timeout=6)]
    assert (standing.name, standing.category, standing.state) == ("open", "new", "")
    assert names == ["closed", "not planned", "duplicate"]


def test_every_column_is_a_way_and_closing_it_is_one_only_by_its_name(client: GitHubClient) -> None:
    moves = client.moves(KEY, timeout=6)

    assert [each.to.name for each in moves if not each.by_name] == ["Todo", "In progress", "Done"]
    assert {"closed", "not planned", "duplicate"} < {e.to.name for e in moves if e.by_name}


def test_it_is_moved_and_comes_back_as_the_field_of_its_project(
    client: GitHubClient, sandbox: Sandbox
) -> None:
    into = way(client, "In progress")
    sandbox.hears_anew()
    client.move(KEY, into, timeout=6)

    (heard,) = sandbox.told()
    seen = heard.payload["changes"]["field_value"]
    assert client.column(KEY, timeout=6).name == "In progress"
    assert into.places == ((STATUS, "In progress"),)
    assert (seen["field_name"], seen["to"]["name"]) == ("Status", "In progress")


def test_the_column_it_stands_in_is_no_way_to_go(client: GitHubClient, sandbox: Sandbox) -> None:
    puts(sandbox, "Status", "Done")

    assert [e.to.name for e in client.moves(KEY, timeout=6) if e.stands] == ["Done"]


def test_it_is_put_back_to_no_column(client: GitHubClient, sandbox: Sandbox) -> None:
    puts(sandbox, "Status", "Done")

    client.move(KEY, way(client, ""), timeout=6)

    assert client.column(KEY, timeout=6).name == ""


def test_an_issue_on_a_board_is_still_closed_by_its_name(
    client: GitHubClient, sandbox: Sandbox
) -> None:
    client.move(KEY, way(client, "not planned"), timeout=6)

    issue = room_of(sandbox.app).state.repository(SHOP).issue(2)
    assert (issue.state, issue.state_reason) == ("closed", "not_planned")


def test_fields_of_a_project_are_read_as_people_read_them(
    client: GitHubClient, sandbox: Sandbox
) -> None:
    puts(sandbox, "Target date", "2026-12-05")
    puts(sandbox, "Status", "Todo")

    found = client.fields(KEY, [DATE, STATUS, "project/1/Sprint", "Body"], timeout=6)

    expected = {DATE: "2026-12-05", STATUS: "Todo", "project/1/Sprint": None, "Body": None}
    assert found == expected


def test_fields_of_a_project_are_written_and_emptied(client: GitHubClient) -> None:
    wished = {DATE: "2026-12-05", "project/1/Sprint": "Sprint 2"}

    client.set_fields(KEY, wished, timeout=6)
    assert client.fields(KEY, [*wished], timeout=6) == wished

    client.set_fields(KEY, {DATE: None}, timeout=6)
    assert client.fields(KEY, [DATE], timeout=6) == {DATE: None}


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (STATUS, "Shipped", 'takes no "Shipped"; it takes Todo, In progress, Done'),
        (DATE, "5 Dec 2026", "takes a day such as 2026-12-05"),
        ("project/1/Risk", "high", 'has no field "Risk"; it has Status, Target date, Sprint'),
        ("project/9/Status", "Todo", "in no open project 9 of its owner"),
        ("Body", "x", "has no field to write: Body"),
    ],
)
def test_what_a_project_does_not_take_is_refused_before_anything_is_written(
    client: GitHubClient, place: str, value: str, said: str
) -> None:
    with pytest.raises(ServiceError, match=said) as refused:
        client.set_fields(KEY, {"project/1/Sprint": "Sprint 2", place: value}, timeout=6)

    assert not refused.value.retryable
    assert client.fields(KEY, ["project/1/Sprint"], timeout=6) == {"project/1/Sprint": None}


def test_what_is_read_again_tells_what_stands_in_its_projects(
    client: GitHubClient, sandbox: Sandbox
) -> None:
    puts(sandbox, "Status", "In progress")
    puts(sandbox, "Target date", "2026-12-05")

    seen = parse(client.read(KEY, timeout=6)).sightings

    facets = {name: value for each in seen for name, value in each.facets.items()}
    assert facets == {STATUS: "In progress", DATE: "2026-12-05", "project/1/Sprint": None}
    assert len({each.item_id for each in seen}) == 1
    assert all(each.reread for each in seen)


def test_a_date_reads_the_same_whoever_tells_it(client: GitHubClient, sandbox: Sandbox) -> None:
    sandbox.hears_anew()
    client.set_fields(KEY, {DATE: "2026-12-05"}, timeout=6)

    (heard,) = sandbox.told()

    assert heard.payload["changes"]["field_value"]["to"] == "2026-12-05T00:00:00+00:00"
    assert client.fields(KEY, [DATE], timeout=6) == {DATE: "2026-12-05"}


def test_a_number_is_written_as_one() -> None:
    field = Field("PVTF_1", "Size", "NUMBER", {})
    card = Card("PVTI_1", "PVT_1", 1, {"Size": field}, {})

    assert input_of(card, "Size", "3")["value"] == {"number": 3.0}
    for said in ("three", "nan", "inf"):
        with pytest.raises(ServiceError, match="takes a number"):
            input_of(card, "Size", said)


def a_node(number: int, *, owner: str = "acme", closed: bool = False) -> dict[str, Any]:
    field = {"id": "F", "name": "Status", "dataType": "SINGLE_SELECT", "options": []}
    project = {"id": "P", "number": number, "closed": closed, "owner": {"login": owner}}
    return {
        "id": "I",
        "updatedAt": "2026-12-05T10:00:00Z",
        "project": {**project, "fields": {"nodes": [field, {}]}},
        "fieldValues": {"nodes": [{}, {"name": "Todo", "updatedAt": "x", "field": field}]},
    }


def test_closed_projects_and_those_of_others_are_left_out() -> None:
    nodes = [a_node(7), a_node(3, owner="mara-lind"), None, a_node(4, closed=True), a_node(2)]

    cards = cards_of("Acme", nodes)

    assert [card.number for card in cards] == [2, 7]
    assert cards[0].values == {"Status": "Todo"}


def test_where_nothing_is_shown_there_are_no_cards() -> None:
    for data in ({}, {"repository": None}, {"repository": {"issueOrPullRequest": None}}):
        assert cards_of("acme", nodes_of(data)) == ()


@pytest.mark.parametrize(
    ("kind", "retryable", "gone"),
    [
        ("RATE_LIMITED", True, False),
        ("SERVICE_UNAVAILABLE", True, False),
        ("INSUFFICIENT_SCOPES", False, False),
        ("NOT_FOUND", False, True),
    ],
)
def test_an_error_of_graphql_says_whether_waiting_mends_it(
    kind: str, *, retryable: bool, gone: bool
) -> None:
    answer = {"data": None, "errors": [{"type": kind, "message": "It is so"}]}

    with pytest.raises(ServiceError, match="It is so") as refused:
        data_of(answer)

    assert (refused.value.retryable, refused.value.gone) == (retryable, gone)


def test_a_fault_of_githubs_own_has_no_type_and_is_tried_again() -> None:
    said = "Something went wrong while executing your query."

    with pytest.raises(ServiceError) as refused:
        shown_of({"data": None, "errors": [{"message": said}]})

    assert refused.value.retryable


def test_what_we_may_not_see_is_said_and_is_no_error_of_a_look() -> None:
    errors = [{"type": "INSUFFICIENT_SCOPES", "message": "It requires read:project"}]

    assert shown_of({"errors": errors}) == ({}, "It requires read:project")
