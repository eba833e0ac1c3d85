"""The leading clock and the company's time: what is on time, and how a played clock begins."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from automation import rulefiles
from automation.actions import ACTIONS
from automation.engine.ruleset.loader import RuleSet, load
from automation.model import Delivery
from automation.store.record import Record
from automation.store.tempo import PLAY, Pace
from automation.ticking import Timekeeper, Told, played_in
from tests.builders import at
from tests.store.world import rows_of

DAY = 24 * 3600
MONDAY = 3 * DAY
"""Seconds from noon of the Friday that tests begin on."""

DAILY = """\
pitboard: 1
rule: daily
title: Somebody looks at every bug once a day
why: Bugs were forgotten.
owner: product-ops
state: live
when:
  - schedule: {cron: "0 6 * * *", zone: Europe/Berlin, missed: skip}
about: {path: event.item, type: issue}
then:
  - comment: {text: "Still open."}
"""


def rules() -> RuleSet:
    return load({"daily.yaml": rulefiles.read(DAILY, "daily.yaml")}, "a-hash", ACTIONS)


@contextmanager
def a_room(**said: object) -> Iterator[str]:
    """A pretend tracker that says how far it is."""

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/_sandbox/progress"
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    thread = Thread(target=server.serve_forever, args=(0.002,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def states(record: Record) -> list[str]:
    rows = sorted(rows_of(record, "tick"), key=lambda row: row["planned_at"])
    return [row["state"] for row in rows]


def test_a_time_that_passed_while_the_clock_went_forward_is_on_time(record: Record) -> None:
    keeper = Timekeeper(record, ["http://127.0.0.1:1"])
    record.clocks.pause(wall=at(MONDAY))
    keeper.tend(rules(), wall=at(MONDAY))
    record.clocks.forward_to(at(MONDAY + 3 * DAY), wall=at(MONDAY))
    for second in range(1, 11):
        keeper.tend(rules(), wall=at(MONDAY + second))

    assert states(record) == ["running"] * 3 + ["planned"]


def test_a_time_is_on_time_also_where_the_clock_was_turned_before_anybody_looked(
    record: Record,
) -> None:
    keeper = Timekeeper(record, ["http://127.0.0.1:1"])
    record.clocks.play(wall=at(0))
    keeper.tend(rules(), wall=at(0))
    record.clocks.forward_to(at(0.9 * DAY), wall=at(0.1))
    record.clocks.pause(wall=at(2.9))
    keeper.tend(rules(), wall=at(3.2))

    assert states(record) == ["running", "planned"]


def test_a_time_that_passed_while_nobody_looked_is_missed(record: Record) -> None:
    Timekeeper(record).tend(rules(), wall=at(0))
    Timekeeper(record).tend(rules(), wall=at(DAY))

    assert states(record) == ["missed", "planned"]


def test_a_weekend_is_passed_over_and_what_stood_in_it_is_on_time(record: Record) -> None:
    keeper = Timekeeper(record, ["http://127.0.0.1:1"])
    record.clocks.play(wall=at(0))  # Friday noon
    for second in range(60):
        keeper.tend(rules(), wall=at(second))

    assert record.clocks.company(at(59)) >= at(2 * DAY + 58 * PLAY)
    # Of the two times in the weekend the newest counts.
    assert states(record) == ["missed", "running", "running", "planned"]


def test_the_clock_is_played_once_the_past_is_taken_in(record: Record) -> None:
    record.clocks.begin_playing_in(wall=at(0))
    with (
        a_room(ready=True, past=80, waiting=20) as github,
        a_room(ready=True, past=20, waiting=9) as jira,
    ):
        receives(record, 1)
        keeper = Timekeeper(record, [github, jira])
        keeper.tend(rules(), wall=at(1))
        assert record.clocks.state(at(1)).playing_in == pytest.approx(0.7)
    with a_room(ready=True, past=100, waiting=0) as whole:
        keeper = Timekeeper(record, [whole])
        keeper.tend(rules(), wall=at(2))
        assert record.clocks.state(at(2)).playing_in == pytest.approx(0.99)
        (mail,) = record.inbox.claim(owner="me", wall=at(2), limit=9)
        record.inbox.absorbed([], [], owner="me", wall=at(2))
        record.inbox.blame(mail, "no shape", owner="me", wall=at(2))
        keeper.tend(rules(), wall=at(2.5))

    state = record.clocks.state(at(4))
    assert (state.pace, state.playing_in) == (Pace.PLAY, None)


def test_a_tracker_that_says_nothing_yet_is_waited_for(record: Record) -> None:
    record.clocks.begin_playing_in(wall=at(0))
    Timekeeper(record, ["http://127.0.0.1:1"]).tend(rules(), wall=at(1))

    assert record.clocks.state(at(2)).playing_in == 0
    assert record.clocks.state(at(2)).pace is Pace.SYSTEM


@pytest.mark.parametrize(
    ("told", "waiting", "share"),
    [
        ([None], 0, None),
        ([Told(ready=False, past=9, waiting=0)], 0, None),
        ([Told(ready=True, past=9, waiting=0), None], 0, None),
        ([Told(ready=True, past=10, waiting=5)], 0, 0.5),
        ([Told(ready=True, past=10, waiting=0)], 5, 0.5),
        ([Told(ready=True, past=10, waiting=0)], 99, 0.0),
        ([Told(ready=True, past=0, waiting=0)], 0, 1.0),
    ],
)
def test_the_share_of_the_past_is_what_was_told_and_taken_in(
    told: list[Told | None], waiting: int, share: float | None
) -> None:
    assert played_in(told, waiting) == share


def receives(record: Record, count: int) -> None:
    for number in range(count):
        record.inbox.receive(Delivery("github", f"d-{number}", "issues", b"{}", at(1)), timeout=5)
