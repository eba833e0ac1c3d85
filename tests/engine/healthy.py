"""The health of an epic as tests derive it."""

from dataclasses import replace
from datetime import datetime, timedelta

from automation.model import Derived, Value
from tests.engine.cases import MAPPING, Bench, bench
from tests.engine.items import item

DAY = timedelta(days=1)
HEALTH = """\
pitboard: 1
rule: health
title: Health of epics
why: Health was typed by hand and was stale by Monday.
owner: product-ops
state: live
when:
  - changed: {type: [epic, issue], fields: any}
  - sweep: every day at 06:00
about: {path: event.item.ancestors, type: epic}
derive:
  field: health
  stability: {worse_after: 1 working day, better_after: 3 working days, at_once: [F2]}
  choose:
    - {value: done, if: "item.state == 'closed'", because: closed}
    - {value: off_track, if: item.comments > 9, because: much too loud}
    - {value: at_risk, if: item.comments > 3, because: "loud since {{ item.created | day }}"}
    - {value: on_track, if: true, because: quiet}
"""
STEADY = HEALTH.replace(
    "stability: {worse_after: 1 working day, better_after: 3 working days, at_once: [F2]}",
    "hand_edit: keep for 14 days",
)


def epic(comments: int, **more: object) -> Bench:
    fields = {"comments": comments, **more}
    return bench(HEALTH, MAPPING, about=item("jira:PAY-1", "epic", **fields))  # type: ignore[arg-type]


def now_says(one: Bench, comments: int, **more: Value) -> Bench:
    fields = {**one.item.fields, "comments": comments, **more}
    return replace(one, item=replace(one.item, fields=fields))


def reads(value: str, changed_at: datetime) -> Derived:
    return Derived("jira:id-PAY-1", "health", value, "so", (), "health", "hash", changed_at)
