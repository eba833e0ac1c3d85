"""What the list of questions costs: little each minute, whatever stands on record."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event, insert

from automation.asks import LASTS, Ask
from automation.sayings import Proposal
from automation.store import schema
from automation.store.record import Record
from automation.store.said import keep, sayings_of
from tests.builders import ISSUE, NOON
from tests.databases import Home
from tests.store.crowd import there_are
from tests.store.world import rows_of
from tests.stories.crew import Crew, triage

DAY = timedelta(days=1)


@pytest.fixture
def crew(home: Home) -> Iterator[Crew]:
    made = Crew(home, triage())
    yield made
    made.line.close()


def lives(crew: Crew, seconds: float) -> list[str]:
    """Some time passes, and the clock looks at what there is to ask; what it asks the database."""
    crew.time.pass_(seconds)
    crew.line.reload()
    asked: list[str] = []
    with crew.line.record.database.reading() as connection:
        engine = connection.engine

    def hears(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(engine, "before_cursor_execute", hears)
    crew.line._asker.tend(crew.line.rules, wall=crew.time(), now=crew.line.now())
    event.remove(engine, "before_cursor_execute", hears)
    return asked


def test_what_was_said_is_counted_once_an_hour_and_verdicts_are_never_read(crew: Crew) -> None:
    first, soon, later = (lives(crew, seconds) for seconds in (61, 61, 3600))

    counted = [any("outbox.company_at >=" in each for each in one) for one in (first, soon, later)]
    assert counted == [True, False, True]
    assert not any("verdict" in each for each in (*first, *soon, *later))


def test_more_questions_than_a_statement_has_room_for_are_settled(record: Record) -> None:
    many = [Ask("guess", f"g{n}", "", "s", "q", "o", "/") for n in range(33_000)]
    record.asks.ask(many, now=NOON)
    record.asks.ask(many[1:], now=NOON + DAY)

    states = [row["state"] for row in rows_of(record, "ask")]
    assert (states.count("open"), states.count("settled")) == (32_999, 1)


def test_a_proposal_is_asked_about_for_as_long_as_a_question_lasts(record: Record) -> None:
    there_are(record, [ISSUE])
    said = Proposal(ISSUE, "due", "2026-12-01", "Ann Moss", NOON, who="ann")
    with record.database.writing() as connection:
        keep(connection, [said])

    assert [each for each, _ in record.asks.proposals(NOON + LASTS)] == [said]
    assert record.asks.proposals(NOON + LASTS + 2 * DAY) == []


def test_only_the_snoozes_of_what_is_looked_at_and_around_it_are_read(record: Record) -> None:
    rows = [
        {"item": id_, "until": NOON + DAY, "by": "Ann", "at": NOON, "why": ""}
        for id_ in ("jira:1", "jira:2", "jira:3")
    ]
    with record.database.writing() as connection:
        connection.execute(insert(schema.snooze), rows)
    with record.database.reading() as connection:
        found = sayings_of(connection, ["jira:1"], ["jira:2"], NOON)
        over = sayings_of(connection, ["jira:1"], ["jira:2"], NOON + 2 * DAY)

    assert {id_: {*each.snoozed} for id_, each in found.items()} == {"jira:1": {"jira:1", "jira:2"}}
    assert over == {}
