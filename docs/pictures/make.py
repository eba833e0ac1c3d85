# ruff: noqa: INP001 - a script beside its pictures, no package
"""`make pictures`: the three pictures of the README, out of a company that is played in for them.

A picture shows the product as it is today and the day it was made, by the company's clock.
"""

import base64
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.request import Request, urlopen

from tests.web.browser import Browser, a_browser, chromium

HERE: Final = Path(__file__).parent
ITEM: Final = "/items/github:acme/storefront%23267"
"""The epic whose owner says on track while a part of it waits for another team."""

PATIENCE: Final = 240
"""Seconds for the past to be played in, and again for the days until the mail."""

SCALE: Final = 2
FORMAT: Final[Mapping[str, Any]] = {"format": "webp", "quality": 70}
"""A third of the size of a PNG, and read by every browser that shows a README."""


def main() -> None:
    """Play the company in, go to the second Monday, and take the pictures."""
    program = chromium()
    if program is None:
        raise SystemExit("Pictures need a Chromium or Chrome: on Debian, apt install chromium")
    with a_company() as address, a_browser(program) as browser:
        turn(address, "pause")
        wait_for(lambda: is_at_rest(address), "Pitboard was never done with the past.")
        next_monday(address)
        next_monday(address)
        mail = mondays(address)[0]
        for name, path, width, until in (
            ("portfolio", "/portfolio", 1280, "section.aim:nth-of-type(2) tbody tr:nth-child(2)"),
            ("item", ITEM, 1100, "section:has(#signals)"),
            ("mail", f"{mail}/look", 680, "body"),
        ):
            picture(browser, address + path, name, width=width, until=until)
        sys.stdout.write(f"{company_time(address)}, by the company's clock.\n")


def picture(browser: Browser, address: str, name: str, *, width: int, until: str) -> None:
    """Take it in light and in dark, beside this file, down to the lowest edge of `until`."""
    for file, dark in ((f"{name}.webp", False), (f"{name}-dark.webp", True)):
        browser.opens(address, width=width, dark=dark, scale=SCALE)
        edge = f"document.querySelector({json.dumps(until)})?.getBoundingClientRect().bottom"
        bottom = browser.works_out(f"Math.ceil({edge} + scrollY)")
        if bottom is None:
            raise SystemExit(f"The page has no {until}: it is not the one that was expected.")
        clip = {"x": 0, "y": 0, "width": width, "height": bottom, "scale": 1}
        shot = browser.asks(
            "Page.captureScreenshot", clip=clip, captureBeyondViewport=True, **FORMAT
        )
        size = (HERE / file).write_bytes(base64.b64decode(shot["data"]))
        sys.stdout.write(f"docs/pictures/{file}: {size / 1000:.0f} kB\n")


@contextmanager
def a_company() -> Iterator[str]:
    """Start a sandbox in a folder of its own; it is there once its past is played in."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        port = three_free_ports()
        up = [sys.executable, "-m", "automation.cli", "up", "--sandbox"]
        running = subprocess.Popen(  # noqa: S603 - our own command
            [*up, "--port", str(port), "--data", folder],
            cwd=HERE.parents[1],
            env=os.environ | {"PITBOARD_SANDBOX_COMPANY": "acme"},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            played_in(running)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.communicate()


def played_in(running: subprocess.Popen[str]) -> None:
    """Read what is said until the past is in. Raises SystemExit where that never comes."""
    for line in running.stdout or ():
        if "Playing" in line or "Played" in line:
            sys.stdout.write(line)
        if "Played" in line:
            return
    raise SystemExit("Pitboard ended before the past was in.")


def three_free_ports() -> int:
    """The first of three in a row that nobody listens on."""
    for port in range(18_000, 19_000, 10):
        try:
            for each in range(port, port + 3):
                socket.create_server(("127.0.0.1", each)).close()
        except OSError:
            continue
        return port
    raise SystemExit("No three ports in a row are free.")


def turn(address: str, do: str) -> None:
    """Press a button of the company's clock."""
    asked = Request(f"{address}/sandbox/clock", data=f"do={do}".encode())  # noqa: S310 - ours
    asked.add_header("Origin", address)
    urlopen(asked).close()  # noqa: S310 - the same


def next_monday(address: str) -> None:
    """Go there, and wait until its mail is out and nothing is left to do."""
    before = len(mondays(address))
    turn(address, "next-monday")
    wait_for(
        lambda: len(mondays(address)) > before and is_at_rest(address),
        "The Monday mail did not come.",
    )


def wait_for(come: Callable[[], bool], otherwise: str) -> None:
    """Look until it is so. Raises SystemExit with `otherwise` where that takes too long."""
    until = time.monotonic() + PATIENCE
    while not come():
        if time.monotonic() > until:
            raise SystemExit(otherwise)
        time.sleep(0.5)


def is_at_rest(address: str) -> bool:
    """Whether the clock stands where it was sent, and nothing is left to do there."""
    shown = page(address, "/operations")
    return "Going to" not in shown and "No work is due" in shown


def mondays(address: str) -> list[str]:
    """List the pages of the Monday mails, the newest first."""
    return re.findall(r'href="(/mails/\d+)">\s*(?:<bdi>)?Portfolio wk', page(address, "/mails"))


def company_time(address: str) -> str:
    """Read the company's clock, as in Monday 30 Nov, 09:00."""
    found = re.search(r"\w+day \d+ \w{3}, \d\d:\d\d", page(address, "/mails"))
    return found.group() if found else "No time"


def page(address: str, path: str) -> str:
    """Read a page."""
    with urlopen(address + path) as answer:  # noqa: S310 - ours
        text: str = answer.read().decode()
    return text


if __name__ == "__main__":
    main()
