"""An issue on boards goes to the column that is wished for, on every board that has it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from automation.ports import Column, Move, OwnWrite
from automation.store.record import Record
from tests.builders import ISSUE, Time, at
from tests.fakes.tracker import FakeTracker
from tests.store.world import plans
from tests.ways.world import KEY, a_status, last, turn

PLACE, OTHER = "project/1/Status", "project/7/Status"
COLUMNS = ("Todo", "In Progress", "In Review", "Done")


@dataclass
class Boards(FakeTracker):
    """A tracker with boards, by the places where their columns stand."""

    boards: dict[str, str] = field(default_factory=lambda: {PLACE: "Todo"})
    columns: dict[str, Sequence[str]] = field(default_factory=lambda: {PLACE: COLUMNS})
    state: str = "open"
    note: str = ""

    def column(self, key: str, *, timeout: float) -> Column:
        self._asked(timeout, key)
        if not self.boards:
            return Column(self.state, "new", note=self.note)
        parts = tuple(self.boards.values())
        return Column(", ".join(dict.fromkeys(parts)), "", state=self.state, parts=parts)

    def moves(self, key: str, *, timeout: float) -> Sequence[Move]:
        self._asked(timeout, key)
        names = dict.fromkeys((*(n for each in self.columns.values() for n in each), ""))
        ways = [self._into(name) for name in names] if self.boards else []
        closing = Move("closed", Column("closed", "done"), by_name=bool(self.boards))
        return [*ways, closing] if self.state == "open" else ways

    def move(self, key: str, move: Move, *, timeout: float) -> None:
        self._trouble(timeout)
        self.boards.update(dict(move.places))
        self.state = self.state if move.places else move.to.name
        self._written("moved", key, move.to.name)

    def _into(self, name: str) -> Move:
        there = [p for p in self.boards if name in self.columns.get(p, ()) or not name]
        places = tuple((place, name) for place in there if self.boards[place] != name)
        return Move(name, Column(name, ""), places=places, by_name=not name, stands=not places)


@pytest.fixture
def tracker() -> Boards:
    return Boards()


def test_it_goes_to_the_column_of_that_name_whatever_its_capitals(
    record: Record, tracker: Boards, time: Time
) -> None:
    plans(record, a_status("in progress", basis="Todo"))

    turn(record, tracker, time)

    row = last(record)
    assert tracker.boards == {PLACE: "In Progress"}
    assert (row["state"], row["before"], row["after"]) == ("done", ["Todo"], ["In Progress"])


def test_a_group_is_a_column_and_does_not_close_the_issue(
    record: Record, tracker: Boards, time: Time
) -> None:
    plans(record, a_status("done", basis="Todo"))

    turn(record, tracker, time)

    assert (tracker.boards, tracker.state) == ({PLACE: "Done"}, "open")


def test_a_group_of_several_columns_names_them(record: Record, tracker: Boards, time: Time) -> None:
    plans(record, a_status("doing", basis="Todo"))

    turn(record, tracker, time)

    assert (tracker.writes, last(record)["state"]) == ([], "held")
    assert last(record)["said"].endswith("In Progress, In Review; name one of them")


def test_a_group_without_a_column_is_held(record: Record, tracker: Boards, time: Time) -> None:
    plans(record, a_status("dropped", basis="Todo"))

    turn(record, tracker, time)

    assert (tracker.writes, last(record)["state"]) == ([], "held")


def test_a_column_that_is_not_there_is_told_with_those_that_are(
    record: Record, tracker: Boards, time: Time
) -> None:
    plans(record, a_status("Shipped", basis="Todo"))

    turn(record, tracker, time)

    ways = "In Progress, In Review, Done, closed"
    said = f'no way leads from "Todo" to "Shipped"; there lead: {ways}'
    assert (last(record)["state"], last(record)["said"]) == ("held", said)


def test_where_projects_are_hidden_from_us_the_row_says_so(
    record: Record, tracker: Boards, time: Time
) -> None:
    tracker.boards, tracker.note = {}, "GitHub shows us no project of it: no scope"
    plans(record, a_status("In Progress", basis="open"))

    turn(record, tracker, time)

    assert last(record)["said"].endswith("closed. GitHub shows us no project of it: no scope")


def test_an_issue_on_a_board_is_closed_where_that_is_asked_for(
    record: Record, tracker: Boards, time: Time
) -> None:
    plans(record, a_status("closed", basis="Todo"))

    turn(record, tracker, time)

    assert (tracker.boards, tracker.state) == ({PLACE: "Todo"}, "closed")


def test_one_that_is_closed_is_not_closed_again(
    record: Record, tracker: Boards, time: Time
) -> None:
    tracker.state = "closed"
    plans(record, a_status("closed", basis="Todo"))

    turn(record, tracker, time)

    assert (tracker.writes, last(record)["state"]) == ([], "already")


def test_a_person_who_moved_it_meanwhile_is_left_alone(
    record: Record, tracker: Boards, time: Time
) -> None:
    tracker.boards = {PLACE: "In Review"}
    plans(record, a_status("Done", basis="Todo"))

    turn(record, tracker, time)

    assert (tracker.writes, last(record)["state"]) == ([], "held")


def test_of_a_board_that_nobody_told_us_of_it_is_enough_that_it_is_still_open(
    record: Record, tracker: Boards, time: Time
) -> None:
    plans(record, a_status("Done", basis="open"))

    turn(record, tracker, time)

    assert (tracker.boards, last(record)["before"]) == ({PLACE: "Done"}, ["Todo"])


def test_one_that_was_closed_since_is_left_alone(
    record: Record, tracker: Boards, time: Time
) -> None:
    tracker.state = "closed"
    plans(record, a_status("Done", basis="open"))

    turn(record, tracker, time)

    assert (tracker.writes, last(record)["state"]) == ([], "held")


def test_on_several_boards_it_goes_wherever_there_is_such_a_column(
    record: Record, tracker: Boards, time: Time
) -> None:
    tracker.boards = {PLACE: "Todo", OTHER: "Later"}
    tracker.columns = {PLACE: COLUMNS, OTHER: ("Now", "Later")}
    plans(record, a_status("In Progress", basis="Todo, Later"))

    turn(record, tracker, time)
    plans(record, a_status("In Progress", basis="In Progress, Later"))
    turn(record, tracker, time)

    assert tracker.boards == {PLACE: "In Progress", OTHER: "Later"}
    assert (len(tracker.writes), last(record)["state"]) == (1, "already")


@pytest.mark.parametrize("boards", [{PLACE: "Done", OTHER: "In Progress"}, {PLACE: "Todo"}])
def test_it_is_not_done_before_every_board_says_so(
    record: Record, tracker: Boards, time: Time, boards: dict[str, str]
) -> None:
    tracker.boards, tracker.columns = {**boards}, dict.fromkeys(boards, COLUMNS)
    plans(record, a_status("done", basis=", ".join(boards.values())))

    turn(record, tracker, time)

    assert set(tracker.boards.values()) == {"Done"}


def test_no_column_at_all_is_gone_back_to_and_is_no_group(
    record: Record, tracker: Boards, time: Time
) -> None:
    tracker.boards = {PLACE: "Done"}
    plans(record, a_status("", basis="Done"))

    turn(record, tracker, time)

    assert (tracker.boards, last(record)["after"]) == ({PLACE: ""}, [""])


@pytest.mark.parametrize(
    ("to", "write"),
    [
        ("Done", OwnWrite(ISSUE, PLACE, stands=True, value="Done")),
        ("", OwnWrite(ISSUE, PLACE, stands=False)),
    ],
)
def test_a_move_comes_back_as_the_field_of_the_project_and_as_nothing_else(
    record: Record, tracker: Boards, time: Time, to: str, write: OwnWrite
) -> None:
    plans(record, a_status(to, basis="Todo"))

    turn(record, tracker, time)

    known = record.inbox.own_writes([ISSUE], since=at(-60), told=at(-60))
    assert known == {write}


def test_it_is_told_under_its_key(record: Record, tracker: Boards, time: Time) -> None:
    plans(record, a_status("Done", basis="Todo"))

    turn(record, tracker, time)

    assert tracker.writes == [("moved", KEY, "Done")]
