"""kill -9 on everybody while people work: nothing acknowledged is lost, nothing is written twice.

The webhooks come from the pretend GitHub while the test acts on its pages, not from the test: so
the payloads are true, Pitboard's own writes echo back among them, and the final state of every
issue is known without believing anything Pitboard says. It sends each webhook once, as GitHub
does; those that were not taken are sent again with their old id and bytes until they are.

`PITBOARD_CHAOS=full` lets 2,000 things happen under 12 kills and 2 FLUSHALLs instead of 300 under
4 and 1. Now and then a write is done but never answered, or refused with a 502.
`PITBOARD_CHAOS_SEED=<number>` repeats the strikes of one run.
"""

import json
import random
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psutil
import pytest
from sqlalchemy import func, select

from automation.store import schema
from automation.store.record import Record
from tests.faults.calls import ask, call
from tests.faults.oracle import judge
from tests.faults.rig import Installation, installation, until
from tests.faults.sender import Sender
from tests.faults.town import Redeliverer, Town

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("processes")]

A_SECOND = 40
DRAINED_WITHIN = 60.0
FAULTS = {"no answer": "drop", "502": "502"}
"""What the pretend GitHub does to one write: it is done and not answered, or not done at all."""
VICTIMS = ("web", "web's worker", "line", "deliver", "a job", "clock", "Valkey")


@dataclass(frozen=True)
class Size:
    acts: int
    kills: int
    flushes: int
    faults: int


def test_nothing_is_lost_or_written_twice_whoever_is_killed(
    *, is_full: bool, seed: int, tell: Callable[[str], None]
) -> None:
    size = Size(2000, 12, 2, 10) if is_full else Size(300, 4, 1, 2)
    chance = random.Random(seed)  # noqa: S311 - blows that can be struck again, nothing secret

    with installation("--sandbox") as pitboard:
        pitboard.start()
        struck, seconds, again = _strike_while_it_lives(pitboard, size, chance)
        found = judge(pitboard.journal)
        with pitboard.record() as record:
            states = _states(record)
            overrides = _overrides(record)
            dead = record.views.agenda_counts()["dead"] + record.views.write_counts().get("dead", 0)
        writes = ask(pitboard.github, "/_sandbox/state")
        log = pitboard.log()

    lost = [hook for hook in found.hooks if states.get(hook) not in {"absorbed", "ignored"}]
    twice = writes["idle_writes"] + writes["refused_writes"] + len(found.odd)
    tell(
        f"chaos: {len(found.hooks)} acked ({again} of them again), {len(lost)} lost, {twice} of "
        f"{found.writes} writes duplicate, drained in {seconds:.1f} s, "
        f"seed {seed} ({', '.join(struck)})"
    )
    assert len(found.hooks) >= size.acts
    assert lost == []
    assert (writes["idle_writes"], writes["refused_writes"], found.odd) == (0, 0, ())
    assert found.wrong == ()
    assert (dead, list(states.values()).count("dead"), overrides) == (0, 0, 0)
    assert seconds < DRAINED_WITHIN
    assert "Traceback" not in log


def _strike_while_it_lives(
    pitboard: Installation, size: Size, chance: random.Random
) -> tuple[list[str], float, int]:
    """Who was struck, the seconds from the last act until all was done, and webhooks resent."""
    strikes = _strikes(size, chance)
    sender = Sender(pitboard.web, pitboard.secrets()["webhook_secret"])
    redeliverer = Redeliverer(pitboard.github, sender, pitboard.journal)
    stop = threading.Event()
    with ThreadPoolExecutor(2) as beside:
        killer = beside.submit(_strike, pitboard, strikes)
        beside.submit(redeliverer.keep_on, stop)
        Town(pitboard.github, chance).lives(size.acts, a_second=A_SECOND)
        killer.result()
        ended = time.monotonic()
        try:
            with pitboard.record() as record:
                until(
                    lambda: redeliverer.look() and _is_drained(record) and redeliverer.look(),
                    within=2 * DRAINED_WITHIN,
                    what=lambda: f"all drained: {_left(record)}",
                )
            seconds = time.monotonic() - ended
        finally:
            stop.set()
    return [name for _, name in strikes], seconds, len(redeliverer.failed)


def _strikes(size: Size, chance: random.Random) -> list[tuple[float, str]]:
    """When each strike comes, in seconds, and whom it hits: everybody once before anybody twice."""
    rounds = -(-size.kills // len(VICTIMS))
    victims = [name for _ in range(rounds) for name in chance.sample(VICTIMS, len(VICTIMS))]
    blows = [*victims[: size.kills], *["FLUSHALL"] * size.flushes, *[*FAULTS] * size.faults]
    chance.shuffle(blows)
    slot = size.acts / A_SECOND / len(blows)
    return [((number + chance.random()) * slot, name) for number, name in enumerate(blows)]


def _strike(pitboard: Installation, strikes: list[tuple[float, str]]) -> None:
    began, pause, trouble = time.monotonic(), threading.Event(), Trouble(pitboard.github)
    find: Mapping[str, Callable[[], psutil.Process | None]] = {
        "web": lambda: pitboard.post("web"),
        "web's worker": lambda: pitboard.below("web"),
        "line": lambda: pitboard.post("line"),
        "deliver": lambda: pitboard.post("deliver"),
        "a job": lambda: pitboard.below("line") or pitboard.below("deliver"),
        "clock": lambda: pitboard.post("clock"),
        "Valkey": lambda: pitboard.below("queue"),
    }
    for at, name in strikes:
        pause.wait(max(0.0, began + at - time.monotonic()))
        if name == "FLUSHALL":
            pitboard.flush()
        elif name in FAULTS:
            trouble.order(FAULTS[name])
        else:
            pitboard.kill(find[name])


@dataclass
class Trouble:
    """Lets single writes fail. One after the other would be an outage, and Pitboard would wait."""

    github: str
    _not_before: int = 0

    def order(self, kind: str) -> None:
        writes = ask(self.github, "/_sandbox/state")["writes"]
        if writes >= self._not_before:
            self._not_before = writes + 10
            order = json.dumps({"kind": kind, "writes": True})
            call(self.github, "POST", "/_sandbox/faults", order, {})


def _is_drained(record: Record) -> bool:
    return not any(_left(record).values())


def _left(record: Record) -> Mapping[str, int]:
    """What still waits in each of the three tables."""
    with record.database.reading() as connection:
        query = select(func.count()).select_from(schema.outbox).where(schema.outbox.c.open)
        open_ = connection.scalar(query) or 0
    return {
        "inbox": record.views.counts()["waiting"],
        "agenda": record.views.agenda_counts()["waiting"],
        "outbox": open_,
    }


def _states(record: Record) -> Mapping[str, str]:
    return {row["delivery"]: row["state"] for row in record.views.deliveries(limit=100_000)}


def _overrides(record: Record) -> int:
    """How many edits were taken for a person's: nobody but Pitboard ever touches its label here."""
    with record.database.reading() as connection:
        query = select(func.count()).select_from(schema.override)
        return connection.scalar(query) or 0
