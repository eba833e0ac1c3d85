"""One RQ worker on one queue: it waits for a bell, forks a job, and outlives whatever goes wrong.

RQ's own loop ends the process when Redis is away for a moment or holds something unexpected.
Here Redis is disposable, so this loop waits, or throws the queue away, and goes on: starting a
process anew would cost a second of imports, and dying in the middle of a job its work.
"""

import gc
import logging
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from redis import Redis
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as NoAnswer
from rq import Queue
from rq.exceptions import DequeueTimeout, StopRequested
from rq.executions import Execution
from rq.job import Job

from workers.horse import BellWorker
from workers.jobs import LINGER, Line, Shift, StopMark, attempt
from workers.lifeline import lifeline
from workers.queue import open_queue
from workers.serializer import BellJob, SignedSerializer

AWAY = (NotConnected, NoAnswer)
PAUSE = 0.5
"""Seconds between two looks at a Redis that is away."""
IMPATIENT = 1.0
"""Seconds after which a second signal means another thing than the first."""

log = logging.getLogger(__name__)


class PitboardWorker(BellWorker):
    """Answers the bells of one queue. Made in the main thread; sends nothing before `serve`."""

    def __init__(
        self,
        queue: str,
        connection: Redis,
        *,
        serializer: SignedSerializer,
        line: Line,
        linger: float = LINGER,
    ) -> None:
        """`linger` is the seconds one job stays."""
        super().__init__(
            [open_queue(queue, connection, serializer)],
            connection=connection,
            default_result_ttl=0,
            worker_ttl=20,
            maintenance_interval=5,
            job_monitoring_interval=5,
            job_class=BellJob,
            log_job_description=False,
            prepare_for_work=False,  # that part asks Redis for our address, and Redis may be away
        )
        self.serializer = serializer
        self.hostname, self.pid = socket.gethostname(), os.getpid()
        self.queue = self.queues[0]
        self.line = line
        self.stop = StopMark()
        self.shift = Shift(line, self.stop, linger)
        self.hold = lifeline(os.getpid(), signal.SIGKILL)
        self._known = self._interruptible = False
        self._stopped_at = 0.0
        self._news = "redis=answers"

    @property
    def connection_timeout(self) -> int:
        """Seconds a command may take: a little longer than waiting for a bell blocks."""
        return self.dequeue_timeout + 2

    def serve(self) -> None:
        """Answer bells until SIGTERM or SIGINT; one more, a second later, ends the job with us."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.request_stop)
        # Every job inherits what is imported: it need neither walk through that nor copy it.
        gc.collect()
        gc.freeze()
        with suppress(StopRequested):
            while not self.stop.is_set():
                self._turn()
        self.sign_off()

    def request_stop(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002 - a signal handler
        """Let the job end after its turn; when asked again, end at once and take it along.

        Twice within a second is once: systemd signals every process of a service, and then each
        parent passes it on.
        """
        if self._stopped_at and time.monotonic() - self._stopped_at > IMPATIENT:
            if self.horse_pid:
                os.kill(self.horse_pid, signal.SIGKILL)
            raise SystemExit(1)
        self._stopped_at = self._stopped_at or time.monotonic()
        self.stop.set()
        if self._interruptible:
            raise StopRequested

    def maintain_heartbeats(self, job: Job, execution: Execution) -> None:
        """Say that we live, while a job runs: RQ calls this every 5 s."""
        attempt(f"queue={self.queue.name} beat", self._beat)
        super().maintain_heartbeats(job, execution)

    def _turn(self) -> None:
        self.executions.clear()  # RQ leaves an entry behind when Redis fails it
        attempt(f"queue={self.queue.name} beat", self._beat)
        try:
            with self._until_stopped():
                bell = self._wait_for_bell()
            self._say_once("redis=answers")
            if bell and attempt(f"queue={self.queue.name} reload", self._make_ready):
                self.execute_job(bell, self.queue)
        except AWAY as error:
            self._say_once(f"redis=away {error}")
            self._pause()
        except (RedisError, ValueError, TypeError, LookupError) as error:
            self._say_once(f"redis=emptied of something foreign, {error}")
            attempt(f"queue={self.queue.name} emptying", self.empty)
            self._known = False
            self._pause()

    @contextmanager
    def _until_stopped(self) -> Iterator[None]:
        """Inside, a signal ends the wait at once; outside, it lets the job finish its turn."""
        self._interruptible = True
        try:
            # Looked at after the switch: a signal just before it must not wait for a bell.
            if self.stop.is_set():
                raise StopRequested
            yield
        finally:
            self._interruptible = False

    def _wait_for_bell(self) -> Job | None:
        """Return a bell of ours, or None after 5 s without one."""
        if not self._known:
            self.register_birth()  # type: ignore[no-untyped-call]  # RQ leaves it untyped
            self._known = True
        if self.should_run_maintenance_tasks:
            self.run_maintenance_tasks()
        self.heartbeat()
        try:
            found = Queue.dequeue_any(
                self.queues,
                self.dequeue_timeout,
                connection=self.connection,
                job_class=BellJob,
                serializer=self.serializer,
            )
        except DequeueTimeout:
            return None
        return found[0] if found and self.is_ours(found[0]) else None

    def _say_once(self, news: str) -> None:
        if news != self._news:
            log.warning("queue=%s %s", self.queue.name, news)
        self._news = news

    def _make_ready(self) -> bool:
        """Read the rules for the next job, and drop the connections it must not inherit."""
        self.line.reload()
        self.line.close()
        return True

    def _beat(self) -> None:
        self.line.beat(f"worker:{self.queue.name}")
        self.line.close()

    def _pause(self) -> None:
        with self._until_stopped():
            time.sleep(PAUSE)
