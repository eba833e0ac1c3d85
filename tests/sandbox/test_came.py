"""What came of an act stands beside the issue: the webhook, the rule that looked, the write."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

import pytest

from automation.sandbox.github.app import create_app
from automation.sandbox.github.server import listen, running
from tests.sandbox.tags import Tags, follow, page
from tests.sandbox.world import TOKEN, Ear, Sandbox, fetch, settings_for

ISSUE = "/acme/shop/issues/2"
KEY = "github:acme/shop#2"
VERDICT = {
    "rule": "health",
    "ruleset": "0",
    "result": "acted",
    "because": "blocked since 2 Oct",
    "at": "2999-01-01T09:00:00Z",
}


@dataclass
class Board:
    """A Pitboard that only answers what it knows of items."""

    items: dict[str, Mapping[str, object]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @contextmanager
    def open(self) -> Iterator[str]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._asker())
        thread = Thread(target=server.serve_forever, args=(0.002,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def _asker(self) -> type[BaseHTTPRequestHandler]:
        board = self

        class Asker(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                key = unquote(self.path.removeprefix("/api/v1/items/"))
                board.asked.append(key)
                item = board.items.get(key)
                body = json.dumps(item or {}).encode()
                self.send_response(200 if item is not None else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        return Asker


@dataclass(frozen=True)
class Pair:
    """A pretend GitHub and the Pitboard that it asks."""

    sandbox: Sandbox
    board: Board


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    ear, board = Ear(), Board()
    with board.open() as pitboard, ear.open() as hook, listen("127.0.0.1", 0) as line:
        url = f"http://127.0.0.1:{line.getsockname()[1]}"
        settings = replace(settings_for(tmp_path, url=url, hook=hook), pitboard_url=pitboard)
        app = create_app(settings)
        with running(app, line, look=0.002):
            sandbox = Sandbox(app=app, url=url, ear=ear)
            sandbox.hears_anew()
            yield Pair(sandbox, board)


def text(shown: str) -> str:
    return " ".join(Tags(shown).text.split())


def writes(sandbox: Sandbox, label: str) -> None:
    auth = {"Authorization": f"token {TOKEN}"}
    path = f"/repos{ISSUE}/labels"
    assert sandbox.call("POST", path, {"labels": [label]}, **auth).status == 200


def test_an_act_its_rule_and_its_write_stand_beside_the_issue(pair: Pair) -> None:
    pair.board.items[KEY] = {"verdicts": [VERDICT], "derived": [], "writes": []}
    answer = pair.sandbox.submit(f"{ISSUE}/block", on="1")
    writes(pair.sandbox, "health: at risk")

    said = text(follow(pair.sandbox, answer))

    assert "Mara Lind made the label blocked, added the label blocked" in said
    assert "issues.labeled answered 202 after" in said
    assert "health acted blocked since 2 Oct" in said
    assert "Pitboard made the label health: at risk, added the label health: at risk" in said


@pytest.mark.parametrize(
    ("state", "words"), [("held", "health: is held back"), ("done", "Nothing has come back yet.")]
)
def test_what_a_rule_wants_written_is_said_with_its_reason(
    pair: Pair, state: str, words: str
) -> None:
    wish = {"rule": "health", "field": "health", "value": "at_risk", "because": "blocked"}
    planned = {**wish, "state": state, "planned_at": "2999-01-01T09:00:00Z"}
    pair.board.items[KEY] = {"verdicts": [VERDICT], "derived": [], "writes": [planned]}

    said = text(follow(pair.sandbox, pair.sandbox.submit(f"{ISSUE}/block", on="1")))

    assert "health wants health to read at risk blocked" in said
    assert ("Nothing has come back yet." in said) == (state == "done")
    assert words in said


def test_what_came_after_the_next_act_is_not_shown_under_this_one(pair: Pair) -> None:
    wish = {"rule": "health", "field": "health", "value": None, "because": "", "state": "done"}
    planned = {**wish, "planned_at": "2999-01-01T09:00:00Z"}
    pair.board.items[KEY] = {"verdicts": [VERDICT], "derived": [], "writes": [planned]}
    pair.sandbox.submit(f"{ISSUE}/block", on="1")
    pair.sandbox.submit(f"{ISSUE}/block", off="1")

    assert "to read nothing" not in text(page(pair.sandbox, "/came/1"))
    assert "to read nothing" in text(page(pair.sandbox, "/came/2"))


def test_a_verdict_from_before_the_act_is_not_shown(pair: Pair) -> None:
    old = {**VERDICT, "at": "2001-01-01T09:00:00Z"}
    pair.board.items[KEY] = {"verdicts": [old], "derived": [], "writes": []}

    said = text(follow(pair.sandbox, pair.sandbox.submit(f"{ISSUE}/block", on="1")))

    assert "No rule has looked yet." in said
    assert "blocked since 2 Oct" not in said


def test_a_rule_that_let_it_be_is_folded_away(pair: Pair) -> None:
    alone = {**VERDICT, "result": "unmet", "because": ""}
    pair.board.items[KEY] = {"verdicts": [alone], "derived": [], "writes": []}

    said = text(follow(pair.sandbox, pair.sandbox.submit(f"{ISSUE}/block", on="1")))

    assert "1 rule looked and let it be" in said


def test_what_will_change_tomorrow_is_said_today(pair: Pair) -> None:
    pending = {"value": "at_risk", "since": "x", "from": "2999-01-02T09:00:00Z"}
    derived = {"field": "health", "pending": pending}
    pair.board.items[KEY] = {"verdicts": [], "derived": [derived], "writes": []}

    said = text(follow(pair.sandbox, pair.sandbox.submit(f"{ISSUE}/block", on="1")))

    assert "health of acme/shop#2 will read at risk from 2 Jan 2999, 10:00" in said


def test_the_epic_above_is_asked_about_too(pair: Pair) -> None:
    pair.sandbox.submit("/acme/shop/issues/1/links", other="2")
    pair.board.asked.clear()
    pair.board.items[KEY] = pair.board.items["github:acme/shop#1"] = {"verdicts": [VERDICT]}

    said = text(follow(pair.sandbox, pair.sandbox.submit(f"{ISSUE}/block", on="1")))

    assert pair.board.asked == [KEY, "github:acme/shop#1"]
    assert "health acted for acme/shop#1" in said


def test_without_an_answer_of_pitboard_the_page_leads_to_it(sandbox: Sandbox) -> None:
    shown = follow(sandbox, sandbox.submit(f"{ISSUE}/block", on="1"))

    assert "Pitboard does not say right now" in text(shown)
    assert 'href="http://127.0.0.1:8000/items/github:acme/shop%232"' in shown


@pytest.mark.parametrize("said", [{"verdicts": [{}]}, {"verdicts": [{**VERDICT, "at": "soon"}]}])
def test_an_answer_nobody_can_read_is_none(pair: Pair, said: Mapping[str, object]) -> None:
    pair.board.items[KEY] = said

    shown = text(follow(pair.sandbox, pair.sandbox.submit(f"{ISSUE}/block", on="1")))

    assert "Pitboard does not say right now" in shown


def test_a_page_that_waits_looks_again_by_itself_and_others_do_not(pair: Pair) -> None:
    calm = page(pair.sandbox, "/acme/shop/issues/4")
    answer = pair.sandbox.submit(f"{ISSUE}/block", on="1")

    shown = follow(pair.sandbox, answer)

    assert "again.js" not in calm
    assert 'src="/_sandbox/static/again.js"' in shown
    assert 'data-again="/came/1"' in shown
    assert "What came of it" in page(pair.sandbox, "/came/1")


def test_an_act_that_changed_nothing_says_so_and_waits_for_nothing(pair: Pair) -> None:
    pair.sandbox.submit(f"{ISSUE}/words", title="Save a cart for later", body="New")
    same = pair.sandbox.submit(f"{ISSUE}/words", title="Save a cart for later", body="New")

    shown = follow(pair.sandbox, same)

    assert "Mara Lind changed nothing" in text(shown)
    assert "data-again" not in shown


def test_a_write_is_shown_under_the_last_act_before_it_only(pair: Pair) -> None:
    first = pair.sandbox.submit(f"{ISSUE}/block", on="1")
    pair.sandbox.submit(f"{ISSUE}/block", off="1")
    writes(pair.sandbox, "late")

    assert "added the label late" not in text(page(pair.sandbox, "/came/1"))
    assert "added the label late" in text(page(pair.sandbox, "/came/2"))
    assert "1 earlier here" in text(follow(pair.sandbox, first))


def test_a_visitor_acts_as_the_person_they_chose(pair: Pair) -> None:
    chosen = pair.sandbox.submit("/you", person="teo-varga", back=ISSUE)
    cookie = chosen.headers["Set-Cookie"].partition(";")[0]
    form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    fetch(pair.sandbox.url, "POST", f"{ISSUE}/state", body=b"to=completed", headers=form)

    assert chosen.headers["Location"] == ISSUE
    assert cookie == "sandbox_you=teo-varga"
    assert [one.payload["sender"]["login"] for one in pair.sandbox.told()] == ["teo-varga"]


@pytest.mark.parametrize("back", ["//evil.example", "/\\evil.example", "https://evil.example", ""])
def test_the_way_back_never_leads_to_another_site(standing: Sandbox, back: str) -> None:
    answer = standing.submit("/you", person="teo-varga", back=back)

    assert answer.headers["Location"] == "/"


def test_nobody_can_be_chosen_who_is_not_there(standing: Sandbox) -> None:
    assert "Set-Cookie" not in standing.submit("/you", person="nobody", back="/").headers


def test_health_is_one_label_at_a_time(sandbox: Sandbox) -> None:
    sandbox.submit(f"{ISSUE}/health", health="at risk")
    shown = follow(sandbox, sandbox.submit(f"{ISSUE}/health", health="off track"))

    assert "health: at risk" not in shown.partition("What happened")[0].partition("Labels")[2]
    assert 'value="off track" selected' in shown


def test_a_blocker_in_the_same_tracker_is_linked_and_unlinked(sandbox: Sandbox) -> None:
    shown = follow(sandbox, sandbox.submit(f"{ISSUE}/blockers", other="acme/shop#1"))
    gone = shown.partition('name="gone" value="')[2].partition('"')[0]
    after = follow(sandbox, sandbox.submit(f"{ISSUE}/blockers", gone=gone))

    assert "Unlink acme/shop#1" in shown
    assert "Unlink acme/shop#1" not in after


def test_a_blocker_in_jira_is_named_in_the_text_and_unnamed_again(sandbox: Sandbox) -> None:
    shown = follow(sandbox, sandbox.submit(f"{ISSUE}/blockers", other="sec-40"))
    after = follow(sandbox, sandbox.submit(f"{ISSUE}/blockers", unsaid="SEC-40"))

    assert "Blocked by SEC-40</div>" in shown
    assert "Blocked by SEC-40</div>" not in after


def test_the_board_shows_the_plan_by_status(sandbox: Sandbox) -> None:
    sandbox.submit(f"{ISSUE}/plan")
    sandbox.submit(f"{ISSUE}/plan", **{"field-5010": "1b2e4d66"})

    shown = text(page(sandbox, "/projects/1"))

    assert "In progress 1 Save a cart for later" in shown
    assert "Todo 0 Nothing stands here." in shown


def test_what_a_visitor_did_is_listed_on_the_start_page(sandbox: Sandbox) -> None:
    sandbox.submit(f"{ISSUE}/comments", body="Words")

    shown = page(sandbox, "/")

    assert "Mara Lind wrote" in text(shown)
    assert f'href="{ISSUE}?act=1"' in shown
