"""One turn of catching up: what ends it, what is kept, and when the next one comes."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

import pytest

from automation.errors import ServiceError
from automation.ports import Haul, Listed, Missed
from automation.store.record import Record
from automation.ways.recovery import EVERY, Recovery, recover
from tests.builders import Time, a_delivery, at
from tests.store.world import an_item, rows_of, takes_in


@dataclass
class Source:
    """A tracker that tells what it was told to, each step after so many seconds."""

    steps: Sequence[Haul | Exception]
    time: Time
    seconds: float = 0.0
    asked: list[Missed] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    fails: list[ServiceError] = field(default_factory=list)

    def missed(self, missed: Missed, *, timeout: float) -> Iterator[Haul]:
        assert 0 < timeout <= 6
        self.asked.append(missed)
        for step in self.steps:
            self.time.pass_(self.seconds)
            if isinstance(step, Exception):
                raise step
            yield step

    def still_there(self, items: Sequence[Listed], *, timeout: float) -> AbstractSet[str]:
        assert 0 < timeout <= 6
        self.time.pass_(self.seconds)
        if self.fails:
            raise self.fails.pop()
        ids = [item.id for item in items]
        self.called += ids
        return set(ids) - self.gone


@pytest.fixture
def time() -> Time:
    return Time()


def a_haul(number: int) -> Haul:
    return Haul((a_delivery(id_=f"d-{number}"),), f"page {number}")


def turns(record: Record, source: Source) -> None:
    """One turn, as far as there is a claim for it."""
    sources = {"github": source}
    for gap in record.recoveries.claim(wall=source.time()):
        recover(Recovery(record.recoveries, sources, source.time), gap)


def standing(record: Record) -> dict[str, object]:
    (row,) = (row for row in rows_of(record, "agenda") if row["reason"] == "recover")
    return {name: row[name] for name in ("due_at", "error", "attempts", "dead")}


def kept(record: Record) -> list[str]:
    return [row["delivery"] for row in rows_of(record, "inbox")]


def doubted(record: Record) -> list[str]:
    """Who is to be read again, soonest first."""
    rows = [row for row in rows_of(record, "agenda") if row["reason"] == "reread"]
    return [row["subject"] for row in sorted(rows, key=lambda row: row["due_at"])]


def on_record(record: Record, *numbers: int, seconds: float = -60) -> None:
    for number in numbers:
        takes_in(record, an_item(f"github:{number}"), seconds=seconds)


@pytest.fixture
def asked(record: Record) -> Record:
    record.recoveries.ask("github", wall=at())
    return record


def test_a_whole_pass_comes_again_in_a_quarter_of_an_hour(asked: Record, time: Time) -> None:
    turns(asked, Source([a_haul(1), a_haul(2)], time))

    assert kept(asked) == ["d-1", "d-2"]
    assert standing(asked) == {"due_at": at(900), "error": None, "attempts": 0, "dead": False}


def test_a_long_pass_is_cut_into_turns_and_goes_on_where_it_was(asked: Record, time: Time) -> None:
    source = Source([a_haul(n) for n in range(9)], time, seconds=1.5)

    turns(asked, source)

    assert kept(asked) == ["d-0", "d-1", "d-2"]
    assert standing(asked)["due_at"] == at(4.5)
    turns(asked, source)
    assert [missed.cursor for missed in source.asked] == ["", "page 2"]


@pytest.mark.parametrize(
    ("error", "seconds", "cursor"),
    [
        (ServiceError("GitHub answered 429", retryable=True, retry_after=70), 70, "page 1"),
        (ServiceError("GitHub answered 502", retryable=True), 30, "page 1"),
        (ServiceError("GitHub answered 401", retryable=False), 900, ""),
        (KeyError("guid"), 900, ""),
    ],
)
def test_a_refusal_keeps_what_came_and_blames_nobody(
    asked: Record, time: Time, error: Exception, seconds: float, cursor: str
) -> None:
    source = Source([a_haul(1), error], time)

    turns(asked, source)

    found = standing(asked)
    assert kept(asked) == ["d-1"]
    assert (found["due_at"], found["attempts"], found["dead"]) == (at(seconds), 0, False)
    assert str(error) in str(found["error"])
    time.pass_(seconds)
    turns(asked, source)
    assert source.asked[-1].cursor == cursor


def test_a_connection_that_was_taken_out_is_said_and_asked_nothing(
    asked: Record, time: Time
) -> None:
    (gap,) = asked.recoveries.claim(wall=time())

    recover(Recovery(asked.recoveries, {}, time), gap)

    assert "no longer in the settings" in str(standing(asked)["error"])


def test_the_longer_the_gap_the_further_back_is_asked(asked: Record, time: Time) -> None:
    source = Source([], time)
    turns(asked, source)
    time.pass_(86_400)

    turns(asked, source)

    short, long = source.asked
    assert short.at == at()
    assert (at() - long.at).total_seconds() > 3600


def test_what_arrived_is_told_to_the_tracker(asked: Record, time: Time) -> None:
    source = Source([a_haul(1)], time)

    turns(asked, source)

    assert source.asked[0].arrived(["d-1", "d-2"]) == {"d-1"}


# --- which items are still there ----------------------------------------------------------------


def test_a_pass_ends_with_asking_which_items_are_still_there(asked: Record, time: Time) -> None:
    on_record(asked, 1, 2, 3)
    source = Source([a_haul(1)], time, gone={"github:2"})

    turns(asked, source)

    assert source.called == ["github:1", "github:2", "github:3"]
    assert doubted(asked) == ["github:2"]
    assert standing(asked)["due_at"] == at(900)


def test_nothing_is_asked_for_twice_in_one_pass_however_it_is_cut(
    asked: Record, time: Time
) -> None:
    on_record(asked, *range(100, 350))
    source = Source([], time, seconds=4.5)
    source.fails = [ServiceError("GitHub answered 502", retryable=True)]

    turns(asked, source)
    assert source.called == []
    time.pass_(30)
    for _ in range(4):
        turns(asked, source)

    assert source.called == [f"github:{number}" for number in range(100, 350)]
    assert len(source.asked) == 2  # what happened was asked for again after the outage alone
    assert standing(asked)["due_at"] == time() + EVERY


def test_a_refusal_while_asking_begins_anew_and_is_said(asked: Record, time: Time) -> None:
    on_record(asked, 1)
    source = Source([], time)
    source.fails = [ServiceError("Jira answered 401", retryable=False)]

    turns(asked, source)

    assert standing(asked)["error"] == "Jira answered 401"
    time.pass_(900)
    turns(asked, source)
    assert source.called == ["github:1"]
    assert standing(asked)["error"] is None


def test_all_are_asked_for_four_times_a_day_and_what_vanished_in_each_pass(
    asked: Record, time: Time
) -> None:
    on_record(asked, 1, 2)
    source = Source([], time)
    turns(asked, source)
    vanishes(asked, 2, time)

    for _ in range(23):
        time.pass_(EVERY.total_seconds())
        turns(asked, source)
    assert source.called[2:] == ["github:2"] * 23
    assert doubted(asked) == ["github:2"]  # it is there again

    time.pass_(EVERY.total_seconds())
    turns(asked, source)
    assert source.called[-2:] == ["github:1", "github:2"]


def test_what_vanished_and_is_not_there_is_in_no_doubt(asked: Record, time: Time) -> None:
    on_record(asked, 1)
    vanishes(asked, 1, time)
    time.pass_(1)

    turns(asked, Source([], time, gone={"github:1"}))

    assert doubted(asked) == []


def vanishes(record: Record, number: int, time: Time) -> None:
    gone = replace(an_item(f"github:{number}"), deleted_at=time(), vanished=True)
    takes_in(record, gone, seconds=(time() - at()).total_seconds())
