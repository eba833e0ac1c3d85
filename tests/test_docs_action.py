"""The GitHub Action in docs/backtest.md: its shell parts run, in order, as a runner would run them.

`gh` is a stand-in that keeps comments in a file; `pitboard` is our own but for the replay itself.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from ruamel.yaml import YAML

from automation.cli.backtest import backtest

ROOT: Final = Path(__file__).parents[1]
PULL: Final = "repos/acme/rules/issues/7/comments"
MARK: Final = "<!-- pitboard back-test -->"
PITBOARD: Final = f"""\
#!/bin/sh
if [ "$1" = backtest ]; then echo "$@" > "$OUT/said"; printf "$TOLD"; exit "$CODE"; fi
PYTHONPATH={ROOT} exec {sys.executable} -m automation.cli "$@"
"""
GH: Final = f"""\
#!{sys.executable}
import json, os, sys
asked, kept = sys.argv[1:], os.environ["OUT"] + "/comments.json"
assert asked[0] == "api" and os.environ["GH_TOKEN"] == "token"
comments = json.load(open(kept))
if "--jq" in asked:
    mark = "{MARK}"
    wanted = '.[] | select(.user.type == "Bot" and (.body | contains("' + mark + '"))) | .id'
    assert asked[asked.index("--jq") + 1] == wanted, asked
    for each in comments:
        if each["user"]["type"] == "Bot" and mark in each["body"]:
            print(each["id"])
    sys.exit()
method, (path,) = asked[asked.index("-X") + 1], [a for a in asked if a.startswith("repos/")]
body = open(asked[asked.index("-F") + 1].removeprefix("body=@")).read()
if method == "POST":
    assert path == "{PULL}"
    comments.append({{"id": 100 + len(comments), "user": {{"type": "Bot"}}, "body": body}})
else:
    (one,) = [c for c in comments if path == f"repos/acme/rules/issues/comments/{{c['id']}}"]
    one["body"] = body
json.dump(comments, open(kept, "w"))
"""
OTHERS: Final = [
    {"id": 5, "user": {"type": "Bot"}, "body": "lint is fine"},
    {"id": 6, "user": {"type": "User"}, "body": f"{MARK} mine"},
]


def action() -> dict[str, Any]:
    text = (ROOT / "docs" / "backtest.md").read_text("utf-8")
    (found,) = re.findall(r"```yaml\n(name: back-test\n.*?)```", text, re.DOTALL)
    read: dict[str, Any] = YAML(typ="safe", pure=True).load(found)
    return read


JOB: Final = action()["jobs"]["backtest"]
STEPS: Final = [step for step in JOB["steps"] if "run" in step]
VALUES: Final = {
    "vars.PITBOARD_RECORD": "/srv/a copy.sqlite",
    "github.token": "token",
    "github.event.pull_request.number": "7",
}


def value(text: str) -> str:
    """What GitHub puts in place of one of its expressions."""
    found = re.fullmatch(r"\$\{\{ (\S+) \}\}", text)
    return VALUES[found[1]] if found else text


@dataclass
class Runner:
    """A checkout of a pull request, with what stands on the path of the runner."""

    home: Path

    def runs(self, step: Mapping[str, Any], *, code: int = 1, told: str = "differs") -> int:
        """One step, by the shell that the job asks for; returns its exit code."""
        env = {key: value(text) for key, text in step.get("env", {}).items()}
        path = f"{self.home / 'bin'}:{os.environ['PATH']}"
        ours = {"OUT": str(self.home), "CODE": str(code), "TOLD": told, "PATH": path}
        assert action()["defaults"]["run"]["shell"] == "bash"
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(
            shell,
            cwd=self.home / "checkout",
            env={**env, **ours, "GITHUB_REPOSITORY": "acme/rules", "HOME": str(self.home)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.returncode

    def comments(self) -> list[dict[str, Any]]:
        """What stands under the pull request."""
        found: list[dict[str, Any]] = json.loads((self.home / "comments.json").read_text())
        return found


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    (tmp_path / "bin").mkdir()
    for name, text in (("pitboard", PITBOARD), ("gh", GH)):
        (tmp_path / "bin" / name).write_text(text)
        (tmp_path / "bin" / name).chmod(0o755)
    (tmp_path / "checkout").mkdir()
    shutil.copytree(ROOT / "rules" / "triage", tmp_path / "checkout" / "rules" / "triage")
    (tmp_path / "comments.json").write_text(json.dumps(OTHERS))
    return Runner(tmp_path)


def test_it_runs_on_no_code_of_strangers_and_may_write_nothing_but_the_comment() -> None:
    assert action()["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert JOB["if"] == "github.event.pull_request.head.repo.full_name == github.repository"
    (checkout,) = [step["with"] for step in JOB["steps"] if "uses" in step]
    assert checkout == {"fetch-depth": 2, "persist-credentials": False}


def test_no_expression_of_github_stands_in_a_script() -> None:
    assert [step for step in STEPS if "${{" in step["run"]] == []


def test_the_files_are_checked_and_their_tests_run_first(runner: Runner) -> None:
    assert runner.runs(STEPS[0]) == 0

    file = runner.home / "checkout" / "rules" / "triage" / "needs-triage.yaml"
    file.write_text(file.read_text("utf-8").replace("state: live", "state: lvie"), "utf-8")

    assert runner.runs(STEPS[0]) == 1


@pytest.mark.parametrize(
    ("code", "told", "ends"), [(0, "same", 0), (1, "differs", 0), (1, "", 1), (2, "", 1)]
)
def test_a_difference_is_no_failure_and_what_cannot_be_replayed_is(
    runner: Runner, code: int, told: str, ends: int
) -> None:
    assert runner.runs(STEPS[1], code=code, told=told) == ends
    assert (runner.home / "checkout" / "backtest.md").read_text() == told


def test_the_replay_is_called_as_the_command_is_called(runner: Runner) -> None:
    runner.runs(STEPS[1])

    _, *words = (runner.home / "said").read_text().strip().split(" ", 1)
    record = VALUES["vars.PITBOARD_RECORD"]
    said = words[0].replace(record, "RECORD").split()
    asked = backtest.make_context("backtest", said).params
    assert (asked["target"], asked["since"], asked["against"]) == ("rules", "30d", "HEAD^1")
    assert (asked["record"], asked["markdown"], asked["as_json"]) == ("RECORD", True, False)


def test_there_is_one_comment_which_each_push_edits_and_no_other_is_touched(
    runner: Runner,
) -> None:
    for told in ("first", "second"):
        runner.runs(STEPS[1], told=f"{told}\\n")
        assert runner.runs(STEPS[2]) == 0

    *others, mine = runner.comments()
    assert others == OTHERS
    assert mine["body"] == f"second\n\n{MARK}\n"
