"""A worker answers bells, and lives through kills, outages and emptied queues."""

import os
import signal
import threading

from redis import Redis
from rq.executions import Execution

from tests.workers.conftest import PROMPTLY, Rig, Server, eventually, horses, is_gone
from tests.workers.folder_line import FolderLine
from workers.queue import Bells
from workers.serializer import BellJob, SignedSerializer
from workers.worker import PitboardWorker


def test_a_bell_gets_the_work_of_its_queue_done(rig: Rig, line: FolderLine, bells: Bells) -> None:
    rig.worker()
    line.put("line", "a")
    line.put("deliver", "b")
    bells.ring("line")
    eventually(lambda: line.done() == {"line.a"})


def test_a_lingering_job_does_new_work_without_another_bell(
    rig: Rig, line: FolderLine, bells: Bells
) -> None:
    worker = rig.worker()
    bells.ring("line")
    eventually(lambda: horses(worker))
    line.put("line", "later")
    eventually(lambda: "line.later" in line.done(), within=PROMPTLY)


def test_a_job_ends_when_its_time_is_over(rig: Rig, line: FolderLine, bells: Bells) -> None:
    worker = rig.worker(linger=0.3)
    line.put("line", "a")
    bells.ring("line")
    eventually(line.done)
    eventually(lambda: not horses(worker), within=PROMPTLY)


def test_an_answered_bell_leaves_nothing_in_redis(
    rig: Rig, line: FolderLine, bells: Bells, redis: Redis
) -> None:
    worker = rig.worker(linger=0.2)
    line.put("line", "a")
    bells.ring("line")
    eventually(line.done)
    eventually(lambda: not horses(worker))
    eventually(lambda: redis.keys("rq:[^w]*") + redis.keys("rq:wip*") == [])


def test_work_that_fails_ends_the_job_with_one_line(
    rig: Rig, line: FolderLine, bells: Bells
) -> None:
    worker = rig.worker()
    line.put("line", "a", "fail")
    bells.ring("line")
    eventually(lambda: line.takers("line.a"))
    eventually(lambda: not horses(worker))
    assert rig.log() == "queue=line work failed: RuntimeError: this work fails in two lines\n"


def test_rules_are_read_before_a_job_is_forked(rig: Rig, line: FolderLine, bells: Bells) -> None:
    rig.worker()
    reloaded = rig.root / "reloaded"
    assert not reloaded.exists()
    line.put("line", "a")
    bells.ring("line")
    eventually(line.done)
    assert reloaded.exists()


def test_sigterm_ends_an_idle_worker_within_a_second(rig: Rig) -> None:
    worker = rig.worker()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=PROMPTLY) == 0


def test_sigterm_ends_a_lingering_job_after_its_turn(
    rig: Rig, line: FolderLine, bells: Bells
) -> None:
    worker = rig.worker()
    line.put("line", "slow", "slow")
    bells.ring("line")
    eventually(lambda: line.takers("line.slow"))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=PROMPTLY) == 0
    assert line.done() == {"line.slow"}


def test_sigterm_to_every_process_of_a_service_is_one_request(
    rig: Rig, line: FolderLine, bells: Bells
) -> None:
    worker = rig.worker()
    line.put("line", "slow", "slow")
    bells.ring("line")
    eventually(lambda: line.takers("line.slow"))
    for pid in (*horses(worker), worker.pid, worker.pid):
        os.kill(pid, signal.SIGTERM)
        threading.Event().wait(0.05)
    assert worker.wait(timeout=PROMPTLY) == 0
    assert line.done() == {"line.slow"}


def test_a_second_sigterm_later_ends_the_job_at_once(
    rig: Rig, line: FolderLine, bells: Bells
) -> None:
    worker = rig.worker()
    line.put("line", "hang", "hang")
    bells.ring("line")
    eventually(lambda: line.takers("line.hang"))
    [horse] = horses(worker)
    worker.send_signal(signal.SIGTERM)
    threading.Event().wait(1.1)
    assert worker.poll() is None
    worker.send_signal(signal.SIGTERM)
    worker.wait(timeout=PROMPTLY)
    eventually(lambda: is_gone(horse), within=PROMPTLY)


def test_watching_a_job_goes_on_while_redis_is_away(
    line: FolderLine, server: Server, serializer: SignedSerializer
) -> None:
    connection = server.redis()
    worker = PitboardWorker("line", connection, serializer=serializer, line=line)
    job = BellJob("bell", connection=connection, serializer=serializer)
    execution = Execution("execution", job.id, connection=connection)
    server.signal(signal.SIGKILL)
    worker.maintain_heartbeats(job, execution)
    assert line.times("beats", "worker-line")
