"""Two clocks, one leader."""

from sqlalchemy import insert

from automation.store import schema
from automation.store.record import Record
from tests.builders import at


def test_without_a_row_the_company_lives_in_the_systems_time(record: Record) -> None:
    assert record.clocks.company(at(5)) == at(5)


def test_the_companys_time_can_run_fast(record: Record) -> None:
    with record.database.writing() as connection:
        connection.execute(
            insert(schema.clock).values(id=1, anchor_wall=at(0), anchor_company=at(1000), rate=60)
        )

    assert record.clocks.company(at(10)) == at(1600)


def test_one_clock_leads(record: Record) -> None:
    assert record.clocks.lead("one", wall=at(0))
    assert not record.clocks.lead("two", wall=at(1))
    assert record.clocks.lead("one", wall=at(2))


def test_another_clock_leads_when_the_leader_fell_silent(record: Record) -> None:
    record.clocks.lead("one", wall=at(0))

    assert record.clocks.lead("two", wall=at(7))
    assert not record.clocks.lead("one", wall=at(8))


def test_a_sign_of_life_is_the_last_one(record: Record) -> None:
    record.clocks.beat("clock", wall=at(0))
    record.clocks.beat("clock", wall=at(9))

    assert record.clocks.beats()["clock"] == at(9)
