"""Every page in a real Chromium: it fits its window, complains of nothing, and axe finds nothing.

Without a Chromium on this machine all of it is skipped. axe-core is not part of this repository:
`npm install axe-core`, then PITBOARD_AXE_CORE=node_modules/axe-core/axe.min.js lets it look too.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from automation.render import Templates
from tests.web.browser import Browser, a_browser, chromium
from tests.web.conftest import FILE, PAGE, SANDBOX, World, over
from tests.web.letters import an_edition

PROGRAM = chromium()
AXE = Path(os.environ.get("PITBOARD_AXE_CORE", "none"))
PAGES = (
    *("/", "/portfolio", "/portfolio?team=payments&health=unknown", "/portfolio?q=nowhere"),
    *("/items/jira:PAY-1", "/items/jira:PAY-2", "/items/jira:SEC-4", "/items/own:obj-refunds"),
    *("/items", PAGE, "/items/nope", "/mails", "/mails/1", "/rules", f"/rules/{FILE}"),
    *("/explain", "/explain?rule=nope&item=nope", "/explain?rule=health&item=jira:PAY-1"),
    "/explain?rule=needs-triage&item=github:acme/shop%2312",
    "/operations",
)
WIDTHS = (360, 640, 1280, 1600)
TOO_WIDE = "document.scrollingElement.scrollWidth - window.innerWidth"
LOOKS = """
axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations.map(
  each => each.id + ": " + each.nodes.map(node => node.html.slice(0, 160)).join(" | ")))
"""

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine")


@pytest.fixture(scope="module")
def site(
    peopled: Path, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The company's pages at an address."""
    with over(peopled, tmp_path_factory.mktemp("site"), templates, **SANDBOX) as world:
        _fill(world)
        server = make_server("127.0.0.1", 0, world.app, threaded=True)
        serving = Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser(PROGRAM or "") as found:
        yield found


def _fill(world: World) -> None:
    world.sees(labels=["bug"])
    world.gives_up_reading()
    an_edition(world.record)
    world.record.clocks.play(wall=world.time())


@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_every_window_and_complains_of_nothing(
    browser: Browser, site: str, page: str
) -> None:
    browser.opens(f"{site}{page}", width=WIDTHS[0], dark=False)

    for width in WIDTHS:
        browser.is_wide(width)
        assert browser.works_out(TOO_WIDE) <= 0, width
    assert [each for each in browser.complaints if "404" not in each] == []


@pytest.mark.skipif(not AXE.is_file(), reason="PITBOARD_AXE_CORE names no axe.min.js")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(browser: Browser, site: str, width: int, scheme: str) -> None:
    script = AXE.read_text("utf-8")
    for page in PAGES:
        browser.opens(f"{site}{page}", width=width, dark=scheme == "dark")
        browser.works_out(f"{script}; null")

        assert browser.works_out(LOOKS) == [], page


def test_a_page_that_is_too_wide_would_be_seen(browser: Browser, site: str) -> None:
    browser.opens(f"{site}/portfolio", width=360, dark=False)
    browser.works_out("document.body.style.width = '500px'; null")

    assert browser.works_out(TOO_WIDE) > 0


@pytest.mark.skipif(not AXE.is_file(), reason="PITBOARD_AXE_CORE names no axe.min.js")
def test_axe_would_find_something(browser: Browser, site: str) -> None:
    browser.opens(f"{site}/portfolio", width=360, dark=False)
    browser.works_out("document.querySelector('.brand img').removeAttribute('alt'); null")
    browser.works_out("document.querySelector('h1').style.color = '#dddddd'; null")
    browser.works_out(f"{AXE.read_text('utf-8')}; null")

    found = browser.works_out(LOOKS)

    assert {each.partition(":")[0] for each in found} == {"image-alt", "color-contrast"}


def test_a_complaint_would_be_heard(browser: Browser, site: str) -> None:
    browser.opens(f"{site}/items/nope", width=360, dark=False)

    assert any("404" in each for each in browser.complaints)
