"""A list of issues is found, narrowed and turned over page by page."""

import pytest

from automation.sandbox.github.acts import OpenIssue
from automation.sandbox.github.app import room_of
from automation.sandbox.github.entry import Via
from tests.sandbox.tags import ISSUES, Tags, page
from tests.sandbox.world import BOT, Sandbox


def test_a_repositorys_own_address_leads_to_its_issues(standing: Sandbox) -> None:
    answer = standing.call("GET", "/acme/shop")

    assert (answer.status, answer.headers["Location"]) == (302, ISSUES)


def test_an_unknown_path_of_the_api_is_still_answered_with_json(standing: Sandbox) -> None:
    for path in ("/user/nothing", "/repos/acme", "/api/v9"):
        answer = standing.call("GET", path)
        assert answer.status in (401, 404)
        assert answer.json["message"]


def test_open_epics_come_before_everything_else(sandbox: Sandbox) -> None:
    sandbox.submit(f"{ISSUES}/1/links", other="2")

    shown = Tags(page(sandbox, ISSUES)).text

    assert shown.index("Checkout fails") < shown.index("Explain the size chart")


@pytest.mark.parametrize(
    ("asked", "found", "left_out"),
    [
        ("label=docs", "Explain the size chart", "Checkout fails"),
        ("words=GIFT", "Checkout fails", "Explain the size chart"),
        ("words=%232", "Save a cart", "Checkout fails"),
    ],
)
def test_a_list_can_be_narrowed(sandbox: Sandbox, asked: str, found: str, left_out: str) -> None:
    shown = Tags(page(sandbox, f"{ISSUES}?{asked}")).text

    assert found in shown
    assert left_out not in shown


def test_a_search_without_a_find_says_so(standing: Sandbox) -> None:
    assert "None fits." in page(standing, f"{ISSUES}?words=nobodywrotethis")


def test_a_long_list_comes_in_pages(sandbox: Sandbox) -> None:
    made = [OpenIssue("acme/shop", f"n{number}") for number in range(50)]
    room_of(sandbox.app).do(*made, by=BOT, via=Via.API)

    assert "Page 1 of 2" in page(sandbox, f"{ISSUES}?state=all")
    assert "Checkout fails" in page(sandbox, f"{ISSUES}?state=all&page=2")
