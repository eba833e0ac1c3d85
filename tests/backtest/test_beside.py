"""What a sweep of many pages wants is written when it is over, whatever other rules do meanwhile.

Else what a rule says next would hang on when another one speaks: a new rule beside unchanged ones
would seem to change them.
"""

from datetime import timedelta
from pathlib import Path

from automation.backtest.replay import Replay
from automation.backtest.steps import steps_of
from automation.store.opening import open_at
from automation.store.record import Record
from automation.store.recorded import recorded
from automation.store.scratch import born
from automation.sweeping import PAGE
from tests.builders import NOON
from tests.store.crowd import ids, there_are
from tests.store.world import rows_of

SPEAKS = """\
pitboard: 1
rule: speaks
title: Every hour something is said of the first one
why: It was said an hour late.
owner: product-ops
state: live
when:
  - sweep: every hour
about: {path: event.item, type: issue}
if: "item.key == 'github:acme/shop#1000'"
then:
  - comment: Another hour went by.
"""


def test_what_a_long_sweep_wants_is_written_at_its_end(record: Record, tmp_path: Path) -> None:
    there_are(record, ids(PAGE + 20))
    past = recorded(record, NOON, NOON + timedelta(hours=3))
    scratch = born(tmp_path / "scratch.sqlite")
    open_at(scratch, record, past)

    Replay(scratch, past, {"speaks.yaml": SPEAKS}).run(steps_of(past))

    said = [(row["state"], row["done_at"]) for row in rows_of(scratch, "outbox")]
    scratch.close()
    assert said == [("done", NOON + timedelta(hours=hour)) for hour in (1, 2, 3)]
