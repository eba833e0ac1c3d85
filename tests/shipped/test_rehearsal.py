"""What the examples of the shipped rules stand on: who is written to, and where a date stands."""

from datetime import UTC, datetime

import pytest

from automation.engine.grammar.triggers import Changed
from automation.engine.why import inline_tests
from automation.model import Change, Event
from tests.engine.files import load_texts
from tests.shipped.folder import shipped

HEAD = """\
pitboard: 1
rule: tell
title: Somebody hears of it
why: Nobody did hear of it.
owner: product-ops
when:
  - changed: {type: issue, fields: title}
about: {path: event.item}
then:
  - notify: {to: WHOM, text: It is here.}
tests:
  - name: it is told
    now: 2026-11-20T09:00:00Z
    given: {item: {type: issue, key: "jira:PAY-1", project: PAY}}
    expect: {steps: ["notify HEARS: It is here."]}
"""


@pytest.mark.parametrize("whom", ["owner", "team"])
def test_where_nobody_is_on_file_an_example_names_the_word(whom: str) -> None:
    (rule,) = load_texts({"tell.yaml": HEAD.replace("WHOM", whom).replace("HEARS", whom)}).rules

    assert [result.message for result in inline_tests.run(rule)] == [""]


@pytest.mark.parametrize("whom", ["owner", "team"])
def test_where_somebody_is_an_example_names_their_address(whom: str) -> None:
    text = HEAD.replace("WHOM", whom).replace("HEARS", "mara.lind@example.org")
    (rule,) = load_texts({"tell.yaml": text}).rules

    assert [each.message for each in inline_tests.run(rule, shipped().world)] == [""]


def test_a_date_that_the_mapping_finds_on_a_board_moves_as_any_other() -> None:
    moved = next(rule for rule in shipped().rules if rule.id == "date-moved")
    (trigger,) = [each for each in moved.triggers if isinstance(each, Changed)]

    assert trigger.hears(_changes("due"))
    assert trigger.hears(_changes("project/1/Target date"))
    assert not trigger.hears(_changes("project/1/Size"))


def _changes(facet: str) -> Event:
    return Event(
        connection="github",
        key="one",
        kind="github.projects_v2_item.edited",
        at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        item_id="github:1",
        actor=None,
        url="",
        changes=(Change(facet, "2026-12-01", "2026-12-15"),),
    )
