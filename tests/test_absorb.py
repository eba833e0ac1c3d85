"""A batch with one bad row: the bad one is blamed, nobody else waits."""

from dataclasses import replace

import pytest

from automation.effects import Plan
from automation.model import Delivery, Reading
from automation.pipeline import Site, absorb, decide
from automation.ports import Case
from automation.store.record import Record
from automation.trackers.github.parse import parse
from tests.builders import Time, a_delivery, an_issue_payload
from tests.store.world import an_item, rows_of, takes_in


def arrive(record: Record, count: int) -> None:
    for n in range(count):
        payload = an_issue_payload(number=n, id_=7000 + n, title=f"Issue {n}")
        record.inbox.receive(a_delivery(payload, id_=f"d-{n}"), timeout=5)


def explodes(delivery: Delivery) -> Reading:
    if delivery.id == "d-3":
        raise ZeroDivisionError("a bug of ours")
    return parse(delivery)


def cannot_be_stored(delivery: Delivery) -> Reading:
    reading = parse(delivery)
    if delivery.id == "d-3" and reading.event:
        return replace(reading, event=replace(reading.event, url="half a pair \ud800"))
    return reading


@pytest.mark.parametrize("parser", [explodes, cannot_be_stored])
def test_one_poison_row_is_blamed_and_the_rest_is_taken_in(record: Record, parser: object) -> None:
    arrive(record, 6)
    assert callable(parser)

    absorb(record.inbox, {"github": Site(parser, 0)}, owner="me", clock=Time())

    states = {row["delivery"]: row["state"] for row in rows_of(record, "inbox")}
    assert [d for d, state in states.items() if state != "absorbed"] == ["d-3"]
    assert len(rows_of(record, "item")) == 5


def test_the_poison_row_says_why_and_is_dead_after_eight_tries(record: Record) -> None:
    arrive(record, 6)
    time = Time()
    for _ in range(8):
        absorb(record.inbox, {"github": Site(explodes, 0)}, owner="me", clock=time)
        time.pass_(1801)

    bad = rows_of(record, "inbox")[3]

    assert (bad["state"], bad["error"]) == ("dead", "ZeroDivisionError: a bug of ours")


def test_an_item_that_moved_meanwhile_is_taken_in_on_the_next_try(record: Record) -> None:
    arrive(record, 1)
    rival = an_item("github:7000", labels=["bug"])

    def slow(delivery: Delivery) -> Reading:
        if not rows_of(record, "item"):
            takes_in(record, rival)
        return parse(delivery)

    absorb(record.inbox, {"github": Site(slow, 0)}, owner="me", clock=Time())

    assert record.inbox.known(["github:7000"])["github:7000"].version == 2


def test_one_subject_that_fails_does_not_stop_the_others(record: Record) -> None:
    for n in range(3):
        takes_in(record, an_item(f"github:{n}"))
    time = Time()

    def plan(case: Case, _now: object) -> Plan:
        if case.subject == "github:1":
            raise ZeroDivisionError("a bug of ours")
        return Plan(case.subject)

    decide(record.agenda, plan, owner="me", clock=time, company=lambda wall: wall)

    assert [(r["subject"], r["error"]) for r in rows_of(record, "agenda")] == [
        ("github:1", "ZeroDivisionError: a bug of ours")
    ]
