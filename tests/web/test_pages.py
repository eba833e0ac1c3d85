"""The pages as a person reads them."""

import re
from pathlib import Path

from sqlalchemy import insert, text, update

from automation.effects import Outcome
from automation.ports import Answer
from automation.store import schema
from tests.builders import ANN, NOON
from tests.web.conftest import (
    EVERY_PAGE,
    FILE,
    KEY,
    PAGE,
    RULE,
    TRACKER,
    World,
    installation,
    words_of,
)

HOSTILE = "<script>alert('cart')</script><img src=x onerror=alert(1)>"


# --- the list ---------------------------------------------------------------------------------


def test_an_empty_installation_says_what_to_do(empty: World) -> None:
    said = empty.sees_on("/")

    assert "Nothing has arrived yet." in said
    assert "/hooks/github" in said


def test_an_installation_without_a_tracker_says_what_to_set(blank: Path) -> None:
    world = installation(blank.parent)

    assert "Set PITBOARD_GITHUB_WEBHOOK_SECRET" in world.sees_on("/")


def test_before_the_first_set_of_rules_the_list_says_so(empty: World) -> None:
    assert "No rules are active yet" in empty.sees_on("/")


def test_the_list_shows_each_item_with_its_value_reason_and_last_movement(world: World) -> None:
    world.sees()
    world.time.pass_(180)

    said = world.sees_on("/")

    assert "Checkout hangs github:acme/shop#12 · open" in said
    assert "Triage needs triage no label says what this is" in said
    assert "3 min ago" in said


def test_a_title_in_the_list_leads_to_its_item(world: World) -> None:
    world.sees()

    assert f'<a class="name" href="{PAGE}">' in world.reads("/")


def test_the_item_seen_last_stands_on_top(world: World) -> None:
    world.sees(id_=1, number=1, title="First")
    world.time.pass_(5)
    world.sees(id_=2, number=2, title="Second")

    said = world.sees_on("/")

    assert said.index("Second") < said.index("First")


def test_the_list_shows_a_persons_word_instead_of_pitboards(world: World) -> None:
    world.sees()
    world.is_overruled()

    said = world.sees_on("/")

    assert "Triage none set by ann-moss on 2 Oct 2026; Pitboard would say needs triage" in said


def test_the_list_says_when_a_value_is_only_in_shadow(empty: World) -> None:
    empty.line.activate({FILE: RULE.replace("state: live", "state: shadow")})
    empty.sees()

    assert "needs triage in shadow" in empty.sees_on("/")


def test_the_list_leaves_out_what_a_rule_said_that_is_gone(world: World) -> None:
    world.sees()
    world.line.activate({FILE: RULE.replace("rule: needs-triage", "rule: another")})

    assert "needs triage" not in world.sees_on("/")


def test_a_sandbox_is_told_on_every_page(blank: Path) -> None:
    url = {"PITBOARD_GITHUB_URL": "http://127.0.0.1:8001/api/v3"}
    world = installation(blank.parent, **TRACKER, **url)
    world.app.extensions["sandbox_url"] = "http://127.0.0.1:8001/"

    page = world.reads("/operations")

    assert "nothing leaves it" in page
    assert '<a href="http://127.0.0.1:8001/">' in page


def test_a_real_tracker_is_no_sandbox(empty: World) -> None:
    assert "Sandbox" not in empty.reads("/")


# --- one item ---------------------------------------------------------------------------------


def test_a_value_stands_with_its_reason_its_start_and_its_rule(world: World) -> None:
    world.sees()

    said = world.sees_on(PAGE)

    assert "Triage needs triage no label says what this is" in said
    assert "Since 2 Oct 2026, 12:01:00" in said
    assert "Rule: New issues say that nobody has looked at them, set " in said


def test_evidence_is_a_link_with_its_day(world: World) -> None:
    world.sees()

    page = world.reads(PAGE)

    link = '<a href="https://github.example/acme/shop/issues/12" rel="external noopener">'
    assert link in page
    assert '</a> <span class="quiet">2 Oct 2026</span>' in page.split('aria-label="Evidence"')[1]


def test_the_rule_of_a_value_is_one_click_away(world: World) -> None:
    world.sees()

    assert f'<a href="/rules/{FILE}">' in world.reads(PAGE)


def test_a_value_decided_with_another_set_says_so(world: World) -> None:
    world.sees()
    world.line.activate({FILE: RULE.replace("product-ops", "somebody")})

    assert "an earlier set of rules" in world.sees_on(PAGE)


def test_a_value_whose_rule_is_gone_says_so(world: World) -> None:
    world.sees()
    world.line.activate({FILE: RULE.replace("rule: needs-triage", "rule: another")})

    assert "needs triage its rule is no longer active" in world.sees_on(PAGE)


def test_an_override_shows_both_values(world: World) -> None:
    world.sees()
    world.is_overruled()

    said = world.sees_on(PAGE)

    assert "ann-moss set it to none on 2 Oct 2026; kept until 16 Oct 2026." in said
    assert "Pitboard would say needs triage because no label says what this is" in said


def test_an_override_that_ran_out_is_not_shown(world: World) -> None:
    world.sees()
    world.is_overruled()
    world.time.pass_(15 * 86400)

    assert "Pitboard would say" not in world.sees_on(PAGE)


