"""The webhooks: what they say, how they are signed, and that each is sent once."""

import hashlib
import hmac
from pathlib import Path
from uuid import UUID

from automation.sandbox.github.app import create_app, room_of
from tests.sandbox.world import SECRET, TOKEN, Heard, Sandbox, sandbox_in, settings_for

AUTH = {"Authorization": f"token {TOKEN}"}
ISSUE = "/acme/shop/issues/2"
LABELS = f"/repos{ISSUE}/labels"


def label_of(one: Heard) -> str:
    return f"{one.payload['action']} {one.payload['label']['name']}"


def test_the_signature_covers_the_raw_body(sandbox: Sandbox) -> None:
    sandbox.submit(f"{ISSUE}/words", title="Ünïcode 🛒", body="")

    (one,) = sandbox.told()

    digest = hmac.new(SECRET.encode(), one.body, hashlib.sha256).hexdigest()
    assert one.headers["X-Hub-Signature-256"] == f"sha256={digest}"


def test_the_headers_are_those_of_github(sandbox: Sandbox) -> None:
    sandbox.submit(f"{ISSUE}/state", to="completed")

    (one,) = sandbox.told()

    assert UUID(one.headers["X-GitHub-Delivery"]).version == 4
    assert one.headers["X-GitHub-Event"] == "issues"
    assert one.headers["X-GitHub-Hook-ID"].isdigit()
    assert one.headers["X-GitHub-Hook-Installation-Target-Type"] == "repository"
    target = one.payload["repository"]["id"]
    assert one.headers["X-GitHub-Hook-Installation-Target-ID"] == str(target)
    assert one.headers["User-Agent"].startswith("GitHub-Hookshot/")
    assert one.headers["Content-Type"] == "application/json"


def test_a_label_written_through_the_api_comes_back_with_the_bot_as_its_sender(
    sandbox: Sandbox,
) -> None:
    sandbox.call("PUT", LABELS, {"labels": ["feature", "health: at risk"]}, **AUTH)

    heard = sandbox.told()

    senders = [(one.payload["sender"]["login"], one.payload["sender"]["type"]) for one in heard]
    assert senders == [("pitboard[bot]", "Bot")] * 2
    assert [label_of(one) for one in heard] == [
        "created health: at risk",
        "labeled health: at risk",
    ]


def test_a_visitor_is_a_person(sandbox: Sandbox) -> None:
    sandbox.submit(f"{ISSUE}/labels", on="bug")

    sender = sandbox.told()[0].payload["sender"]
    assert (sender["login"], sender["type"]) == ("mara-lind", "User")


def test_replacing_labels_tells_each_label_by_itself_with_the_end_in_each(
    sandbox: Sandbox,
) -> None:
    sandbox.call("PUT", LABELS, {"labels": ["bug", "docs"]}, **AUTH)

    heard = sandbox.told()

    assert [label_of(one) for one in heard] == ["unlabeled feature", "labeled bug", "labeled docs"]
    ends = [[label["name"] for label in one.payload["issue"]["labels"]] for one in heard]
    assert ends == [["bug", "docs"]] * 3


def test_an_edit_names_the_words_before(sandbox: Sandbox) -> None:
    sandbox.submit(f"{ISSUE}/words", title="Keep a cart", body="Text")

    changes = sandbox.told()[0].payload["changes"]
    assert changes["title"] == {"from": "Save a cart for later"}
    assert changes["body"]["from"].startswith("Nine shoppers")


def test_a_write_that_changes_nothing_is_counted_and_not_told(sandbox: Sandbox) -> None:
    before = sandbox.call("GET", f"/repos{ISSUE}", **AUTH).json["updated_at"]

    sandbox.call("PUT", LABELS, {"labels": ["feature"]}, **AUTH)

    assert sandbox.told() == []
    assert sandbox.call("GET", "/_sandbox/state").json["idle_writes"] == 1
    assert sandbox.call("GET", f"/repos{ISSUE}", **AUTH).json["updated_at"] == before


def test_the_seed_is_told_first_and_in_order(tmp_path: Path) -> None:
    with sandbox_in(tmp_path) as sandbox:
        told = sandbox.told()
        events = [one.headers["X-GitHub-Event"] for one in told]
        heard = [
            (one.payload["issue"]["number"], one.payload["action"])
            for one in told
            if "issue" in one.payload
        ]

    assert events[:4] == ["installation", "ping", "ping", "label"]
    assert heard[:4] == [(1, "opened"), (1, "labeled"), (1, "assigned"), (2, "opened")]
    assert heard[-3:] == [(3, "closed"), (5, "closed"), (5, "reopened")]


def test_a_failed_delivery_is_kept_and_never_tried_again(sandbox: Sandbox) -> None:
    sandbox.ear.status = 503

    sandbox.submit(f"{ISSUE}/labels", on="bug")

    assert len(sandbox.told()) == 1
    newest = sandbox.call("GET", "/_sandbox/deliveries").json[0]
    assert (newest["action"], newest["status_code"], newest["error"]) == ("labeled", 503, None)


def test_a_delivery_that_nobody_takes_says_so(tmp_path: Path) -> None:
    room = room_of(create_app(settings_for(tmp_path, hook="http://127.0.0.1:1/x")))

    room.start()
    room.courier.wait([room.courier.attempts()[0].parcel.id], seconds=5)

    assert {one.error for one in room.courier.attempts()} == {"nobody listens there"}
    room.close()


def test_a_redelivery_is_the_same_bytes_under_the_same_id(sandbox: Sandbox) -> None:
    sandbox.submit(f"{ISSUE}/labels", on="bug")
    (first,) = sandbox.told()
    again = f"/_sandbox/deliveries/{first.headers['X-GitHub-Delivery']}/redeliver"

    assert sandbox.call("POST", again).status == 202

    one, other = sandbox.told()
    assert other.body == one.body
    assert other.headers["X-GitHub-Delivery"] == one.headers["X-GitHub-Delivery"]
    assert sandbox.call("GET", "/_sandbox/deliveries").json[0]["redelivery"] is True


def test_an_unknown_delivery_cannot_be_sent_again(sandbox: Sandbox) -> None:
    assert sandbox.call("POST", "/_sandbox/deliveries/none/redeliver").status == 404


def test_closing_delivers_what_still_waits(tmp_path: Path) -> None:
    with sandbox_in(tmp_path) as sandbox:
        sandbox.hears_anew()
        sandbox.call("PUT", LABELS, {"labels": ["docs", "bug"]}, **AUTH)

    assert sandbox.ear.actions() == ["unlabeled", "labeled", "labeled"]
