"""The pretend Jira remembers across restarts, and nothing that was never answered."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from automation.errors import SettingsError
from automation.sandbox.jira.app import create_app, room_of
from tests.sandbox.jira.world import BASIC, BUG, EPIC, SECRET, STORY, TOKEN, settings_for, site_in
from tests.sandbox.world import TEMPLATES, fetch

AUTH = {"Authorization": BASIC, "Content-Type": "application/json"}
CHILD = f"""
import sys
from pathlib import Path
from automation.sandbox.jira.app import create_app
from automation.sandbox.server import asked_to_stop, listen, running
from automation.sandbox.jira.settings import SandboxJira
stop = asked_to_stop()
with listen("127.0.0.1", 0) as line:
    url = f"http://127.0.0.1:{{line.getsockname()[1]}}"
    settings = SandboxJira(data=Path(sys.argv[1]), base_url=url, hook_url=None, secret={SECRET!r},
        token={TOKEN!r}, pitboard_url="", templates=Path({str(TEMPLATES)!r}))
    with running(create_app(settings), line):
        print(url, flush=True)
        stop.wait()
"""


@contextmanager
def child_in(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a pretend Jira as a process of its own and wait until it answers."""
    command = [sys.executable, "-c", CHILD, str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            yield child, child.stdout.readline().strip()
        finally:
            child.kill()


def state_at(url: str) -> bytes:
    return fetch(url, "GET", "/_sandbox/state", body=None, headers={}).body


def test_a_restart_knows_everything_again_and_seeds_nothing_twice(tmp_path: Path) -> None:
    with site_in(tmp_path) as site:
        body = {"body": "x", "properties": [{"key": "pitboard", "value": {"key": ["m", 1]}}]}
        assert site.api("POST", f"issue/{BUG}/comment", body).status == 201
        fields = {"customfield_10016": 2.5, "labels": ["a", "b"], "duedate": None}
        assert site.api("PUT", f"issue/{EPIC}", {"fields": fields}).status == 204
        site.submit(f"/browse/{STORY}/status", to="10004")
        site.submit(f"/browse/{STORY}/parent", parent="")
        site.told()
        before = room_of(site.app).state

    after = room_of(create_app(settings_for(tmp_path)))
    assert after.state == before
    after.close()


def test_what_was_never_told_is_told_after_the_restart_with_the_same_id(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path, hook="http://127.0.0.1:9/", waits=(60.0,)))
    room = room_of(app)
    room.start()
    ids = {attempt.parcel.id: attempt.parcel.body for attempt in room.courier.attempts()}
    room.close(seconds=0)

    again = room_of(create_app(settings_for(tmp_path, hook="http://127.0.0.1:9/")))
    waiting = {attempt.parcel.id: attempt.parcel.body for attempt in again.courier.attempts()}
    again.close(seconds=0)

    assert waiting == ids


def test_a_killed_site_kept_what_it_answered_and_one_asked_to_stop_ends_well(
    tmp_path: Path,
) -> None:
    with child_in(tmp_path) as (child, url):
        body = b'{"update": {"labels": [{"add": "at-risk"}]}}'
        path = f"/rest/api/2/issue/{BUG}"
        assert fetch(url, "PUT", path, body=body, headers=AUTH).status == 204
        before = state_at(url)
        child.kill()
        child.wait()

    with child_in(tmp_path) as (child, url):
        after = state_at(url)
        child.send_signal(signal.SIGTERM)
        ended = child.wait(10)

    assert b"at-risk" in before
    assert after == before
    assert ended == 0


def test_two_sites_do_not_share_a_folder(tmp_path: Path) -> None:
    first = create_app(settings_for(tmp_path))

    with pytest.raises(SettingsError, match="another sandbox uses this folder"):
        create_app(settings_for(tmp_path))

    room_of(first).close()
