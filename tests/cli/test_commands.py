"""The commands as a person types them: a clear line, an exit code, never a traceback."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = Path(__file__).parents[2] / "rules" / "triage" / "needs-triage.yaml"


def pitboard(*arguments: str, data: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith("PITBOARD_")}
    said = {"PITBOARD_DATA": str(data / "record"), **settings}
    done = subprocess.run(
        [sys.executable, "-m", "automation.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=data,
        env={**kept, **said, "PYTHONPATH": str(GOOD.parents[2])},
        timeout=60,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def test_help_lists_the_commands(tmp_path: Path) -> None:
    done = pitboard("--help", data=tmp_path)

    assert done.returncode == 0
    assert "Everything on this machine under one supervisor." in done.stdout


def test_the_shipped_rules_pass_check_and_test(tmp_path: Path) -> None:
    assert pitboard("check", data=tmp_path).returncode == 0
    assert pitboard("test", data=tmp_path).returncode == 0


def test_check_names_file_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(
        GOOD.read_text("utf-8").replace("item.labels", "item.lables")
    )

    done = pitboard("check", str(tmp_path / "bad.yaml"), data=tmp_path)

    assert done.returncode == 1
    assert "bad.yaml:21:16" in done.stderr
    assert 'Did you mean "labels"?' in done.stderr


def test_check_as_json_names_the_same(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("pitboard: 2\n")

    done = pitboard("check", str(tmp_path / "bad.yaml"), "--json", data=tmp_path)

    assert json.loads(done.stdout)["problems"][0]["file"] == "bad.yaml"


def test_a_failing_inline_test_is_an_exit_code(tmp_path: Path) -> None:
    wrong = GOOD.read_text("utf-8").replace("labelled bug and payments", "labelled nothing")
    (tmp_path / "bad.yaml").write_text(wrong)

    done = pitboard("test", str(tmp_path / "bad.yaml"), data=tmp_path)

    assert done.returncode == 1
    assert "the mark goes as soon as somebody sorts the issue" in done.stdout


def test_a_misspelt_setting_is_named(tmp_path: Path) -> None:
    done = pitboard("up", data=tmp_path, PITBOARD_PROT="1")

    assert done.returncode == 2
    assert done.stderr.strip() == ('PITBOARD_PROT: no such setting. Did you mean "PITBOARD_PORT"?')


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = pitboard("up", "--port", str(port), data=tmp_path)

    assert done.returncode == 2
    assert f"Port {port} is in use." in done.stderr


def test_migrate_says_where_and_which_revision(tmp_path: Path) -> None:
    done = pitboard("migrate", data=tmp_path)

    assert done.returncode == 0
    assert done.stdout.strip().endswith("is at revision 0005")


def test_replaying_what_never_arrived_says_so(tmp_path: Path) -> None:
    pitboard("migrate", data=tmp_path)
    done = pitboard("replay", "nobody-knows-it", data=tmp_path)

    assert done.returncode == 2
    assert 'No delivery "nobody-knows-it" is stored.' in done.stderr


@pytest.mark.parametrize("command", ["web", "worker", "clock"])
def test_a_process_with_a_wrong_setting_stops_with_one_line(tmp_path: Path, command: str) -> None:
    done = pitboard(command, data=tmp_path, PITBOARD_GITHUB_WEBHOOK_SECRET="short")

    assert done.returncode == 2
    assert "PITBOARD_GITHUB_WEBHOOK_SECRET: a secret of 5 characters" in done.stdout + done.stderr
