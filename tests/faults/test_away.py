"""Everything but the trackers is killed, people work on for two days, and a new start catches up.

The two days are real by the clock that counts, the company's; on this machine they take seconds.
"""

import random
import secrets
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
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

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("processes")]

A_SECOND = 40
TWO_DAYS = timedelta(days=2)
FEW, MANY = (40, 200), (200, 1_000)
"""How much is done before everybody dies, and how much while nobody is there."""


def test_what_was_done_while_everybody_was_dead_is_caught_up_with_and_said_once(
    seed: int, tell: Callable[[str], None], *, is_full: bool
) -> None:
    chance = random.Random(seed)  # noqa: S311 - work that can be done again, nothing secret
    before, away = MANY if is_full else FEW

    with installation("--no-sandbox", "--rules", "rules") as running:
        write_sheets(running.folder / "rules")
        with _trackers(running) as folder:
            town = Town([Shop(running.github, chance), Board(running.jira, chance)], chance)
            running.start()
            town.lives(before, a_second=A_SECOND)
            _drains(running)
            running.stop(signal.SIGKILL)
            until(lambda: not running.left(), within=20, what="everybody is dead")
            with _two_days_by_the_company(running):
                town.lives(away, a_second=A_SECOND)
            running.start()
            # The pretend Jira tries what failed again for most of a minute: only the long version
            # waits for it, to see that it is known by then.
            seconds = _drains(running, wait_for_webhooks=is_full)
            github, jira = (folder / name / "journal.jsonl" for name in ("github", "jira"))
            labels, shop, board = judge(github), said_in_github(github), said_in_jira(jira)
            log = running.log()

    said = shop.comments + board.comments
    tell(
        f"away for {away} acts, caught up in {seconds:.1f} s: {said} comments, "
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
    folder.mkdir()
    # They keep the company's clock, which stands in Pitboard's record.
    (folder / "pitboard.sqlite").symlink_to(running.data / "pitboard.sqlite")
    with ExitStack() as open_:
        for tracker, site in (("github", running.github), ("jira", running.jira)):
            words = ("--tracker", tracker, "--port", site.rpartition(":")[2])
            line = pitboard("sandbox", *words, "--pitboard", running.web)
            process = open_.enter_context(subprocess.Popen(line, cwd=running.folder, env=said))
            open_.callback(process.terminate)
            until(lambda site=site: _answers(site), within=30, what=f"the pretend {tracker}")  # type: ignore[misc]  # bound now
        yield folder / "sandbox"


@contextmanager
def _two_days_by_the_company(running: Installation) -> Iterator[None]:
    """The company's clock goes forward by two days; what is done meanwhile takes as long."""
    with running.record() as record:
        begun = record.clocks.company(_now())
        record.clocks.forward_to(begun + TWO_DAYS, wall=_now())
        yield
        end, company = begun + TWO_DAYS, record.clocks.company
        until(lambda: company(_now()) >= end, within=30, what="two days of the company's")


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


def _drains(running: Installation, *, wait_for_webhooks: bool = True) -> float:
    """Until nothing waits and both trackers were caught up with; the seconds that took."""
    began = time.monotonic()
    sites = _sites(running) if wait_for_webhooks else ()
    with running.record() as record:
        until(lambda: _is_drained(record, sites), within=120, what="all drained")
    return time.monotonic() - began


def _sites(running: Installation) -> tuple[str, str]:
    return running.github, running.jira


def _now() -> datetime:
    return datetime.now(UTC)


def _soon() -> datetime:
    return _now() + timedelta(minutes=5)


def _is_drained(record: Record, sites: Sequence[str]) -> bool:
    inbox, agenda, box = schema.inbox, schema.agenda, schema.outbox
    with record.database.reading() as connection:  # one moment: what moves on is somewhere in it
        arrived = connection.scalar(select(func.count()).where(inbox.c.state == "waiting"))
        # A pass over a tracker that is over is due in a quarter of an hour.
        due = agenda.c.reason.is_distinct_from(RECOVER) | (agenda.c.due_at < _soon())
        looks = connection.scalar(select(func.count()).select_from(agenda).where(due))
        wishes = connection.scalar(select(func.count()).select_from(box).where(box.c.open))
    told = [ask(site, "/_sandbox/progress")["waiting"] for site in sites]
    return not (arrived or looks or wishes or any(told))
