"""Pitboard was away for two days while Jira went on: all of it is caught up with, once."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from automation.bootstrap import Line
from automation.sandbox.entry import Via
from automation.sandbox.jira.acts import AddComment, CreateIssue, EditIssue, MoveCard
from automation.sandbox.jira.app import create_app, room_of
from automation.sandbox.jira.room import Room
from automation.sandbox.jira.site import WORKFLOWS
from automation.sandbox.server import listen, running
from tests.sandbox.jira.world import TOKEN, settings_for
from tests.sandbox.world import fetch
from tests.store.world import rows_of
from tests.stories.down import Asked, Wristwatch, a_line, recovery_of, works


@dataclass(frozen=True)
class Town:
    """A pretend Jira and a Pitboard whose clocks go alike."""

    room: Room
    asked: Asked
    url: str
    data: Path
    watch: Wristwatch

    def starts(self) -> Line:
        return a_line(self.data, self.watch, "jira", url=self.url, token=TOKEN)

    def does(self, *acts: Any, by: str) -> Any:  # noqa: ANN401 - any act, and what it came to
        return self.room.do(*acts, by=by, via=Via.PAGE)


@contextmanager
def a_town(tmp_path: Path) -> Iterator[Town]:
    watch = Wristwatch()
    with listen("127.0.0.1", 0) as socket:
        url = f"http://127.0.0.1:{socket.getsockname()[1]}"
        app = create_app(settings_for(tmp_path / "jira", url=url), clock=watch)
        with running(app, socket, look=0.002):
            yield Town(room_of(app), Asked(app), url, tmp_path / "record", watch)


Fails = Callable[..., None]


@pytest.fixture
def fails(town: Town) -> Fails:
    """Order a failure of the pretend Jira."""

    def order(**fault: object) -> None:
        body = json.dumps(fault).encode()
        answer = fetch(town.url, "POST", "/_sandbox/faults", body=body, headers={})
        assert answer.status == 200

    return order


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with a_town(tmp_path) as there:
        yield there


def test_two_days_without_pitboard_are_caught_up_with_at_the_start(town: Town) -> None:
    line = town.starts()
    works(line)
    line.close()
    person = next(iter(town.room.state.users))

    for day in range(2):
        for hour in range(8):
            town.watch.pass_(hours=3)
            for issue in list(town.room.state.issues.values()):
                edit = EditIssue(issue.id, {"summary": f"Day {day}, hour {hour}"})
                town.does(edit, by=person)
                town.does(AddComment(issue.id, f"Still at it: {day} {hour}"), by=person)
    for issue in list(town.room.state.issues.values()):
        town.does(MoveCard(issue.id, WORKFLOWS[issue.project][-1].id), by=person)
    town.does(CreateIssue("PAY", {"summary": "Found meanwhile"}), by=person)
    line = town.starts()
    works(line)

    issues = town.room.state.issues.values()
    items = {row["id"]: row["state"]["fields"] for row in rows_of(line.record, "item")}
    told = {row["key"] for row in rows_of(line.record, "event")}
    assert {f"jira:{one.id}" for one in issues} <= items.keys()
    assert {items[f"jira:{one.id}"]["title"] for one in issues} == {
        "Day 1, hour 7",
        "Found meanwhile",
    }
    for one in issues:
        assert items[f"jira:{one.id}"]["status"] == one.status.name
        assert {f"jira:{one.id}/comment.created/{said.id}" for said in one.comments} <= told
        assert {f"jira:{one.id}/issue.updated/changelog.{h.id}" for h in one.histories} <= told
    assert len(told) == sum(1 + len(one.comments) + len(one.histories) for one in issues)
    assert [row for row in rows_of(line.record, "inbox") if row["state"] != "absorbed"] == []
    line.close()


def test_a_limit_is_waited_out_and_blames_nobody(town: Town, fails: Fails) -> None:
    line = town.starts()
    fails(kind="429", seconds=90)

    works(line)
    stopped = recovery_of(line)
    town.watch.pass_(seconds=91)
    works(line)

    assert "429" in stopped["error"]
    assert stopped["attempts"] == 0
    assert recovery_of(line)["error"] is None
    assert len(rows_of(line.record, "item")) == len(town.room.state.issues)
    line.close()


def test_what_is_known_already_is_no_second_delivery(town: Town) -> None:
    line = town.starts()
    works(line)
    before = len(rows_of(line.record, "inbox"))

    line.connect()
    works(line)

    assert len(rows_of(line.record, "inbox")) == before
    line.close()


def test_recovery_never_moves_what_divides_past_and_present(town: Town) -> None:
    line = town.starts()
    before = site_of(line)
    town.watch.pass_(hours=20)
    works(line)

    after = site_of(line)
    assert after["live_since"] == before["live_since"]
    assert after["recovered_to"] > before["live_since"]
    line.close()


def site_of(line: Line) -> dict[str, Any]:
    (row,) = [row for row in rows_of(line.record, "connection") if row["name"] == "jira"]
    return row
