"""A figure is judged by its worst number, and what was not run says why."""

import json
import subprocess
import sys
from functools import partial

import pytest

from bench import payload
from bench.measure import in_turns, ratio, spread
from bench.processes import REPOSITORY
from bench.table import Bound, Figure, Row, as_text, in_figures, line, verdict

MORE = Row("T0", "more is better", (Bound(0.6, 0.8),))
LESS = Row(
    "T0", "both small", (Bound(100, 30, " ms", most=True), Bound(1_000, 200, " ms", most=True))
)


@pytest.mark.parametrize(
    ("row", "values", "expected"),
    [
        (MORE, [0.8], "meets stretch"),
        (MORE, [0.79], "meets gate"),
        (MORE, [0.59], "below gate"),
        (LESS, [30, 200], "meets stretch"),
        (LESS, [30, 201], "meets gate"),
        (LESS, [30, 1_001], "below gate"),
        (LESS, [101, 1], "below gate"),
    ],
)
def test_the_worst_figure_of_a_row_decides(row: Row, values: list[float], expected: str) -> None:
    assert verdict(row, values) == expected


def test_a_row_that_was_not_run_says_why() -> None:
    judged = line(MORE, Figure("T0", not_run="needs Probot"))
    assert (judged.measured, judged.verdict) == ("-", "not run: needs Probot")


def test_the_table_shows_figure_gate_stretch_and_verdict() -> None:
    text = as_text([line(LESS, Figure("T0", (45.2, 120.0), ("behind it",)))])
    row = text.splitlines()[2].split("  ")
    assert [cell.strip() for cell in row if cell] == [
        "T0",
        "both small",
        "45.2 ms, 120 ms",
        "<= 100 ms, <= 1,000 ms",
        "<= 30 ms, <= 200 ms",
        "meets gate",
    ]
    assert text.endswith("T0   behind it")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (2, "2"), (0.831, "0.83"), (3.5, "3.50"), (45.21, "45.2"), (1463.4, "1,463")],
)
def test_a_number_has_as_many_digits_as_it_is_worth(value: float, shown: str) -> None:
    assert in_figures(value) == shown


def test_cases_run_in_turns_and_the_order_is_reversed_each_round() -> None:
    order: list[str] = []

    def case(name: str, number: int) -> int:
        order.append(name)
        return number

    found = in_turns({name: partial(case, name) for name in "ab"}, 2, warm_up=1)
    assert order == list("ab" + "ba" + "ab")
    assert found == {"a": [1, 2], "b": [1, 2]}


def test_a_ratio_is_the_median_of_the_ratios_within_each_round() -> None:
    assert ratio([2, 30, 4], [1, 10, 4]) == 2


def test_times_are_told_as_the_middle_the_worst_hundredth_and_the_worst() -> None:
    times = spread([each / 1000 for each in range(1, 102)])
    assert (times.p50, times.p99, times.max) == (51, 100, 101)


def test_every_webhook_is_of_githubs_size_and_unlike_any_other() -> None:
    one, other = payload.body(payload.FIRST), payload.body(payload.FIRST + 1)
    assert {len(one), len(other)} == {payload.SIZE}
    assert json.loads(one)["issue"]["id"] != json.loads(other)["issue"]["id"]


def test_one_row_can_be_measured_alone_and_read_by_a_program() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "bench", "t12", "--rounds", "1", "--json"],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
    )
    (row,) = json.loads(said.stdout)["rows"]
    assert row["row"] == "T12"
    assert row["verdict"] in {"meets stretch", "meets gate", "below gate"}
