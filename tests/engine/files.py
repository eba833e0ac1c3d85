"""Rule files as tests write them: one sound file, and ways to change it."""

from collections.abc import Mapping
from datetime import UTC, datetime

from automation.actions import ACTIONS
from automation.engine.grammar.rule import Rule
from automation.engine.ruleset.loader import RuleSet, digest, load
from automation.rulefiles import read

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)

SOUND = """\
pitboard: 1
rule: needs-triage
title: New issues say that nobody has looked at them yet
why: Issues waited for days.
owner: product-ops
review_by: 2027-06-01
state: live
when:
  - changed: {type: issue, fields: [labels, state]}
about: {path: event.item, type: issue, projects: [acme/shop]}
let:
  sorted: item.labels | without('needs-triage')
if:
  all: ["item.state == 'open'"]
derive:
  label: triage
  choose:
    - {value: needs-triage, if: "sorted | count == 0", because: "nobody said what it is"}
    - {value: none, if: true, because: "labelled {{ sorted | names }}"}
  hand_edit: keep for 14 days
tests:
  - name: an issue without a label waits
    now: 2026-11-20T09:00:00Z
    given: {item: {type: issue, project: acme/shop, state: open, labels: []}}
    expect: {value: needs-triage}
  - name: a closed one is left alone
    now: 2026-11-20T10:00:00Z
    given: {item: {type: issue, project: acme/shop, state: closed, labels: []}}
    expect: {acts: false}
"""


def changed(old: str, new: str, text: str = SOUND) -> str:
    """Change one passage, which has to be there exactly once."""
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)


def load_texts(texts: Mapping[str, str]) -> RuleSet:
    """Load files by name, as the clock does."""
    nodes = {name: read(text, name) for name, text in texts.items()}
    return load(nodes, digest(texts), ACTIONS)


def load_rule(text: str = SOUND) -> Rule:
    """Load one file and take its rule."""
    (rule,) = load_texts({"rule.yaml": text}).rules
    return rule


def issue(**fields: object) -> dict[str, object]:
    """An open issue of the shop without labels, with these fields instead."""
    return {
        "type": "issue",
        "project": "acme/shop",
        "state": "open",
        "labels": (),
        "comments": 0,
        **fields,
    }
