"""Who has to be caught up with: one worker at a time, and from where the last pass began."""

from datetime import timedelta

import pytest

from automation.model import Delivery
from automation.ports import Gap, Haul
from automation.store.record import Record
from tests.builders import a_delivery, at
from tests.store.world import an_item, instants, rows_of, takes_in


def claimed(record: Record, *, seconds: float = 0) -> Gap:
    (gap,) = record.recoveries.claim(wall=at(seconds))
    return gap


@pytest.fixture
def asked(record: Record) -> Record:
    record.recoveries.ask("github", wall=at())
    return record


def a_haul(*ids: str, cursor: str = "here") -> Haul:
    return Haul(tuple(a_delivery(id_=id_) for id_ in ids), cursor)


def test_nothing_is_due_before_somebody_asks(record: Record) -> None:
    assert not record.recoveries.claim(wall=at())


def test_the_first_pass_begins_where_the_present_began(asked: Record) -> None:
    gap = claimed(asked, seconds=3600)

    assert (gap.connection, gap.since, gap.began, gap.cursor) == ("github", at(), at(3600), "")


def test_the_next_pass_begins_a_little_before_the_last_one_did(asked: Record) -> None:
    asked.recoveries.done(claimed(asked, seconds=7200), at=at(7300))

    gap = claimed(asked, seconds=7300)

    assert gap.since == at(7200) - timedelta(minutes=10)


def test_only_one_has_it_at_a_time(asked: Record) -> None:
    claimed(asked)

    assert not asked.recoveries.claim(wall=at(1))


def test_what_a_dead_worker_held_comes_back_where_it_was(asked: Record) -> None:
    assert asked.recoveries.keep(claimed(asked), a_haul("d-1"), wall=at(5))

    assert not asked.recoveries.claim(wall=at(20))
    gap = claimed(asked, seconds=25)
    assert (gap.cursor, gap.began) == ("here", at())


def test_whoever_was_too_slow_keeps_nothing_any_more(asked: Record) -> None:
    slow = claimed(asked)
    claimed(asked, seconds=21)

    assert not asked.recoveries.keep(slow, a_haul("d-1"), wall=at(22))
    assert rows_of(asked, "inbox") == []


def test_a_haul_is_in_the_inbox_once(asked: Record) -> None:
    gap = claimed(asked)
    asked.recoveries.keep(gap, a_haul("d-1", "d-2"), wall=at(1))
    asked.recoveries.keep(gap, a_haul("d-2", "d-3"), wall=at(2))

    assert [row["delivery"] for row in rows_of(asked, "inbox")] == ["d-1", "d-2", "d-3"]
    assert asked.recoveries.arrived("github", ["d-1", "d-9"]) == {"d-1"}
    assert asked.recoveries.arrived("slow", ["d-1"]) == set()


def test_a_pass_that_was_put_off_goes_on_there_and_then(asked: Record) -> None:
    asked.recoveries.go_on(claimed(asked), "page 3", at=at(60), said="GitHub answered 429")

    assert not asked.recoveries.claim(wall=at(59))
    (row,) = rows_of(asked, "agenda")
    assert (row["error"], row["attempts"]) == ("GitHub answered 429", 0)
    assert claimed(asked, seconds=60).cursor == "page 3"


def test_without_a_cursor_a_new_pass_begins(asked: Record) -> None:
    asked.recoveries.go_on(claimed(asked), "", at=at(900), said="Jira answered 401")

    gap = claimed(asked, seconds=900)

    assert (gap.cursor, gap.began) == ("", at(900))


def test_a_start_asks_at_once_and_takes_the_turn_from_whoever_has_it(asked: Record) -> None:
    before = claimed(asked)
    asked.recoveries.ask("github", wall=at(1))

    after = claimed(asked, seconds=1)

    asked.recoveries.done(before, at=at(900))
    (site,) = (row for row in rows_of(asked, "connection") if row["name"] == "github")
    assert site["recovered_to"] is None
    assert after.seq > before.seq


def test_recovery_is_no_work_for_who_decides(asked: Record) -> None:
    assert list(asked.agenda.claim(owner="me", instants=instants(9), limit=50)) == []
    assert asked.views.due(wall=at(9)).deliver == 9.0


def test_the_projects_are_those_of_items_on_record(asked: Record) -> None:
    takes_in(asked, an_item())

    assert claimed(asked, seconds=1).projects == ("acme/shop",)
    assert asked.recoveries.projects("slow") == ()


def test_what_waits_is_counted_until_it_is_taken_in(asked: Record) -> None:
    stored = asked.recoveries.store([a_delivery(id_="p-1"), a_delivery(id_="p-2")])
    again = asked.recoveries.store([a_delivery(id_="p-2"), _later("p-3")])

    assert (stored, again) == (2, 1)
    assert asked.recoveries.waiting(wall=at()) == 2


def _later(id_: str) -> Delivery:
    return a_delivery(id_=id_, seconds=60)
