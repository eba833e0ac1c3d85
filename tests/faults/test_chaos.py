"""kill -9 on everybody while people work: nothing acknowledged is lost, nothing is written twice.

The webhooks come from the pretend trackers while the test acts on their pages, not from the test:
so the payloads are true, Pitboard's own writes echo back among them, and the final state of every
issue is known without believing anything Pitboard says. Those that were not taken are sent again
with their old id and bytes until they are. The rules set labels in GitHub and a field in Jira, and
comment in both: once an occasion, and in one comment that is edited in place.

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
from automation.store.recoveries import RECOVER
from tests.faults.calls import ask, call
from tests.faults.oracle import hooks, judge
from tests.faults.rig import Installation, installation, until
from tests.faults.sender import Sender
from tests.faults.sheets import write_sheets
from tests.faults.spoken import Said, jira_hooks, said_in_github, said_in_jira
from tests.faults.town import Board, Redeliverer, Shop, Town

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("processes")]

A_SECOND = 40
DRAINED_WITHIN = 60.0
FAULTS = {"no answer": "drop", "502": "502"}
JIRA_FAULTS = {"no answer": "drop", "502": "503"}
"""What a pretend tracker does to one write: it is done and not answered, or not done at all."""
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

    with installation("--sandbox", "--rules", "rules") as pitboard:
        write_sheets(pitboard.folder / "rules")
        pitboard.start()
        struck, seconds, again = _strike_while_it_lives(pitboard, size, chance)
        found, spoken = judge(pitboard.journal), said_in_github(pitboard.journal)
        cards = said_in_jira(pitboard.jira_journal)
        with pitboard.record() as record:
            states = _states(record)
            overrides = _overrides(record)
            dead = len(record.views.agenda(dead=True)) + record.views.write_counts().get("dead", 0)
        in_vain = _in_vain(pitboard.github) + _in_vain(pitboard.jira)
        log = pitboard.log()

    acked = found.hooks | cards.hooks
    lost = [hook for hook in acked if states.get(hook) not in {"absorbed", "ignored"}]
    twice = len(in_vain) + len(found.odd) + len(cards.odd)
    tell(
        f"chaos: {len(acked)} acked ({again} of them again), {len(lost)} lost, {twice} of "
        f"{found.writes + cards.writes} writes duplicate, {_comments(spoken, cards)}, "
        f"drained in {seconds:.1f} s, seed {seed} ({', '.join(struck)})"
    )
    assert len(acked) >= size.acts
    assert lost == []
    assert (in_vain, found.odd, cards.odd) == ([], (), ())
    assert found.wrong + cards.wrong == ()
    assert spoken.extra + cards.extra == ()
    assert spoken.missing + cards.missing == ()
    assert cards.stale == ()
    assert (dead, list(states.values()).count("dead"), overrides) == (0, 0, 0)
    assert seconds < DRAINED_WITHIN
    assert "Traceback" not in log


def _in_vain(site: str) -> list[str]:
    """The writes that changed nothing, and those that were refused.

    Not an edit of a comment that was never answered: it is made again, and says the same.
    """
    return [
        f"{write['request']} {write['result']}"
        for write in ask(site, "/_sandbox/writes")
        if write["result"] != "changed"
        and not (write["result"] == "idle" and write["acts"][0]["act"] == "EditComment")
    ]


def _comments(*found: Said) -> str:
    said = sum(one.comments for one in found)
    twice, never, stale = (
        sum(len(getattr(one, name)) for one in found) for name in ("extra", "missing", "stale")
    )
    return f"{twice} of {said} comments duplicate, {never} missing, {stale} stale"


def _strike_while_it_lives(
    pitboard: Installation, size: Size, chance: random.Random
) -> tuple[list[str], float, int]:
    """Who was struck, the seconds from the last act until all was done, and webhooks resent."""
    strikes, redeliverers = _strikes(size, chance), _redeliverers(pitboard)
    stop = threading.Event()
    with ThreadPoolExecutor(3) as beside:
        killer = beside.submit(_strike, pitboard, strikes)
        for each in redeliverers:
            beside.submit(each.keep_on, stop)
        places = Shop(pitboard.github, chance), Board(pitboard.jira, chance)
        Town(places, chance).lives(size.acts, a_second=A_SECOND)
        killer.result()
        ended = time.monotonic()
        try:
            with pitboard.record() as record:
                until(
                    lambda: _is_over(redeliverers, record),
                    within=2 * DRAINED_WITHIN,
                    what=lambda: f"all drained: {_left(record)}",
                )
            seconds = time.monotonic() - ended
        finally:
            stop.set()
    return [name for _, name in strikes], seconds, sum(len(each.failed) for each in redeliverers)


def _redeliverers(pitboard: Installation) -> list[Redeliverer]:
    secrets = pitboard.secrets()
    shop = Sender(pitboard.web, secrets["webhook_secret"])
    board = Sender(pitboard.web, secrets["jira_webhook_secret"])
    return [
        Redeliverer(pitboard.github, shop, pitboard.journal, hooks),
        Redeliverer(pitboard.jira, board, pitboard.jira_journal, jira_hooks),
    ]


def _is_over(redeliverers: list[Redeliverer], record: Record) -> bool:
    """Whether every webhook was taken, nothing waits, and nothing has come of it since."""
    return _all_told(redeliverers) and _is_drained(record) and _all_told(redeliverers)


def _all_told(redeliverers: list[Redeliverer]) -> bool:
    looks = [each.look() for each in redeliverers]
    return all(looks)


def _strikes(size: Size, chance: random.Random) -> list[tuple[float, str]]:
    """When each strike comes, in seconds, and whom it hits: everybody once before anybody twice."""
    rounds = -(-size.kills // len(VICTIMS))
    victims = [name for _ in range(rounds) for name in chance.sample(VICTIMS, len(VICTIMS))]
    blows = [*victims[: size.kills], *["FLUSHALL"] * size.flushes, *[*FAULTS] * size.faults]
    chance.shuffle(blows)
    slot = size.acts / A_SECOND / len(blows)
    return [((number + chance.random()) * slot, name) for number, name in enumerate(blows)]


def _strike(pitboard: Installation, strikes: list[tuple[float, str]]) -> None:
    began, pause = time.monotonic(), threading.Event()
    troubles = [Trouble(pitboard.github, FAULTS), Trouble(pitboard.jira, JIRA_FAULTS)]
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
            for trouble in troubles:
                trouble.order(name)
        else:
            pitboard.kill(find[name])


@dataclass
class Trouble:
    """Lets single writes fail. One after the other would be an outage, and Pitboard would wait."""

    site: str
    kinds: Mapping[str, str]
    _not_before: int = 0

    def order(self, name: str) -> None:
        writes = ask(self.site, "/_sandbox/state")["writes"]
        if writes >= self._not_before:
            self._not_before = writes + 10
            order = json.dumps({"kind": self.kinds[name], "writes": True})
            call(self.site, "POST", "/_sandbox/faults", order, {})


def _is_drained(record: Record) -> bool:
    return not any(_left(record).values())


def _left(record: Record) -> Mapping[str, int]:
    """What still waits in each of the three tables."""
    agenda, box = schema.agenda, schema.outbox
    with record.database.reading() as connection:
        query = select(func.count()).select_from(box).where(box.c.open)
        open_ = connection.scalar(query) or 0
        # Catching up with a tracker comes back for ever; what a rule waits for is days away.
        waits = (agenda.c.reason != RECOVER, agenda.c.reason.not_like("timer:%"))
        query = select(func.count()).where(*waits)
        looks = connection.scalar(query.select_from(agenda)) or 0
    return {"inbox": record.views.counts()["waiting"], "agenda": looks, "outbox": open_}


def _states(record: Record) -> Mapping[str, str]:
    return {row["delivery"]: row["state"] for row in record.views.deliveries(limit=100_000)}


def _overrides(record: Record) -> int:
    """How many edits were taken for a person's: nobody but Pitboard ever touches its label here."""
    with record.database.reading() as connection:
        query = select(func.count()).select_from(schema.override)
        return connection.scalar(query) or 0
