from typing import Any

import pytest

from automation.model import Change, Reading
from tests.builders import at
from tests.trackers.github_payloads import changes, facets, read, said, seen, told


def card(action: str, changed: dict[str, Any] | None = None, **more: Any) -> Reading:  # noqa: ANN401 - a payload's part
    item = {
        "id": 21,
        "project_node_id": "PVT_7",
        "content_node_id": "I_12",
        "content_type": "Issue",
        "updated_at": said(4),
        **more,
    }
    return read("projects_v2_item", action, projects_v2_item=item, changes=changed or {})


def edited(**value: Any) -> Reading:  # noqa: ANN401 - a payload's part
    said_ = {"field_node_id": "PVTF_1", "field_name": "Status", "project_number": 7, **value}
    return card("edited", {"field_value": said_})


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ({"id": "a", "name": "Todo"}, {"id": "b", "name": "Done"}, "Todo", "Done"),
        ({"id": "a", "title": "Week 1"}, {"id": "b", "title": "Week 2"}, "Week 1", "Week 2"),
        (None, 3, None, 3),
        ("2026-10-01", "2026-10-02", "2026-10-01", "2026-10-02"),
        ({"id": "a", "name": "Todo"}, None, "Todo", None),
    ],
)
def test_a_field_of_a_project_is_a_facet_of_the_item(
    before: object, after: object, old: object, new: object
) -> None:
    reading = edited(**{"from": before, "to": after})

    assert facets(reading) == {"project/7/Status": new}
    assert [(each.old, each.new) for each in changes(reading)] == [(old, new)]
    assert seen(reading).at == at(4)


def test_a_date_is_a_day_without_the_midnight_it_is_told_with() -> None:
    midnights = {"from": "2026-10-01T00:00:00+00:00", "to": "2026-10-02T00:00:00+00:00"}

    reading = edited(field_name="Target date", field_type="date", **midnights)

    assert facets(reading) == {"project/7/Target date": "2026-10-02"}
    assert [each.old for each in changes(reading)] == ["2026-10-01"]


def test_its_item_is_known_by_its_node_only_and_is_shown_to_nobody_more() -> None:
    sighting = seen(edited(to="x"))

    assert sighting.item_id == "github:node:I_12"
    assert sighting.visibility == "restricted"
    assert sighting.fields is None
    assert sighting.labels is None


def test_an_old_message_without_the_value_says_that_something_changed() -> None:
    reading = edited()

    assert changes(reading) == ()
    assert seen(reading).item_id == "github:node:I_12"


def test_without_the_projects_number_its_node_stands_for_it() -> None:
    value = {"field_node_id": "PVTF_1", "to": "x"}

    assert facets(card("edited", {"field_value": value})) == {"project/PVT_7/PVTF_1": "x"}


@pytest.mark.parametrize(
    ("action", "change"),
    [
        ("created", Change("project/PVT_7", None, "on")),
        ("converted", Change("project/PVT_7", None, "on")),
        ("restored", Change("project/PVT_7", None, "on")),
        ("archived", Change("project/PVT_7", "on", None)),
        ("deleted", Change("project/PVT_7", "on", None)),
    ],
)
def test_an_item_comes_into_a_project_and_leaves_it(action: str, change: Change) -> None:
    assert changes(card(action)) == (change,)


def test_a_draft_is_no_item() -> None:
    reading = card("created", content_type="DraftIssue", content_node_id="DI_1")

    assert reading.sightings == ()
    assert told(reading).item_id == ""


def test_a_pull_request_in_a_project_is_one() -> None:
    assert seen(card("created", content_type="PullRequest")).type == "pull_request"


@pytest.mark.parametrize("action", ["reordered", "juggled"])
def test_what_changes_no_value_changes_nothing(action: str) -> None:
    assert changes(card(action)) == ()


def test_two_values_of_one_second_have_two_keys() -> None:
    assert told(edited(to="x")).key != told(edited(to="y")).key
