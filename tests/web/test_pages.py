"""The list of items, the rules, and what holds for every page."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.builders import NOON
from tests.web.conftest import (
    BROWSER,
    EVERY_PAGE,
    FILE,
    PAGE,
    RULE,
    SAME_SITE,
    TRACKER,
    World,
    installation,
    words_of,
)

# --- the list ---------------------------------------------------------------------------------


def test_an_empty_installation_says_what_to_do(empty: World) -> None:
    said = empty.sees_on("/")

    assert "Nothing has arrived yet." in said
    assert "/hooks/github" in said


def test_an_installation_without_a_tracker_says_what_to_set(blank: Path) -> None:
    world = installation(blank.parent)

    assert "Set PITBOARD_GITHUB_WEBHOOK_SECRET" in world.sees_on("/")


def test_before_the_first_set_of_rules_the_list_says_so(empty: World) -> None:
    assert "No rules are active yet" in empty.sees_on("/items")


def test_the_list_shows_each_item_with_its_value_reason_and_last_movement(world: World) -> None:
    world.sees()
    world.time.pass_(180)

    said = world.sees_on("/items")

    assert "Checkout hangs github:acme/shop#12 · open" in said
    assert "Triage needs-triage no label says what this is" in said
    assert "3 min ago" in said


def test_a_title_in_the_list_leads_to_its_item(world: World) -> None:
    world.sees()

    assert f'<a class="name" href="{PAGE}">' in world.reads("/items")


def test_the_item_seen_last_stands_on_top(world: World) -> None:
    world.sees(id_=1, number=1, title="First")
    world.time.pass_(5)
    world.sees(id_=2, number=2, title="Second")

    said = world.sees_on("/items")

    assert said.index("Second") < said.index("First")


def test_the_list_shows_a_persons_word_instead_of_pitboards(world: World) -> None:
    world.sees()
    world.is_overruled()

    said = world.sees_on("/items")

    assert "Triage no label set by ann-moss on 2 Oct 2026; Pitboard would say needs-triage" in said


def test_the_list_says_when_a_value_is_only_in_shadow(empty: World) -> None:
    empty.line.activate({FILE: RULE.replace("state: live", "state: shadow")})
    empty.sees()

    assert "needs-triage in shadow" in empty.sees_on("/items")


def test_the_list_leaves_out_what_a_rule_said_that_is_gone(world: World) -> None:
    world.sees()
    world.line.activate({FILE: RULE.replace("rule: needs-triage", "rule: another")})

    assert "needs-triage" not in world.sees_on("/items")


def test_a_sandbox_is_told_on_every_page(blank: Path) -> None:
    url = {"PITBOARD_GITHUB_URL": "http://127.0.0.1:8001/api/v3"}
    world = installation(blank.parent, **TRACKER, **url)

    page = world.reads("/operations")

    assert "The tracker is a pretend one on this machine, and nothing leaves it." in page
    assert '<a href="http://127.0.0.1:8001/">Open the pretend GitHub</a>' in page


def test_each_pretend_tracker_is_one_click_away(blank: Path) -> None:
    urls = {
        "PITBOARD_GITHUB_URL": "http://127.0.0.1:8001/api/v3",
        "PITBOARD_JIRA_URL": "http://127.0.0.1:8002",
        "PITBOARD_JIRA_WEBHOOK_SECRET": TRACKER["PITBOARD_GITHUB_WEBHOOK_SECRET"],
    }
    page = installation(blank.parent, **TRACKER, **urls).reads("/operations")

    assert "The trackers are pretend ones on this machine, and nothing leaves it." in page
    assert '<a href="http://127.0.0.1:8001/">Open the pretend GitHub</a>' in page
    assert '<a href="http://127.0.0.1:8002/">Open the pretend Jira</a>' in page


def test_a_real_tracker_is_no_sandbox(empty: World) -> None:
    assert "Sandbox" not in empty.reads("/")


# --- rules ------------------------------------------------------------------------------------


def test_what_is_wrong_with_the_rules_stands_on_every_page(world: World) -> None:
    world.sees()
    line = 'triage/x.yaml:3:1  if: unknown name "stat". Did you mean "state"?'
    world.record.rulesets.report_trouble("rules", [line], wall=NOON)

    for address in EVERY_PAGE:
        page = world.reads(address)
        assert "1 problem in the rule files" in words_of(page)
        assert "The last good rules stay live" in page
        assert line in page.replace("&#34;", '"')


def test_the_rules_are_listed_with_why_state_and_owner(world: World) -> None:
    said = world.sees_on("/rules")

    assert f"New issues say that nobody has looked at them{FILE}" in said.replace(" " + FILE, FILE)
    assert "Issues waited for days because no list showed them. live: it writes product-ops" in said


def test_without_rules_the_list_of_rules_says_what_that_means(empty: World) -> None:
    assert "writes nothing until a set of rules is active" in empty.sees_on("/rules")


def test_each_line_of_a_rule_has_an_address(world: World) -> None:
    page = world.reads(f"/rules/{FILE}")

    assert '<li id="L2"><a href="#L2" aria-label="Line 2">2</a><code>rule: needs-triage' in page
    assert f'id="L{len(RULE.splitlines())}"' in page
    assert "kept by product-ops" in words_of(page)


def test_another_set_of_rules_is_shown_as_soon_as_it_is_active(world: World) -> None:
    world.reads("/rules")
    world.line.activate({"b.yaml": RULE.replace("New issues say", "Now they say")})

    assert "Now they say" in world.sees_on("/rules")
    assert world.asks(f"/rules/{FILE}").status_code == 404


# --- every page -------------------------------------------------------------------------------


def test_every_page_has_its_landmarks(world: World) -> None:
    world.sees()
    world.writes()

    for address in (*EVERY_PAGE, "/items/nope"):
        page = world.asks(address).text
        assert page.count("<h1>") == 1, address
        assert page.count("<main ") == 1, address
        assert '<html lang="en">' in page
        assert '<a class="skip" href="#main">' in page
        assert re.search(r"<title>[^<]{3,} · Pitboard</title>", page), address
        assert "<th>" not in page, address


def test_no_page_needs_a_script_or_a_style_of_its_own(world: World) -> None:
    world.sees()
    world.writes()

    for address in (*EVERY_PAGE, "/items/nope"):
        answer = world.asks(address)
        assert "default-src 'none'; style-src 'self'" in answer.headers["Content-Security-Policy"]
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", answer.text), address


def test_every_link_of_every_page_leads_somewhere(world: World) -> None:
    world.sees()
    world.writes()

    pages = "".join(world.reads(address) for address in EVERY_PAGE)

    links = set(re.findall(r'(?:href|src)="(/[^"]*)"', pages))
    assert links >= {"/", PAGE, "/rules", "/operations", "/static/pitboard.css"}
    for link in links:
        with world.asks(link) as answer:
            assert answer.status_code == 200, link


def test_a_person_gets_a_page_where_nothing_is(world: World) -> None:
    answer = world.asks("/items/nope")

    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert 'No item is known as "nope".' in words_of(answer.text)


def test_a_program_gets_a_problem_where_nothing_is(world: World) -> None:
    for accept in ("*/*", "application/json", ""):
        answer = world.asks("/items/nope", Accept=accept)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_an_address_that_does_not_exist_is_404_whoever_asks_and_how(
    world: World, method: str
) -> None:
    for headers in ({}, {"Origin": "https://evil.example"}, SAME_SITE):
        answer = world.browser.open("/nope", method=method, headers=headers)
        assert answer.status_code == 404


def test_a_wrong_method_is_405_and_says_which_are_right(world: World) -> None:
    for method, path, right in (("POST", "/", "GET"), ("PUT", "/sandbox/clock", "POST")):
        for headers in (BROWSER, {}):
            answer = world.browser.open(path, method=method, headers=headers)
            assert answer.status_code == 405
            assert right in answer.headers["Allow"]


def test_a_stranger_learns_of_no_address_whether_it_exists(world: World) -> None:
    for path in ("/nope", "/rules"):
        answer = world.asks(path, **{"X-Forwarded-For": "203.0.113.7"})
        assert answer.status_code == 403


def test_a_stranger_gets_a_page_that_shows_nothing(world: World) -> None:
    world.sees()

    answer = world.asks("/", **{"X-Forwarded-For": "203.0.113.7"})

    assert (answer.status_code, answer.mimetype) == (403, "text/html")
    assert "Checkout" not in answer.text


def test_a_fault_of_ours_is_told_without_its_innards(world: World) -> None:
    world.sees()
    with world.record.database.writing() as connection:
        connection.execute(text("UPDATE item SET state = '{}'"))

    answer = world.asks("/items")

    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "Our fault. It is in the log." in answer.text
    assert "Traceback" not in answer.text
    assert "KeyError" not in answer.text


def test_a_record_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "pitboard.sqlite").touch()
    world = installation(tmp_path)

    answer = world.asks("/")

    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert "Run `pitboard migrate` first." in answer.text
