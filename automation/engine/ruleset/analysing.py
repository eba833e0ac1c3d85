"""What a whole set shows before anything happens: mistakes refuse it, notes do not.

A mistake is what cannot be meant. A note is what may be meant and is probably not.
"""

from collections.abc import Iterator, Mapping, Sequence

from automation.engine.folder.places import Place
from automation.engine.folder.world import World
from automation.engine.grammar.rule import Rule
from automation.engine.grammar.rule_settings import with_settings
from automation.engine.ruleset.circles import circles
from automation.engine.ruleset.homeless import nowhere, only_read, strangers
from automation.engine.ruleset.lookalikes import lookalikes
from automation.engine.ruleset.misnamed import misnamed
from automation.engine.ruleset.selfmade import selfmade
from automation.engine.ruleset.unheard import unheard
from automation.engine.ruleset.winning import never_happens, never_holds
from automation.errors import Problem
from automation.tree import Node


def mistakes(rules: Sequence[Rule], roots: Mapping[str, Place], world: World) -> Iterator[Problem]:
    """Conditions that never hold, changes that never happen, fields that nobody may write."""
    for rule in rules:
        root = roots[rule.file]
        yield from never_holds(rule, root)
        yield from never_happens(with_settings(root)[0])
    yield from only_read(rules, roots, world)


def notes(
    rules: Sequence[Rule],
    files: Mapping[str, Node],
    world: World,
    *,
    seen: frozenset[str] = frozenset(),
) -> tuple[Problem, ...]:
    """What to look at in a sound set, in file order: circles, rules that nothing can trigger, names
    nothing uses, fields that land nowhere, statuses no board has, names that are nearly another,
    conditions that a rule's own write changes. `seen` are statuses of items.
    """
    roots = {name: Place(name, node) for name, node in files.items()}
    filled = {name: with_settings(root)[0] for name, root in roots.items()}
    order = list(files)
    found = (
        *circles(rules, filled),
        *unheard(rules, roots),
        *nowhere(rules, roots, world),
        *strangers(rules, filled, seen),
        *lookalikes(roots),
        *misnamed(roots),
        *selfmade(rules, filled),
    )
    return tuple(sorted(found, key=lambda each: (order.index(each.file), each.line, each.column)))
