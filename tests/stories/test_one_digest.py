"""However many lines are due at once, whoever is told some is told them in one mail."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from automation.effects import Notice, Plan, Step
from automation.store import schema
from automation.store.plans import keep_plans
from automation.store.waiting import going
from tests.databases import Home
from tests.store.world import rows_of
from tests.stories.crew import Crew, triage

ITEM = "github:7001"


@pytest.fixture
def crew(home: Home) -> Iterator[Crew]:
    made = Crew(home, triage())
    yield made
    made.line.close()


def waits(crew: Crew, lines: int, people: int, *, hours: int = 1) -> None:
    """So many lines wait for the next hour, for these people in turn; or it was hours ago."""
    opens = crew.line.now() + timedelta(hours=hours)
    steps = [
        Step(
            Notice(
                *(f"p{number % people}@example.org", f"line {number}"),
                url="",
                target=ITEM,
                occasion=f"o{number}",
                digest="hourly",
            ),
            *(ITEM, "triage", "hash", "it slips", ()),
            opens=opens,
        )
        for number in range(lines)
    ]
    with crew.line.record.database.writing() as connection:
        keep_plans(connection, [Plan(ITEM, steps=tuple(steps))], wall=crew.time())


def test_a_digest_is_one_mail_where_more_is_due_than_one_turn_takes(crew: Crew) -> None:
    waits(crew, 600, people=7)
    crew.time.pass_(7200)

    for _ in range(2):
        crew.line.record.waiting.tend(wall=crew.time(), now=crew.line.now())

    rows = rows_of(crew.line.record, "outbox")
    mails = Counter(row["wish"]["recipient"] for row in rows if row["kind"] == "email")
    assert mails == dict.fromkeys((f"p{number}@example.org" for number in range(7)), 1)
    assert {row["state"] for row in rows if row["kind"] == "notice"} == {"done"}


def test_lines_whose_hour_is_over_when_they_are_kept_are_one_mail_as_well(crew: Crew) -> None:
    waits(crew, 5, people=1, hours=-1)

    assert {row["state"] for row in rows_of(crew.line.record, "outbox")} == {"waiting"}
    crew.line.record.waiting.tend(wall=crew.time(), now=crew.line.now())

    kinds = Counter(row["kind"] for row in rows_of(crew.line.record, "outbox"))
    assert kinds == {"notice": 5, "email": 1}


def test_lines_of_a_run_that_ends_after_their_hour_are_one_mail_as_well(crew: Crew) -> None:
    waits(crew, 5, people=1)
    box = schema.outbox
    with crew.line.record.database.writing() as connection:
        connection.execute(update(box).values(state="held"))
        crew.time.pass_(7200)
        connection.execute(update(box).values(**going(connection, crew.time())))

    crew.line.record.waiting.tend(wall=crew.time(), now=crew.line.now())

    kinds = Counter(row["kind"] for row in rows_of(crew.line.record, "outbox"))
    assert kinds == {"notice": 5, "email": 1}
