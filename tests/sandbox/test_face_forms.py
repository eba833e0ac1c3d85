"""What the pages of the pretend tracker refuse, in words, and what they let a browser load."""

from html import unescape

import pytest

from tests.sandbox.tags import ISSUE, ISSUES, Tags, labels, page
from tests.sandbox.world import Sandbox


def test_a_form_that_cannot_be_taken_comes_back_filled_in(sandbox: Sandbox) -> None:
    answer = sandbox.submit(ISSUES, title="  ", body="A long text", labels=["docs"])

    shown = answer.body.decode()
    assert answer.status == 422
    assert "It needs a title." in shown
    assert "A long text</textarea>" in shown
    assert 'value="docs" checked' in shown
    assert sandbox.told() == []


def test_a_label_without_a_name_is_refused_in_words(standing: Sandbox) -> None:
    answer = standing.submit(f"{ISSUE}/labels", on=" ")

    assert answer.status == 422
    assert "A label's name has 1 to 50 characters." in unescape(answer.body.decode())


@pytest.mark.parametrize(
    "path",
    [
        "/acme/shop/issues/99",
        "/nowhere",
        "/acme/other/issues/1",
        "/acme/other",
        "/acme/other/plans",
        "/projects/7",
        "/came/77",
    ],
)
def test_a_page_that_is_not_there_says_so(standing: Sandbox, path: str) -> None:
    answer = standing.call("GET", path)

    assert answer.status == 404
    assert "There is nothing here." in answer.body.decode()


def test_an_address_that_does_not_exist_is_404_for_another_site_too(standing: Sandbox) -> None:
    assert standing.submit("/nope", origin="http://evil.example").status == 404


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_a_form_of_another_site_is_not_taken(standing: Sandbox, origin: str) -> None:
    answer = standing.submit(f"{ISSUE}/labels", origin, on="bug")

    assert answer.status == 403
    assert labels(standing, 2) == ["feature"]


@pytest.mark.parametrize(
    ("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 400)]
)
def test_a_browser_that_says_cross_site_is_believed(
    standing: Sandbox, site: str, status: int
) -> None:
    answer = standing.call("POST", "/_sandbox/faults", {}, **{"Sec-Fetch-Site": site})

    assert answer.status == status


def test_pages_may_load_only_their_own_style(standing: Sandbox) -> None:
    answer = standing.call("GET", "/")

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert standing.call("GET", "/_sandbox/static/tracker.css").status == 200


def test_every_field_has_a_label(standing: Sandbox) -> None:
    for path in ("/", ISSUES, ISSUE, "/acme/shop/pulls", "/acme/shop/plans", "/projects/1"):
        shown = Tags(page(standing, path))
        assert shown.fields - {None} <= shown.labelled
        assert "person" in shown.labelled


def test_a_foreign_name_for_this_machine_is_refused(standing: Sandbox) -> None:
    for path in ("/", "/_sandbox/state"):
        assert standing.call("GET", path, Host="attacker.example").status == 403
