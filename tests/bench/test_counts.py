"""The counts among the targets: exact on any machine, so every change must meet them."""

import pytest

from bench import many_rules, trips
from bench.installation import Installation
from bench.load import Load, send
from bench.payload import FIRST
from bench.peers import REDIS_URL
from bench.processes import crew


@pytest.mark.xdist_group("processes")
def test_accepting_a_webhook_costs_no_command_in_redis() -> None:
    assert trips.per_webhook(60) == 0


@pytest.mark.xdist_group("processes")
def test_at_40_a_second_an_event_costs_at_most_two_commands_in_redis() -> None:
    commands, what = trips.per_event(5.0)
    assert commands <= 2, what


@pytest.mark.xdist_group("processes")
def test_a_job_for_each_event_would_be_counted() -> None:
    with crew() as started:
        ours = Installation(started, "ours")
        environment = {**ours.environment, REDIS_URL: ours.environment["PITBOARD_REDIS_URL"]}
        port = started.served("bench.peers", "queued", environment=environment)
        used = trips.commands_of(ours.redis, lambda: send(Load(port=port, first=FIRST, count=20)))
        ours.close()
    assert used["set"] == 20
    assert sum(used.values()) > 100


@pytest.mark.parametrize("count", [100, 1_000])
def test_only_the_rules_that_match_are_looked_at_however_many_there_are(count: int) -> None:
    found = many_rules.candidates(many_rules.rules(count))
    assert found == [f"team-{n}" for n in range(many_rules.MATCHES)]
