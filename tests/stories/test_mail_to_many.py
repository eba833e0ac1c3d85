"""Two hundred readers, a real mail server, and a sender that is killed five times on the way."""

import multiprocessing
import os
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from automation.bootstrap import Line
from automation.settings import Settings, load_settings
from tests.builders import Time
from tests.channels.test_email import free_port
from tests.databases import Home
from tests.reports.post import PEOPLE
from tests.stories.mailroom import Mailroom

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("processes")]

MONDAY = datetime(2026, 10, 5, 6, 30, tzinfo=UTC)
READERS = 200
MANY = PEOPLE.replace(", roles: [executive]", "") + "".join(
    f"  r{n}: {{name: Reader {n}, mail: r{n}@example.org, roles: [executive]}}\n"
    for n in range(READERS)
)
_FORK = multiprocessing.get_context("fork")


class Killer:
    """A mail server that kills whoever hands it these mails: at `offered` before it has seen any of
    the text, at `read` when it has all of it and has not yet said that it took it.
    """

    def __init__(self, *, offered: set[int], read: set[int]) -> None:
        self.taken: list[bytes] = []
        self.asked = 0
        self.offered, self.read = offered, read
        self.victim = 0

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd calls it
        self,
        server: SMTP,  # noqa: ARG002 - the same
        session: Any,  # noqa: ANN401, ARG002 - the same
        envelope: Any,  # noqa: ANN401 - the same
        address: str,
        options: list[str],  # noqa: ARG002 - the same
    ) -> str:
        self.asked += 1
        if self.asked in self.offered:
            os.kill(self.victim, signal.SIGKILL)
        envelope.rcpt_tos.append(address)
        return "250 go on"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: ANN401, N802, ARG002 - as aiosmtpd calls it
        self.taken.append(envelope.content)
        if len(self.taken) in self.read:
            os.kill(self.victim, signal.SIGKILL)
        return "250 taken"


@pytest.fixture
def killer() -> Iterator[tuple[Killer, int]]:
    server, port = Killer(offered={61, 141}, read={20, 100, 180}), free_port()
    control = Controller(server, hostname="127.0.0.1", port=port)
    control.start()
    yield server, port
    control.stop(no_assert=True)


@pytest.fixture
def room(blank: Path, tmp_path: Path, killer: tuple[Killer, int]) -> Iterator[Mailroom]:
    shutil.copy(blank, tmp_path / "pitboard.sqlite")
    home = Home(tmp_path, tmp_path / "pitboard.sqlite")
    made = Mailroom(home, Time(MONDAY), PITBOARD_SMTP_URL=f"smtp://127.0.0.1:{killer[1]}")
    yield made
    made.close()


def a_life(settings: Settings, now: datetime) -> None:
    """One sender's, until nothing is due or until it is killed."""
    line = Line(settings, clock=Time(now), trackers={})
    while line.work("deliver"):
        pass
    os._exit(0)


def sends(room: Mailroom, killer: Killer) -> int | None:
    """A sender works; how it ended."""
    said = {**room.home.settings, "PITBOARD_SMTP_URL": room.line.settings.mail.server}
    settings = load_settings(said, file=room.home.data / "none.toml")
    child = _FORK.Process(target=a_life, args=(settings, room.time()))
    child.start()
    killer.victim = child.pid or 0
    child.join(30)
    return child.exitcode


def test_nobody_has_two_and_whoever_may_have_none_is_shown(
    room: Mailroom, killer: tuple[Killer, int]
) -> None:
    server, _ = killer
    room.time.now = MONDAY - timedelta(hours=12)
    room.opens(people=MANY)
    room.time.now = MONDAY
    room.line.tend()
    while room.line.work("line"):
        pass
    room.line.close()

    ends = []
    while 0 not in ends:
        ends.append(sends(room, server))
        room.time.pass_(25)  # its lease ends
    ends.append(sends(room, server))

    taken = [str(message_from_bytes(raw, policy=default)["To"]) for raw in server.taken]
    states = {each.recipient: each.state for each in room.editions()}
    assert ends == [*[-signal.SIGKILL] * 5, 0, 0]
    assert len(states) == READERS
    assert len(set(taken)) == len(taken) == READERS - 2
    assert Counter(states.values()) == {"done": READERS - 5, "unknown": 5}
    assert {states[to] for to in states if to not in taken} == {"unknown"}
    assert len({message_from_bytes(raw)["Message-ID"] for raw in server.taken}) == len(taken)
