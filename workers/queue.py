"""Doorbells in Redis: how a queue is told that work is due, with as few commands as possible."""

from uuid import uuid4

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue

from workers.jobs import DOORBELLS, QUEUES
from workers.serializer import BellJob, SignedSerializer

WAITING = 2
"""Bells a queue holds at most: one being answered late, one behind it; more say nothing new."""
BELL_SECONDS = 60
"""A bell nobody answered is gone after this; whoever finds work still due rings again."""


class Unreachable(Exception):  # noqa: N818 - it is a state of Redis, and it passes
    """Redis did not take the bell: away, frozen, full or refusing."""


def connect(url: str) -> Redis:
    """Make a client that never hangs: 1 s for each command, and no retries of its own.

    Nothing is sent yet. RESP 2 and no driver information save three commands a connection.
    """
    return Redis.from_url(
        url,
        protocol=2,
        driver_info=None,
        retry=Retry(NoBackoff(), 0),
        socket_connect_timeout=1,
        socket_timeout=1,
    )


def open_queue(name: str, connection: Redis, serializer: SignedSerializer) -> Queue:
    """RQ's queue `name`, with bells in it."""
    if name not in QUEUES:
        raise ValueError(f"No such queue: {name}")
    return Queue(name, connection=connection, job_class=BellJob, serializer=serializer)


class Bells:
    """The ringing side."""

    def __init__(self, connection: Redis, serializer: SignedSerializer) -> None:
        """Nothing is sent yet."""
        self._connection = connection
        self._serializer = serializer

    def ring(self, name: str) -> bool:
        """Hang a bell into queue `name`; False when enough are waiting already.

        Raises `Unreachable`, within 2 s. Two clocks at once may leave a bell too many: harmless.
        """
        queue = open_queue(name, self._connection, self._serializer)
        try:
            if self._connection.llen(queue.key) >= WAITING:
                return False
            self._hang(queue)
        except RedisError as error:
            raise Unreachable(str(error)) from error
        return True

    def _hang(self, queue: Queue) -> None:
        bell = BellJob(uuid4().hex, connection=self._connection, serializer=self._serializer)
        bell.func_name = next(name for name in DOORBELLS if name.endswith(f".{queue.name}"))
        with self._connection.pipeline(transaction=False) as pipeline:
            bell.save(pipeline=pipeline)
            pipeline.expire(bell.key, BELL_SECONDS)
            queue.push_job_id(bell.id, pipeline=pipeline)
            pipeline.execute()
