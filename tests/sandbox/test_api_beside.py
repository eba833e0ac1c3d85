"""Comments, links, pull requests and lists over HTTP, as a client meets them."""

import time
from typing import Any

from automation.sandbox.github import acts as a
from automation.sandbox.github.app import room_of
from automation.sandbox.github.entry import Via
from tests.sandbox.world import TOKEN, Sandbox

AUTH = {"Authorization": f"token {TOKEN}"}
SHOP = "/repos/acme/shop"
COMMENTS = f"{SHOP}/issues/2/comments"


def does(sandbox: Sandbox, *acts: a.Act, by: str = "mara-lind") -> None:
    room_of(sandbox.app).do(*acts, by=by, via=Via.PAGE)


def get(sandbox: Sandbox, path: str) -> Any:  # noqa: ANN401 - JSON
    return sandbox.call("GET", path, **AUTH).json


def bodies(sandbox: Sandbox, path: str) -> list[str]:
    return [one["body"] for one in get(sandbox, path)]


def test_a_comment_of_ours_comes_back_with_the_bot_as_its_sender(sandbox: Sandbox) -> None:
    said = sandbox.call("POST", COMMENTS, {"body": "Blocked since 2 Mar."}, **AUTH)
    comment = said.json["id"]
    sandbox.call("PATCH", f"{SHOP}/issues/comments/{comment}", {"body": "Free."}, **AUTH)
    sandbox.call("DELETE", f"{SHOP}/issues/comments/{comment}", **AUTH)

    heard = sandbox.told()

    assert said.status == 201
    assert [one.headers["X-GitHub-Event"] for one in heard] == ["issue_comment"] * 3
    assert [one.payload["action"] for one in heard] == ["created", "edited", "deleted"]
    assert heard[1].payload["changes"] == {"body": {"from": "Blocked since 2 Mar."}}
    assert {one.payload["sender"]["login"] for one in heard} == {"pitboard[bot]"}
    assert [one.payload["issue"]["comments"] for one in heard] == [1, 1, 0]


def test_comments_come_oldest_first_in_pages(sandbox: Sandbox) -> None:
    for number in range(5):
        sandbox.call("POST", COMMENTS, {"body": str(number)}, **AUTH)

    answer = sandbox.call("GET", f"{COMMENTS}?per_page=2&page=2", **AUTH)

    assert [one["body"] for one in answer.json] == ["2", "3"]
    assert 'rel="next"' in answer.headers["Link"]
    assert bodies(sandbox, f"{SHOP}/issues/comments?sort=created&direction=asc")[0] == "0"
    assert bodies(sandbox, f"{SHOP}/issues/comments?sort=created")[0] == "4"


def test_only_comments_that_moved_since_a_time_are_listed(sandbox: Sandbox) -> None:
    sandbox.call("POST", COMMENTS, {"body": "x"}, **AUTH)

    assert bodies(sandbox, f"{COMMENTS}?since=2020-01-01T00:00:00Z") == ["x"]
    assert bodies(sandbox, f"{COMMENTS}?since=2999-01-01T00:00:00Z") == []
    assert sandbox.call("GET", f"{COMMENTS}?since=soon", **AUTH).status == 422


def test_an_empty_comment_is_refused(standing: Sandbox) -> None:
    answer = standing.call("POST", COMMENTS, {"body": " "}, **AUTH)

    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "body")


def test_pull_requests_are_listed_among_issues_in_the_order_reconcile_reads(
    sandbox: Sandbox,
) -> None:
    push, pull = a.Push("acme/shop", "mend", "x"), a.OpenPull("acme/shop", "Mend", "mend")
    does(sandbox, push, pull)

    query = "state=all&sort=updated&direction=asc&since=2020-01-01T00:00:00Z&per_page=100"
    rows = get(sandbox, f"{SHOP}/issues?{query}")

    times = [row["updated_at"] for row in rows]
    assert times == sorted(times)
    assert {row["number"]: "pull_request" in row for row in rows}[6] is True
    assert len(rows) == 6


