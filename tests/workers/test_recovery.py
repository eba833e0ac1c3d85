"""Whatever is killed, emptied or frozen, the clock and the workers find the work again."""

import os
import signal
import time
from itertools import pairwise

from redis import Redis

from tests.workers.conftest import PROMPTLY, Rig, Server, eventually, horses, is_gone
from tests.workers.folder_line import FolderLine
from workers.queue import Bells

SERVED_AGAIN = 5.0
"""Seconds within which a bell is served once what was away is back."""
DONE_AGAIN = 10.0
"""Seconds within which work of the dead is done, on a busy machine."""


def test_a_killed_worker_takes_its_job_along(rig: Rig, line: FolderLine, bells: Bells) -> None:
    worker = rig.worker()
    line.put("line", "hang", "hang")
    bells.ring("line")
    eventually(lambda: line.takers("line.hang"))
    [horse] = horses(worker)
    worker.kill()
    worker.wait()
    eventually(lambda: is_gone(horse), within=PROMPTLY)


def test_work_of_a_killed_worker_is_done_by_another(rig: Rig, line: FolderLine) -> None:
    killed = rig.worker()
    rig.clock()
    line.put("line", "hang", "hang")
    eventually(lambda: line.takers("line.hang"))
    rig.worker()
    killed.kill()
    killed.wait()
    eventually(lambda: line.done() == {"line.hang"}, within=DONE_AGAIN)


def test_work_of_a_killed_job_is_done_by_the_same_worker(rig: Rig, line: FolderLine) -> None:
    worker = rig.worker()
    rig.clock()
    line.put("line", "hang", "hang")
    eventually(lambda: line.takers("line.hang"))
    [horse] = horses(worker)
    os.kill(horse, signal.SIGKILL)
    eventually(lambda: line.done() == {"line.hang"}, within=DONE_AGAIN)
    assert worker.poll() is None


def test_work_of_a_job_and_worker_killed_together_is_done_after_a_restart(
    rig: Rig, line: FolderLine
) -> None:
    worker = rig.worker()
    rig.clock()
    line.put("line", "hang", "hang")
    eventually(lambda: line.takers("line.hang"))
    [horse] = horses(worker)
    os.kill(horse, signal.SIGKILL)
    worker.kill()
    worker.wait()
    rig.worker()
    eventually(lambda: line.done() == {"line.hang"}, within=DONE_AGAIN)


def test_emptying_redis_loses_no_work(
    rig: Rig, line: FolderLine, bells: Bells, redis: Redis
) -> None:
    line.put("line", "a")
    assert bells.ring("line")
    redis.flushall()
    rig.clock()
    rig.worker()
    eventually(lambda: line.done() == {"line.a"}, within=DONE_AGAIN)


def test_emptying_redis_under_a_running_job_leaves_the_worker_at_work(
    rig: Rig, line: FolderLine, bells: Bells, redis: Redis
) -> None:
    worker = rig.worker(linger=0.5)
    bells.ring("line")
    eventually(lambda: horses(worker))
    redis.flushall()
    eventually(lambda: not horses(worker))
    line.put("line", "a")
    bells.ring("line")
    eventually(lambda: line.done() == {"line.a"}, within=DONE_AGAIN)
    assert worker.poll() is None


def test_a_worker_outlives_a_redis_that_is_killed(
    rig: Rig, line: FolderLine, server: Server
) -> None:
    worker = rig.worker()
    rig.clock()
    server.signal(signal.SIGKILL)
    line.put("line", "a")
    eventually(lambda: "queue=line redis=away" in rig.log() and "clock redis=away" in rig.log())
    server.start()
    eventually(lambda: line.done() == {"line.a"}, within=SERVED_AGAIN)
    assert worker.poll() is None


def test_a_job_outlives_a_redis_that_is_killed(
    rig: Rig, line: FolderLine, bells: Bells, server: Server
) -> None:
    rig.worker()
    line.put("line", "slow", "slow")
    bells.ring("line")
    eventually(lambda: line.takers("line.slow"))
    server.signal(signal.SIGKILL)
    eventually(lambda: line.done() == {"line.slow"})
    line.put("line", "a")
    eventually(lambda: "line.a" in line.done())


def test_a_redis_frozen_for_longer_than_any_timeout_is_survived(
    rig: Rig, line: FolderLine, server: Server
) -> None:
    worker = rig.worker()
    clock = rig.clock()
    eventually(lambda: line.times("tended", "times"))
    server.signal(signal.SIGSTOP)
    line.put("line", "a")
    frozen_at = time.monotonic()
    eventually(lambda: time.monotonic() - frozen_at > 8, within=10)
    server.signal(signal.SIGCONT)
    eventually(lambda: line.done() == {"line.a"}, within=SERVED_AGAIN)
    assert (worker.poll(), clock.poll()) == (None, None)
    tended = line.times("tended", "times")
    # Every second, and a second late where Redis was being waited for just then.
    assert max(b - a for a, b in pairwise(tended)) < 2.5


def test_a_worker_started_without_redis_serves_once_it_is_there(
    rig: Rig, line: FolderLine, server: Server
) -> None:
    server.signal(signal.SIGKILL)
    rig._start("worker")
    rig.clock()
    line.put("line", "a")
    eventually(lambda: "queue=line redis=away" in rig.log())
    server.start()
    eventually(lambda: line.done() == {"line.a"}, within=SERVED_AGAIN)
