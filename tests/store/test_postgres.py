"""What is PostgreSQL's alone: workers and web processes side by side, and a server that goes."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from automation.effects import SetLabel
from automation.errors import SettingsError
from automation.model import Link, LinkKind
from automation.store.database import Contended
from automation.store.record import Record, open_record
from tests.builders import ISSUE, a_delivery, a_wish, at
from tests.databases import POSTGRESQL, Home
from tests.store.side_by_side import cut_all_but, stopped_before_a_commit, waits_for_a_lock
from tests.store.test_group_commit import until
from tests.store.world import an_item, arrives, instants, mail, plans, rows_of
from tests.store.world import takes_in as is_taken_in
from tests.taking import PARENT, an_issue, said, settled, takes_in, works

pytestmark = pytest.mark.parametrize("home", [POSTGRESQL], indirect=True)


@pytest.fixture
def other(home: Home, record: Record) -> Iterator[Record]:
    """The same record, as another process has it open."""
    opened = open_record(home.database, {})
    yield opened
    opened.close()
    assert record


# --- claims -------------------------------------------------------------------------------------


def test_two_workers_take_different_deliveries_and_wait_for_nobody(
    record: Record, other: Record
) -> None:
    for number in range(4):
        arrives(record, f"d-{number}")

    with stopped_before_a_commit(record, lambda: mail(record, limit=2)) as first:
        theirs = mail(other, owner="other", limit=2)

    ids = [[m.delivery.id for m in some] for some in (first.result(), theirs)]
    assert ids == [["d-0", "d-1"], ["d-2", "d-3"]]


def test_two_workers_never_take_one_subject_and_wait_for_nobody(
    record: Record, other: Record
) -> None:
    for number in range(4):
        is_taken_in(record, an_item(f"github:{number}"), seconds=number)

    def some(of: Record, owner: str) -> list[str]:
        found = of.agenda.claim(owner=owner, instants=instants(9), limit=2)
        return [case.subject for case in found]

    with stopped_before_a_commit(record, lambda: some(record, "me")) as first:
        meanwhile = some(other, "other")
    after = some(other, "other")

    assert meanwhile == []
    assert sorted([*first.result(), *after]) == [f"github:{number}" for number in range(4)]


def test_two_workers_never_write_to_one_target_and_wait_for_nobody(
    record: Record, other: Record
) -> None:
    size = SetLabel("github", ISSUE, "label:size", ("small", "large"), "small", ())
    second = replace(a_wish(), effect=size)
    plans(record, a_wish(), second)

    def some(of: Record, owner: str) -> list[str]:
        return [e.effect.field for e in of.outbox.claim(owner=owner, wall=at(1), limit=1)]

    with stopped_before_a_commit(record, lambda: some(record, "me")) as first:
        meanwhile = some(other, "other")
    after = some(other, "other")

    assert (first.result(), meanwhile, after) == (["label:triage"], [], [])


def test_a_row_that_is_being_settled_stops_no_claim(record: Record, other: Record) -> None:
    arrives(record, "d-1")
    arrives(record, "d-2")
    (first,) = mail(record, limit=1)

    def give_back() -> None:
        record.inbox.release([first], owner="me")

    with stopped_before_a_commit(record, give_back) as release:
        theirs = mail(other, owner="other")
    release.result()

    assert [m.delivery.id for m in theirs] == ["d-2"]


# --- absorbing --------------------------------------------------------------------------------


def test_two_absorbers_do_not_miss_each_others_links(record: Record, other: Record) -> None:
    epic, middle, leaf = (f"github:{number}" for number in (7001, 7002, 7003))
    up = Link(LinkKind.PARENT, middle, "field")
    takes_in(record, said(an_issue(1, type_="epic")), said(an_issue(2)), said(an_issue(3)))
    settled(record)
    arrives(record, "middle", 2)
    half = said(an_issue(2, seconds=2, links={"field": frozenset({PARENT})}))
    rest = said(an_issue(3, seconds=2, links={"field": frozenset({up})}))

    def first() -> None:
        works(record, {"middle": half}, seconds=2)

    with ThreadPoolExecutor(1) as thread:
        with stopped_before_a_commit(record, first, nth=2):
            second = thread.submit(takes_in, other, rest, seconds=3)
            until(lambda: second.done() or waits_for_a_lock(record))
        second.result()

    looks = {row["subject"]: row["seq"] for row in rows_of(record, "agenda")}
    assert looks == {epic: 2, middle: 2, leaf: 1}


# --- several web processes ------------------------------------------------------------------------


def test_the_same_deliveries_at_two_web_processes_are_stored_once(
    record: Record, other: Record
) -> None:
    ids = [f"d-{number}" for number in range(40)]
    with ThreadPoolExecutor(16) as senders:
        sent = [
            senders.submit(web.inbox.receive, a_delivery(id_=id_), timeout=10)
            for some in (ids, ids[::-1])
            for id_, web in zip(some, [record, other] * 20, strict=True)
        ]
        told = [each.result().duplicate for each in sent]

    assert told.count(False) == len(ids)
    assert sorted(row["delivery"] for row in rows_of(record, "inbox")) == sorted(ids)
    bodies = [row["inbox"] for row in rows_of(record, "body")]
    assert bodies == [row["id"] for row in rows_of(record, "inbox")]
    assert [m.delivery.body for m in mail(record)] == [a_delivery().body] * len(ids)


# --- others in the way ----------------------------------------------------------------------------


def test_who_is_in_a_deadlock_is_told_that_it_is_tried_again(record: Record, other: Record) -> None:
    arrives(record, "d-1")
    arrives(record, "d-2")
    both = threading.Barrier(2)

    def lock(of: Record, names: Sequence[str]) -> str:
        one = text("UPDATE inbox SET kind = 'x' WHERE delivery = :d")
        try:
            with of.database.writing() as connection:
                connection.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
                connection.execute(one, {"d": names[0]})
                both.wait(10)
                connection.execute(one, {"d": names[1]})
        except Contended as error:
            return str(error)
        return "done"

    with ThreadPoolExecutor(2) as threads:
        said = [
            threads.submit(lock, record, ("d-1", "d-2")),
            threads.submit(lock, other, ("d-2", "d-1")),
        ]
        told = sorted(each.result() for each in said)

    assert told[0] == "done"
    assert "deadlock detected" in told[1]
    assert told[1].endswith("It is tried again.")


def test_a_connection_that_was_cut_is_replaced_unseen(record: Record, other: Record) -> None:
    arrives(record, "d-1")
    cut_all_but(other)

    arrives(record, "d-2")

    assert [row["delivery"] for row in rows_of(record, "inbox")] == ["d-1", "d-2"]


def test_a_connection_that_is_cut_in_the_middle_writes_nothing_and_is_tried_again(
    record: Record, other: Record
) -> None:
    def write() -> None:
        with record.database.writing() as connection:
            connection.execute(text("UPDATE connection SET tracker = 'x'"))
            cut_all_but(other)
            connection.execute(text("SELECT 1"))

    with pytest.raises(SettingsError, match="It is tried again"):
        write()

    assert {row["tracker"] for row in rows_of(record, "connection")} == {"github"}


# --- the clock ------------------------------------------------------------------------------------


def ahead() -> datetime:
    """The time of a host whose clock is an hour ahead."""
    return datetime.now(UTC) + timedelta(hours=1)


def test_leases_are_judged_by_the_servers_clock(record: Record) -> None:
    shared = record.clock(ahead)

    assert abs(shared() - datetime.now(UTC)) < timedelta(seconds=2)
