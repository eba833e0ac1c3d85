"""Files broken while Pitboard runs: it says so, and goes on with what it had."""

import shutil
from functools import partial
from itertools import islice
from pathlib import Path

import pytest

from automation import paths
from tests.faults.calls import call
from tests.faults.rig import Installation, installation, until
from tests.faults.sender import Sender, sorted_issues

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("processes")]

SENT = 5


def test_broken_rules_at_the_start_are_told_and_webhooks_are_kept_until_they_are_mended() -> None:
    with installation("--sandbox", "--rules", "rules") as pitboard:
        rule = _rules(pitboard.folder) / "triage" / "needs-triage.yaml"
        good = rule.read_text("utf-8")
        rule.write_text(good.replace("choose:", "choos:"), "utf-8")

        pitboard.start(ready=503)
        trouble = pitboard.asks("/readyz")[1]["checks"]["rules"]
        early = _send(pitboard, "early")
        undecided = _decided(pitboard, "early")
        rule.write_text(good, "utf-8")
        until(lambda: _decided(pitboard, "early") == SENT, within=30, what="all decided")
        ready = pitboard.asks("/readyz")[0]

        rule.write_text(good.replace("choose:", "choos:"), "utf-8")
        until(lambda: "choos" in _page(pitboard), within=30, what="the page says so")
        refused = pitboard.asks("/readyz")[1]["refused"]
        late = _send(pitboard, "late")
        until(lambda: _decided(pitboard, "late") == SENT, within=30, what="the good set decides")
        log = pitboard.log()

    assert trouble.startswith("triage/needs-triage.yaml:25:3  derive.choos: unknown key")
    assert 'Did you mean "choose"?' in trouble
    assert (early, undecided, ready, late) == ({202}, 0, 200, {202})
    assert [each.split("  ")[0] for each in refused] == ["triage/needs-triage.yaml:25:3"]
    assert log.count('Did you mean "choose"?') >= 2
    assert "Traceback" not in log


def test_a_setting_broken_while_running_stops_nobody_else(pitboard: Installation) -> None:
    settings = pitboard.folder / "pitboard.toml"
    settings.write_text("prot = 8000\n", "utf-8")
    pitboard.kill(partial(pitboard.post, "clock"))
    until(lambda: "clock ended with code 2" in pitboard.log(), within=30, what="a refusal")

    sent = _send(pitboard, "toml")
    settings.unlink()
    until(lambda: _decided(pitboard, "toml") == SENT, within=60, what="the clock is back at work")

    assert sent == {202}
    assert 'pitboard.toml: prot: no such setting. Did you mean "port"?' in pitboard.log()


def _rules(folder: Path) -> Path:
    return Path(shutil.copytree(paths.rules(), folder / "rules"))


def _send(pitboard: Installation, name: str) -> set[int]:
    """The statuses that a few webhooks are answered with."""
    sender = Sender(pitboard.web, pitboard.secrets()["webhook_secret"])
    return {sender.send(hook).status for hook in islice(sorted_issues(name), SENT)}


def _decided(pitboard: Installation, name: str) -> int:
    """How many of the issues of this name the rules have said something about."""
    with pitboard.record() as record:
        seen = [record.views.item(hook.key) for hook in islice(sorted_issues(name), SENT)]
        return sum(bool(view and view.derived) for view in seen)


def _page(pitboard: Installation) -> str:
    return call(pitboard.web, "GET", "/", "", {})[2].decode()
