"""The pretend GitHub keeps GitHub's published contracts, and so do the calls of PyGithub."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from github import GithubException

from automation.sandbox.github import acts as a
from automation.sandbox.github.app import room_of
from automation.sandbox.github.entry import Via
from tests.sandbox.contract import needs_contracts, violations_of, webhook_violations
from tests.sandbox.world import Sandbox, sandbox_in

pytestmark = needs_contracts

SHOP = "/repos/acme/shop"
TOKEN = {"Authorization": "token a token"}


@pytest.fixture
def judged_sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with sandbox_in(tmp_path, judge=True) as running:
        yield running


@pytest.fixture(scope="module")
def judged_standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with sandbox_in(tmp_path_factory.mktemp("standing"), judge=True) as running:
        yield running


def test_every_call_of_pygithub_and_every_answer_keeps_the_rest_contract(
    judged_sandbox: Sandbox,
) -> None:
    with judged_sandbox.client() as github:
        repository = github.get_repo("acme/shop")
        assert github.get_user().login
        assert len(list(repository.get_issues(state="all"))) == 5
        repository.create_label("later", "00ff00", "Not now")
        assert repository.get_label("later").color == "00ff00"
        assert repository.get_labels().totalCount == 7
        issue = repository.create_issue("New", body="Text", labels=["bug"])
        put = {"labels": ["bug", "health: at risk"]}
        issue.requester.requestJsonAndCheck("PUT", f"{issue.url}/labels", input=put)
        post = {"labels": ["docs"]}
        issue.requester.requestJsonAndCheck("POST", f"{issue.url}/labels", input=post)
        issue.remove_from_labels("docs")
        issue.edit(title="Newer", state="closed", assignees=["mara-lind"])
        assert list(issue.get_comments()) == []
        assert [label.name for label in issue.get_labels()] == ["bug", "health: at risk"]
        issue.delete_labels()

    assert violations_of(judged_sandbox.app) == []


def test_comments_and_plans_of_pygithub_keep_the_rest_contract(judged_sandbox: Sandbox) -> None:
    with judged_sandbox.client() as github:
        shop = github.get_repo("acme/shop")
        issue = shop.get_issue(1)
        comment = issue.create_comment("Looking at it.")
        comment.edit("Looked at it.")
        assert [one.body for one in issue.get_comments()] == ["Looked at it."]
        assert issue.get_comment(comment.id).user.login == "pitboard[bot]"
        comment.delete()
        milestone = shop.create_milestone("Spring", due_on=date(2026, 4, 1))
        issue.edit(milestone=milestone)
        assert issue.milestone.open_issues == 1
        milestone.edit("Early spring", state="closed")
        assert [one.title for one in shop.get_milestones(state="all")] == ["Early spring"]
        shop.get_label("bug").edit("defect", "00ff00", "Broken")
        shop.get_label("docs").delete()
        release = shop.create_git_release("v1", "One", "All of it", draft=True)
        release.update_release("First", "All of it", draft=False)
        assert [one.name for one in shop.get_releases()] == ["First"]

    assert violations_of(judged_sandbox.app) == []


def test_links_of_pygithub_keep_the_rest_contract(judged_sandbox: Sandbox) -> None:
    with judged_sandbox.client() as github:
        parent, child = (github.get_repo("acme/shop").get_issue(number) for number in (1, 2))
        parent.add_sub_issue(child.id)
        assert [one.number for one in parent.get_sub_issues()] == [2]
        parent.remove_sub_issue(child.id)
        url, post = f"{child.url}/dependencies", {"issue_id": parent.id}
        ask = child.requester.requestJsonAndCheck
        ask("POST", f"{url}/blocked_by", input=post)
        assert [one["number"] for one in ask("GET", f"{url}/blocked_by")[1]] == [1]
        assert [one["number"] for one in ask("GET", f"{parent.url}/dependencies/blocking")[1]] == [
            2
        ]
        ask("DELETE", f"{url}/blocked_by/{parent.id}")

    assert violations_of(judged_sandbox.app) == []


def test_pull_requests_of_pygithub_keep_the_rest_contract(judged_sandbox: Sandbox) -> None:
    number = opens_pull(judged_sandbox)

    with judged_sandbox.client() as github:
        shop = github.get_repo("acme/shop")
        pull, issue = shop.get_pull(number), shop.get_issue(number)
        issue.create_comment("Nice.")
        assert [one.number for one in shop.get_pulls()] == [number]
        assert [one.state for one in pull.get_reviews()] == ["APPROVED"]
        assert issue.pull_request is not None
        assert pull.id != issue.id
        everything = shop.get_issues(state="all", sort="updated", direction="asc")
        assert everything[0].number == 1
        assert number in [one.number for one in everything]

    assert violations_of(judged_sandbox.app) == []


def test_the_project_keeps_the_rest_contract(judged_sandbox: Sandbox) -> None:
    plan = "/api/v3/orgs/acme/projectsV2/1"
    sent = {**TOKEN, "Content-Type": "application/json"}
    fields = judged_sandbox.call("GET", f"{plan}/fields", **TOKEN).json
    new = {"type": "Issue", "owner": "acme", "repo": "shop", "number": 1}
    item = judged_sandbox.call("POST", f"{plan}/items", new, **sent).json["id"]
    status = next(field for field in fields if field["name"] == "Status")
    value = {"id": status["id"], "value": status["options"][1]["id"]}
    judged_sandbox.call("PATCH", f"{plan}/items/{item}", {"fields": [value]}, **sent)
    query = f"fields={status['id']}&per_page=1"
    (shown,) = judged_sandbox.call("GET", f"{plan}/items?{query}", **TOKEN).json
    judged_sandbox.call("GET", f"{plan}/items/{item}", **TOKEN)
    assert judged_sandbox.call("DELETE", f"{plan}/items/{item}", **TOKEN).status == 204

    assert shown["content"]["number"] == 1
    assert [one["value"]["name"]["raw"] for one in shown["fields"]] == ["In progress"]
    assert violations_of(judged_sandbox.app) == []


def test_webhooks_and_deliveries_of_pygithub_keep_the_rest_contract(
    judged_sandbox: Sandbox,
) -> None:
    judged_sandbox.told()
    with judged_sandbox.client() as github:
        shop = github.get_repo("acme/shop")
        (hook,) = shop.get_hooks()
        first = next(iter(shop.get_hook_deliveries(hook.id)))
        whole = shop.get_hook_delivery(hook.id, first.id or 0)
        assert whole.request is not None
        again = f"{hook.url}/deliveries/{first.id}/attempts"
        hook.requester.requestJsonAndCheck("POST", again)
        assert judged_sandbox.call("GET", "/orgs/acme/hooks", **TOKEN).json[0]["id"] != hook.id

    assert violations_of(judged_sandbox.app) == []


def opens_pull(sandbox: Sandbox) -> int:
    """Open a pull request in the shop and have it reviewed; returns its number."""
    room = room_of(sandbox.app)
    number = room.state.repository("acme/shop").next_number
    room.do(
        a.Push("acme/shop", "mend", "Mend it"),
        a.OpenPull("acme/shop", "Mend it", "mend", body="Fixes #1"),
        by="mara-lind",
        via=Via.PAGE,
    )
    review = a.SubmitReview("acme/shop", number, "approved")
    room.do(review, by="teo-varga", via=Via.PAGE)
    return number


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", f"{SHOP}/issues/99", None, 404),
        ("GET", "/repos/acme/nothing", None, 404),
        ("DELETE", f"{SHOP}/issues/1/labels/absent", None, 404),
        ("POST", f"{SHOP}/labels", {"name": "bug"}, 422),
        ("POST", f"{SHOP}/labels", {"name": "new", "color": "red"}, 422),
        ("PUT", f"{SHOP}/issues/1/labels", {"labels": ["x" * 51]}, 422),
        ("GET", f"{SHOP}/pulls/1", None, 404),
        ("GET", f"{SHOP}/milestones/9", None, 404),
        ("GET", f"{SHOP}/issues/comments/9", None, 404),
        ("POST", f"{SHOP}/issues/1/comments", {"body": " "}, 422),
        ("POST", f"{SHOP}/issues/1/sub_issues", {"sub_issue_id": 9}, 404),
        ("POST", f"{SHOP}/milestones", {"title": " "}, 422),
    ],
)
def test_every_refusal_keeps_the_rest_contract(
    judged_standing: Sandbox, method: str, path: str, body: object, status: int
) -> None:
    answer = judged_standing.call(
        method, path, body, **TOKEN, **{"Content-Type": "application/json"}
    )

    assert answer.status == status
    assert violations_of(judged_standing.app) == []


def test_the_judge_sees_the_bare_list_of_labels_that_the_client_library_sends(
    judged_sandbox: Sandbox,
) -> None:
    with judged_sandbox.issue(1) as issue:
        issue.set_labels("bug", "docs")

    assert [line[:40] for line in violations_of(judged_sandbox.app)] == [
        "call PUT /api/v3/repos/acme/shop/issues/"
    ]


def test_a_deleted_issue_answers_as_the_contract_says(judged_sandbox: Sandbox) -> None:
    judged_sandbox.submit("/acme/shop/issues/2/delete")

    with judged_sandbox.client() as github, pytest.raises(GithubException) as refusal:
        github.get_repo("acme/shop").get_issue(2)

    assert refusal.value.status == 410
    assert violations_of(judged_sandbox.app) == []


def test_every_webhook_keeps_both_webhook_contracts(judged_sandbox: Sandbox) -> None:
    page = "/acme/shop/issues"
    judged_sandbox.submit(page, title="New", labels=["bug"], body="Text")
    judged_sandbox.submit(f"{page}/6/labels", off="bug")
    judged_sandbox.submit(f"{page}/6/people", on="mara-lind")
    judged_sandbox.submit(f"{page}/6/people", off="mara-lind")
    judged_sandbox.submit(f"{page}/6/words", title="Newer", body="Other")
    judged_sandbox.submit(f"{page}/6/state", to="completed")
    judged_sandbox.submit(f"{page}/6/state", to="open")
    judged_sandbox.submit(f"{page}/6/delete")

    heard = [one for one in judged_sandbox.told() if "issue" in one.payload]

    assert {str(one.payload["action"]) for one in heard} == {
        "opened",
        "labeled",
        "unlabeled",
        "assigned",
        "unassigned",
        "edited",
        "closed",
        "reopened",
        "deleted",
    }
    wrong = [line for one in heard for line in webhook_violations("issues", one.payload)]
    assert wrong == []


def test_the_webhook_judge_sees_a_missing_part(judged_sandbox: Sandbox) -> None:
    payload = judged_sandbox.told()[-1].payload
    del payload["issue"]["title"]

    assert len(webhook_violations("issues", payload)) == 2
