"""kill -9 on the supervisor takes everybody down, Ctrl-C stops everybody, and nothing is lost."""

import signal
import time
from collections.abc import Callable
from itertools import islice

import pytest

from tests.faults.rig import installation, until
from tests.faults.sender import Sender, sorted_issues

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("processes")]


def test_a_second_start_goes_on_where_the_first_was_killed_and_ctrl_c_leaves_nobody(
    tell: Callable[[str], None],
) -> None:
    with installation("--sandbox") as pitboard:
        first = pitboard.start()
        sender = Sender(pitboard.web, pitboard.secrets()["webhook_secret"])
        taken = [sender.send(hook) for hook in islice(sorted_issues("kept"), 100)]
        before = pitboard.processes()
        killed = pitboard.stop(signal.SIGKILL)
        until(lambda: not pitboard.left(), within=20, what="everybody went with the supervisor")

        second = pitboard.start()
        with pitboard.record() as record:
            until(lambda: not record.views.counts()["waiting"], within=60, what="all absorbed")
            states = {row["delivery"]: row["state"] for row in record.views.deliveries(limit=999)}
        began = time.monotonic()
        code = pitboard.stop()
        stopped = time.monotonic() - began
        left, log = pitboard.left(), pitboard.log()

    tell(f"first start {first:.1f} s, second {second:.1f} s, Ctrl-C {stopped:.1f} s")
    assert len(before) > 8
    assert (killed, code, left) == (-signal.SIGKILL, 0, [])
    assert {states[one.id] for one in taken if one.status == 202} == {"absorbed"}
    assert {one.status for one in taken} == {202}
    assert log.splitlines()[-1].split() == ["pitboard", "|", "stopped"]
    assert "Traceback" not in log
