"""New wishes make way without a statement for each: the write lock is everybody's."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from automation.effects import Comment, Plan, SetLabel, Step
from automation.store.plans import keep_plans
from automation.store.record import Record
from tests.builders import NOON, Time
from tests.fakes.tracker import FakeTracker, outage
from tests.store.world import plans, rows_of
from tests.ways.world import a_comment, turn

MANY = 50


def wishes(value: str) -> list[Plan]:
    """A label for each of many items."""
    return [
        Plan(item, steps=(_wish(item, value),)) for item in (f"github:{n}" for n in range(MANY))
    ]


def _wish(item: str, value: str) -> Step:
    effect = SetLabel("github", item, "label:triage", ("new", "old"), value, ())
    return Step(effect, item, "triage", "abc", "because", evidence=())


def keeps(record: Record, plans: list[Plan], *, minutes: float = 0) -> list[tuple[str, int]]:
    """Keep these plans; the statements that change the outbox, each with how often it ran."""
    with record.database.writing() as connection, _heard(connection) as heard:
        keep_plans(connection, plans, wall=NOON + timedelta(minutes=minutes))
    return heard


@contextmanager
def _heard(connection: Any) -> Iterator[list[tuple[str, int]]]:  # noqa: ANN401 - a connection
    heard: list[tuple[str, int]] = []

    def hears(_one: Any, _cursor: Any, statement: str, told: Any, _c: Any, many: bool) -> None:  # noqa: ANN401, FBT001 - SQLAlchemy's own signature
        if statement.startswith(("UPDATE outbox", "INSERT INTO outbox")):
            heard.append((statement.partition(" ")[0], len(told) if many else 1))

    event.listen(connection.engine, "before_cursor_execute", hears)
    yield heard
    event.remove(connection.engine, "before_cursor_execute", hears)


def test_where_nothing_was_sent_no_wish_is_closed(record: Record) -> None:
    keeps(record, wishes("new"))

    changes = keeps(record, wishes("old"), minutes=1)

    assert [verb for verb, _ in changes] == ["INSERT"] * len(changes)
    assert {row["value"] for row in rows_of(record, "outbox")} == {"old"}


def test_only_a_wish_that_was_sent_keeps_its_row(
    record: Record, tracker: FakeTracker, time: Time
) -> None:
    said = a_comment("at risk")
    plans(record, said)
    tracker.drop_after_write = [outage()]
    turn(record, tracker, time)
    newer = a_comment("off track", occasion="slips/0/e2")

    changes = keeps(record, [Plan(said.subject, steps=(newer,)), *wishes("new")], minutes=1)

    assert changes[0] == ("UPDATE", 1)
    effect = said.effect
    assert isinstance(effect, Comment)
    told = [
        (r["value"], r["open"]) for r in rows_of(record, "outbox") if r["field"] == effect.field
    ]
    assert told == [("at risk", False), ("off track", True)]
