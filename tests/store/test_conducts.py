"""How rules behave is counted where the rows are: what a page shows never reads whole tables."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert

from automation.calendar import Calendar
from automation.store import schema
from automation.store.database import SqliteFile
from automation.store.postgres import Postgres
from automation.store.record import Record
from tests.builders import ISSUE, NOON

DAY = timedelta(days=1)
WISHES: Sequence[tuple[object, object]] = (
    ("bug", ["bug"]),
    ("bug", []),
    ("bug", None),
    ("bug", "bug"),
    ("bug", "docs"),
    ("bug", ["bug", "docs"]),
    (None, []),
    (None, None),
    (None, ["docs"]),
    ('"quoted" \u00fc', ['"quoted" \u00fc']),
    ("", ""),
)
"""What a rule in shadow would have a place read, and what stood there."""


def rehearsed(record: Record, wishes: Sequence[Mapping[str, object]], rule: str = "sorts") -> None:
    """Wishes of a rule in shadow, the later ones newer."""
    rows = [
        {
            "effect": f"{rule}:{n}/label:kind",
            "rule": rule,
            "wish": wish,
            "subject": f"{rule}:{n}",
            "ruleset": "abc",
            "because": "so",
            "at": NOON + n * DAY,
        }
        for n, wish in enumerate(wishes)
    ]
    with record.database.writing() as connection:
        connection.execute(insert(schema.shadow), rows)


def said(record: Record, *, rule: str = "greets", kind: str = "comment", **more: object) -> None:
    """A wish of a rule that was carried out at noon."""
    row: dict[str, Any] = {
        "effect": f"{kind}/{more}",
        "open": False,
        "state": "done",
        "seq": 1,
        "connection": "github",
        "target": ISSUE,
        "kind": kind,
        "field": kind,
        "wish": {},
        "subject": "x",
        "rule": rule,
        "ruleset": "abc",
        "because": "so",
        "evidence": [],
        "due_at": NOON,
        "planned_at": NOON,
        "company_at": NOON,
        **more,
    }
    with record.database.writing() as connection:
        connection.execute(insert(schema.outbox), [row])


def acted(record: Record, *, after: timedelta, actor: Sequence[object]) -> None:
    """Somebody did something to the item so long after noon."""
    at = NOON + after
    row = {
        "key": f"e-{after}",
        "connection": "github",
        "kind": "github.issues.edited",
        "item": ISSUE,
        "at": at,
        "actor": actor,
        "url": "",
        "changes": [],
        "kept_until": at,
    }
    with record.database.writing() as connection:
        connection.execute(insert(schema.event), [row])


def statements(record: Record) -> list[str]:
    """Every statement that is executed from now on."""
    found: list[str] = []
    assert isinstance(record.database, SqliteFile | Postgres)
    engine = record.database.engine

    @event.listens_for(engine, "before_cursor_execute")
    def _(_c: object, _k: object, statement: str, _p: object, _x: object, _m: object) -> None:
        found.append(statement)

    return found


def test_an_agreement_in_numbers_is_that_of_the_whole_table(record: Record) -> None:
    rehearsed(record, [{"value": value, "basis": basis} for value, basis in WISHES])
    rehearsed(record, [{"text": "Seen"}, {"value": "x"}, {"basis": []}], rule="says")

    whole = record.conducts.agreement("sorts")
    found = record.conducts.tally("sorts", limit=10)

    assert (found.counted, found.agreed, found.empty) == (whole.counted, whole.agreed, whole.empty)
    assert (found.counted, found.agreed, found.empty) == (7, 4, 2)
    assert list(found.differences) == list(whole.differences(10))
    assert record.conducts.tally("says", limit=10).counted == 0


def test_only_the_latest_differences_are_read(record: Record) -> None:
    rehearsed(record, [{"value": "bug", "basis": [f"other-{n % 3}"]} for n in range(40)])

    found = record.conducts.tally("sorts", limit=5)

    assert [each.at for each in found.differences] == [NOON + n * DAY for n in range(39, 34, -1)]
    assert found.counted == 40
    assert found.share == 0


def test_what_was_said_is_counted_with_who_acted_then(record: Record) -> None:
    ann, robot = ["501", "ann-moss", False], ["700", "renovate[bot]", False]
    said(record)
    said(record, kind="email")
    said(record, kind="comment", before=["an older text"], after=["edited in place"])
    said(record, kind="label")
    said(record, state="withdrawn")
    said(record, company_at=NOON - 40 * DAY)
    acted(record, after=timedelta(hours=5), actor=robot)
    found = record.conducts.of(["greets"], Calendar(), NOON + DAY)["greets"]
    assert (found.mails, found.comments, found.heeded) == (1, 1, 0)

    acted(record, after=timedelta(hours=60), actor=ann)

    found = record.conducts.of(["greets"], Calendar(), NOON + 5 * DAY)["greets"]
    assert (found.said, found.heeded, found.changed) == (2, 2, NOON)


@pytest.mark.parametrize(("hours", "heeded"), [(5 * 24, 1), (5 * 24 + 1, 0)])
def test_three_working_days_end_on_their_minute(record: Record, hours: int, heeded: int) -> None:
    said(record)  # on a Friday: the third working day is Wednesday
    acted(record, after=timedelta(hours=hours), actor=["501", "ann-moss", False])

    found = record.conducts.of(["greets"], Calendar(), NOON + 9 * DAY)["greets"]

    assert found.heeded == heeded


def test_a_list_of_rules_looks_at_verdicts_only_of_those_that_changed_nothing(
    record: Record,
) -> None:
    said(record, rule="writes", kind="label")
    heard = statements(record)

    record.conducts.at_a_glance(["writes"], Calendar(), NOON + DAY)

    assert not [each for each in heard if "verdict" in each]
    record.conducts.at_a_glance(["writes", "rests"], Calendar(), NOON + DAY)
    assert [each for each in heard if "verdict" in each]


@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
def test_what_a_rule_said_and_changed_last_is_found_by_the_index(record: Record) -> None:
    said(record)
    heard = statements(record)
    record.conducts.of(["greets"], Calendar(), NOON + DAY)
    about = [each for each in heard if "FROM outbox" in each]

    with record.database.reading() as connection:
        plans = [
            str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}", _anything(each)).all())
            for each in about
        ]

    assert len(plans) == 2
    assert all("USING INDEX ix_outbox_done" in plan for plan in plans)


def _anything(statement: str) -> tuple[str, ...]:
    return ("x",) * statement.count("?")
