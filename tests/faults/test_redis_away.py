"""Redis refuses, then hangs: every webhook is taken as fast as ever, and all of it is worked later.

Five seconds of each at 20 webhooks a second; `PITBOARD_CHAOS=full`: a minute of each.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from automation.effects import FIRED
from automation.store import schema
from automation.store.recoveries import RECOVER
from tests.faults.rig import Installation, until
from tests.faults.sender import Sender, percentile, sorted_issues

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("processes")]

A_SECOND = 20
DRAINED_WITHIN = 60.0


@contextmanager
def refusing(pitboard: Installation) -> Iterator[None]:
    """Valkey is dead, and the one who would start another is asleep."""
    keeper, valkey = pitboard.post("queue"), pitboard.below("queue")
    assert keeper is not None
    assert valkey is not None
    keeper.suspend()
    valkey.kill()
    yield
    keeper.resume()


@contextmanager
def frozen(pitboard: Installation) -> Iterator[None]:
    """Valkey accepts connections, as the kernel does that for it, and answers nobody."""
    until(pitboard.has_redis, within=30, what="a Redis that answers")
    valkey = pitboard.below("queue")
    assert valkey is not None
    valkey.suspend()
    yield
    valkey.resume()


def test_every_webhook_is_taken_while_redis_refuses_and_while_it_hangs(
    pitboard: Installation, *, is_full: bool, tell: Callable[[str], None]
) -> None:
    seconds = 60.0 if is_full else 5.0

    refused = _send_while(refusing, pitboard, "refused", seconds)
    hung = _send_while(frozen, pitboard, "frozen", seconds)
    back = time.monotonic()
    until(lambda: _is_worked(pitboard), within=2 * DRAINED_WITHIN, what="everything worked")
    drained = time.monotonic() - back

    sent = [*refused.answers, *hung.answers]
    tell(
        f"Redis away: {len(sent)} sent, {len(refused.refused) + len(hung.refused)} not taken; "
        f"refused p99 {1000 * percentile(refused.answers):.0f} ms, hung p99 "
        f"{1000 * percentile(hung.answers):.0f} ms, worst {1000 * percentile(sent, 1):.0f} ms, "
        f"drained in {drained:.1f} s"
    )
    assert (refused.refused, hung.refused) == ([], [])
    assert percentile(sent, 1) < 2
    assert not is_full or max(percentile(refused.answers), percentile(hung.answers)) < 0.25
    assert drained < DRAINED_WITHIN
    assert _dead(pitboard) == 0
    assert "Traceback" not in pitboard.log()


def _send_while(
    trouble: Callable[[Installation], AbstractContextManager[None]],
    pitboard: Installation,
    name: str,
    seconds: float,
) -> Sender:
    sender = Sender(pitboard.web, pitboard.secrets()["webhook_secret"])
    with trouble(pitboard):
        sender.send_all(sorted_issues(name), a_second=A_SECOND, seconds=seconds)
    return sender


def _is_worked(pitboard: Installation) -> bool:
    """Whether nothing waits; what a rule waits for on purpose is due in days."""
    agenda, soon = schema.agenda, datetime.now(UTC) + timedelta(minutes=5)
    due = select(func.count()).where(agenda.c.due_at < soon, agenda.c.due_on != FIRED)
    with pitboard.record() as record:
        with record.database.reading() as connection:
            looks = connection.scalar(due.where(agenda.c.reason != RECOVER)) or 0
        return not (record.views.counts()["waiting"] + looks)


def _dead(pitboard: Installation) -> int:
    with pitboard.record() as record:
        return record.views.counts()["dead"] + len(record.views.agenda(dead=True))
