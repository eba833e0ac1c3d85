"""What a large set of rules costs to look through for circles: each text is read once."""

from collections.abc import Iterator
from typing import ClassVar

from automation.engine.folder.places import Place
from automation.engine.ruleset.circles import circles
from automation.rulefiles import read
from tests.engine.files import load_texts

RULE = """\
pitboard: 1
rule: r{n}
title: Rule {n}
why: Nobody saw it.
owner: product-ops
state: live
when:
  - changed: {{type: issue, fields: labels}}
about: {{path: event.item, if: "'l{other:02}' in item.labels"}}
then:
  - label: {{add: l{n:02}}}
"""


class Counted(Place):
    """A place that counts how often somebody looks at what is below it."""

    looks: ClassVar[list[int]] = [0]

    def entries(self) -> Iterator[tuple[str, Place]]:
        self.looks[0] += 1
        for key, each in super().entries():
            yield key, Counted(each.file, each.node, each.path)


def looks(many: int) -> int:
    texts = {f"{n}.yaml": RULE.format(n=n, other=(n + 1) % many) for n in range(many)}
    roots = {name: Counted(name, read(text, name)) for name, text in texts.items()}
    Counted.looks[0] = 0
    assert len(list(circles(load_texts(texts).rules, roots))) == 1
    return Counted.looks[0]


def test_twice_as_many_rules_cost_twice_as_many_looks() -> None:
    assert looks(16) <= 2 * looks(8)
