"""T15: whether pages stay quick over 200 epics, 10,000 items and 56 weeks of their history."""

import time
from collections.abc import Mapping
from http.client import HTTPConnection
from statistics import quantiles
from typing import Final

from automation import paths
from automation.bootstrap import Line, wall_clock
from automation.settings import load_settings
from automation.store.migrate import migrate
from bench.payload import SECRET
from bench.portfolio_record import Shape, fill
from bench.processes import Crew, crew
from bench.table import Bound, Figure, Row

ROWS = (
    Row(
        "T15",
        "a page over 200 epics and 10,000 items, p95",
        (Bound(150, 75, " ms", most=True),),
    ),
)
GATED: Final = "/portfolio"
PAGES: Final = (GATED, "/", "/items/jira:PAY-1", "/api/v1/portfolio")
WARM_UP: Final = 5
TIMES: Final = 25
"""Requests of each page in a round, one after the other."""


def measure(rounds: int) -> list[Figure]:
    """Fill a record, judge every epic, serve it, and ask for its pages in turns."""
    with crew() as started:
        environment = _environment(started)
        began = time.monotonic()
        judged(environment, Shape())
        built = time.monotonic() - began
        port = started.served("bench.entry", "web", environment=environment)
        took = _asked(port, rounds * TIMES)
    worst = {page: quantiles(each, n=20)[-1] for page, each in took.items()}
    notes = [
        f"{page}: p50 {quantiles(each, n=2)[0]:.0f}, p95 {worst[page]:.0f} ms"
        for page, each in took.items()
    ]
    return [Figure("T15", (worst[GATED],), (*notes, f"filled and judged in {built:.0f} s"))]


def _environment(started: Crew) -> Mapping[str, str]:
    return {
        "PITBOARD_DATA": str(started.folder / "data"),
        "PITBOARD_RULES": str(paths.rules(None)),
        "PITBOARD_JIRA_URL": "https://jira.example.com",
        "PITBOARD_JIRA_WEBHOOK_SECRET": SECRET,
    }


def judged(environment: Mapping[str, str], shape: Shape) -> None:
    """The record with a portfolio whose every epic was looked at."""
    line = Line(load_settings(environment))
    migrate(line.settings.database)
    line.tend()
    fill(line.record, shape, wall_clock())
    while line.work("line"):
        pass
    line.close()


def _asked(port: int, times: int) -> Mapping[str, list[float]]:
    """Milliseconds of each answer, by page. Raises ValueError for an answer that is none."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    took: dict[str, list[float]] = {page: [] for page in PAGES}
    for number in range(WARM_UP + times):
        for page, each in took.items():
            start = time.perf_counter()
            connection.request("GET", page)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise ValueError(f"{page} answered {answer.status}")
            if number >= WARM_UP:
                each.append(1_000 * (time.perf_counter() - start))
    return took
