"""What is PostgreSQL's alone: workers and web processes side by side, and a server that goes."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, Engine, event, text

from automation.errors import SettingsError
from automation.settings import load_settings
from automation.store.database import Contended
from automation.store.postgres import Postgres, SharedClock
from automation.store.record import Record, open_record
from tests.builders import a_delivery, a_wish, at
from tests.databases import POSTGRESQL, Home
from tests.store.world import an_item, arrives, instants, mail, plans, rows_of, takes_in

T = TypeVar("T")

pytestmark = pytest.mark.parametrize("home", [POSTGRESQL], indirect=True)


@pytest.fixture
def other(home: Home, record: Record) -> Iterator[Record]:
    """The same record, as another process has it open."""
    opened = open_record(home.database, {})
    yield opened
    opened.close()
    assert record


def engine(record: Record) -> Engine:
    assert isinstance(record.database, Postgres)
    return record.database.engine


@contextmanager
def stopped_before_its_commit(record: Record, act: Callable[[], T]) -> Iterator["Future[T]"]:
    """`act` in a thread of its own, with all its work done and its commit still to come."""
    there, go_on = threading.Event(), threading.Event()

    def stop(connection: Connection) -> None:
        if not connection.get_execution_options().get("postgresql_readonly"):
            there.set()
            assert go_on.wait(10)

    event.listen(engine(record), "commit", stop)
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(act)
        assert there.wait(10)
        event.remove(engine(record), "commit", stop)
        try:
            yield running
        finally:
            go_on.set()


# --- claims -------------------------------------------------------------------------------------


def test_two_workers_take_different_deliveries_and_wait_for_nobody(
    record: Record, other: Record
) -> None:
    for number in range(4):
        arrives(record, f"d-{number}")

    with stopped_before_its_commit(record, lambda: mail(record, limit=2)) as first:
        theirs = mail(other, owner="other", limit=2)

    ids = [[m.delivery.id for m in some] for some in (first.result(), theirs)]
    assert ids == [["d-0", "d-1"], ["d-2", "d-3"]]


def test_two_workers_never_take_one_subject_and_wait_for_nobody(
    record: Record, other: Record
) -> None:
    for number in range(4):
        takes_in(record, an_item(f"github:{number}"), seconds=number)

    def some(of: Record, owner: str) -> list[str]:
        found = of.agenda.claim(owner=owner, instants=instants(9), limit=2)
        return [case.subject for case in found]

    with stopped_before_its_commit(record, lambda: some(record, "me")) as first:
        meanwhile = some(other, "other")
    after = some(other, "other")

    assert meanwhile == []
    assert sorted([*first.result(), *after]) == [f"github:{number}" for number in range(4)]


def test_two_workers_never_write_to_one_target_and_wait_for_nobody(
    record: Record, other: Record
) -> None:
    plans(record, a_wish())

    def some(of: Record, owner: str) -> list[str]:
        return [e.effect.target for e in of.outbox.claim(owner=owner, wall=at(1), limit=9)]

    with stopped_before_its_commit(record, lambda: some(record, "me")) as first:
        meanwhile = some(other, "other")
    after = some(other, "other")

    assert (len(first.result()), meanwhile, after) == (1, [], [])


def test_a_row_that_is_being_settled_stops_no_claim(record: Record, other: Record) -> None:
    arrives(record, "d-1")
    arrives(record, "d-2")
    (first,) = mail(record, limit=1)

    def give_back() -> None:
        record.inbox.release([first], owner="me")

    with stopped_before_its_commit(record, give_back) as release:
        theirs = mail(other, owner="other")
    release.result()

    assert [m.delivery.id for m in theirs] == ["d-2"]


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


def test_who_is_in_a_deadlock_is_told_that_it_is_tried_again(
    record: Record, other: Record
) -> None:
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
    _cut_all_but(other)

    arrives(record, "d-2")

    assert [row["delivery"] for row in rows_of(record, "inbox")] == ["d-1", "d-2"]


def test_a_connection_that_is_cut_in_the_middle_writes_nothing_and_is_tried_again(
    record: Record, other: Record
) -> None:
    with (
        pytest.raises(SettingsError, match="It is tried again"),
        record.database.writing() as connection,
    ):
        connection.execute(text("UPDATE connection SET tracker = 'x'"))
        _cut_all_but(other)
        connection.execute(text("SELECT 1"))

    assert {row["tracker"] for row in rows_of(record, "connection")} == {"github"}


def _cut_all_but(survivor: Record) -> None:
    query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    here = "datname = current_database() AND pid <> pg_backend_pid()"
    with survivor.database.writing() as connection:
        connection.execute(text(f"{query} WHERE {here}"))


# --- the clock ------------------------------------------------------------------------------------


def ahead() -> datetime:
    """The time of a host whose clock is an hour ahead."""
    return datetime.now(UTC) + timedelta(hours=1)


def test_leases_are_judged_by_the_servers_clock(record: Record) -> None:
    shared = record.clock(ahead)

    assert abs(shared() - datetime.now(UTC)) < timedelta(seconds=2)


def test_a_server_that_does_not_answer_leaves_the_systems_time(tmp_path: Path) -> None:
    shared = SharedClock(Postgres(f"postgresql:///nobody?host={tmp_path}"), ahead)

    assert abs(shared() - ahead()) < timedelta(seconds=2)


# --- words ----------------------------------------------------------------------------------------


def test_the_address_is_never_shown(tmp_path: Path) -> None:
    url = f"postgresql://pat:hush-hush@localhost/nobody?host={tmp_path}"
    settings = load_settings(
        {"PITBOARD_DATA": str(tmp_path), "PITBOARD_DATABASE_URL": url}, file=tmp_path / "none.toml"
    )

    with (
        pytest.raises(SettingsError) as away,
        open_record(settings.database, {}).database.reading(),
    ):
        pass

    assert settings.database == url
    assert "hush" not in f"{settings!r} {away.value}"


@pytest.mark.parametrize("url", ["mysql://pat:hush@db/it", "postgresql://pat:hush@db:port/it"])
def test_an_address_that_is_none_is_refused_without_showing_it(tmp_path: Path, url: str) -> None:
    said = {"PITBOARD_DATA": str(tmp_path), "PITBOARD_DATABASE_URL": url}

    with pytest.raises(SettingsError, match="PITBOARD_DATABASE_URL: not ") as refused:
        open_record(load_settings(said, file=tmp_path / "none.toml").database, {})

    assert "hush" not in str(refused.value)
