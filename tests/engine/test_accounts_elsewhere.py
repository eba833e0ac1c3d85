"""Why a field reads what it does is told of the item that is looked at, and of no other."""

from datetime import timedelta

from automation.engine.deciding.accounts import account
from automation.engine.deciding.decide import look_at
from automation.model import Derived
from automation.ports import Case
from tests.engine.cases import NOW, bench, look
from tests.engine.items import graph, item
from tests.engine.stepped import HEAD

RULE = """\
when:
  - changed: {type: issue, fields: any}
about: {path: event.item}
then:
  - comment: Seen
"""


def test_of_another_item_nothing_is_said_that_is_known_of_this_one() -> None:
    here, there = item("jira:PAY-1", "epic"), item("jira:PAY-2", "epic")
    one = bench(HEAD + RULE, about=here, around=graph((here, there)))
    health = Derived(here.id, "health", "at_risk", "it waits", (), "health", "v1", NOW)
    known = {"health": health}
    case = Case(here.id, (look("any"),), here, known, {}, {}, around=one.around)
    seen = look_at(one.rules, case, here, NOW, {"health": NOW - timedelta(days=1)})

    assert account(seen, here, "health")[0] == "Health reads At risk since 18 Nov 2026."
    assert account(seen, there, "health") == ()
