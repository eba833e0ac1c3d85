"""The pretend Jira finds what its query language says, page by page, as Jira does."""

from typing import Any

import pytest

from tests.sandbox.jira.world import ADVICE, AUDIT, BUG, EPIC, STORY, SUBTASK, Site


def found(site: Site, jql: str) -> list[str]:
    answer: dict[str, Any] = site.api(
        "POST", "search/jql", {"jql": jql, "fields": ["summary"], "maxResults": 100}
    ).json
    return [one["key"] for one in answer["issues"]]


@pytest.mark.parametrize(
    ("jql", "keys"),
    [
        ("project = SEC ORDER BY key", [AUDIT, ADVICE]),
        ("project in (PAY, SEC) AND key in (PAY-3, 'SEC-2') order by key desc", [ADVICE, BUG]),
        ('issuekey = "pay-1"', [EPIC]),
        ("updated >= -15m AND project = SEC ORDER BY updated ASC", [AUDIT, ADVICE]),
        ('updated >= "2020-01-01 00:00" AND project = SEC ORDER BY created', [AUDIT, ADVICE]),
        ('updated < "2020/01/01"', []),
        ("updated >= -0m", []),
        ("project != PAY AND status = Open", [ADVICE]),
        ('project not in (PAY) AND status in ("In Progress")', [AUDIT]),
    ],
)
def test_a_search_finds_what_it_says(standing: Site, jql: str, keys: list[str]) -> None:
    assert found(standing, jql) == keys


@pytest.mark.parametrize(
    "jql",
    [
        "",
        "ORDER BY updated",
        "nonsense",
        "project = PAY OR project = SEC",
        "project = PAY AND",
        "updated >= yesterday",
        "weather = good",
        "project > PAY",
        "project in (PAY, NONE)",
        "project = PAY ORDER BY weather",
    ],
)
def test_a_search_that_cannot_be_read_is_refused(standing: Site, jql: str) -> None:
    refused = standing.api("POST", "search/jql", {"jql": jql})

    assert refused.status == 400
    assert refused.json["errorMessages"] != []


def test_a_search_shows_ids_alone_unless_fields_are_named(standing: Site) -> None:
    page = standing.api("GET", "search/jql?jql=project%3DSEC").json

    assert [set(one) for one in page["issues"]] == [{"id"}, {"id"}]
    assert page["isLast"]
    assert "total" not in page


def test_pages_follow_one_another_by_a_token(standing: Site) -> None:
    query = {"jql": "project = PAY ORDER BY key", "maxResults": 3, "fields": ["summary"]}
    first = standing.api("POST", "search/jql", query).json
    second = standing.api("POST", "search/jql", {**query, "nextPageToken": first["nextPageToken"]})

    assert [one["key"] for one in first["issues"]] == [EPIC, STORY, BUG]
    assert [one["key"] for one in second.json["issues"]] == [SUBTASK]
    assert "nextPageToken" not in second.json
    wrong = standing.api("POST", "search/jql", {**query, "nextPageToken": "not a token"})
    assert wrong.status == 400


def test_a_count_needs_no_page(standing: Site) -> None:
    counted = standing.api("POST", "search/approximate-count", {"jql": "project = PAY"})

    assert counted.json == {"count": 4}
