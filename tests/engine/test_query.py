"""A query: every item for which it holds, at times of the calendar."""

import pytest

from automation.errors import RuleError
from automation.ports import Reason
from tests.engine.cases import bench
from tests.engine.files import load_texts
from tests.engine.items import item
from tests.engine.stepped import rule

ASKS = "{query: \"item.title == 'Ledger'\"}"
SWEPT = rule("sweep: every day at 06:00", "  - comment: seen\n", about=ASKS)


@pytest.mark.parametrize(("title", "steps"), [("Ledger", 1), ("Else", 0)])
def test_a_time_goes_through_every_item_for_which_the_query_holds(title: str, steps: int) -> None:
    asked = bench(SWEPT, about=item("jira:PAY-2", title=title))

    plan = asked.decides(Reason("sweep:tell:2026-11-20", 1))

    assert len(plan.steps) == steps


def test_what_happens_is_about_its_own_item_and_no_query() -> None:
    text = rule("event: jira.issue.updated", "  - comment: seen\n", about=ASKS)

    with pytest.raises(RuleError, match="goes with `schedule` and `sweep`"):
        load_texts({"broken.yaml": text})
