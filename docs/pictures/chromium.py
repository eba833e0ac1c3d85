# ruff: noqa: INP001 - a script beside its pictures, no package
"""Pictures of pages by a headless Chromium, driven over its pipe: no driver, no library."""

import base64
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import Any, Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS: Final = 30
"""So long Chromium may be silent before it counts as stuck."""
SCALE: Final = 2
FORMAT: Final[Mapping[str, Any]] = {"format": "webp", "quality": 70}
"""A third of the size of a PNG, and read by every browser that shows a README."""

_ARGUMENTS: Final = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
    "--remote-debugging-pipe",
)

_STEPS_ASIDE: Final = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Chromium reads its debugging pipe from 3 and writes to 4: a Python puts them there and goes."""


def chromium() -> str:
    """Where a Chromium is on this machine. Raises SystemExit where there is none."""
    found = next((found for name in NAMES if (found := shutil.which(name))), None)
    if found is None:
        raise SystemExit("Pictures need a Chromium or Chrome: on Debian, apt install chromium")
    return found


class Camera:
    """One page of a Chromium. https://chromedevtools.github.io/devtools-protocol/."""

    def __init__(self, write: int, read: int) -> None:
        """Talk over these two ends of its pipe."""
        self._write, self._read = write, read
        self._heard, self._number, self._session = b"", 0, ""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self._ask("Page.enable")

    def take(self, address: str, file: Path, *, width: int, until: str, dark: bool = False) -> None:
        """Picture a page so wide, from its top to the lowest edge of what `until` selects."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._ask("Emulation.setEmulatedMedia", features=[scheme])
        size = {"width": width, "height": 900, "deviceScaleFactor": SCALE, "mobile": False}
        self._ask("Emulation.setDeviceMetricsOverride", **size)
        self._ask("Page.navigate", url=address)
        while self._hear().get("method") != "Page.loadEventFired":
            pass
        clip = {"x": 0, "y": 0, "width": width, "height": self._bottom(until), "scale": 1}
        shot = self._ask("Page.captureScreenshot", clip=clip, captureBeyondViewport=True, **FORMAT)
        file.write_bytes(base64.b64decode(shot["data"]))

    def _bottom(self, until: str) -> int:
        script = f"Math.ceil(document.querySelector({json.dumps(until)})"
        script += ".getBoundingClientRect().bottom + scrollY)"
        answer = self._ask("Runtime.evaluate", expression=script, returnByValue=True)
        if "value" not in answer["result"]:
            raise SystemExit(f"The page has no {until}: it is not the one that was expected.")
        return int(answer["result"]["value"])

    def _ask(self, method: str, **parameters: object) -> Mapping[str, Any]:
        self._number += 1
        number, session = self._number, {"sessionId": self._session} if self._session else {}
        call = {"id": number, "method": method, "params": parameters, **session}
        os.write(self._write, json.dumps(call).encode() + b"\0")
        while (heard := self._hear()).get("id") != number:
            pass
        if "error" in heard:
            raise SystemExit(f"Chromium refused {method}: {heard['error']}")
        answer: Mapping[str, Any] = heard["result"]
        return answer

    def _hear(self) -> Mapping[str, Any]:
        while b"\0" not in self._heard:
            ready, _, _ = select([self._read], [], [], SECONDS)
            part = os.read(self._read, 1 << 16) if ready else b""
            if not part:
                raise SystemExit("Chromium says nothing more.")
            self._heard += part
        one, _, self._heard = self._heard.partition(b"\0")
        heard: Mapping[str, Any] = json.loads(one)
        return heard


@contextmanager
def a_camera(program: str) -> Iterator[Camera]:
    """Start a Chromium with a folder of its own, and end it."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    reads, writes = (fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (theirs_in, theirs_out))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [program, *_ARGUMENTS, f"--user-data-dir={folder}"]
        running = subprocess.Popen(  # noqa: S603 - the browser that was found above
            [sys.executable, "-c", _STEPS_ASIDE, str(reads), str(writes), *command],
            pass_fds=(reads, writes),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (theirs_in, theirs_out, reads, writes):
            os.close(end)
        try:
            yield Camera(ours_out, ours_in)
        finally:
            for end in (ours_out, ours_in):
                os.close(end)
            running.kill()
            running.wait()
