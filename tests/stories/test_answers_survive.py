"""What Pitboard answers on its own outlives the next save of a rule file."""

from datetime import timedelta

import pytest

from automation.errors import RuleError
from tests.databases import Home
from tests.engine.files import load_texts
from tests.engine.stepped import rule
from tests.fakes.tracker import outage
from tests.store.world import rows_of
from tests.stories.clockwork import Clockwork, stuck

ASK = """\
pitboard: 1
rule: ask
title: Answers
why: People ask.
owner: product-ops
state: live
when: [{command: {name: try, help: Try it}}]
about: {path: event.item}
then: [{reply: Done.}]
"""


def test_an_answer_that_waits_for_the_tracker_outlives_a_save_of_a_rule(home: Home) -> None:
    line = Clockwork(home, ask=ASK)
    line.opens()
    line.jira.refuse = [outage() for _ in range(60)]
    line.comments("/pitboard help")

    line.saves(rule=stuck("4 business days"))
    line.jira.refuse = []
    line.time.now += timedelta(hours=1)
    line.works()

    (answer,) = [row for row in rows_of(line.line.record, "outbox") if row["rule"] == "commands"]
    assert answer["state"] == "done"
    line.ends()


@pytest.mark.parametrize("name", ["commands", "digest", "asks", "undo"])
def test_a_name_that_pitboard_speaks_under_itself_is_no_rules(name: str) -> None:
    text = rule("changed: {type: issue, fields: status}", "  - comment: x\n")

    with pytest.raises(RuleError) as refused:
        load_texts({"a.yaml": text.replace("rule: tell", f"rule: {name}")})

    (problem,) = refused.value.problems
    assert (problem.line, problem.message) == (
        2,
        f'"{name}" is what Pitboard itself writes under; give the rule another name',
    )
