"""Pitboard was away while GitHub went on: what did not arrive is fetched, once each."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.bootstrap import Line
from automation.model import Delivery
from automation.sandbox.entry import Via
from automation.sandbox.github.acts import OpenIssue
from automation.sandbox.github.app import room_of
from tests.sandbox.world import TOKEN, Sandbox, sandbox_in
from tests.store.world import rows_of
from tests.stories.down import Asked, Wristwatch, a_line, recovery_of, works

SHOP = "acme/shop"


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with sandbox_in(tmp_path / "hub") as running:
        yield running


def a_pitboard(tmp_path: Path, sandbox: Sandbox, watch: Wristwatch) -> Line:
    """One that has heard of the repository, and is up to date."""
    line = starts(tmp_path, sandbox, watch)
    heard = next(one for one in sandbox.told() if one.headers["X-GitHub-Event"] == "issues")
    line.record.inbox.receive(
        Delivery("github", heard.headers["X-GitHub-Delivery"], "issues", heard.body, watch()),
        timeout=5,
    )
    works(line)
    return line


def starts(tmp_path: Path, sandbox: Sandbox, watch: Wristwatch) -> Line:
    url = f"{sandbox.url}/api/v3"
    return a_line(tmp_path / "record", watch, "github", url=url, token=TOKEN)


def opens(sandbox: Sandbox, count: int, *, answered: int) -> None:
    """So many issues, each of whose webhooks is answered this way."""
    sandbox.ear.status = answered
    opened = [OpenIssue(SHOP, f"Number {number}") for number in range(count)]
    for start in range(0, count, 50):  # so few that they are told while somebody waits
        room_of(sandbox.app).do(*opened[start : start + 50], by="jonas-weil", via=Via.PAGE)
        sandbox.told()


def opened_titles(line: Line) -> Counter[str]:
    """How often each was told to be opened, by item."""
    return Counter(
        row["item"]
        for row in rows_of(line.record, "event")
        if row["kind"].endswith("issues.opened")
    )


def test_five_hundred_lost_webhooks_come_in_past_a_limit_midway(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    watch = Wristwatch()
    a_pitboard(tmp_path, sandbox, watch).close()
    opens(sandbox, 500, answered=503)
    lost = {one.headers["X-GitHub-Delivery"] for one in sandbox.ear.heard[-500:]}
    asked = Asked(sandbox.app)
    passes = {"kind": "delay", "calls": 250, "seconds": 0.001}
    for fault in (passes, {"kind": "429", "seconds": 60}):
        assert sandbox.call("POST", "/_sandbox/faults", fault).status == 200

    line = starts(tmp_path, sandbox, watch)
    works(line)
    stopped = recovery_of(line)
    watch.pass_(seconds=61)
    works(line)

    calls = [call for call in asked.calls if "_sandbox" not in call]
    found = {row["delivery"] for row in rows_of(line.record, "inbox")}
    assert "429" in stopped["error"]
    assert lost <= found
    assert len(calls) <= 600
    again = [call for call, count in Counter(calls).items() if "/deliveries/" in call and count > 1]
    assert len(again) == 1  # the one that met the limit
    assert [row["error"] for row in rows_of(line.record, "inbox") if row["error"]] == []
    assert set(opened_titles(line).values()) == {1}
    assert len(opened_titles(line)) >= 500
    assert recovery_of(line)["error"] is None
    line.close()


def test_what_arrived_is_not_fetched_again(tmp_path: Path, sandbox: Sandbox) -> None:
    watch = Wristwatch()
    a_pitboard(tmp_path, sandbox, watch).close()
    opens(sandbox, 3, answered=202)
    asked = Asked(sandbox.app)

    works(starts(tmp_path, sandbox, watch))

    assert [call for call in asked.calls if "deliveries/" in call] == []


def test_what_no_webhook_tells_is_healed_by_the_pages_that_changed(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    watch = Wristwatch()
    line = a_pitboard(tmp_path, sandbox, watch)
    opens(sandbox, 3, answered=202)  # answered by somebody who then forgot them

    watch.pass_(minutes=16)
    works(line)

    titles = {row["state"]["fields"].get("title") for row in rows_of(line.record, "item")}
    assert {"Number 0", "Number 1", "Number 2"} <= titles


def test_a_quiet_quarter_of_an_hour_costs_few_calls_and_brings_nothing(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    watch = Wristwatch()
    line = a_pitboard(tmp_path, sandbox, watch)
    watch.pass_(minutes=16)
    works(line)
    before = len(rows_of(line.record, "inbox"))
    asked = Asked(sandbox.app)

    watch.pass_(minutes=16)
    works(line)

    assert len(rows_of(line.record, "inbox")) == before
    assert len(asked.calls) <= 8
