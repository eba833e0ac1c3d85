"""The REST API as a real PyGithub client meets it, on a real port."""

from datetime import UTC, datetime, timedelta

import pytest
from github import BadCredentialsException, GithubException, UnknownObjectException

from tests.sandbox.world import TOKEN, Sandbox

AUTH = {"Authorization": f"token {TOKEN}"}
SHOP = "/repos/acme/shop"


def names(labels: object) -> list[str]:
    assert isinstance(labels, list)
    return [label["name"] for label in labels]


@pytest.mark.parametrize("prefix", ["", "/api/v3"])
def test_the_api_answers_under_both_roots(standing: Sandbox, prefix: str) -> None:
    with standing.client(prefix) as github:
        issue = github.get_repo("acme/shop").get_issue(4)
        issue.update()
        assert issue.title.startswith("<script>alert('cart')</script>")
        assert issue.id > 2**31


def test_the_token_belongs_to_the_bot(standing: Sandbox) -> None:
    with standing.client() as github:
        me = github.get_user()
        assert (me.login, me.type) == ("pitboard[bot]", "Bot")


def test_labels_are_written_in_both_forms(sandbox: Sandbox) -> None:
    with sandbox.issue(2) as issue:
        body = {"labels": ["feature", "health: at risk"]}
        _, answer = issue.requester.requestJsonAndCheck("PUT", f"{issue.url}/labels", input=body)
        assert names(answer) == ["feature", "health: at risk"]
        issue.add_to_labels("bug")
        issue.set_labels("docs", "bug")
        issue.update()
        assert [label.name for label in issue.labels] == ["bug", "docs"]


@pytest.mark.parametrize(
    "body", [{"labels": [{"name": "bug"}]}, [{"name": "bug"}], ["bug"], "bug", {"labels": ["bug"]}]
)
def test_github_takes_labels_in_many_shapes(standing: Sandbox, body: object) -> None:
    answer = standing.call("PUT", f"{SHOP}/issues/2/labels", body, **AUTH)

    assert (answer.status, names(answer.json)) == (200, ["bug"])


def test_a_label_is_removed_by_a_name_with_a_slash_and_a_space(sandbox: Sandbox) -> None:
    with sandbox.issue(2) as issue:
        issue.add_to_labels("area/check out", "100% sure?")
        issue.remove_from_labels("area/check out")
        issue.remove_from_labels("100% sure?")
        assert [label.name for label in issue.get_labels()] == ["feature"]


def test_removing_an_absent_label_is_404_in_githubs_words(sandbox: Sandbox) -> None:
    with sandbox.issue(2) as issue, pytest.raises(GithubException) as refusal:
        issue.remove_from_labels("docs")

    assert refusal.value.status == 404
    assert refusal.value.data["message"] == "Label does not exist"


def test_all_labels_are_removed_at_once(sandbox: Sandbox) -> None:
    with sandbox.issue(5) as issue:
        issue.delete_labels()
        assert list(issue.get_labels()) == []


def test_a_label_is_created_once(sandbox: Sandbox) -> None:
    with sandbox.client() as github:
        shop = github.get_repo("acme/shop")
        assert shop.create_label("health: done", "00ff00", "Ready").description == "Ready"
        with pytest.raises(GithubException) as refusal:
            shop.create_label("Health: Done", "00ff00")

    assert refusal.value.status == 422
    assert refusal.value.data["errors"][0]["code"] == "already_exists"


def test_issues_come_in_pages_that_lead_to_each_other(sandbox: Sandbox) -> None:
    with sandbox.client() as github:
        github.per_page = 2
        shop = github.get_repo("acme/shop")
        assert [issue.number for issue in shop.get_issues(state="all")] == [5, 4, 3, 2, 1]
        assert [issue.number for issue in shop.get_issues()] == [5, 4, 2, 1]
        assert [issue.number for issue in shop.get_issues(labels=["bug"])] == [4, 1]
        assert shop.get_issues(state="closed").totalCount == 1


def test_the_pages_are_named_as_github_names_them(standing: Sandbox) -> None:
    answer = standing.call("GET", f"{SHOP}/issues?state=all&per_page=2&page=2", **AUTH)

    assert len(answer.json) == 2
    rels = [part.split("; ")[1] for part in answer.headers["Link"].split(", ")]
    assert rels == ['rel="prev"', 'rel="next"', 'rel="last"', 'rel="first"']
    first = f"<{standing.url}/api/v3{SHOP}/issues?state=all&per_page=2&page=1>"
    assert answer.headers["Link"].startswith(first)


