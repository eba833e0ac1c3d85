"""A real Chromium, driven over its debugging pipe: no driver, no socket, no library.

The pages are looked at with it here, and the README's pictures taken.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from select import select
from typing import Any, Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS: Final = 30
"""So long Chromium may be silent before it counts as stuck."""

_ARGUMENTS: Final = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe"),
)

_STEPS_ASIDE: Final = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Chromium reads its debugging pipe from 3 and writes to 4: a Python puts them there and goes."""

Told = Mapping[str, Any]


def chromium() -> str | None:
    """Where a Chromium is on this machine, None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Browser:
    """One page of it. https://chromedevtools.github.io/devtools-protocol/."""

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read = write, read
        self._heard, self._number, self._session = b"", 0, ""
        self.complaints: list[str] = []
        target = self.asks("Target.createTarget", url="about:blank")["targetId"]
        attached = self.asks("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.asks(f"{domain}.enable")

    def asks(self, method: str, **parameters: object) -> Told:
        """Call a method and wait for its answer; what happens meanwhile is taken down."""
        self._number += 1
        number, session = self._number, {"sessionId": self._session} if self._session else {}
        call = {"id": number, "method": method, "params": parameters, **session}
        os.write(self._write, json.dumps(call).encode() + b"\0")
        while True:
            heard = self._hears()
            if heard.get("id") == number:
                assert "error" not in heard, (method, heard)
                return heard["result"]  # type: ignore[no-any-return]  # JSON

    def opens(self, address: str, *, width: int, dark: bool, scale: int = 1) -> None:
        """Load a page in a window so wide and wait until it is there. `scale` is device pixels for
        one of CSS.
        """
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.asks("Emulation.setEmulatedMedia", features=[scheme])
        self.is_wide(width, scale=scale)
        self.complaints.clear()
        self.asks("Page.navigate", url=address)
        while self._hears().get("method") != "Page.loadEventFired":
            pass

    def is_wide(self, width: int, *, scale: int = 1) -> None:
        """Make the window so wide."""
        sizes = {"width": width, "height": 900, "deviceScaleFactor": scale, "mobile": False}
        self.asks("Emulation.setDeviceMetricsOverride", **sizes)

    def works_out(self, script: str) -> Any:  # noqa: ANN401 - whatever the script returns
        """What a script in the page returns; a promise is waited for."""
        answer = self.asks(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def _hears(self) -> Told:
        while b"\0" not in self._heard:
            ready, _, _ = select([self._read], [], [], SECONDS)
            assert ready, "Chromium says nothing"
            part = os.read(self._read, 1 << 16)
            assert part, "Chromium is gone"
            self._heard += part
        one, _, self._heard = self._heard.partition(b"\0")
        heard: Told = json.loads(one)
        self._takes_down(heard)
        return heard

    def _takes_down(self, heard: Told) -> None:
        told = heard.get("params", {})
        if heard.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(told["exceptionDetails"].get("text")))
        if heard.get("method") == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.complaints.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")


@contextmanager
def a_browser(program: str) -> Iterator[Browser]:
    """Start one with a folder of its own, and end it."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    reads, writes = (fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (theirs_in, theirs_out))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [program, *_ARGUMENTS, f"--user-data-dir={folder}"]
        running = subprocess.Popen(
            [sys.executable, "-c", _STEPS_ASIDE, str(reads), str(writes), *command],
            pass_fds=(reads, writes),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (theirs_in, theirs_out, reads, writes):
            os.close(end)
        try:
            yield Browser(ours_out, ours_in)
        finally:
            for end in (ours_out, ours_in):
                os.close(end)
            with suppress(subprocess.TimeoutExpired):
                running.wait(5)
            running.kill()
            running.wait()
