"""Signed webhooks sent straight to the receiver at a steady pace, each answer with its time."""

import hashlib
import hmac
import itertools
import json
import math
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from tests.builders import an_issue_payload
from tests.faults.calls import call


@dataclass(frozen=True, slots=True)
class Answered:
    """One webhook's answer: `status` 0 where there was none, with the `error`."""

    id: str
    status: int
    seconds: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook as it is sent."""

    id: str
    body: bytes
    kind: str = "issues"
    connection: str = "github"

    @property
    def key(self) -> str:
        """The full key of the issue it is about."""
        return f"github:acme/shop#{json.loads(self.body)['issue']['number']}"


def headers(hook: Hook, secret: str) -> dict[str, str]:
    """The headers of its tracker, signed."""
    digest = hmac.new(secret.encode(), hook.body, hashlib.sha256).hexdigest()
    if hook.connection == "jira":
        return {
            "Content-Type": "application/json",
            "X-Atlassian-Webhook-Identifier": hook.id,
            "X-Hub-Signature": f"sha256={digest}",
        }
    return {
        "Content-Type": "application/json",
        "X-GitHub-Event": hook.kind,
        "X-GitHub-Delivery": hook.id,
        "X-Hub-Signature-256": f"sha256={digest}",
    }


def sorted_issues(name: str) -> Iterator[Hook]:
    """Issues of this name that somebody has labelled already, without end: nothing to write."""
    first = 1000 * (zlib.crc32(name.encode()) % 10**6)
    for number in itertools.count(first + 1):
        said: dict[str, Any] = {"number": number, "id_": 10**9 + number}
        payload = an_issue_payload("labeled", label="bug", labels=["bug"], **said)
        yield Hook(f"{name}-{number}", json.dumps(payload).encode())


@dataclass
class Sender:
    """Sends to one receiver; every webhook once."""

    site: str
    secret: str
    answers: list[Answered] = field(default_factory=list)

    def send(self, hook: Hook) -> Answered:
        began = time.monotonic()
        try:
            sent: Mapping[str, str] = headers(hook, self.secret)
            path = f"/hooks/{hook.connection}"
            status, _, _ = call(self.site, "POST", path, hook.body, sent)
            answered = Answered(hook.id, status, time.monotonic() - began)
        except OSError as error:
            answered = Answered(hook.id, 0, time.monotonic() - began, repr(error))
        self.answers.append(answered)
        return answered

    def send_all(self, hooks: Iterable[Hook], *, a_second: float, seconds: float) -> None:
        """Keep a steady pace for so long, whatever the answers take."""
        began, pause = time.monotonic(), threading.Event()
        sent: list[Future[Answered]] = []
        with ThreadPoolExecutor(64) as hands:
            for number, hook in zip(range(math.ceil(a_second * seconds)), hooks, strict=False):
                pause.wait(max(0.0, began + number / a_second - time.monotonic()))
                sent.append(hands.submit(self.send, hook))
        for answer in sent:
            answer.result()

    @property
    def refused(self) -> Sequence[Answered]:
        """Those that were not taken with 202."""
        return [answer for answer in self.answers if answer.status != 202]


def percentile(answers: Sequence[Answered], share: float = 0.99) -> float:
    """The seconds within which this share of the answers came."""
    ordered = sorted(answer.seconds for answer in answers)
    return ordered[math.ceil(share * len(ordered)) - 1]