def test_a_pull_request_answers_as_an_issue_and_takes_labels_and_comments(
    sandbox: Sandbox,
) -> None:
    does(sandbox, a.Push("acme/shop", "mend", "x"), a.OpenPull("acme/shop", "Mend", "mend"))
    sandbox.hears_anew()
    sandbox.call("POST", f"{SHOP}/issues/6/labels", {"labels": ["bug"]}, **AUTH)
    sandbox.call("POST", f"{SHOP}/issues/6/comments", {"body": "Nice."}, **AUTH)

    issue, pull = get(sandbox, f"{SHOP}/issues/6"), get(sandbox, f"{SHOP}/pulls/6")
    assert issue["pull_request"]["url"] == pull["url"]
    assert issue["id"] != pull["id"]
    assert issue["node_id"] == pull["node_id"]
    assert (issue["comments"], pull["comments"]) == (1, 1)
    events = [one.headers["X-GitHub-Event"] for one in sandbox.told()]
    assert events == ["pull_request", "issue_comment"]


def test_a_transferred_issue_leads_to_where_it_is(sandbox: Sandbox) -> None:
    does(sandbox, a.CreateRepository("acme/back", private=True, description=""), by="acme")
    does(sandbox, a.TransferIssue("acme/shop", 2, "acme/back"))

    answer = sandbox.call("GET", f"{SHOP}/issues/2", **AUTH)

    assert answer.status == 301
    assert answer.headers["Location"].endswith("/repos/acme/back/issues/1")
    with sandbox.client() as github:
        assert github.get_repo("acme/shop").get_issue(2).title == "Save a cart for later"


def test_an_issue_is_opened_with_a_milestone_and_a_type(sandbox: Sandbox) -> None:
    sandbox.call("POST", f"{SHOP}/milestones", {"title": "Spring"}, **AUTH)
    body = {"title": "New", "milestone": 1, "type": "Bug"}

    issue = sandbox.call("POST", f"{SHOP}/issues", body, **AUTH).json

    assert (issue["milestone"]["title"], issue["type"]["name"]) == ("Spring", "Bug")
    cleared = sandbox.call("PATCH", f"{SHOP}/issues/6", {"milestone": None, "type": None}, **AUTH)
    assert (cleared.json["milestone"], cleared.json["type"]) == (None, None)


def test_the_summary_counts_links_that_are_done(sandbox: Sandbox) -> None:
    state = room_of(sandbox.app).state.repository("acme/shop")
    one, two = state.issue(1).id, state.issue(3).id
    does(sandbox, a.AddSubIssue("acme/shop", 2, one), a.AddSubIssue("acme/shop", 2, two))
    does(sandbox, a.AddBlocker("acme/shop", 2, one))

    issue = get(sandbox, f"{SHOP}/issues/2")

    assert issue["sub_issues_summary"] == {"total": 2, "completed": 1, "percent_completed": 50}
    assert issue["issue_dependencies_summary"]["blocked_by"] == 1
    assert get(sandbox, f"{SHOP}/issues/1/parent")["number"] == 2
    assert sandbox.call("GET", f"{SHOP}/issues/2/parent", **AUTH).status == 404


def test_fifty_thousand_events_would_be_played_in_seconds() -> None:
    from tests.sandbox.stories import SHOP as PLACE  # noqa: PLC0415 - only this test plays
    from tests.sandbox.stories import Story  # noqa: PLC0415 - the same

    story = Story()
    story.does(a.CreateRepository(PLACE, private=False, description=""))
    begun = time.process_time()
    for number in range(1, 301):
        story.does(a.OpenIssue(PLACE, f"Issue {number}", labels=("bug",)))
        story.does(a.AddComment(PLACE, number, "x"), a.CloseIssue(PLACE, number))

    assert len(story.sent) > 1200
    assert (time.process_time() - begun) / len(story.sent) < 0.001
