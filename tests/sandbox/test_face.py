"""The pages of the pretend tracker, as a browser without a script meets them."""

import re
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from automation.cleaning import clean
from automation.dates import at_time
from tests.sandbox.tags import ISSUE, ISSUES, Tags, follow, labels, page
from tests.sandbox.world import TOKEN, Sandbox

BEARER = {"Authorization": f"Bearer {TOKEN}"}
BERLIN = ZoneInfo("Europe/Berlin")


def test_every_page_says_that_it_is_pretend(standing: Sandbox) -> None:
    said = "A pretend GitHub, part of Pitboard's sandbox. Nothing here leaves this machine."

    for path in ("/", ISSUES, ISSUE):
        assert said in Tags(page(standing, path)).text


def test_an_issue_leads_to_itself_in_pitboard(standing: Sandbox) -> None:
    assert 'href="http://127.0.0.1:8000/items/github:acme/shop%232"' in page(standing, ISSUE)


def test_opening_an_issue_leads_to_it_and_says_what_pitboard_answered(sandbox: Sandbox) -> None:
    answer = sandbox.submit(ISSUES, title="New", body="Text", labels=["bug"], more="later, soon")

    shown = follow(sandbox, answer)
    assert urlsplit(answer.headers["Location"]).path == f"{ISSUES}/6"
    assert "Told Pitboard: 202 to each of 6 webhooks" in shown
    assert labels(sandbox, 6) == ["bug", "later", "soon"]


def test_one_webhook_is_answered_with_one_number(sandbox: Sandbox) -> None:
    sandbox.ear.status = 401

    shown = follow(sandbox, sandbox.submit(f"{ISSUE}/labels", on="bug"))

    assert '<p class="told" role="status">Told Pitboard: 401</p>' in shown


def test_reloading_the_page_after_a_post_repeats_nothing(sandbox: Sandbox) -> None:
    answer = sandbox.submit(f"{ISSUE}/labels", on="bug")

    for _ in range(3):
        follow(sandbox, answer)

    assert len(sandbox.told()) == 1


def test_labels_go_on_and_off(sandbox: Sandbox) -> None:
    sandbox.submit(f"{ISSUE}/labels", on="bug")
    sandbox.submit(f"{ISSUE}/labels", off="feature")

    assert labels(sandbox, 2) == ["bug"]
    assert 'name="off" value="bug" aria-pressed="true"' in page(sandbox, ISSUE)


def test_taking_off_what_is_gone_already_is_no_mistake(sandbox: Sandbox) -> None:
    answer = sandbox.submit(f"{ISSUE}/labels", off="docs")

    follow(sandbox, answer)
    assert sandbox.told() == []


def test_an_issue_is_closed_and_opened_again(sandbox: Sandbox) -> None:
    closed = follow(sandbox, sandbox.submit(f"{ISSUE}/state", to="not_planned"))
    opened = follow(sandbox, sandbox.submit(f"{ISSUE}/state", to="open"))

    assert "Closed, not planned" in closed
    assert "Close as done" in opened
    assert "closed this as not planned" in opened


def test_saving_words_that_did_not_change_tells_nobody(sandbox: Sandbox) -> None:
    auth = {"Authorization": f"token {TOKEN}"}
    sandbox.call("PATCH", f"/repos{ISSUE}", {"body": "One\nTwo"}, **auth)
    sandbox.hears_anew()

    sandbox.submit(f"{ISSUE}/words", title="Save a cart for later", body="One\r\nTwo")

    assert sandbox.told() == []


def test_people_are_assigned_and_let_go(sandbox: Sandbox) -> None:
    sandbox.submit(f"{ISSUE}/people", on="teo-varga")
    shown = follow(sandbox, sandbox.submit(f"{ISSUE}/people", off="teo-varga"))

    assert "assigned Teo Varga" in " ".join(Tags(shown).text.split())
    assert "unassigned Teo Varga" in " ".join(Tags(shown).text.split())


def test_the_timeline_tells_people_from_the_bot(sandbox: Sandbox) -> None:
    auth = {"Authorization": f"token {TOKEN}"}
    sandbox.call("POST", f"/repos{ISSUE}/labels", {"labels": ["health: at risk"]}, **auth)

    text = " ".join(Tags(page(sandbox, ISSUE)).text.split())

    assert "Mara Lind opened this" in text
    assert "pitboard[bot] bot added the label health: at risk" in text


def test_a_deleted_issue_is_gone(sandbox: Sandbox) -> None:
    assert "Told Pitboard: 202" in follow(sandbox, sandbox.submit(f"{ISSUE}/delete"))

    gone = sandbox.call("GET", ISSUE)
    assert gone.status == 410
    assert "This issue was deleted." in gone.body.decode()


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 * 7 }} {% raw %}",
        "\u202egnp.exe\u2066 \u200f",
        "x" * 3000,
        "👩‍👩‍👧‍👦🔥" * 200,
        "</title></textarea><form action=//evil>",
    ],
)
def test_a_hostile_title_is_shown_as_text_and_does_nothing(standing: Sandbox, title: str) -> None:
    standing.submit(f"{ISSUE}/words", title="Calm", body="Calm")
    calm = Tags(page(standing, ISSUE)).names
    standing.submit(f"{ISSUE}/words", title=title, body=title)

    shown = page(standing, ISSUE)

    tags = Tags(shown)
    assert tags.text.count(clean(title)) >= 2
    assert tags.names.count("script") == calm.count("script")
    assert "img" not in tags.names
    assert tags.names.count("form") == calm.count("form")
    assert not [name for name, _ in tags.attributes if name.startswith("on") or name == "style"]
    assert re.search("<h1[^>]*><bdi>[^<]*</bdi></h1>", shown)
    assert clean(title) in Tags(page(standing, ISSUES)).text


def test_pages_leave_out_what_turns_a_text_around_and_the_api_keeps_it(standing: Sandbox) -> None:
    title = "Invoice \u202egnp.exe\u2066 \u200f"
    standing.submit(f"{ISSUE}/words", title=title, body=f"Look: {title}")

    for path in (ISSUE, ISSUES):
        assert not set(page(standing, path)) & set("\u202e\u2066\u200f")
    assert "<title>Invoice gnp.exe" in page(standing, ISSUE)
    told = standing.call("GET", "/repos/acme/shop/issues/2", **BEARER).json
    assert (told["title"], told["body"]) == (title, f"Look: {title}")


def test_a_label_is_taken_off_by_the_name_it_was_made_with(standing: Sandbox) -> None:
    standing.submit(f"{ISSUE}/labels", on="urgent\u202e")
    (name,) = [each for each in labels(standing, 2) if each.startswith("urgent")]
    (sent,) = re.findall('name="off" value="(urgent[^"]*)"', page(standing, ISSUE))

    standing.submit(f"{ISSUE}/labels", off=unescape(sent))

    assert name not in labels(standing, 2)


def test_times_are_told_in_the_companys_zone_and_in_the_words_of_pitboards_pages(
    standing: Sandbox,
) -> None:
    made = standing.call("GET", "/repos/acme/shop/issues/2", **BEARER).json["created_at"]
    at = datetime.fromisoformat(made)

    shown = page(standing, ISSUE)

    assert f">{at_time(at, BERLIN)}</time>" in shown
    assert f'<time datetime="{at.isoformat()}">' in shown
    assert "Times are Europe/Berlin." in shown
    assert re.search(r"Company time <strong><time[^>]*>\w+day \d+ \w{3}, \d\d:\d\d<", shown)
    assert "UTC" not in shown
