"""Who is asked for: what ought to be there, and what vanished, a hundred at a time."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from automation.model import Item
from automation.ports import Gap, Haul, Listed
from automation.store import schema
from automation.store.record import Record
from automation.store.recoveries import ROLL
from tests.builders import at
from tests.store.world import an_item, rows_of, takes_in

DAY = 86_400
LONG_AGO = -401 * DAY


@pytest.fixture
def gap(record: Record) -> Gap:
    record.recoveries.ask("github", wall=at())
    (gap,) = record.recoveries.claim(wall=at())
    return gap


def named(number: int, **told: object) -> Item:
    return replace(an_item(f"github:{number}"), **told)  # type: ignore[arg-type]  # parts of an item


CLOSED = {"title": "Done", "state": "closed"}
OPEN = {"title": "To do", "state": "open"}


def on_the_roll(record: Record, gap: Gap, *, whole: bool = True) -> list[str]:
    found = record.recoveries.roll(gap, "", whole=whole, wall=at())
    return [each.id for each in found]


@pytest.mark.parametrize(
    ("told", "seconds", "whole", "vanished"),
    [
        ({"fields": OPEN}, -DAY, True, False),
        ({"fields": OPEN}, LONG_AGO, True, False),
        ({"fields": {}}, LONG_AGO, True, False),
        ({"fields": CLOSED}, -DAY, True, False),
        ({"fields": CLOSED}, LONG_AGO, False, False),
        ({"deleted_at": at(-DAY)}, -DAY, False, False),
        ({"deleted_at": at(-DAY), "vanished": True}, -DAY, True, True),
        ({"deleted_at": at(-DAY), "vanished": True}, LONG_AGO, False, False),
        ({"fields": OPEN}, 0, False, False),
        ({"deleted_at": at(), "vanished": True}, 0, False, False),
    ],
)
def test_who_is_asked_for_in_a_whole_pass_and_in_any(
    record: Record,
    gap: Gap,
    told: dict[str, object],
    seconds: float,
    *,
    whole: bool,
    vanished: bool,
) -> None:
    takes_in(record, named(1, **told), seconds=seconds)

    assert bool(on_the_roll(record, gap)) is whole
    assert bool(on_the_roll(record, gap, whole=False)) is vanished


def test_another_connections_items_are_not_asked_for(record: Record, gap: Gap) -> None:
    takes_in(record, replace(an_item("slow:1"), connection="slow"), seconds=-DAY)

    assert on_the_roll(record, gap) == []


def test_an_item_is_asked_for_by_its_own_key_and_its_node(record: Record, gap: Gap) -> None:
    takes_in(record, named(1), seconds=-DAY)
    with record.database.writing() as connection:
        values = {"key": "github:node:I_kwDO", "item": "github:1"}
        connection.execute(schema.alias.insert().values(values))

    assert record.recoveries.roll(gap, "", whole=True, wall=at()) == [
        Listed("github:1", "acme/shop#1", "I_kwDO")
    ]


def test_a_hundred_are_asked_for_at_a_time_and_each_once(record: Record, gap: Gap) -> None:
    for number in range(1000, 1000 + ROLL + 5):
        takes_in(record, named(number), seconds=-DAY)

    first = record.recoveries.roll(gap, "", whole=True, wall=at())
    last = record.recoveries.roll(gap, first[-1].id, whole=True, wall=at())

    assert (len(first), len(last)) == (ROLL, 5)
    assert len({each.id for each in (*first, *last)}) == ROLL + 5
    assert record.recoveries.roll(gap, last[-1].id, whole=True, wall=at()) == []


def test_those_in_doubt_are_read_again_a_few_each_second(record: Record, gap: Gap) -> None:
    ids = tuple(f"github:{number}" for number in range(101))

    assert record.recoveries.keep(gap, Haul((), "here", doubts=ids), wall=at(1))

    due = due_of(record)
    assert (min(due), max(due)) == (at(1), at(1) + timedelta(seconds=2))


def test_whoever_was_too_slow_has_nobody_read_again(record: Record, gap: Gap) -> None:
    record.recoveries.ask("github", wall=at(1))

    assert not record.recoveries.keep(gap, Haul((), "here", doubts=("github:1",)), wall=at(2))
    assert due_of(record) == []


def test_the_next_pass_knows_when_all_were_asked_for(record: Record, gap: Gap) -> None:
    record.recoveries.done(replace(gap, called=at()), at=at(900))
    (after,) = record.recoveries.claim(wall=at(900))
    assert (after.called, after.cursor, after.began) == (at(), "", at(900))

    record.recoveries.go_on(after, "", at=at(1800), said="Jira answered 401")
    (again,) = record.recoveries.claim(wall=at(1800))
    assert (again.called, again.began) == (at(), at(1800))

    record.recoveries.ask("github", wall=at(1801))
    (anew,) = record.recoveries.claim(wall=at(1801))
    assert anew.called is None


def due_of(record: Record) -> list[datetime]:
    return [row["due_at"] for row in rows_of(record, "agenda") if row["reason"] == "reread"]
