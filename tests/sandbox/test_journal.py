"""The pretend GitHub remembers across restarts, and nothing that was never answered."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from automation.errors import SettingsError
from automation.sandbox.github.app import create_app, room_of
from automation.sandbox.github.journal import Journal
from tests.sandbox.world import BOT, SECRET, TEMPLATES, TOKEN, fetch, sandbox_in, settings_for

AUTH = {"Authorization": f"token {TOKEN}"}
LABELS = "/repos/acme/shop/issues/2/labels"
CHILD = f"""
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from automation.sandbox.github.app import create_app
from automation.sandbox.github.server import asked_to_stop, listen, running
from automation.sandbox.github.settings import SandboxGitHub
stop = asked_to_stop()
with listen("127.0.0.1", 0) as line:
    url = f"http://127.0.0.1:{{line.getsockname()[1]}}"
    settings = SandboxGitHub(data=Path(sys.argv[1]), base_url=url, hook_url=None, secret={SECRET!r},
        token={TOKEN!r}, pitboard_url="", templates=Path({str(TEMPLATES)!r}), bot_login={BOT!r})
    with running(create_app(settings), line):
        print(url, flush=True)
        stop.wait()
"""


@contextmanager
def child_in(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a sandbox as a process of its own and wait until it answers."""
    command = [sys.executable, "-c", CHILD, str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        yield child, child.stdout.readline().strip()


def journal_of(folder: Path) -> Path:
    return folder / "journal.jsonl"


def test_what_was_appended_is_read_again_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([{"n": 1}, {"n": "ü\n"}])
    journal.append([{"n": 3}])
    journal.close()

    reopened = Journal(tmp_path)

    assert reopened.replay() == [{"n": 1}, {"n": "ü\n"}, {"n": 3}]
    reopened.close()


def test_a_torn_last_line_is_ignored_and_cut_off(tmp_path: Path) -> None:
    journal_of(tmp_path).write_bytes(b'{"n": 1}\n{"n": 2')
    journal = Journal(tmp_path)

    assert journal.replay() == [{"n": 1}]
    journal.append([{"n": 3}])
    assert journal.replay() == [{"n": 1}, {"n": 3}]
    journal.close()


def test_a_last_line_without_its_newline_was_torn_however_whole_it_looks(tmp_path: Path) -> None:
    journal_of(tmp_path).write_bytes(b'{"n": 1}\n{"n": 2}')
    journal = Journal(tmp_path)

    assert journal.replay() == [{"n": 1}]
    journal.close()


def test_a_broken_line_in_the_middle_is_named(tmp_path: Path) -> None:
    journal_of(tmp_path).write_bytes(b'{"n": 1}\n{"n\n{"n": 3}\n')
    journal = Journal(tmp_path)

    with pytest.raises(SettingsError, match=r"journal\.jsonl:2: not readable"):
        journal.replay()
    journal.close()


def test_a_line_of_another_version_is_refused_in_words(tmp_path: Path) -> None:
    journal_of(tmp_path).write_bytes(b'{"act": "Sing"}\n')

    with pytest.raises(SettingsError, match="another version"):
        create_app(settings_for(tmp_path))


def test_two_sandboxes_never_share_a_folder(tmp_path: Path) -> None:
    journal = Journal(tmp_path)

    with pytest.raises(SettingsError, match="another sandbox uses this folder"):
        Journal(tmp_path)
    journal.close()


def test_a_restart_knows_everything_again_and_seeds_nothing_twice(tmp_path: Path) -> None:
    with sandbox_in(tmp_path) as sandbox:
        sandbox.submit("/acme/shop/issues", title="Kept", labels=["bug"])
        sandbox.call("PUT", LABELS, {"labels": ["docs"]}, **AUTH)
        sandbox.call("PUT", LABELS, {"labels": ["docs"]}, **AUTH)
        sandbox.call("DELETE", f"{LABELS}/absent", **AUTH)
        state = sandbox.call("GET", "/_sandbox/state")
        writes = sandbox.call("GET", "/_sandbox/writes")
        told = len(sandbox.told())

    with sandbox_in(tmp_path) as again:
        assert again.call("GET", "/_sandbox/state").json == state.json
        assert again.call("GET", "/_sandbox/writes").json == writes.json
        assert again.told() == []
        assert told == 29
        assert (state.json["writes"], state.json["idle_writes"]) == (3, 1)
        assert state.json["refused_writes"] == 1


def test_what_was_never_told_is_told_after_the_restart_with_the_same_id(tmp_path: Path) -> None:
    hook = "http://127.0.0.1:1/nobody-listens-here"
    room = room_of(create_app(settings_for(tmp_path, hook=hook, patience=60)))
    room.start()
    waiting = [attempt.parcel.id for attempt in reversed(room.courier.attempts())]
    room.close()

    with sandbox_in(tmp_path) as sandbox:
        assert [one.headers["X-GitHub-Delivery"] for one in sandbox.told()] == waiting


def test_of_one_act_only_the_webhooks_that_were_not_told_are_sent_after_a_restart(
    tmp_path: Path,
) -> None:
    with sandbox_in(tmp_path) as sandbox:
        sandbox.call("PUT", LABELS, {"labels": ["docs"]}, **AUTH)
        last = sandbox.told()[-1]
    lines = journal_of(tmp_path).read_bytes().splitlines(keepends=True)
    journal_of(tmp_path).write_bytes(b"".join(lines[:-1]))

    with sandbox_in(tmp_path) as again:
        (once_more,) = again.told()

    assert once_more.headers["X-GitHub-Delivery"] == last.headers["X-GitHub-Delivery"]


def test_a_killed_sandbox_kept_what_it_answered_and_one_asked_to_stop_ends_well(
    tmp_path: Path,
) -> None:
    put = b'{"labels": ["docs"]}'

    with child_in(tmp_path) as (child, url):
        assert fetch(url, "PUT", LABELS, body=put, headers=AUTH).status == 200
        child.send_signal(signal.SIGKILL)

    with child_in(tmp_path) as (again, url):
        labels = fetch(url, "GET", LABELS, body=None, headers=AUTH).json
        again.send_signal(signal.SIGTERM)
        assert again.wait(timeout=20) == 0
    assert [label["name"] for label in labels] == ["docs"]
