"""`python -m bench [ROW ...] [--rounds N] [--json]`: measures, and sets each figure by its gate."""

import argparse
import json
import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType
from typing import Final

import structlog

from bench import (
    accept,
    authoring,
    backlog,
    backtest,
    crowded,
    expressions,
    latency,
    many_rules,
    portfolio,
    report,
    throughput,
    trips,
)
from bench.machine import described
from bench.table import Figure, Line, Row, as_data, as_text, line

TOPICS: Final = (
    accept,
    crowded,
    trips,
    throughput,
    latency,
    backlog,
    many_rules,
    portfolio,
    report,
    expressions,
    backtest,
    authoring,
)
ROUNDS: Final = 4


def main(words: Sequence[str]) -> int:
    """Print the table; 1 when a row is below its gate or could not be measured."""
    known = {row.name: row for topic in TOPICS for row in topic.ROWS}
    asked = _arguments(known).parse_args(words)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    wanted = [name.upper() for name in asked.rows] or list(known)
    lines = [
        line(known[figure.row], figure)
        for topic in TOPICS
        if (names := [row.name for row in topic.ROWS if row.name in wanted])
        for figure in _figures(topic, names, asked.rounds)
    ]
    lines.sort(key=lambda each: list(known).index(each.row))
    machine = described()
    if asked.json:
        print(json.dumps({"machine": machine, "rows": as_data(lines)}, indent=2))
    else:
        print(f"{as_text(lines)}\n\n{machine}")
    return int(any(_is_bad(each) for each in lines))


def _figures(topic: ModuleType, names: Sequence[str], rounds: int) -> Iterator[Figure]:
    print(f"measuring {', '.join(names)} ...", file=sys.stderr)
    try:
        found = topic.measure(rounds)
    except (OSError, TimeoutError, ValueError) as error:
        found = [Figure(name, not_run=f"{type(error).__name__}: {error}") for name in names]
    return (figure for figure in found if figure.row in names)


def _is_bad(each: Line) -> bool:
    return each.verdict == "below gate" or "Error" in each.verdict


def _arguments(known: Mapping[str, Row]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "rows", nargs="*", metavar="ROW", help=f"{', '.join(known)}; all when none is named"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="1 is a quick look")
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
