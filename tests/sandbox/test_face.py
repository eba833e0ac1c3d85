"""The pages of the pretend tracker, as a browser without a script meets them."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from tests.sandbox.world import TOKEN, Answer, Sandbox

ISSUES = "/acme/shop/issues"
ISSUE = f"{ISSUES}/2"


class Tags(HTMLParser):
    """Counts the tags of a page and keeps what was written between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.fields: set[str | None] = set()
        self.labelled: set[str | None] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs
        found = dict(attrs)
        if tag == "label":
            self.labelled.add(found.get("for"))
        if tag in ("input", "select", "textarea") and found.get("type") not in (
            "checkbox",
            "hidden",
        ):
            self.fields.add(found.get("id"))

    def handle_data(self, data: str) -> None:
        self.text += data


def page(sandbox: Sandbox, path: str) -> str:
    answer = sandbox.call("GET", path)
    assert answer.status == 200
    return answer.body.decode()


def follow(sandbox: Sandbox, answer: Answer) -> str:
    assert answer.status == 303
    return page(sandbox, answer.headers["Location"])


def labels(sandbox: Sandbox, number: int) -> list[str]:
    issues = sandbox.call("GET", "/_sandbox/state").json["issues"]
    return next(issue["labels"] for issue in issues if issue["number"] == number)


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
def test_a_hostile_title_is_shown_as_it_is_and_does_nothing(standing: Sandbox, title: str) -> None:
    standing.submit(f"{ISSUE}/words", title="Calm", body="Calm")
    calm = Tags(page(standing, ISSUE)).names
    standing.submit(f"{ISSUE}/words", title=title, body=title)

    shown = page(standing, ISSUE)

    tags = Tags(shown)
    assert tags.text.count(title) >= 2
    assert tags.names.count("script") == calm.count("script")
    assert "img" not in tags.names
    assert tags.names.count("form") == calm.count("form")
    assert not [name for name, _ in tags.attributes if name.startswith("on") or name == "style"]
    assert re.search("<h1[^>]*><bdi>[^<]*</bdi></h1>", shown)
    assert title in Tags(page(standing, ISSUES)).text


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
