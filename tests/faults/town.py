"""People at work in the pretend trackers, and their webhooks, sent again until they were taken."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from tests.faults.calls import ask, call
from tests.faults.sender import Hook, Sender

KINDS = ("bug", "feature", "question", "docs")
COLUMNS = ("10000", "10001", "10002", "10003")
TASK = "10102"
TAKEN = 202


class Place(Protocol):
    """A tracker's pages, as far as people use them here."""

    def opens(self, number: int) -> str:
        """Open an issue; the path of its page."""
        ...

    def goes_on(self, issue: str) -> None:
        """Do something to an issue that is there."""
        ...


@dataclass
class Shop:
    """The pretend GitHub: issues are opened, and labels put on and taken off."""

    site: str
    random: random.Random
    _labels: dict[str, set[str]] = field(default_factory=dict)

    def opens(self, number: int) -> str:
        """Open an issue without a label."""
        issue = _posts(self.site, "/acme/shop/issues", title=f"Report {number}")
        self._labels[issue] = set()
        return issue

    def goes_on(self, issue: str) -> None:
        """Put a label on, or take it off."""
        name, standing = self.random.choice(KINDS), self._labels[issue]
        _posts(self.site, f"{issue}/labels", **{"off" if name in standing else "on": name})
        standing ^= {name}


@dataclass
class Board:
    """The pretend Jira: cards are made, moved and labelled."""

    site: str
    random: random.Random
    _labels: dict[str, set[str]] = field(default_factory=dict)

    def opens(self, number: int) -> str:
        """Create a card."""
        card = _posts(self.site, "/?project=PAY", summary=f"Card {number}", issuetype=TASK)
        self._labels[card] = set()
        return card

    def goes_on(self, issue: str) -> None:
        """Move a card to another column, or change its labels."""
        if self.random.random() < 0.5:
            _posts(self.site, f"{issue}/status", to=self.random.choice(COLUMNS))
            return
        name, standing = self.random.choice(KINDS), self._labels[issue]
        _posts(self.site, f"{issue}/labels", **{"off" if name in standing else "on": name})
        standing ^= {name}


@dataclass
class Town:
    """Acts through the trackers' pages, never twice at once on the same issue."""

    places: Sequence[Place]
    random: random.Random
    _free: list[tuple[Place, str]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def lives(self, acts: int, *, a_second: float) -> None:
        """Let so many acts happen at this pace: a third opens an issue, the rest change them."""
        began, pause = time.monotonic(), threading.Event()
        with ThreadPoolExecutor(16) as people:
            done = []
            for number in range(acts):
                pause.wait(max(0.0, began + number / a_second - time.monotonic()))
                done.append(people.submit(self._act, number, opens=self.random.random() < 1 / 3))
        for act in done:
            act.result()

    def _act(self, number: int, *, opens: bool) -> None:
        taken = None if opens else self._take()
        if taken is None:
            place = self.random.choice(self.places)
            taken = place, place.opens(number)
        else:
            taken[0].goes_on(taken[1])
        with self._lock:
            self._free.append(taken)

    def _take(self) -> tuple[Place, str] | None:
        with self._lock:
            if not self._free:
                return None
            return self._free.pop(self.random.randrange(len(self._free)))


def _posts(site: str, path: str, **form: str) -> str:
    """Fill in a form; the page it leads to, without its query."""
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    status, headers, body = call(site, "POST", path, urlencode(form), sent)
    assert status == 303, body
    return urlsplit(headers["location"]).path


@dataclass
class Redeliverer:
    """What a tracker's owner does by hand: looks at the deliveries, and sends again what failed.

    It is sent from here, with its old id and bytes, which the journal holds for ever: a pretend
    tracker itself remembers its last 500 attempts, and a long outage is longer.
    """

    site: str
    sender: Sender
    journal: Path
    hooks: Callable[[Path, str], Iterator[Hook]]
    taken: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)

    def keep_on(self, stop: threading.Event) -> None:
        """Do so until stopped, often enough to see every attempt."""
        while not stop.wait(0.3):
            with suppress(OSError):
                self.look()

    def look(self) -> bool:
        """Send again what was tried and not taken; whether nothing is left to wait for."""
        waiting = set[str]()
        for row in ask(self.site, "/_sandbox/deliveries"):
            if row["status_code"] == TAKEN:
                self.taken.add(row["id"])
            elif row["status_code"] is not None or row["error"] is not None:
                self.failed.add(row["id"])
            else:
                waiting.add(row["id"])
        if self.failed - self.taken and self._is_up():
            self._send_again(self.failed - self.taken)
        return waiting <= self.taken and self.failed <= self.taken

    def _is_up(self) -> bool:
        with suppress(OSError):
            return bool(ask(self.sender.site, "/healthz") == {"ok": True})
        return False

    def _send_again(self, ids: set[str]) -> None:
        for hook in self.hooks(self.journal, self.site):
            if hook.id in ids and self.sender.send(hook).status == TAKEN:
                self.taken.add(hook.id)
