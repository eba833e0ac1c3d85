"""People at work in the pretend GitHub, and its webhooks, sent again until they were taken."""

import http.client
import json
import random
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

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
    """What GitHub's owner does by hand: looks at the deliveries, and sends again what failed."""

    github: str
    pitboard: str
    taken: set[str] = field(default_factory=set)
    again: int = 0
    _open: set[str] = field(default_factory=set)

    def keep_on(self, stop: threading.Event) -> None:
        """Do so until stopped: it remembers only its last 500 deliveries."""
        while not stop.wait(0.3):
            with suppress(OSError):
                self.look()

    def look(self) -> bool:
        """Send again whatever was tried and not taken; whether nothing is left to wait for."""
        newest: dict[str, Mapping[str, Any]] = {}
        for row in reversed(ask(self.github, "/_sandbox/deliveries")):  # oldest first
            newest[row["id"]] = row
            if row["status_code"] == TAKEN:
                self.taken.add(row["id"])
        self._open = (self._open | newest.keys()) - self.taken
        assert self._open <= newest.keys(), "more failed than the pretend GitHub remembers"
        if self._open and self._is_up():
            for id_ in self._open:
                if newest[id_]["status_code"] is not None or newest[id_]["error"] is not None:
                    self._send_again(id_)
        return not self._open

    def _is_up(self) -> bool:
        with suppress(OSError):
            return bool(ask(self.pitboard, "/healthz") == {"ok": True})
        return False

    def _send_again(self, id_: str) -> None:
        status, _, _ = call(self.github, "POST", f"/_sandbox/deliveries/{id_}/redeliver", "", {})
        self.again += status == TAKEN


def call(
    site: str, verb: str, path: str, body: str | bytes, headers: Mapping[str, str]
) -> tuple[int, Mapping[str, str], bytes]:
    """One plain call: status, headers in small letters, body. Raises OSError."""
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=20)
    try:
        connection.request(verb, path, body, dict(headers))
        answer = connection.getresponse()
        said = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, said, answer.read()
    except http.client.HTTPException as error:
        raise ConnectionError(repr(error)) from error
    finally:
        connection.close()


def ask(site: str, path: str) -> Any:  # noqa: ANN401 - JSON of any shape
    """The JSON at an address. Raises OSError."""
    status, _, body = call(site, "GET", path, "", {})
    assert status == 200, body
    return json.loads(body)
