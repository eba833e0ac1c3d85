"""What GitHub is asked for after a while: which webhooks, which tries of them, which pages."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from automation.errors import ServiceError
from automation.model import Delivery
from automation.ports import Haul, Missed
from automation.trackers.github.missed import Asking, missed
from automation.trackers.github.parse import parse
from tests.builders import NOON, an_issue_payload, at

DOOR = "https://pitboard.example/hooks/github"
HOOKS = "/repos/acme/shop/hooks"
TRIES = f"{HOOKS}/7/deliveries"
PAGES = "/repos/acme/shop/issues"


@dataclass
class Hub:
    """A GitHub of fixed answers: by path, and by path and one word of the query."""

    answers: dict[str, Any]
    following: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def get(self, path: str, query: Mapping[str, object]) -> tuple[Any, str]:
        named = f"{path}?cursor={query['cursor']}" if "cursor" in query else path
        self.asked.append(named)
        found = self.answers.get(named)
        if found is None:
            raise ServiceError(f"GitHub answered 404: {path}", retryable=False, gone=True)
        if isinstance(found, Exception):
            raise found
        return found, self.following.get(named, "")


def a_hook(id_: int = 7, url: str = DOOR) -> dict[str, Any]:
    return {"id": id_, "config": {"url": url}}


def a_try(id_: int, guid: str, status: int = 503, seconds: float = 60) -> dict[str, Any]:
    when = at(seconds).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = {"id": id_, "guid": guid, "status_code": status, "event": "issues"}
    return {**told, "delivered_at": when}


def sent(number: int = 12) -> dict[str, Any]:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-GitHub-Event": "issues",
        "X-Hub-Signature-256": "sha256=00",
        "Authorization": "a secret of somebody's",
    }
    return {"request": {"headers": headers, "payload": an_issue_payload(number=number)}}


def a_hub(*tries: Mapping[str, Any], hooks: Sequence[Mapping[str, Any]] = ()) -> Hub:
    answers: dict[str, Any] = {HOOKS: list(hooks or [a_hook()]), TRIES: list(tries)}
    return Hub({**answers, **{f"{TRIES}/{each['id']}": sent() for each in tries}})


def hauls(hub: Hub, **wanted: Any) -> list[Haul]:  # noqa: ANN401 - what Missed takes
    asking = Asking("github", hub.get, lambda: at(3600))
    return list(missed(asking, Missed(NOON, ("acme/shop",), **wanted)))


def brought(hub: Hub, **wanted: Any) -> list[Delivery]:  # noqa: ANN401 - what Missed takes
    return [one for haul in hauls(hub, **wanted) for one in haul.deliveries]


def fetched(hub: Hub) -> list[str]:
    return [path.rpartition("/")[2] for path in hub.asked if path.startswith(f"{TRIES}/")]


def test_each_failed_webhook_is_fetched_once_however_often_it_was_tried() -> None:
    hub = a_hub(a_try(3, "b", 0, 90), a_try(2, "a", 500, 80), a_try(1, "a", 503, 70))

    assert [one.id for one in brought(hub)] == ["b", "a"]
    assert len(fetched(hub)) == 2


def test_what_is_in_the_inbox_by_now_is_not_fetched() -> None:
    hub = a_hub(a_try(1, "a"), a_try(2, "b"), a_try(3, "c", 202))

    found = brought(hub, arrived=lambda ids: {"a"} & set(ids))

    assert [one.id for one in found] == ["b"]
    assert fetched(hub) == ["2"]


def test_a_fetched_webhook_reads_like_one_that_came_by_itself() -> None:
    (found,) = brought(a_hub(a_try(1, "a")))

    reading = parse(found)
    assert reading.event is not None
    assert (found.id, found.kind, found.received_at) == ("a", "issues", at(3600))
    assert found.headers["content-type"] == "application/json"
    assert not {"x-hub-signature-256", "authorization"} & found.headers.keys()


def test_webhooks_that_lead_elsewhere_are_not_our_affair() -> None:
    others = [a_hook(5, "https://chat.example/in"), a_hook(6, "https://x.example/hooks/github-eu")]
    hub = a_hub(a_try(1, "a"), hooks=others)

    assert brought(hub) == []
    assert TRIES not in hub.asked


def test_the_list_is_left_where_it_is_older_than_asked_for() -> None:
    hub = a_hub(a_try(2, "a"), a_try(1, "old", seconds=-1))
    hub.following[TRIES] = "per_page=100&cursor=9"

    assert [one.id for one in brought(hub)] == ["a"]
    assert f"{TRIES}?cursor=9" not in hub.asked


def test_a_webhook_github_has_let_go_of_is_passed_over() -> None:
    hub = a_hub(a_try(1, "gone"), a_try(2, "empty"), a_try(3, "c"))
    del hub.answers[f"{TRIES}/1"]
    hub.answers[f"{TRIES}/2"] = {"request": {"headers": None, "payload": None}}

    assert [one.id for one in brought(hub)] == ["c"]


def test_a_turn_goes_on_at_the_page_where_the_last_one_stopped() -> None:
    hub = a_hub(a_try(1, "a"))
    hub.following[TRIES] = "per_page=100&cursor=9"
    hub.answers |= {f"{TRIES}?cursor=9": [a_try(0, "z", seconds=30)], f"{TRIES}/0": sent()}
    cursors = [haul.cursor for haul in hauls(hub)]
    hub.asked.clear()

    found = brought(hub, cursor=f"{TRIES}?per_page=100&cursor=9")

    assert f"{TRIES}?per_page=100&cursor=9" in cursors
    assert [one.id for one in found] == ["z"]
    assert hub.asked[0] == f"{TRIES}?cursor=9"
    assert TRIES not in hub.asked


def test_the_end_of_a_pass_says_so_and_is_found_again_quickly() -> None:
    hub = a_hub(a_try(1, "a"))
    hub.answers |= {"/repos/acme/shop": a_place(), PAGES: []}
    last = hauls(hub)[-1].cursor
    hub.asked.clear()

    assert brought(hub, cursor=last) == []
    assert hub.asked == ["/repos/acme/shop", PAGES]


def test_a_limit_goes_up_to_whoever_asked() -> None:
    limit = ServiceError("GitHub answered 429", retryable=True, retry_after=60)
    hub = a_hub(a_try(1, "a"))
    hub.answers[f"{TRIES}/1"] = limit

    with pytest.raises(ServiceError, match="429"):
        brought(hub)


def a_place() -> dict[str, Any]:
    place: dict[str, Any] = an_issue_payload()["repository"]
    return place


def a_row(number: int, seconds: float = 0) -> dict[str, Any]:
    row: dict[str, Any] = an_issue_payload(number=number, id_=number, seconds=seconds)["issue"]
    return row


def counted(pages: Callable[[Mapping[str, object]], list[dict[str, Any]]]) -> Asking:
    def get(path: str, query: Mapping[str, object]) -> tuple[Any, str]:
        return (pages(query) if path == PAGES else a_place()), ""

    return Asking("github", get, lambda: at(3600))


def test_a_page_that_changes_while_it_is_read_loses_nobody() -> None:
    rows = {number: number for number in range(250)}

    def pages(query: Mapping[str, object]) -> list[dict[str, Any]]:
        since = str(query["since"])
        there = [a_row(number, seconds) for number, seconds in rows.items()]
        there.sort(key=lambda row: row["updated_at"])
        listed = [row for row in there if row["updated_at"] >= since]
        rows[min(rows, key=lambda number: rows[number])] = 3000 + len(rows)  # it moves to the end
        return listed[100 * (int(str(query["page"])) - 1) :][:100]

    found = [
        json.loads(one.body)["issue"]["number"]
        for haul in missed(counted(pages), Missed(NOON, ("acme/shop",), resent=False))
        for one in haul.deliveries
    ]

    assert set(found) == set(range(250))


def test_more_of_one_second_than_a_page_holds_are_all_read() -> None:
    there = [a_row(number, 5) for number in range(250)]

    def pages(query: Mapping[str, object]) -> list[dict[str, Any]]:
        return there[100 * (int(str(query["page"])) - 1) :][:100]

    wanted = Missed(NOON, ("acme/shop",), resent=False)
    found = [one.id for haul in missed(counted(pages), wanted) for one in haul.deliveries]

    assert len(set(found)) == 250