def test_a_write_shows_what_stood_before_and_after(world: World) -> None:
    world.sees()
    world.writes()

    said = world.sees_on(PAGE)

    assert "2 Oct 2026, 12:01:00 Triage none → needs triage" in said
    assert "no label says what this is written" in said


def test_a_write_that_was_refused_says_what_the_tracker_answered(world: World) -> None:
    world.sees()
    world.gives_up_writing("GitHub answered 410: Issues are disabled")

    assert "gave up after 8 tries GitHub answered 410: Issues are disabled" in world.sees_on(PAGE)


def test_a_write_that_a_person_forestalled_says_what_was_found(world: World) -> None:
    world.sees()
    world.writes(Answer(Outcome.HELD, "edited in the tracker since we looked", before=("mine",)))

    said = world.sees_on(PAGE)

    assert "wanted needs triage, found mine" in said
    assert "not written: edited by hand edited in the tracker since we looked" in said


def test_a_rule_that_did_nothing_says_why(world: World) -> None:
    world.sees(state="closed")

    said = world.sees_on(PAGE)

    assert "did nothing: its condition is not met" in said
    assert "What each rule made of it stands below." in said


def test_the_history_names_who_did_what_and_begins_with_the_newest(world: World) -> None:
    world.sees(labels=["bug"])
    world.time.pass_(60)
    world.sees("labeled", labels=["bug", "payments"], label="payments")

    said = world.sees_on(PAGE).split("History")[1]

    assert said.index('ann-moss put on the label "payments"') < said.index('the label "bug"')


def test_pitboards_own_write_is_marked_in_the_history(world: World) -> None:
    world.record.introduce("github", ANN.id)
    world.sees()
    world.writes()
    world.time.pass_(60)
    world.sees("labeled", labels=["needs triage"], label="needs triage")

    assert "Pitboard's own write" in world.sees_on(PAGE)


def test_a_deleted_item_says_so(world: World) -> None:
    world.sees()
    world.time.pass_(60)
    world.sees("deleted")

    assert "Deleted in the tracker on 2 Oct 2026" in world.sees_on(PAGE)


def test_an_old_key_leads_to_the_new_one(world: World) -> None:
    world.sees(number=12)
    world.time.pass_(60)
    world.sees("edited", number=13)

    answer = world.asks(PAGE)

    assert (answer.status_code, answer.location) == (301, "/items/github:acme/shop%2313")


def test_a_bare_key_leads_to_the_only_item_it_can_mean(world: World) -> None:
    world.sees()

    answer = world.asks("/items/acme/shop%2312")

    assert (answer.status_code, answer.location) == (301, PAGE)


# --- hostile words ----------------------------------------------------------------------------


def test_a_hostile_title_is_shown_as_text(world: World) -> None:
    world.sees(title=HOSTILE, labels=["<b>bold</b>"])

    for address in ("/", PAGE):
        page = world.reads(address)
        assert "<script" not in page
        assert "<img src=x" not in page
        assert "<b>bold</b>" not in page
        assert HOSTILE in words_of(page)


def test_a_title_cannot_turn_the_text_beside_it(world: World) -> None:
    world.sees(title="pay\u202e\u2066 now\u2028or\x9b later")

    for address in ("/", PAGE):
        assert "pay now or later" in world.reads(address)


def test_a_title_of_nothing_but_hidden_characters_is_named_by_its_key(world: World) -> None:
    world.sees(title="\u202e\u2066")

    assert f'href="{PAGE}"><bdi>{KEY}</bdi>' in world.reads("/")


def test_an_endless_title_is_short_in_the_heading_and_whole_below(world: World) -> None:
    world.sees(title="A" * 3000)

    page = world.reads(PAGE)
    heading = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)

    assert heading is not None
    assert len(words_of(heading[1])) == 240
    assert "A" * 3000 in page


def test_an_address_that_is_no_web_address_is_no_link(world: World) -> None:
    world.sees()
    with world.record.database.writing() as connection:
        connection.execute(update(schema.item).values(url="javascript:alert(1)"))
        connection.execute(
            update(schema.derived).values(
                evidence=[{"text": "a trap", "url": "data:text/html,x", "at": NOON, "event": ""}]
            )
        )

    page = world.reads(PAGE)

    assert "a trap" in page
    assert "Open in" not in page
    assert not re.search(r'href="(javascript|data):', page)


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


def test_a_stranger_gets_a_page_that_shows_nothing(world: World) -> None:
    world.sees()

    answer = world.asks("/", **{"X-Forwarded-For": "203.0.113.7"})

    assert (answer.status_code, answer.mimetype) == (403, "text/html")
    assert "Checkout" not in answer.text


def test_a_fault_of_ours_is_told_without_its_innards(world: World) -> None:
    world.sees()
    with world.record.database.writing() as connection:
        connection.execute(text("UPDATE item SET state = '{}'"))

    answer = world.asks("/")

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


def test_a_value_of_health_is_told_in_words_with_a_shape(world: World) -> None:
    world.sees()
    with world.record.database.writing() as connection:
        connection.execute(
            insert(schema.derived).values(
                item="github:7001",
                field="health",
                value="at_risk",
                because="62 % chance to meet 31 Oct",
                evidence=[],
                rule="needs-triage",
                ruleset="x",
                changed_at=NOON,
            )
        )

    assert '<span class="state watch">at risk</span>' in world.reads(PAGE)
