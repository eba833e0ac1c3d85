"""T20: what a back-test of 30 days costs, from two shorter ones: the start, and each event."""

import tempfile
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Final

from automation import paths, rulefiles
from automation.backtest.replay import BRISK
from automation.backtest.running import backtest
from automation.store.migrate import migrate
from automation.store.record import open_record
from bench.backtest_record import BEGUN, LABELS, Work, fill
from bench.table import Bound, Figure, Row

ROWS = (
    Row("T20", "back-test, 30 days x 5,000 events x 50 rules", (Bound(180, 90, " s", most=True),)),
)
DAYS, RULES, WRITERS = 30, 50, 1
"""Of the rules that every change is asked about, so many have anything to write."""

SHORT, LONG = Work(days=1), Work(days=3)

RULE: Final = """\
pitboard: 1
rule: team-@
title: Stories of team @ say so
why: The bench needs many rules that differ.
owner: bench
state: live
when:
  - changed: {type: issue, fields: [labels, status]}
about: {path: event.item, type: issue}
if: "'team $' in item.labels and item.status != 'Done' and item.reporter == '&'"
derive:
  label: slot-@
  choose:
    - {value: wait @, if: "item.status == 'Blocked'", because: "{{ item.title }} is blocked"}
    - {value: mark @, if: true, because: "written by {{ item.reporter }}"}
"""


def measure(rounds: int) -> list[Figure]:
    """Seconds of the whole, by what one more day of history costs."""
    took = [(_seconds(SHORT), _seconds(LONG)) for _ in range(max(1, rounds // 2))]
    a_day = [(long - short) / (LONG.days - SHORT.days) for short, long in took]
    start = [short - each for (short, _), each in zip(took, a_day, strict=True)]
    whole = median(start) + DAYS * median(a_day)
    spent = zip((SHORT, LONG), zip(*took, strict=True), strict=True)
    notes = (
        ", ".join(f"{work.days} days: {median(each):,.1f} s" for work, each in spent),
        f"{1e3 * median(a_day) / SHORT.a_day:,.2f} ms an event, {median(start):,.1f} s to begin",
    )
    return [Figure("T20", (whole,), notes)]


def rules() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Fifty rules, those that ship among them, and the same with one of them changed."""
    shipped = dict(rulefiles.read_rules(paths.rules()))
    many = sum("\nrule:" in text for text in shipped.values())
    for number in range(RULES - many):
        text = RULE.replace("@", str(number)).replace("$", str(number % LABELS))
        text = text.replace("&", "ann-moss" if number < WRITERS else "somebody-else")
        shipped[f"bench/{number}.yaml"] = text
    name = "bench/0.yaml"
    return shipped, {**shipped, name: shipped[name].replace("'Blocked'", "'To Do'")}


def _seconds(work: Work) -> float:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pitboard.sqlite"
        migrate(file)
        record = open_record(file, {})
        fill(record, work)
        was, becomes = rules()
        begun = time.perf_counter()
        end = work.until + timedelta(hours=1)
        found = backtest(record, was, becomes, since=BEGUN, until=end, pace=BRISK)
        took = time.perf_counter() - begun
        record.close()
    if not found.values:
        raise ValueError("a back-test of changed rules that finds no difference")
    return took
