"""What the rule folder tells itself, written and read again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from automation.errors import UnreadableDelivery
from automation.model import Change, Delivery, Event, Link, LinkKind, Reading, Sighting
from automation.trackers.own.parse import FILES, MEASURE, parse, tell
from tests.builders import NOON, a_sighting, at

OBJECTIVE = Sighting(
    item_id="own:obj-retain",
    connection="own",
    type="objective",
    at=NOON,
    key="own:obj-retain",
    project="own",
    visibility="internal",
    fields={"title": "Customers come back", "due": datetime(2027, 6, 30, tzinfo=UTC), "unit": None},
    labels=(),
    facets={"measure": 38.2},
    reread=True,
)
LINKED = replace(
    a_sighting(reread=True),
    fields=None,
    labels=None,
    links={
        "objectives": frozenset({Link(LinkKind.PARENT, "own:obj-retain", "objectives")}),
    },
)


def a_point(value: float, seconds: float) -> Event:
    return Event(
        connection="own",
        key=f"own:obj-retain/measure/2026-10-02/{value}",
        kind="own.measure.told",
        at=at(seconds),
        item_id="own:obj-retain",
        actor=None,
        url="https://numbers.example/retention.csv",
        changes=(Change("measure", None, value),),
    )


def read(body: bytes, kind: str = FILES) -> Reading:
    return parse(Delivery("own", "1", kind, body, NOON))


def test_an_objective_comes_back_as_it_was_told() -> None:
    assert read(tell([OBJECTIVE])).sightings == (OBJECTIVE,)


def test_an_item_of_a_tracker_comes_back_with_nothing_but_its_links() -> None:
    (seen,) = read(tell([LINKED])).sightings

    assert seen == LINKED
    assert (seen.connection, seen.fields, seen.labels) == ("github", None, None)


def test_a_link_taken_away_is_told_as_an_empty_whole() -> None:
    gone = replace(LINKED, links={"objectives": frozenset()})

    assert read(tell([gone])).sightings == (gone,)


@pytest.mark.parametrize("kind", [FILES, MEASURE])
def test_the_newest_point_is_the_event_and_the_others_are_past(kind: str) -> None:
    first, second = a_point(38.2, 1), a_point(39.0, 2)

    reading = read(tell([OBJECTIVE], [first, second]), kind)

    assert (reading.event, reading.past) == (second, (first,))


def test_the_same_word_is_the_same_bytes() -> None:
    assert tell([OBJECTIVE, LINKED]) == tell([OBJECTIVE, LINKED])


def test_another_kind_is_nobody_s() -> None:
    assert read(tell([OBJECTIVE]), "issues") == Reading()


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"items":[{}],"told":[]}', b'{"items":[],"told":[{"key":1}]}'],
)
def test_a_body_of_another_shape_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableDelivery):
        read(body)
