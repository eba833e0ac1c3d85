"""Mails opened as documents in a real Chromium: axe finds nothing, and nothing sticks out.

Without a Chromium it is skipped; where axe-core comes from is told in tests/web.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.effects import Email
from tests.reports.builders import an_item, digest, finished, id_of
from tests.reports.post import REPORT, mail
from tests.reports.test_brevity import a_long_week
from tests.reports.test_wording import a_full_week, quiet
from tests.web.browser import Browser, a_browser
from tests.web.test_pages_in_a_browser import AXE, LOOKS, PROGRAM, TOO_WIDE

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine")

WIDTHS = (360, 640, 1280)
WITHOUT_STYLE = """
document.querySelectorAll("style").forEach(each => each.remove());
document.querySelectorAll("[style]").forEach(each => each.removeAttribute("style")); null
"""


def every_mail() -> Iterator[Email]:
    """One of each kind that goes out."""
    yield mail(a_full_week(), report=REPORT + "limits: {words: 300}\n")
    yield mail(a_long_week(12))
    yield mail(quiet())
    yield mail(digest(finished(1), an_item(2), before={id_of(2): "on_track"}))
    yield mail(digest(an_item(1, "at_risk"), before={id_of(1): "on_track"}), folder="heads-up")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser(PROGRAM or "") as found:
        yield found


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The addresses of the HTML parts, each a document of its own."""
    folder = tmp_path_factory.mktemp("mails")
    return [_kept(folder / f"{n}.html", each) for n, each in enumerate(every_mail())]


def _kept(path: Path, email: Email) -> str:
    path.write_text(email.html, "utf-8")
    return path.as_uri()


@pytest.mark.skipif(not AXE.is_file(), reason="PITBOARD_AXE_CORE names no axe.min.js")
@pytest.mark.parametrize("look", ["light", "dark", "bare"])
def test_axe_finds_nothing_in_a_mail(browser: Browser, opened: list[str], look: str) -> None:
    for address in opened:
        browser.opens(address, width=640, dark=look == "dark")
        if look == "bare":
            browser.works_out(WITHOUT_STYLE)
        browser.works_out(f"{AXE.read_text('utf-8')}; null")

        assert browser.works_out(LOOKS) == [], address


def test_a_mail_fits_every_window(browser: Browser, opened: list[str]) -> None:
    for address in opened:
        browser.opens(address, width=WIDTHS[0], dark=False)
        for width in WIDTHS:
            browser.is_wide(width)
            assert browser.works_out(TOO_WIDE) <= 0, (address, width)
