"""T12: what our own evaluator saves over Jinja2's sandbox, on one condition of five parts."""

from collections.abc import Mapping
from statistics import median
from typing import Final

from jinja2.sandbox import ImmutableSandboxedEnvironment

from automation.engine.language.expressions import Scope, compile_expression
from bench.many_rules import NOW, timed
from bench.measure import in_turns, ratio
from bench.table import Bound, Figure, Row

ROWS = (Row("T12", "condition, times faster than Jinja2's sandbox", (Bound(6, 12),)),)
TIMES = 5_000
CONDITION: Final = (
    "item.state == 'open' and 'bug' in item.labels and item.comments > 1 "
    "and item.author != 'renovate[bot]' and item.project == 'acme/shop'"
)
ITEM: Final[Mapping[str, object]] = {
    "state": "open",
    "labels": ("bug", "payments"),
    "comments": 3,
    "author": "ann-moss",
    "project": "acme/shop",
}


def measure(rounds: int) -> list[Figure]:
    """Evaluate the same text over the same values, both ways, in turns."""
    known = {"item": ITEM}
    ours = compile_expression(CONDITION, Scope())
    theirs = ImmutableSandboxedEnvironment().compile_expression(CONDITION)
    if not (ours.holds(known, NOW) and theirs(item=ITEM, now=NOW)):
        raise ValueError("the condition should hold, both ways")
    took = in_turns(
        {
            "pitboard": lambda _: timed(lambda: ours.holds(known, NOW), TIMES),
            "sandbox": lambda _: timed(lambda: theirs(item=ITEM, now=NOW), TIMES),
        },
        3 * rounds,
        warm_up=1,
    )
    notes = tuple(f"{name}: {median(each):.2f} us" for name, each in took.items())
    return [Figure("T12", (ratio(took["sandbox"], took["pitboard"]),), notes)]
