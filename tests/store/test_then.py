"""Cases as they were: loaded once for many moments of one, or for many at one moment."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete

from automation.model import LinkChange
from automation.ports import Case, anything
from automation.store import schema
from automation.store.record import Record
from tests.builders import at
from tests.store.test_portfolio import EPIC, claimed, family, issue, parent
from tests.taking import an_issue, said, takes_in


def _case(record: Record, then: datetime) -> Case:
    return record.portfolio.cases_at([EPIC], then, reach=6, appraised=anything)[EPIC]


def test_a_case_in_hand_reads_at_each_moment_as_if_it_were_asked_for_then(record: Record) -> None:
    family(record)
    out = replace(
        an_issue(3, seconds=40), links={}, link_changes=(LinkChange(parent(1), stands=False),)
    )
    takes_in(record, said(out), seconds=40)
    takes_in(record, said(issue(2, under=True, seconds=50, state="open")), seconds=50)
    case, moments = claimed(record)[EPIC], [at(seconds) for seconds in (-91, 10, 30, 45, 60)]

    found = record.portfolio.case_through(case, moments)

    assert found[0] is None
    assert found[1:] == [replace(_case(record, each), reasons=case.reasons) for each in moments[1:]]


def test_many_items_are_read_as_they_were_each_with_its_own_around_it(record: Record) -> None:
    family(record)

    found = record.portfolio.cases_at(
        [EPIC, "github:7003", "github:9"], at(60), reach=6, appraised=anything
    )

    assert found.keys() == {EPIC, "github:7003"}
    assert [each.id for each in found["github:7003"].around.parents("github:7003")] == [EPIC]


def test_what_has_not_changed_since_reads_as_it_stands_and_its_past_is_not_looked_up(
    record: Record,
) -> None:
    family(record)
    takes_in(record, said(issue(3, under=True, seconds=30, title="Renamed")), seconds=30)
    takes_in(record, said(issue(2, under=True, seconds=50, state="open")), seconds=50)
    before = [_case(record, at(seconds)) for seconds in (60, 45)]
    with record.database.writing() as connection:
        table = schema.history
        connection.execute(delete(table).where(table.c.item != "github:7002"))

    assert [_case(record, at(seconds)) for seconds in (60, 45)] == before
