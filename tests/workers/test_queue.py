"""Ringing costs little, hangs at most two bells, and survives a Redis that is away."""

import signal

import pytest
from redis import Redis

from tests.workers.conftest import Server
from workers.queue import Bells, Unreachable


def test_two_bells_wait_and_no_third(bells: Bells, redis: Redis) -> None:
    assert [bells.ring("line") for _ in range(4)] == [True, True, False, False]
    assert redis.llen("rq:queue:line") == 2


def test_queues_do_not_share_their_bells(bells: Bells) -> None:
    assert bells.ring("line")
    assert bells.ring("line")
    assert bells.ring("deliver")


def test_a_bell_costs_four_commands(bells: Bells, redis: Redis) -> None:
    redis.config_resetstat()
    bells.ring("line")
    counted = redis.info("commandstats")
    counted.pop("cmdstat_config|resetstat")
    assert {name: stat["calls"] for name, stat in counted.items()} == {
        "cmdstat_llen": 1,
        "cmdstat_hset": 1,
        "cmdstat_expire": 1,
        "cmdstat_rpush": 1,
    }


def test_a_bell_nobody_answers_is_gone_after_a_minute(bells: Bells, redis: Redis) -> None:
    bells.ring("line")
    [key] = redis.keys("rq:job:*")
    assert 0 < redis.ttl(key) <= 60


@pytest.mark.parametrize("trouble", [signal.SIGKILL, signal.SIGSTOP])
def test_a_redis_that_is_dead_or_frozen_is_unreachable(
    trouble: signal.Signals, bells: Bells, server: Server
) -> None:
    server.signal(trouble)
    with pytest.raises(Unreachable):
        bells.ring("line")


def test_a_redis_that_is_full_is_unreachable(bells: Bells, redis: Redis) -> None:
    redis.config_set("maxmemory", 1)
    with pytest.raises(Unreachable, match="maxmemory"):
        bells.ring("line")


def test_an_unknown_queue_is_refused(bells: Bells) -> None:
    with pytest.raises(ValueError, match="default"):
        bells.ring("default")
