"""People at work in the pretend GitHub, and its webhooks, sent again until they were taken."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.faults.calls import ask, call
from tests.faults.oracle import hooks
from tests.faults.sender import Sender

KINDS = ("bug", "feature", "question", "docs")
TAKEN = 202


@dataclass
class Town:
    """Acts on the pretend GitHub through its pages, never twice at once on the same issue."""

    github: str
    random: random.Random
    shop: str = "/acme/shop/issues"
    _labels: dict[int, set[str]] = field(default_factory=dict)
    _free: list[int] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def lives(self, acts: int, *, a_second: float) -> None:
        """Let so many acts happen at this pace: a third opens an issue, the rest label them."""
        began, pause = time.monotonic(), threading.Event()
        with ThreadPoolExecutor(16) as people:
            done = []
            for number in range(acts):
                pause.wait(max(0.0, began + number / a_second - time.monotonic()))
                done.append(people.submit(self._act, number, opens=self.random.random() < 1 / 3))
        for act in done:
            act.result()

    def _act(self, number: int, *, opens: bool) -> None:
        issue = None if opens else self._take()
        if issue is None:
            issue = self._open(number)
        else:
            self._toggle(issue)
        with self._lock:
            self._free.append(issue)

    def _take(self) -> int | None:
        with self._lock:
            if not self._free:
                return None
            return self._free.pop(self.random.randrange(len(self._free)))

    def _open(self, number: int) -> int:
        place = self._posts(self.shop, title=f"Report {number}")
        issue = int(urlsplit(place).path.rpartition("/")[2])
        self._labels[issue] = set()
        return issue

    def _toggle(self, issue: int) -> None:
        name, standing = self.random.choice(KINDS), self._labels[issue]
        self._posts(f"{self.shop}/{issue}/labels", **{"off" if name in standing else "on": name})
        standing ^= {name}

    def _posts(self, path: str, **form: str) -> str:
        """Fill in a form; where it leads."""
        sent = {"Content-Type": "application/x-www-form-urlencoded"}
        status, headers, body = call(self.github, "POST", path, urlencode(form), sent)
        assert status == 303, body
        return headers["location"]


@dataclass
class Redeliverer:
    """What GitHub's owner does by hand: looks at the deliveries, and sends again what failed.

    It is sent from here, with its old id and bytes, which the journal holds for ever: the
    pretend GitHub itself remembers its last 500 attempts, and a long outage is longer.
    """

    github: str
    sender: Sender
    journal: Path
    taken: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)

    def keep_on(self, stop: threading.Event) -> None:
        """Do so until stopped, often enough to see every attempt."""
        while not stop.wait(0.3):
            with suppress(OSError):
                self.look()

    def look(self) -> bool:
        """Send again what was tried and not taken; whether nothing is left to wait for."""
        waiting = 0
        for row in ask(self.github, "/_sandbox/deliveries"):
            if row["status_code"] == TAKEN:
                self.taken.add(row["id"])
            elif row["status_code"] is not None or row["error"] is not None:
                self.failed.add(row["id"])
            else:
                waiting += 1
        if self.failed - self.taken and self._is_up():
            self._send_again(self.failed - self.taken)
        return not waiting and self.failed <= self.taken

    def _is_up(self) -> bool:
        with suppress(OSError):
            return bool(ask(self.sender.site, "/healthz") == {"ok": True})
        return False

    def _send_again(self, ids: set[str]) -> None:
        for hook in hooks(self.journal, self.github):
            if hook.id in ids and self.sender.send(hook).status == TAKEN:
                self.taken.add(hook.id)
