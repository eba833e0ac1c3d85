"""T16 to T19: what a condition, its trace and a rule cost, and how soon a mistake is told.

A back-test of 30 days asks 7.5 million conditions: at 5 us they take 40 s of its three minutes, and
every one that is explained takes six times as long. A set of 50 rules is to be live within a second
of being saved, and nobody waits for a mistake longer than an eye blinks, 100 ms.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from automation import paths, rulefiles
from automation.actions import ACTIONS
from automation.engine.language.expressions import Scope, compile_expression
from automation.engine.ruleset.analysing import notes
from automation.engine.ruleset.loader import load
from automation.errors import RuleError
from automation.tree import Node
from bench.expressions import CONDITION, ITEM
from bench.many_rules import NOW, RULE, timed
from bench.measure import in_turns
from bench.table import Bound, Figure, Row

ROWS = (
    Row("T16", "a condition of five parts, us", (Bound(5, 2, " us", most=True),)),
    Row("T17", "the same with its trace, us", (Bound(30, 15, " us", most=True),)),
    Row("T18", "a rule from text to set, with notes, ms", (Bound(15, 8, " ms", most=True),)),
    Row("T19", "the slowest broken file until it is told, ms", (Bound(100, 20, " ms", most=True),)),
)
TIMES: Final = 5_000
RULES: Final = 50
HOSTILE: Final[Mapping[str, str]] = {
    "one megabyte": "a: 1\n" * 200_000,
    "deep in one line": "a: " + "[" * 10_000 + "]" * 10_000,
    "deep in many lines": "".join(f"{' ' * n}a:\n" for n in range(600)),
    "an alias bomb": "a: &a [x]\n" + "b: [*a, *a, *a]\n" * 1_000,
    "a key twice": "a: 1\na: 2\n" * 100,
    "twenty mistakes": RULE.replace("item.", "itm.").replace("changed", "chnged"),
}


def measure(rounds: int) -> list[Figure]:
    """Each for itself: what is asked for is a time, not a ratio."""
    asked = compile_expression(CONDITION, Scope())
    known = {"item": ITEM}
    cases: dict[str, Callable[[int], float]] = {
        "T16": lambda _: timed(lambda: asked.holds(known, NOW), TIMES),
        "T17": lambda _: timed(lambda: asked.explain(known, NOW), TIMES // 5),
        "T18": lambda _: timed(_set, 1) / RULES / 1_000,
        **{name: partial(_told, text) for name, text in HOSTILE.items()},
    }
    took = in_turns(cases, rounds, warm_up=1)
    slowest = max(HOSTILE, key=lambda name: median(took[name]))
    shipped = timed(_shipped, 1) / 1_000
    return [
        Figure("T16", (median(took["T16"]),)),
        Figure("T17", (median(took["T17"]),)),
        Figure("T18", (median(took["T18"]),), (f"the shipped folder: {shipped:.0f} ms",)),
        Figure("T19", (median(took[slowest]),), (f"it is {slowest}",)),
    ]


def _set() -> None:
    _loaded({f"{n}.yaml": rulefiles.read(filled_text(n), "rule.yaml") for n in range(RULES)})


def filled_text(number: int) -> str:
    """The rule of the bench as a file of its own."""
    return RULE.replace("@", str(number))


def _shipped() -> None:
    texts = rulefiles.read_folder(Path(paths.rules(None)))
    _loaded({name: rulefiles.read(text, name) for name, text in texts.items()})


def _loaded(files: Mapping[str, Node]) -> None:
    found = load(files, "bench", ACTIONS)
    notes(found.rules, files, found.world)


def _told(text: str, _round: int) -> float:
    return timed(lambda: _refused(text), 3) / 1_000


def _refused(text: str) -> None:
    try:
        load({"it.yaml": rulefiles.read(text, "it.yaml")}, "bench", ACTIONS)
    except RuleError:
        return
    raise ValueError("a broken file was taken for a sound one")
