"""What RQ does around one job, cut down to what a bell needs.

A finished bell and a failed one are treated alike: dropped. Nothing is retried, kept or told on
by Redis, because the rows a bell stands for are leases, and the clock rings for them again.
"""

import logging
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, NoReturn, cast

from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.executions import Execution
from rq.job import Job
from rq.registry import StartedJobRegistry
from rq.utils import as_text, now
from rq.worker_registration import WORKERS_BY_QUEUE_KEY, clean_worker_registry

from workers.jobs import Shift, attempt
from workers.serializer import BellJob, Refused

COMMAND_SECONDS, GOODBYE_SECONDS = 1, 0.3
log = logging.getLogger(__name__)


def hush_rq() -> None:
    """Keep RQ from telling of every job, and of errors with tracebacks; what matters we say."""
    for name in ("rq", "rq.worker"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


class BellWorker(Worker):
    """RQ's forking worker without the parts that act on, or leave behind, things in Redis."""

    shift: Shift
    hold: Callable[[], None]

    def is_ours(self, job: Job) -> bool:
        """Check a bell before anything is forked for it: signed by us, rung for this queue."""
        job.origin = self.queues[0].name
        if attempt(f"queue={job.origin} refused bell={job.id}, reading it", lambda: _read(job)):
            return True
        self.connection.delete(job.key)
        return False

    def empty(self) -> int:
        """Throw away all that is kept for this queue and this worker, whatever it is."""
        queue = self.queues[0]
        return self.connection.delete(
            *(queue.key, queue.intermediate_queue_key, StartedJobRegistry(queue=queue).key),
            *(self.redis_workers_keys, WORKERS_BY_QUEUE_KEY % queue.name),
            *(self.key, self.executions_key),
        )

    def sign_off(self) -> None:
        """Take our name out of Redis, quickly; failing that, it expires by itself."""
        pool = self.connection.connection_pool
        pool.connection_kwargs["socket_timeout"] = GOODBYE_SECONDS
        pool.disconnect()
        with suppress(RedisError):
            self.register_death()  # type: ignore[no-untyped-call]  # RQ leaves it untyped

    def main_work_horse(self, job: Job, queue: Queue) -> NoReturn:
        """Be the forked job: never outlive the worker, never wait long for Redis."""
        self.hold()
        self.connection.connection_pool.connection_kwargs["socket_timeout"] = COMMAND_SECONDS
        super().main_work_horse(job, queue)
        os._exit(0)

    def setup_work_horse_signals(self) -> None:
        """Leave signals to the worker, which passes the end on by the stop mark."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """Give the bell what it works with."""
        if isinstance(job, BellJob):
            job.shift = self.shift
        return super().perform_job(job, queue, execution)

    def handle_job_success(
        self,
        job: Job,
        queue: Queue,  # noqa: ARG002 - RQ's signature
        started_job_registry: StartedJobRegistry,  # noqa: ARG002 - RQ's signature
        execution: Execution | None,
    ) -> None:
        """Drop an answered bell."""
        with self.connection.pipeline(transaction=False) as pipeline:
            self.cleanup_execution(job, pipeline=pipeline, execution=execution)
            pipeline.delete(job.key)
            pipeline.execute()

    def handle_job_failure(
        self,
        job: Job,
        queue: Queue,
        started_job_registry: StartedJobRegistry | None = None,
        exc_string: str = "",  # noqa: ARG002 - RQ's signature
        execution: Execution | None = None,
    ) -> None:
        """Drop a failed bell the same way."""
        registry = started_job_registry or StartedJobRegistry(queue=queue)
        self.handle_job_success(job, queue, registry, execution)

    def handle_exception(
        self,
        job: Job,
        *exc_info: type[BaseException] | BaseException | TracebackType | None,
    ) -> None:
        """Say in one line what stopped a job outside of its work: Redis, or the time limit."""
        log.warning("queue=%s bell=%s failed: %r", job.origin, job.id, exc_info[1])

    def handle_work_horse_killed(
        self,
        job: Job,
        retpid: int,  # noqa: ARG002 - RQ's signature
        ret_val: int,
        rusage: Any,  # noqa: ANN401, ARG002 - RQ's signature
    ) -> None:
        """Say in one line that a job died; its leases expire, and its work is done again."""
        log.warning("queue=%s bell=%s died: status=%s", job.origin, job.id, ret_val)

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:  # noqa: ARG002 - RQ's signature
        """Seconds until a job without a sign of life counts as abandoned. RQ's least is 60."""
        return max(5, 3 * int(self.job_monitoring_interval))

    def maintain_heartbeats(self, job: Job, execution: Execution) -> None:
        """Keep watching a running job when Redis is away: the job needs none."""
        try:
            super().maintain_heartbeats(job, execution)
        except RedisError as error:
            log.warning("queue=%s redis=away: %s", job.origin, error)

    def run_maintenance_tasks(self) -> None:
        """Throw away what killed workers left in Redis.

        RQ's own maintenance loads stored jobs, and their dependents, to retry or to fail them.
        """
        wip, latest = StartedJobRegistry(queue=self.queues[0]).key, time.time()
        abandoned = cast("list[bytes]", self.connection.zrangebyscore(wip, 0, latest))
        with self.connection.pipeline(transaction=False) as pipeline:
            for entry in abandoned:
                pipeline.delete(BellJob.key_for(as_text(entry).split(":")[0]))
            if abandoned:
                pipeline.zremrangebyscore(wip, 0, latest)
            pipeline.delete(self.queues[0].intermediate_queue_key)
            pipeline.execute()
        clean_worker_registry(self.queues[0])
        self.last_cleaned_at = now()  # type: ignore[assignment]  # RQ declares it as None


def _read(job: Job) -> bool:
    if job.func_name != f"workers.jobs.{job.origin}":
        raise Refused(f"it is for {job.func_name}")
    return True
