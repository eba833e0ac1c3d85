"""What many senders report at once is one batch, and each row is judged by itself."""

from automation.effects import Outcome
from automation.ports import Answer
from automation.store.progress import Answered, Begun, GivenBack, Progress, keep_progress
from automation.store.record import Record
from tests.builders import a_wish, at
from tests.store.test_outbox import begins, claims
from tests.store.world import plans, rows_of

DONE = Answer(Outcome.DONE, "written", before=(), after=("needs-triage",))


def reports(record: Record, *news: Progress) -> list[bool]:
    with record.database.writing() as connection:
        return list(keep_progress(connection, news))


def test_a_row_of_somebody_else_changes_nothing_for_the_others(record: Record) -> None:
    plans(record, a_wish())
    errand = claims(record)[0]

    told = reports(
        record,
        Begun(errand, "a stranger", at(1)),
        Begun(errand, "me", at(1)),
        GivenBack(errand, "another stranger"),
    )

    assert told == [False, True, False]
    assert [row["state"] for row in rows_of(record, "outbox")] == ["sending"]


def test_an_answer_of_somebody_else_is_not_written_down(record: Record) -> None:
    plans(record, a_wish())
    errand = claims(record)[0]
    assert begins(record, errand, seconds=1)

    assert reports(record, Answered(errand, "a stranger", at(2), DONE)) == [False]
    assert rows_of(record, "written") == []
    assert [row["state"] for row in rows_of(record, "outbox")] == ["sending"]
