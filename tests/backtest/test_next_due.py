"""When a replay has to stop next: at what is due, never at what is only remembered."""

from datetime import UTC, datetime

from sqlalchemy import insert

from automation.effects import FIRED
from automation.store import schema
from automation.store.opening import next_due
from automation.store.record import Record

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 9, tzinfo=UTC)


def _row(reason: str, due_on: str, due_at: datetime) -> dict[str, object]:
    times = {"due_on": due_on, "due_at": due_at, "since": AT}
    return {"subject": "jira:1", "reason": reason, "seq": 1, **times}


def test_a_timer_that_fired_is_due_no_more(record: Record) -> None:
    rows = [_row("timer:stuck:7", FIRED, AT), _row("timer:stuck:8", "company", LATER)]
    with record.database.writing() as connection:
        connection.execute(insert(schema.agenda), rows)

    assert next_due(record) == LATER
