"""Whatever stands in the other files, it is judged: problems at their places, never a crash."""

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from automation.engine.folder.places import Place
from automation.engine.ruleset.filekinds import build_world
from automation.rulefiles import read
from automation.tree import Node
from tests.engine.items import CREATED, graph, item
from tests.engine.sheets import SOUND

WORDS = ("", " x", "*", "a*b", "x" * 500, "10 %", "1 s", "P85", "2026-10-01", "own:x", "germany")
ODD: tuple[Any, ...] = (
    *(None, True, 3, -1.5, 1e300, (), {}),
    *WORDS,
    (Node(None, 1, 1),),
    {"": Node("x", 1, 1)},
    {"id": Node("q", 1, 1), "name": Node("n", 1, 1), "title": Node("t", 1, 1)},
)
TREES = {name: read(text, name) for name, text in SOUND.items()}


def spoiled(node: Node, random: Random, share: float) -> Node:
    """The same tree with some values put in place of others, and some keys gone or misspelt."""
    if random.random() < share:
        return Node(random.choice(ODD), node.line, node.column)
    if isinstance(node.value, tuple):
        rest = tuple(spoiled(each, random, share) for each in node.value)
        return Node(rest, node.line, node.column)
    if isinstance(node.value, dict):
        kept = {
            key + ("s" if random.random() < share / 4 else ""): spoiled(each, random, share)
            for key, each in node.value.items()
            if random.random() > share / 3
        }
        return Node(kept, node.line, node.column, keys=node.keys)
    return node


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([0.01, 0.03, 0.1]))
def test_a_spoiled_folder_is_told_of_or_answers(random: Random, share: float) -> None:
    roots = {
        name: Place(name, tree if name.endswith(".csv") else spoiled(tree, random, share))
        for name, tree in TREES.items()
    }

    world, problems = build_world(roots)

    assert all(each.file in roots and each.line >= 1 and each.message for each in problems)
    if not problems:
        epic, task = item("jira:PAY-1", "epic"), item("jira:SEC-2", labels=("customer:a",))
        around = graph((task, epic))
        assert world.team_of(task, around).because
        assert world.objective_of(task, around).because
        assert world.status_group(task).value
        assert all(each.connection == "own" for each in world.own_items(CREATED))