def test_the_last_page_leads_no_further(standing: Sandbox) -> None:
    answer = standing.call("GET", f"{SHOP}/issues?state=all&per_page=2&page=3", **AUTH)

    rels = [part.split("; ")[1] for part in answer.headers["Link"].split(", ")]
    assert rels == ['rel="prev"', 'rel="first"']


def test_only_issues_that_moved_since_a_time_are_listed(standing: Sandbox) -> None:
    with standing.client() as github:
        shop = github.get_repo("acme/shop")
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        assert list(shop.get_issues(state="all", since=tomorrow)) == []
        assert len(list(shop.get_issues(since=tomorrow - timedelta(days=2)))) == 4


def test_an_issue_is_opened_and_changed(sandbox: Sandbox) -> None:
    with sandbox.client() as github:
        issue = github.get_repo("acme/shop").create_issue("New", body="Text", labels=["bug"])
        issue.edit(title="Newer", state="closed", state_reason="not_planned", labels=["docs"])
        issue.update()

    assert (issue.number, issue.title, issue.body) == (6, "Newer", "Text")
    assert (issue.state, issue.state_reason) == ("closed", "not_planned")
    assert issue.closed_by is not None
    assert [label.name for label in issue.labels] == ["docs"]


def test_there_are_no_comments(standing: Sandbox) -> None:
    with standing.issue(1) as issue:
        assert list(issue.get_comments()) == []


@pytest.mark.parametrize("path", ["issues/99", "labels/absent", "issues/99/comments"])
def test_what_is_not_there_is_404(standing: Sandbox, path: str) -> None:
    answer = standing.call("GET", f"{SHOP}/{path}", **AUTH)

    assert (answer.status, answer.json["message"], answer.json["status"]) == (
        404,
        "Not Found",
        "404",
    )


def test_an_unknown_repository_is_the_client_librarys_own_exception(standing: Sandbox) -> None:
    with standing.client() as github, pytest.raises(UnknownObjectException):
        github.get_repo("acme/none")


def test_a_path_nobody_knows_is_404_in_json(standing: Sandbox) -> None:
    answer = standing.call("DELETE", "/api/v3/repos/acme/shop", **AUTH)

    assert (answer.status, answer.json["message"]) == (404, "Not Found")


@pytest.mark.parametrize("credentials", ["token wrong", "Basic a token", "token \xfc"])
def test_a_wrong_token_is_401(standing: Sandbox, credentials: str) -> None:
    answer = standing.call("GET", "/user", Authorization=credentials)

    assert (answer.status, answer.json["message"]) == (401, "Bad credentials")


def test_no_token_is_401_and_writes_nothing(sandbox: Sandbox) -> None:
    answer = sandbox.call("PUT", f"{SHOP}/issues/1/labels", {"labels": ["docs"]})

    assert (answer.status, answer.json["message"]) == (401, "Requires authentication")
    assert sandbox.call("GET", "/_sandbox/writes").json == []


def test_a_wrong_token_is_the_client_librarys_own_exception(standing: Sandbox) -> None:
    with standing.client(token="wrong") as github, pytest.raises(BadCredentialsException):
        github.get_repo("acme/shop")


@pytest.mark.parametrize(
    ("body", "status"), [({"labels": 1}, 422), ({"labels": [1]}, 422), ({}, 422), (None, 400)]
)
def test_labels_that_cannot_be_read_are_refused_before_they_count(
    standing: Sandbox, body: object, status: int
) -> None:
    before = len(standing.call("GET", "/_sandbox/writes").json)

    assert standing.call("PUT", f"{SHOP}/issues/1/labels", body, **AUTH).status == status
    assert len(standing.call("GET", "/_sandbox/writes").json) == before


def test_every_answer_carries_the_rate_limit(standing: Sandbox) -> None:
    with standing.client() as github:
        github.get_repo("acme/shop")
        assert github.rate_limiting == (4999, 5000)
        assert github.rate_limiting_resettime > datetime.now(UTC).timestamp()


def test_every_write_is_kept_with_its_actor_and_its_time(sandbox: Sandbox) -> None:
    begun = datetime.now(UTC)
    with sandbox.issue(2) as issue:
        issue.set_labels("docs")
        issue.set_labels("docs")
        with pytest.raises(GithubException):
            issue.remove_from_labels("bug")

    writes = sandbox.call("GET", "/_sandbox/writes").json

    assert [write["result"] for write in writes] == ["changed", "idle", "refused"]
    assert {write["actor"] for write in writes} == {"pitboard[bot]"}
    assert writes[0]["request"] == "PUT /repos/acme/shop/issues/2/labels"
    assert writes[2]["refused_with"] == 404
    assert datetime.fromisoformat(writes[0]["at"]) >= begun
