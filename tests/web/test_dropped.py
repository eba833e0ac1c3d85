"""Dropped is not done: an item that is closed and dropped is not told to be closed."""

from dataclasses import replace

from automation.model import Link, LinkKind
from tests.taking import an_issue, said, takes_in
from tests.web.conftest import KEY, PAGE, World


def test_a_part_that_was_dropped_is_not_told_to_be_closed(world: World) -> None:
    under = {"field": frozenset({Link(LinkKind.PARENT, KEY, "field")})}
    ends = {"Refunded": "completed", "Never mind": "not_planned"}
    parts = [
        replace(
            an_issue(n, links=under),
            fields={"title": title, "state": "closed", "state_reason": ends[title]},
        )
        for n, title in enumerate(ends, start=4)
    ]
    takes_in(world.record, *map(said, (an_issue(12), *parts)))

    page = world.sees_on(PAGE)

    assert "Never mind github:acme/shop#5, issue, dropped" in page
    assert "Refunded github:acme/shop#4, issue, closed" in page
    assert "issue, dropped seen by" in world.sees_on("/items/github:acme/shop%235")
