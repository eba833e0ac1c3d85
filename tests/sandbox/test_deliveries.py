"""The record of deliveries: complete, paged, asked for again, and there after a restart."""

from pathlib import Path
from typing import Any

from automation.sandbox.github.app import create_app, room_of
from automation.sandbox.github.ledger import BODIES, Ledger
from tests.sandbox.world import TOKEN, Sandbox, sandbox_in, settings_for

AUTH = {"Authorization": f"token {TOKEN}"}
HOOKS = "/repos/acme/shop/hooks"


def deliveries_of(sandbox: Sandbox, query: str = "") -> Any:  # noqa: ANN401 - JSON
    sandbox.told()
    return sandbox.call("GET", f"{path_of(sandbox)}?{query}", **AUTH).json


def path_of(sandbox: Sandbox) -> str:
    (hook,) = sandbox.call("GET", HOOKS, **AUTH).json
    return f"{HOOKS}/{hook['id']}/deliveries"


def test_a_new_webhook_says_ping_and_nothing_before_it(standing: Sandbox) -> None:
    rows = deliveries_of(standing, "per_page=100")

    oldest = rows[-1]
    assert (oldest["event"], oldest["action"], oldest["status"]) == ("ping", None, "OK")
    assert (oldest["status_code"], oldest["redelivery"]) == (202, False)
    assert oldest["repository_id"] == rows[0]["repository_id"]


def test_the_organisations_webhook_has_deliveries_of_its_own(standing: Sandbox) -> None:
    standing.told()
    (hook,) = standing.call("GET", "/orgs/acme/hooks", **AUTH).json

    rows = standing.call("GET", f"/orgs/acme/hooks/{hook['id']}/deliveries", **AUTH).json

    assert [row["event"] for row in rows] == ["ping", "installation"]
    assert {row["repository_id"] for row in rows} == {None}


def test_deliveries_come_newest_first_and_lead_on_by_a_cursor(sandbox: Sandbox) -> None:
    whole = deliveries_of(sandbox, "per_page=100")
    sandbox_path = path_of(sandbox)
    found, path = [], f"{sandbox_path}?per_page=10"
    while path:
        answer = sandbox.call("GET", path, **AUTH)
        found += answer.json
        link = answer.headers.get("Link", "")
        path = link.partition(">")[0].removeprefix("<").removeprefix(sandbox.url)

    assert found == whole
    assert len(whole) > 20
    assert [row["id"] for row in whole] == sorted((row["id"] for row in whole), reverse=True)


def test_a_failed_delivery_is_found_and_sent_again_under_its_guid(sandbox: Sandbox) -> None:
    sandbox.ear.status = 503
    sandbox.submit("/acme/shop/issues/2/labels", on="bug")
    (failed,) = deliveries_of(sandbox, "status=failure")
    sandbox.ear.status = 202

    again = f"{path_of(sandbox)}/{failed['id']}/attempts"
    assert sandbox.call("POST", again, **AUTH).status == 202

    first, second = sandbox.told()
    newest = deliveries_of(sandbox)[0]
    assert (failed["status"], failed["status_code"]) == ("Invalid HTTP Response: 503", 503)
    assert first.body == second.body
    assert (newest["guid"], newest["redelivery"]) == (failed["guid"], True)
    assert newest["id"] != failed["id"]


def test_one_delivery_shows_what_was_sent(sandbox: Sandbox) -> None:
    sandbox.submit("/acme/shop/issues/2/labels", on="bug")
    newest = deliveries_of(sandbox)[0]

    shown = sandbox.call("GET", f"{path_of(sandbox)}/{newest['id']}", **AUTH).json

    (heard,) = sandbox.told()
    assert shown["request"]["payload"] == heard.payload
    signature = shown["request"]["headers"]["X-Hub-Signature-256"]
    assert signature == heard.headers["X-Hub-Signature-256"]


def test_a_delivery_nobody_knows_is_404(standing: Sandbox) -> None:
    assert standing.call("GET", f"{path_of(standing)}/1", **AUTH).status == 404
    assert standing.call("GET", f"{HOOKS}/1/deliveries", **AUTH).status == 404


def test_after_a_restart_every_delivery_is_there_and_can_be_sent_again(tmp_path: Path) -> None:
    with sandbox_in(tmp_path) as sandbox:
        sandbox.ear.status = 500
        sandbox.submit("/acme/shop/issues/2/labels", on="bug")
        before = deliveries_of(sandbox, "per_page=100")

    with sandbox_in(tmp_path) as again:
        assert deliveries_of(again, "per_page=100") == before
        path = f"{path_of(again)}/{before[0]['id']}/attempts"
        assert again.call("POST", path, **AUTH).status == 202
        (heard,) = again.told()

    assert heard.headers["X-GitHub-Delivery"] == before[0]["guid"]
    assert heard.payload["action"] == "labeled"


def test_bodies_are_kept_for_the_newest_only(standing: Sandbox) -> None:
    parcel = room_of(standing.app).courier.attempts()[0].parcel
    ledger = Ledger()
    for number in range(BODIES + 1):
        ledger.expect(str(number), parcel.address)
        ledger.keep(type(parcel)(id=str(number), address=parcel.address, body=b"{}"))

    assert ledger.parcel("0") is None
    assert ledger.parcel(str(BODIES)) is not None


def test_a_record_from_before_there_was_a_webhook_gets_its_webhooks_later(tmp_path: Path) -> None:
    room = room_of(create_app(settings_for(tmp_path)))
    room.start()
    room.close()

    with sandbox_in(tmp_path) as sandbox:
        events = [one.headers["X-GitHub-Event"] for one in sandbox.told()]
        assert events == ["ping", "ping"]
        assert len(deliveries_of(sandbox)) == 1
