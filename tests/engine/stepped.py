"""Rules with steps as tests write them."""

from automation.effects import Comment
from automation.model import Change
from automation.ports import Reason
from tests.engine.cases import Bench

HEAD = """\
pitboard: 1
rule: tell
title: Tell when work is done
why: Nobody heard of it.
owner: product-ops
state: live
"""
MOVED = f"""{HEAD}\
when:
  - changed: {{type: [issue, epic], fields: status, from: [To do, In review], to: Done}}
about: {{path: event.item}}
then:
  - comment: "Done by {{{{ actor.login }}}}: {{{{ item.title }}}}"
"""
TEAMS = """\
pitboard: 1
teams:
  payments: {name: Payments, lead: mara, projects: [PAY]}
"""
PEOPLE = """\
pitboard: 1
people:
  mara: {name: Mara Lind, mail: mara@example.com}
"""
TO_DONE = Change("status", "To do", "Done")


def rule(when: str, then: str, *, about: str = "{path: event.item}", more: str = "") -> str:
    return f"{HEAD}when:\n  - {when}\nabout: {about}\n{more}then:\n{then}"


def commented(one: Bench, *reasons: Reason) -> list[str]:
    plan = one.decides(*reasons)
    return [each.effect.text for each in plan.steps if isinstance(each.effect, Comment)]
