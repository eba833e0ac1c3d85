"""Everything but the trackers is killed, people go on working, and a new start catches up.

The same in one process, with two days between, is a story of every run; this one is long.
"""

import os
import random
import secrets
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from automation.store import schema
from automation.store.record import Record
from automation.store.recoveries import RECOVER
from tests.faults.calls import ask
from tests.faults.oracle import judge
from tests.faults.rig import Installation, installation, pitboard, until
from tests.faults.sheets import write_sheets
from tests.faults.spoken import said_in_github, said_in_jira
from tests.faults.town import Board, Shop, Town

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.xdist_group("processes"),
    pytest.mark.skipif(
        os.environ.get("PITBOARD_CHAOS") != "full", reason="long: PITBOARD_CHAOS=full runs it"
    ),
]

A_SECOND = 40
BEFORE, AWAY = 200, 1_000
"""How much is done before everybody dies, and how much while nobody is there."""


def test_what_was_done_while_everybody_was_dead_is_caught_up_with_and_said_once(
    seed: int, tell: Callable[[str], None]
) -> None:
    chance = random.Random(seed)  # noqa: S311 - work that can be done again, nothing secret

    with installation("--no-sandbox", "--rules", "rules") as running:
        write_sheets(running.folder / "rules")
        with _trackers(running) as folder:
            town = Town([Shop(running.github, chance), Board(running.jira, chance)], chance)
            running.start()
            town.lives(BEFORE, a_second=A_SECOND)
            _drains(running)
            running.stop(signal.SIGKILL)
            until(lambda: not running.left(), within=20, what="everybody is dead")
            town.lives(AWAY, a_second=A_SECOND)
            running.start()
            seconds = _drains(running)
            github, jira = (folder / name / "journal.jsonl" for name in ("github", "jira"))
            labels, shop, board = judge(github), said_in_github(github), said_in_jira(jira)
            log = running.log()

    said = shop.comments + board.comments
    tell(
        f"away for {AWAY} acts, caught up in {seconds:.1f} s: {said} comments, "
        f"{len(shop.extra + board.extra)} twice, {len(shop.missing + board.missing)} missing, "
        f"{len(shop.stale + board.stale)} stale, seed {seed}"
    )
    assert said > 0
    assert shop.extra + board.extra == ()
    assert shop.missing + board.missing == ()
    assert board.stale == ()
    assert labels.wrong + board.wrong == ()
    assert labels.odd + board.odd == ()
    assert "Traceback" not in log


@contextmanager
def _trackers(running: Installation) -> Iterator[Path]:
    """Both pretend trackers as processes of their own; the folder of their journals."""
    running._environment |= _connections(running)
    folder = running.folder / "trackers"
    said = {**running._environment, "PITBOARD_DATA": str(folder)}
    with ExitStack() as open_:
        for tracker, site in (("github", running.github), ("jira", running.jira)):
            words = ("--tracker", tracker, "--port", site.rpartition(":")[2])
            line = pitboard("sandbox", *words, "--pitboard", running.web)
            process = open_.enter_context(subprocess.Popen(line, cwd=running.folder, env=said))
            open_.callback(process.terminate)
            until(lambda site=site: _answers(site), within=30, what=f"the pretend {tracker}")  # type: ignore[misc]  # bound now
        yield folder / "sandbox"


def _connections(running: Installation) -> dict[str, str]:
    """Where the trackers are, as the settings of Pitboard and of the trackers themselves."""
    said: dict[str, str] = {}
    for name, url, token in (
        ("GITHUB", f"{running.github}/api/v3", secrets.token_hex(20)),
        ("JIRA", running.jira, f"pitboard@example.org:{secrets.token_hex(20)}"),
    ):
        kept = {"URL": url, "TOKEN": token, "WEBHOOK_SECRET": secrets.token_hex(32), "SETTLE": "1"}
        pace = dict.fromkeys(("GAP", "MINUTE", "HOUR"), "0")
        said |= {f"PITBOARD_{name}_{word}": value for word, value in {**kept, **pace}.items()}
    return said


def _answers(site: str) -> bool:
    with suppress(OSError):
        return ask(site, "/_sandbox/state") is not None
    return False


def _drains(running: Installation) -> float:
    """Until nothing waits and both trackers were caught up with; the seconds that took."""
    began = time.monotonic()
    with running.record() as record:
        until(lambda: _is_drained(running, record), within=120, what="all drained")
    return time.monotonic() - began


def _sites(running: Installation) -> tuple[str, str]:
    return running.github, running.jira


def _soon() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=5)


def _is_drained(running: Installation, record: Record) -> bool:
    agenda, box = schema.agenda, schema.outbox
    with record.database.reading() as connection:
        # A pass over a tracker that is over is due in a quarter of an hour.
        due = agenda.c.reason.is_distinct_from(RECOVER) | (agenda.c.due_at < _soon())
        looks = connection.scalar(select(func.count()).select_from(agenda).where(due))
        wishes = connection.scalar(select(func.count()).select_from(box).where(box.c.open))
    told = [ask(site, "/_sandbox/state")["webhooks_waiting"] for site in _sites(running)]
    return not (looks or wishes or record.views.counts()["waiting"] or any(told))
