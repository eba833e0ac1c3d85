from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256

from automation.model import Mark
from automation.ports import Absorbed
from automation.store.record import Record
from tests.builders import a_delivery, at
from tests.store.world import an_item, arrives, mail, rows_of, seen, takes_in


def states(record: Record) -> list[str]:
    return [row["state"] for row in rows_of(record, "inbox")]


def test_a_delivery_is_on_disk_when_receive_returns(record: Record) -> None:
    receipt = record.inbox.receive(a_delivery(), timeout=5)

    assert not receipt.duplicate
    assert states(record) == ["waiting"]


def test_a_repeat_is_a_duplicate_and_no_second_row(record: Record) -> None:
    arrives(record)

    receipt = record.inbox.receive(a_delivery(), timeout=5)

    assert receipt.duplicate
    assert states(record) == ["waiting"]


def test_deliveries_of_many_threads_share_commits_and_lose_none(record: Record) -> None:
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda n: arrives(record, f"d-{n}"), range(200)))

    assert states(record) == ["waiting"] * 200


def test_the_same_delivery_twice_in_one_batch_is_stored_once(record: Record) -> None:
    with ThreadPoolExecutor(16) as threads:
        found = list(
            threads.map(lambda _: record.inbox.receive(a_delivery(), timeout=5), range(50))
        )

    assert sum(not receipt.duplicate for receipt in found) == 1


def test_the_body_comes_back_as_it_was_sent(record: Record) -> None:
    record.inbox.receive(a_delivery(b'{"a": "\xc3\xa9"}'), timeout=5)

    assert mail(record)[0].delivery.body == b'{"a": "\xc3\xa9"}'


def test_a_claimed_row_is_not_claimed_again(record: Record) -> None:
    arrives(record)

    assert len(mail(record)) == 1
    assert mail(record, owner="other", seconds=19) == []


def test_a_row_whose_worker_died_is_claimed_alone(record: Record) -> None:
    for n in range(3):
        arrives(record, f"d-{n}")
    mail(record)

    again = mail(record, owner="other", seconds=21)

    assert [m.delivery.id for m in again] == ["d-0"]
    assert again[0].attempts == 0


def test_a_crash_counts_only_against_a_row_that_was_alone(record: Record) -> None:
    arrives(record)
    mail(record)

    attempts = [found[0].attempts for n in range(1, 4) if (found := mail(record, seconds=n * 21))]

    assert attempts == [0, 1, 2]


def test_a_row_that_kills_its_worker_eight_times_is_dead(record: Record) -> None:
    arrives(record)
    for n in range(10):
        mail(record, seconds=n * 21)

    assert states(record) == ["dead"]
    assert rows_of(record, "inbox")[0]["error"] == "the worker died while it read this delivery"


def test_a_blamed_row_comes_back_later_and_alone(record: Record) -> None:
    arrives(record, "bad")
    arrives(record, "good", seconds=3)
    record.inbox.blame(mail(record, limit=1)[0], "boom", owner="me", wall=at(0))

    assert [m.delivery.id for m in mail(record, seconds=3)] == ["bad"]


def test_a_repeat_of_a_dead_row_revives_it(record: Record) -> None:
    arrives(record)
    for n in range(10):
        mail(record, seconds=n * 21)

    record.inbox.receive(a_delivery(seconds=900), timeout=5)

    assert states(record) == ["waiting"]


def test_a_replay_makes_an_absorbed_row_wait_again(record: Record) -> None:
    takes_in(record, an_item())

    assert record.inbox.replay("d-github:7001-0", wall=at(5)) == 1
    assert states(record) == ["waiting"]


def absorbs(record: Record, *, owner: str = "me", version: int | None = None) -> bool:
    claimed = mail(record)
    rows: Sequence[Absorbed] = [Absorbed(each, ignored=False) for each in claimed]
    return record.inbox.absorbed(rows, [seen(an_item(), version=version)], owner=owner, wall=at(1))


def test_a_batch_whose_lease_moved_on_writes_nothing(record: Record) -> None:
    arrives(record)

    assert not absorbs(record, owner="somebody else")
    assert rows_of(record, "item") == []
    assert states(record) == ["waiting"]


def test_an_item_that_changed_meanwhile_is_not_overwritten(record: Record) -> None:
    takes_in(record, an_item(labels=["bug"]))
    arrives(record, "d-late", seconds=1)

    assert not absorbs(record, version=None)
    assert record.inbox.known(["github:7001"])["github:7001"].item.labels == {"bug"}


def test_settle_is_counted_from_the_first_event_and_never_pushed_later(record: Record) -> None:
    takes_in(record, an_item(), seconds=0, settle=10)
    takes_in(record, an_item(), seconds=6, settle=10)

    row = rows_of(record, "agenda")[0]

    assert row["due_at"] == at(10)
    assert row["seq"] == 2


def test_a_long_text_that_no_event_told_of_has_its_place_in_the_past(record: Record) -> None:
    text = " ".join(sha256(bytes([n])).hexdigest() for n in range(200))
    found = Mark(at(0), text, "a description", "", "")
    arrives(record)

    rows = [Absorbed(each, ignored=False) for each in mail(record)]
    item = replace(seen(an_item()), marks=(("description", found),))

    assert record.inbox.absorbed(rows, [item], owner="me", wall=at(0))
    assert [row["mark"]["value"] for row in rows_of(record, "history")] == [text]
