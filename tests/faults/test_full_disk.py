"""A disk that fills up while Pitboard runs: nothing is acknowledged, nothing dies, nothing is lost.

An ordinary user can forbid running processes to write to files, which looks the same to them.
Where the test may mount one, a small disk of memory is filled in truth. `PITBOARD_CHAOS=full`
strikes while acknowledged webhooks still wait, which makes the tests wait for their leases.
"""

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path

import psutil
import pytest

from tests.faults.calls import call
from tests.faults.rig import Installation, installation, until
from tests.faults.sender import Hook, Sender, headers, sorted_issues

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("processes")]


@contextmanager
def no_file_grows(pitboard: Installation) -> Iterator[None]:
    """Nobody but the pretend GitHub and the supervisor, whose log is read, writes to any file."""
    spared = {pitboard.post("sandbox"), *pitboard.processes()[:1]}
    limited = [process for process in pitboard.processes() if process not in spared]
    for process in limited:
        process.rlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    yield
    for process in {*limited, *pitboard.processes()} - spared:
        with suppress(psutil.NoSuchProcess):
            process.rlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def test_without_space_senders_are_asked_to_come_again_and_with_it_all_goes_on(
    pitboard: Installation, *, is_full: bool
) -> None:
    sender = Sender(pitboard.web, pitboard.secrets()["webhook_secret"])
    before, during = _some("space", 40)[:20], _some("space", 40)[20:]

    taken = {sender.send(hook).status for hook in before}
    if not is_full:
        _assert_worked(pitboard, before)
    with no_file_grows(pitboard):
        status, said, body = _raw(pitboard, sender, during[0])
        refused = {sender.send(hook).status for hook in during}
    again = {sender.send(hook).status for hook in during}

    assert (taken, refused, again) == ({202}, {503}, {202})
    assert (status, said["retry-after"], said["content-type"]) == (
        503,
        "5",
        "application/problem+json",
    )
    assert b"Send it again" in body
    _assert_worked(pitboard, [*before, *during])
    assert "disk" in pitboard.log()
    assert "Traceback" not in pitboard.log()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk of memory")
def test_on_a_full_disk_whoever_dies_comes_back_and_nothing_is_given_up(*, is_full: bool) -> None:
    with _small_disk() as disk, installation("--sandbox", PITBOARD_DATA=str(disk)) as pitboard:
        pitboard.start()
        sender = Sender(pitboard.web, pitboard.secrets()["webhook_secret"])
        before, after = _some("full", 520)[:20], _some("full", 520)[20:]

        taken = {sender.send(hook).status for hook in before}
        if not is_full:
            _assert_worked(pitboard, before)  # else leases are left, and they last 20 s
        filler = _filled(disk)
        during = _until_refused(sender, after)
        for post in ("queue", "clock", "line"):
            pitboard.kill(partial(pitboard.post, post))
        until(lambda: pitboard.post("line"), within=30, what="the last one struck is back")
        filler.unlink()
        until(lambda: {sender.send(hook).status for hook in during} == {202}, within=30, what="202")

        _assert_worked(pitboard, [*before, *during])
        log = pitboard.log()

    assert taken == {202}
    assert "Free some space" in log
    assert "Traceback" not in log


def _until_refused(sender: Sender, hooks: Sequence[Hook]) -> Sequence[Hook]:
    """What was sent until one was refused: the record's own files may have some room left."""
    sent = []
    for hook in hooks:
        sent.append(hook)
        status = sender.send(hook).status
        if status != 202:
            assert status == 503
            return sent
    raise AssertionError(f"all {len(sent)} were taken on a full disk")


def _some(name: str, count: int) -> Sequence[Hook]:
    return list(islice(sorted_issues(name), count))


def _raw(
    pitboard: Installation, sender: Sender, hook: Hook
) -> tuple[int, Mapping[str, str], bytes]:
    return call(pitboard.web, "POST", "/hooks/github", hook.body, headers(hook, sender.secret))


def _assert_worked(pitboard: Installation, hooks: Sequence[Hook]) -> None:
    """Everything acknowledged is absorbed, within a lease or two."""
    with pitboard.record() as record:

        def worked() -> bool:
            rows = {row["delivery"]: row["state"] for row in record.views.deliveries(limit=9999)}
            return {rows[hook.id] for hook in hooks} == {"absorbed"}

        until(worked, within=60, what="all absorbed")


@contextmanager
def _small_disk() -> Iterator[Path]:
    """Twenty-four megabytes of memory as a disk; skips where even root may not mount."""
    mount, umount = shutil.which("mount"), shutil.which("umount")
    with tempfile.TemporaryDirectory(prefix="pb-") as place:
        command = [mount or "", "-t", "tmpfs", "-o", "size=24m", "tmpfs", place]
        if mount is None or umount is None or subprocess.run(command, check=False).returncode:
            pytest.skip("nothing can be mounted here")
        try:
            yield Path(place)
        finally:
            subprocess.run([umount, place], check=True)


def _filled(disk: Path) -> Path:
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as opened:
        while True:
            opened.write(b"x" * 4096)
    return filler
