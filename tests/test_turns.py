"""A turn ends long before its lease does: what it has no time for is given back as it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from automation.effects import Plan
from automation.issuing import issue
from automation.pipeline import decide
from automation.ports import LONGEST, Bounds, Case, Instants, Run
from automation.ports.reporting import Issue, Letter
from automation.store.leases import LEASE
from automation.store.record import Record
from automation.store.ticks import start
from automation.sweeping import sweep
from tests.builders import NOON
from tests.store.test_editions import a_letter, recipients
from tests.store.world import an_item, rows_of, takes_in

RULE = Run("r/1", NOON)
REPORT = Run("report:weekly/send Europe/Berlin", NOON)
LONG = LONGEST / 2 + timedelta(milliseconds=1)
"""Two of these are more than a turn has."""


@dataclass
class Slow:
    """A clock, and work by which it goes on."""

    each: timedelta
    wall: datetime = NOON + timedelta(seconds=60)

    def __call__(self) -> datetime:
        return self.wall

    def plans(self, case: Case, _now: datetime) -> Plan:
        self.wall += self.each
        return Plan(case.subject)


def company(wall: datetime) -> datetime:
    return wall


def decides(record: Record, slow: Slow) -> int:
    return decide(record.agenda, slow.plans, owner="me", clock=slow, company=company)


def known(record: Record, many: int) -> None:
    for number in range(many):
        takes_in(record, an_item(f"github:{number}"))


def left(record: Record) -> list[str]:
    return sorted(row["subject"] for row in rows_of(record, "agenda") if ":" in row["subject"])


def test_a_turn_that_takes_long_keeps_what_it_decided_and_gives_the_rest_back(
    record: Record,
) -> None:
    known(record, 5)
    slow = Slow(LONG)

    decides(record, slow)

    assert len(left(record)) == 3
    assert {row["attempts"] for row in rows_of(record, "agenda")} == {0}
    decides(record, slow)
    assert len(left(record)) == 1


def test_a_subject_that_takes_longer_than_a_turn_is_decided_all_the_same(record: Record) -> None:
    known(record, 2)

    decides(record, Slow(2 * LONGEST))

    assert len(left(record)) == 1


def sweeps(record: Record, slow: Slow) -> int:
    bounds = {"r": Bounds("r", "A rule", "v1")}
    return sweep(record.sweeps, slow.plans, owner="me", clock=slow, company=company, bounds=bounds)


def test_a_page_that_takes_long_is_cut_and_the_next_turn_goes_on_after_it(record: Record) -> None:
    known(record, 5)
    with record.database.writing() as connection:
        start(connection, RULE, "v1", NOON)
    slow = Slow(LONG)

    turns = [sweeps(record, slow) for _ in range(3)]

    assert turns == [2, 2, 1]
    (tick,) = rows_of(record, "tick")
    assert (tick["state"], tick["subjects"]) == ("done", 5)


@dataclass
class Writing:
    """Composes for three readers: looks back in steps first, and remembers them."""

    slow: Slow
    record: Record
    steps: int = 0

    def __call__(self, due: Issue, _now: datetime) -> Iterator[Letter | None]:
        while self.steps:
            self.slow.wall += self.slow.each
            self.steps -= 1
            yield None
        had = self.record.editions.had(due)
        for name in ("a@x.org", "b@x.org", "c@x.org"):
            if name not in had:
                self.slow.wall += self.slow.each
                yield a_letter(name)


def issues(record: Record, writing: Writing, owner: str = "me") -> timedelta:
    """One turn; how long it took."""
    began = writing.slow.wall
    issue(record.editions, writing, version="v", owner=owner, clock=writing.slow, company=company)
    return writing.slow.wall - began


def is_due(record: Record) -> None:
    with record.database.writing() as connection:
        start(connection, REPORT, "v1", NOON)


def test_no_turn_of_a_report_is_long_and_all_of_them_together_issue_it(record: Record) -> None:
    is_due(record)
    writing = Writing(Slow(timedelta(seconds=3)), record, steps=5)

    turns = [issues(record, writing) for _ in range(6)]

    assert max(turns) <= timedelta(seconds=6)
    assert recipients(record) == ["a@x.org", "b@x.org", "c@x.org"]
    assert left(record) == []


def test_a_report_whose_letters_outlast_a_lease_is_issued_and_nobody_is_blamed(
    record: Record,
) -> None:
    is_due(record)
    writing = Writing(Slow(LEASE + timedelta(seconds=1)), record)

    for number in range(4):
        issues(record, writing, owner=f"w{number}")

    assert recipients(record) == ["a@x.org", "b@x.org", "c@x.org"]
    assert left(record) == []


def test_a_slow_worker_that_lost_its_lease_is_no_crash(record: Record) -> None:
    is_due(record)
    slow = Slow(LEASE + timedelta(seconds=1))

    def overtaken(due: Issue, now: datetime) -> Iterator[Letter | None]:
        """While one composes, another takes the lease that ran out, and hangs as well."""
        slow.wall += slow.each
        record.editions.claim(owner="other", instants=Instants(slow.wall, slow.wall))
        yield from Writing(slow, record)(due, now)

    issue(record.editions, overtaken, version="v", owner="me", clock=slow, company=company)
    later = slow.wall + slow.each
    record.editions.claim(owner="third", instants=Instants(later, later))

    assert [row["error"] for row in rows_of(record, "agenda")] == [None]
