"""On its way forward the company's clock stands at the time of a report until it is out."""

from datetime import UTC, datetime, timedelta

import pytest

from automation.ports import Instants
from automation.store.record import Record
from automation.store.tempo import Pace
from automation.ticking import PATIENT, Timekeeper
from tests.builders import at
from tests.reports.post import MONDAY
from tests.reports.post import rules as reports
from tests.store.world import rows_of
from tests.test_ticking import rules as daily

NEXT_MONDAY = datetime(2026, 10, 5, 7, 0, tzinfo=UTC)
"""09:00 in Berlin; tests begin at noon of the Friday before."""


def goes(record: Record, until: float, *, begin: float = 0) -> Timekeeper:
    """The clock goes forward, and somebody keeps it each second until then."""
    keeper = Timekeeper(record, ["http://127.0.0.1:1"])
    keeper.tend(reports(), wall=at(begin))
    record.clocks.forward_to(NEXT_MONDAY, wall=at(begin))
    keeps(keeper, begin, until)
    return keeper


def keeps(keeper: Timekeeper, begin: float, until: float) -> None:
    found = reports()
    for second in range(int(begin), int(until) + 1):
        keeper.tend(found, wall=at(second))


def goes_out(record: Record, wall: float) -> None:
    """The report that is due goes out, to nobody."""
    instants = Instants(at(wall), record.clocks.company(at(wall)))
    issue = record.editions.claim(owner="me", instants=instants)
    assert issue is not None
    assert issue.planned_at == MONDAY
    record.editions.finish(issue, owner="me", wall=at(wall))


def test_the_clock_stands_at_the_time_of_a_report_until_it_is_out(record: Record) -> None:
    keeper = goes(record, 60)

    assert record.clocks.company(at(60)) == MONDAY
    assert record.clocks.state(at(60)).pace is Pace.FORWARD

    goes_out(record, 60)
    keeps(keeper, 61, 66)

    assert record.clocks.company(at(67)) >= NEXT_MONDAY


def test_a_report_that_never_goes_out_holds_the_clock_but_so_long(record: Record) -> None:
    keeper = goes(record, 60)
    late = 60 + PATIENT.total_seconds()

    keeps(keeper, 61, late)

    assert record.clocks.company(at(late + 5)) >= NEXT_MONDAY


def test_the_time_of_a_rule_holds_nothing(record: Record) -> None:
    keeper = Timekeeper(record, ["http://127.0.0.1:1"])
    found = daily()
    keeper.tend(found, wall=at(0))
    record.clocks.forward_to(NEXT_MONDAY, wall=at(0))
    for second in range(1, 11):
        keeper.tend(found, wall=at(second))

    assert record.clocks.company(at(10)) >= NEXT_MONDAY


@pytest.mark.parametrize("turn", ["pause", "play"])
def test_whoever_turns_the_clock_while_it_stands_is_obeyed(record: Record, turn: str) -> None:
    keeper = goes(record, 20)

    getattr(record.clocks, turn)(wall=at(20))
    keeps(keeper, 21, 24)

    state = record.clocks.state(at(25))
    assert state.pace == turn
    assert (state.now > MONDAY + timedelta(minutes=1)) == (turn == "play")
    assert [row["state"] for row in rows_of(record, "tick")].count("running") == 1
