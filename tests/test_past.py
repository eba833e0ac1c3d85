"""An item as it read at a moment of its past."""

from collections.abc import Sequence
from dataclasses import replace

from automation.guards import take_in
from automation.model import Event, Item, Link, LinkKind, Mark, Sighting
from automation.past import as_of
from automation.store.record import Record
from tests.builders import a_sighting, an_event, at, label_off, label_on
from tests.taking import an_issue, said, takes_in
from tests.test_any_order import part
from tests.test_guards import nobody

DAY = 86_400
EPIC = Link(LinkKind.PARENT, "github:7001", "field")


def lived(*messages: tuple[Sighting, Event | None]) -> tuple[Item, dict[str, list[Mark]]]:
    """An item after these messages, and its history as it is kept."""
    item: Item | None = None
    history: dict[str, list[Mark]] = {}
    for seen, event in messages:
        taken = take_in(item, seen, event=event, is_ours=nobody)
        item = taken.item
        for facet, mark in taken.marks:
            history.setdefault(facet, []).append(mark)
    assert item is not None
    return item, history


def test_a_field_reads_what_it_read_then() -> None:
    item, history = lived(
        (a_sighting(title="One"), None),
        (a_sighting(title="Two", seconds=10), None),
        (a_sighting(title="Three", seconds=20), None),
    )

    titles = [
        then.fields["title"] for n in (5, 10, 19, 20) if (then := as_of(item, history, at(n)))
    ]

    assert titles == ["One", "Two", "Two", "Three"]


def test_a_field_that_never_changed_reads_as_it_stands() -> None:
    item, history = lived((a_sighting(title="One"), None))

    then = as_of(item, history, at(-DAY))

    assert then is not None
    assert then.fields["title"] == "One"


def test_a_label_was_on_or_off() -> None:
    item, history = lived(
        (a_sighting(labels=["bug"]), an_event(label_on("bug"))),
        (a_sighting(labels=[], seconds=10), an_event(label_off("bug"), seconds=10)),
        (a_sighting(labels=["ui"], seconds=20), None),
    )

    labels = [then.labels for n in (-1, 5, 15, 25) if (then := as_of(item, history, at(n)))]

    assert labels == [frozenset(), {"bug"}, frozenset(), {"ui"}]


def test_a_facet_that_was_taken_away_was_there_before() -> None:
    item, history = lived(
        (a_sighting(), None),
        (part(1, facets={"project/7/Status": "Doing"}), None),
        (part(9, facets={"project/7/Status": None}), None),
    )

    then = as_of(item, history, at(5))

    assert then is not None
    assert then.facets == {"project/7/Status": "Doing"}
    assert item.facets == {}


def test_a_link_that_was_taken_away_stood_before() -> None:
    item, history = lived(
        (replace(a_sighting(), links={"field": frozenset({EPIC})}), None),
        (replace(a_sighting(seconds=10), links={"field": frozenset()}), None),
    )

    then = as_of(item, history, at(5))

    assert then is not None
    assert {(link.kind, link.to) for link in then.links} == {(EPIC.kind, EPIC.to)}


def test_an_item_is_not_there_before_it_was_created_nor_after_it_was_deleted() -> None:
    item, history = lived(
        (a_sighting(created=at(0)), None),
        (a_sighting(created=at(0), deleted=True, seconds=10), None),
    )

    assert [as_of(item, history, at(n)) is None for n in (-1, 5, 10)] == [True, False, True]


def test_the_children_an_epic_had_last_week_can_be_read(record: Record) -> None:
    takes_in(record, said(an_issue(1, type_="epic")))
    for number in (2, 3):
        under = an_issue(number, seconds=number, links={"field": frozenset({EPIC})})
        takes_in(record, said(under), seconds=number)
    moved = an_issue(3, seconds=7 * DAY, links={"field": frozenset()})
    takes_in(record, said(moved), seconds=7 * DAY)

    assert children(record, 8 * DAY) == ["github:7002"]
    assert children(record, 6 * DAY) == ["github:7002", "github:7003"]


def children(record: Record, seconds: float) -> Sequence[str]:
    ids = ["github:7002", "github:7003"]
    histories, known = record.folder.histories(ids), record.inbox.known(ids)
    then = [as_of(known[id_].item, histories[id_], at(seconds)) for id_ in ids]
    return [item.id for item in then if item and EPIC.to in {link.to for link in item.links}]
