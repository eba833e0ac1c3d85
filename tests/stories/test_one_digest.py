"""However many lines are due at once, whoever is told some is told them in one mail."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from automation.effects import Notice, Plan, Step
from automation.store.plans import keep_plans
from tests.databases import Home
from tests.store.world import rows_of
from tests.stories.crew import Crew, triage

ITEM = "github:7001"


@pytest.fixture
def crew(home: Home) -> Iterator[Crew]:
    made = Crew(home, triage())
    yield made
    made.line.close()


def waits(crew: Crew, lines: int, people: int) -> None:
    """So many lines wait for the next hour, for these people in turn."""
    opens = crew.line.now() + timedelta(hours=1)
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
