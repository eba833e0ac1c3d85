"""Old rows go at their time, and not before."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from automation.effects import FIRED, Plan, Wake
from automation.store.record import Record
from automation.store.retention import tidy
from tests.builders import ISSUE, NOON, a_wish, at
from tests.store.test_editions import a_letter, issued
from tests.store.test_outbox import sends
from tests.store.world import an_item, arrives, cases, mail, plans, rows_of, takes_in

DAY = 24 * 3600


def left(record: Record) -> Mapping[str, int]:
    tables = ("inbox", "body", "outbox", "item")
    return {table: len(rows_of(record, table)) for table in tables}


@pytest.fixture
def filled(record: Record) -> Record:
    plans(record, a_wish())
    sends(record)
    return record


@pytest.mark.parametrize(
    ("days", "remains"),
    [
        (29, {"inbox": 1, "body": 1, "outbox": 1, "item": 1}),
        (31, {"inbox": 1, "body": 0, "outbox": 1, "item": 1}),
        (36, {"inbox": 0, "body": 0, "outbox": 1, "item": 1}),
        (401, {"inbox": 0, "body": 0, "outbox": 0, "item": 1}),
    ],
)
def test_each_table_keeps_its_rows_as_long_as_it_says(
    filled: Record, days: int, remains: Mapping[str, int]
) -> None:
    tidy(filled.database, wall=at(days * DAY))

    assert left(filled) == remains


def test_a_delivery_that_still_waits_is_never_tidied_away(record: Record) -> None:
    arrives(record)

    tidy(record.database, wall=at(36 * DAY))

    assert left(record)["inbox"] == 1


def test_an_open_wish_is_never_tidied_away(record: Record) -> None:
    plans(record, a_wish())

    tidy(record.database, wall=at(900 * DAY))

    assert left(record)["outbox"] == 1


def test_what_was_said_of_an_edition_goes_with_it(record: Record) -> None:
    issued(record, NOON, a_letter("a@x.org"))
    (edition,) = record.editions.list(1)
    record.editions.tap(edition.id, "useful", wall=NOON)

    tidy(record.database, wall=at(399 * DAY))
    assert len(rows_of(record, "tap")) == 1

    tidy(record.database, wall=at(401 * DAY))
    assert rows_of(record, "edition") == rows_of(record, "tap") == []


def fires(record: Record, id_: str, *, gone: bool = False, vanished: bool = False) -> None:
    """A timer of this item fires at noon, and the item is deleted, or can be seen no more."""
    shown = replace(an_item(id_), deleted_at=NOON if gone or vanished else None, vanished=vanished)
    takes_in(record, shown)
    (case,) = cases(record)
    wakes = (Wake(id_, "timer:stuck:2", FIRED, NOON, "2026-10-02T12:00:00.000000Z"),)
    record.agenda.decided([(case, Plan(id_, wakes=wakes))], owner="me", wall=NOON)


def fired(record: Record) -> list[str]:
    return [row["subject"] for row in rows_of(record, "agenda") if row["due_on"] == FIRED]


@pytest.mark.parametrize(("days", "remains"), [(399, [ISSUE]), (401, [])])
def test_what_fired_is_remembered_as_long_as_what_was_said_of_it(
    record: Record, days: int, remains: list[str]
) -> None:
    fires(record, ISSUE)

    tidy(record.database, wall=at(days * DAY))

    assert fired(record) == remains


def test_what_fired_goes_with_its_item_and_not_with_one_that_may_be_seen_again(
    record: Record,
) -> None:
    fires(record, ISSUE, gone=True)
    fires(record, "github:7002", vanished=True)

    tidy(record.database, wall=at(DAY))

    assert fired(record) == ["github:7002"]


def test_many_old_rows_go_in_small_steps(record: Record) -> None:
    for n in range(3):
        arrives(record, f"d-{n}")
    assert len(mail(record)) == 3

    assert tidy(record.database, wall=at(31 * DAY)) == 3
