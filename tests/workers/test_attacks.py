"""Whoever reaches Redis can ring, empty and disturb, and can run nothing.

Each test plants something a plain RQ worker would execute, import, unpickle, obey or trip over;
then nothing may have run, the worker is the same process, and the next bell is answered.
"""

import json
import pickle
import socket
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from redis import Redis
from rq.utils import as_text

from tests.workers.conftest import Rig, eventually, horses
from tests.workers.folder_line import FolderLine
from tests.workers.rig import SECRET
from tests.workers.strike import Struck
from workers.queue import Bells, Unreachable
from workers.serializer import SignedSerializer

CALL = json.dumps(["tests.workers.strike.strike", None, [], {}]).encode()
PICKLED_CALL = pickle.dumps(("tests.workers.strike.strike", None, (), {}))
PICKLED_STRIKE = pickle.dumps(Struck())
STRIKE_NAME = b"tests.workers.strike.strike"


@pytest.fixture(autouse=True)
def struck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that exists once a planted thing has run."""
    monkeypatch.setenv("STRIKE", str(tmp_path / "struck"))
    return tmp_path / "struck"


def plant(redis: Redis, fields: Mapping[str, bytes | str], name: str = "planted") -> None:
    """A stored job, waiting in the queue."""
    for field, value in {"status": "queued", "origin": "line", **fields}.items():
        redis.hset(f"rq:job:{name}", field, value)
    redis.rpush("rq:queue:line", name)


def signed_bell(queue: str) -> bytes:
    """The signed bytes of a bell, as anyone could copy them out of Redis."""
    return SignedSerializer(SECRET).dumps((f"workers.jobs.{queue}", None, (), {}))


FORGED: dict[str, bytes] = {
    "a-call-in-JSON": CALL,
    "a-call-in-JSON-compressed": zlib.compress(CALL),
    "a-call-in-pickle": PICKLED_CALL,
    "a-call-in-pickle-compressed": zlib.compress(PICKLED_CALL),
    "a-pickle-that-strikes": PICKLED_STRIKE,
    "a-pickle-that-strikes-compressed": zlib.compress(PICKLED_STRIKE),
    "os-system": json.dumps(["os.system", None, ["touch $STRIKE"], {}]).encode(),
    "a-call-under-a-made-up-signature": b"\x00" * 32 + CALL,
}


def test_forged_jobs_run_nothing(
    rig: Rig, redis: Redis, struck: Path, answers_the_next: Callable[[], bool]
) -> None:
    rig.worker(linger=0.1)
    for name, data in FORGED.items():
        plant(redis, {"data": data}, name)
    assert answers_the_next()
    assert not struck.exists()
    assert [name for name in FORGED if f"refused bell={name}, " not in rig.log()] == []


@pytest.mark.parametrize("how", ["json", "pickle"])
def test_the_same_forgeries_do_run_in_a_plain_worker(
    how: str, rig: Rig, redis: Redis, struck: Path
) -> None:
    plant(redis, {"data": CALL if how == "json" else PICKLED_CALL})
    rig._start("plain", how).wait(timeout=10)
    assert struck.exists()


EXTRAS: dict[str, dict[str, bytes | str]] = {
    "a success callback": {"success_callback_name": STRIKE_NAME},
    "a failure callback": {"failure_callback_name": STRIKE_NAME},
    "a stopped callback": {"stopped_callback_name": STRIKE_NAME},
    "pickled meta": {"meta": PICKLED_STRIKE},
    "a pickled result": {"result": PICKLED_STRIKE},
    "numbers that are none": {"timeout": "x", "ttl": "x", "retries_left": "x", "created_at": "x"},
    "broken lists": {"dependency_ids": "[", "retry_intervals": "[", "repeat_intervals": "["},
    "another queue as origin": {"origin": "deliver"},
    "a group": {"group_id": "planted"},
    "a status that is none": {"status": "x"},
}


def test_what_stands_beside_a_genuine_bell_is_not_read(
    rig: Rig, redis: Redis, struck: Path, answers_the_next: Callable[[], bool]
) -> None:
    rig.worker(linger=0.01)
    for name, extra in EXTRAS.items():
        plant(redis, {"data": signed_bell("line"), **extra}, name.replace(" ", "-"))
    eventually(lambda: redis.llen("rq:queue:line") == 0)
    assert answers_the_next()
    assert not struck.exists()
    assert rig.log() == ""


def test_a_success_callback_does_run_in_a_plain_worker(
    rig: Rig, redis: Redis, struck: Path
) -> None:
    harmless = json.dumps(["builtins.dict", None, [], {}]).encode()
    plant(redis, {"data": harmless, "success_callback_name": STRIKE_NAME})
    rig._start("plain", "json").wait(timeout=10)
    assert struck.exists()


def test_a_webhook_beside_a_genuine_bell_is_not_called(
    rig: Rig, redis: Redis, answers_the_next: Callable[[], bool]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        hooks = json.dumps([{"url": url, "job_status": "finished", "timeout": 1}])
        rig.worker(linger=0.1)
        plant(redis, {"data": signed_bell("line"), "webhooks": hooks})
        assert answers_the_next()
        listener.settimeout(0)
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_bell_copied_to_another_queue_is_refused(
    rig: Rig, line: FolderLine, redis: Redis, answers_the_next: Callable[[], bool]
) -> None:
    rig.worker(linger=0.1)
    line.put("deliver", "work")
    plant(redis, {"data": signed_bell("deliver")})
    assert answers_the_next()
    assert "deliver.work" not in line.done()
    assert "Refused: it is for workers.jobs.deliver" in rig.log()


def poison(redis: Redis, key: str | bytes) -> object:
    """Another type than RQ expects there."""
    redis.delete(key)
    return redis.set(key, "poison")


POISON: dict[str, Callable[[Redis], object]] = {
    "an id that is none": lambda redis: redis.rpush("rq:queue:line", "../../x y"),
    "an id that is no text": lambda redis: redis.rpush("rq:queue:line", b"\xff\xfe"),
    "an id without a job": lambda redis: redis.rpush("rq:queue:line", "absent"),
    "a queue of another type": lambda redis: poison(redis, "rq:queue:line"),
    "a side list of another type": lambda redis: poison(redis, "rq:queue:line:intermediate"),
    "a registry of another type": lambda redis: poison(redis, "rq:wip:line"),
    "an abandoned job that is none": lambda redis: redis.zadd("rq:wip:line", {b"\xff:x:y": 1}),
    "workers of another type": lambda redis: poison(redis, "rq:workers"),
    "workers of the queue of another type": lambda redis: poison(redis, "rq:workers:line"),
    "the worker of another type": lambda redis: [
        poison(redis, key) for key in redis.keys("rq:worker:*")
    ],
    "a suspension": lambda redis: redis.set("rq:suspended", 1),
    "a job of another type": lambda redis: (
        redis.set("rq:job:planted", "poison"),
        redis.rpush("rq:queue:line", "planted"),
    ),
    "dependents": lambda redis: redis.sadd("rq:job:planted:dependents", "planted"),
}


PLACES = (
    *("rq:queue:line", "rq:queue:line:intermediate", "rq:wip:line"),
    *("rq:workers", "rq:workers:line", "rq:suspended"),
)


def test_poison_in_redis_does_not_stop_the_worker(
    rig: Rig, redis: Redis, answers_the_next: Callable[[], bool]
) -> None:
    worker = rig.worker(linger=0.01)
    for name, disturb in POISON.items():
        disturb(redis)
        assert answers_the_next(), name
        eventually(lambda: not horses(worker))
        redis.delete(*PLACES)


def test_a_command_that_is_published_is_heard_by_nobody(
    rig: Rig, redis: Redis, answers_the_next: Callable[[], bool]
) -> None:
    rig.worker(linger=0.1)
    [key] = redis.smembers("rq:workers")
    name = as_text(key).removeprefix("rq:worker:")
    for command in ("shutdown", "kill-horse", "stop-job"):
        order = json.dumps({"command": command, "job_id": "planted"})
        assert redis.publish(f"rq:pubsub:{name}", order) == 0
    assert answers_the_next()


@pytest.fixture
def answers_the_next(rig: Rig, line: FolderLine, redis: Redis) -> Callable[[], bool]:
    """Ring as the clock would, until work that was added last is done, by the same process."""
    bells = Bells(redis, SignedSerializer(SECRET))
    numbers = count()

    def ring_for(name: str) -> bool:
        with suppress(Unreachable):  # poison reaches the clock as well, and it rings again
            bells.ring("line")
        return name in line.done()

    def answered() -> bool:
        number = next(numbers)
        line.put("line", f"next{number}")
        eventually(lambda: ring_for(f"line.next{number}"), within=8)
        return rig.started[0].poll() is None

    return answered
