"""One turn of catching up: what ends it, what is kept, and when the next one comes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from automation.errors import ServiceError
from automation.ports import Haul, Missed
from automation.store.record import Record
from automation.ways.recovery import Recovery, recover
from tests.builders import Time, a_delivery, at
from tests.store.world import rows_of


@dataclass
class Source:
    """A tracker that tells what it was told to, each step after so many seconds."""

    steps: Sequence[Haul | Exception]
    time: Time
    seconds: float = 0.0
    asked: list[Missed] = field(default_factory=list)

    def missed(self, missed: Missed, *, timeout: float) -> Iterator[Haul]:
        assert 0 < timeout <= 6
        self.asked.append(missed)
        for step in self.steps:
            self.time.pass_(self.seconds)
            if isinstance(step, Exception):
                raise step
            yield step


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
    (row,) = rows_of(record, "agenda")
    return {name: row[name] for name in ("due_at", "error", "attempts", "dead")}


def kept(record: Record) -> list[str]:
    return [row["delivery"] for row in rows_of(record, "inbox")]


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
