"""Items read from the record: parsed once, and never otherwise than their rows read."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from automation.model import Item
from automation.store import rows, schema
from automation.store.items import items_of
from automation.store.record import Record
from tests.builders import ISSUE, at
from tests.store.world import an_item, takes_in

OTHER = "github:7013"


def read(record: Record, *ids: str) -> Mapping[str, Item]:
    with record.database.reading() as connection:
        return items_of(connection, ids)


def rewrites(record: Record, **values: Any) -> None:  # noqa: ANN401 - what a column takes
    """The row as another installation may have it: the same id and version, another text."""
    with record.database.writing() as connection:
        connection.execute(update(schema.item).where(schema.item.c.id == ISSUE).values(**values))


def test_items_are_told_by_id_and_those_that_are_not_on_record_are_left_out(record: Record) -> None:
    takes_in(record, an_item(labels=["bug"]))
    takes_in(record, an_item(OTHER), seconds=1)

    found = read(record, OTHER, ISSUE, "github:1")

    assert found == {ISSUE: an_item(labels=["bug"]), OTHER: an_item(OTHER)}


def test_a_row_that_reads_the_same_is_parsed_once(record: Record) -> None:
    takes_in(record, an_item())

    assert read(record, ISSUE)[ISSUE] is read(record, ISSUE)[ISSUE]


def test_a_row_that_was_written_anew_is_read_anew_whatever_its_version(record: Record) -> None:
    takes_in(record, an_item())
    before = read(record, ISSUE)[ISSUE]

    rewrites(record, state=rows.item_state(an_item(labels=["bug"])))

    assert before == an_item()
    assert read(record, ISSUE)[ISSUE] == an_item(labels=["bug"])


def test_what_stands_beside_the_text_of_a_row_is_read_anew_as_well(record: Record) -> None:
    takes_in(record, an_item())
    read(record, ISSUE)

    rewrites(record, visibility="restricted", deleted_at=at(5))

    found = read(record, ISSUE)[ISSUE]
    assert (found.visibility, found.deleted_at) == ("restricted", at(5))
