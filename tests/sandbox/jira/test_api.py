"""The pretend Jira's API answers as Atlassian's contract says, and refuses as Jira does."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.jira.contract import CONTRACTS, violations_of
from tests.sandbox.jira.world import (
    ADVICE,
    AUDIT,
    BUG,
    EPIC,
    STORY,
    SUBTASK,
    TOKEN,
    Site,
    site_in,
)

HEALTH, LINE, SPRINT = "customfield_10050", "customfield_10051", "customfield_10020"
DOC = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Any news?"}]}],
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A pretend Jira whose every call and answer is judged, for a whole file."""
    with site_in(tmp_path_factory.mktemp("judged"), judge=CONTRACTS.is_dir()) as running:
        yield running


@pytest.mark.shared
@pytest.mark.skipif(not CONTRACTS.is_dir(), reason="../shared/contracts is not here")
@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize(
    "path",
    [
        "serverInfo",
        "myself",
        "field",
        f"issue/{EPIC}?expand=changelog",
        f"issue/{STORY}?fields=summary,status",
        f"issue/{STORY}/changelog",
        f"issue/{STORY}/transitions",
        f"issue/{BUG}/comment?orderBy=-created&expand=properties",
        "search/jql?jql=project%20%3D%20PAY&fields=*all&maxResults=2",
    ],
)
def test_a_read_keeps_the_contract(judged: Site, path: str, version: int) -> None:
    assert judged.api("GET", path, version=version).status == 200
    assert violations_of(judged.app) == []


@pytest.mark.shared
@pytest.mark.skipif(not CONTRACTS.is_dir(), reason="../shared/contracts is not here")
def test_every_write_and_its_answer_keep_the_contract(judged: Site) -> None:
    fields = {"project": {"key": "PAY"}, "summary": "New", "issuetype": {"name": "Task"}}
    key = judged.api("POST", "issue", {"fields": fields}, version=3).json["key"]
    comment = judged.api("POST", f"issue/{key}/comment", {"body": DOC}, version=3).json["id"]
    ends = {"inwardIssue": {"key": key}, "outwardIssue": {"key": BUG}}
    version = judged.api("POST", "version", {"name": "Winter", "project": "PAY"}).json["id"]
    sprint = judged.agile("POST", "sprint", {"name": "Next", "originBoardId": 1}).json["id"]
    jql = {"jql": "project = PAY", "maxResults": 2, "fields": ["summary"]}
    statuses = [
        judged.api("PUT", f"issue/{key}?returnIssue=true", {"fields": {"summary": "Newer"}}).status,
        judged.api("PUT", f"issue/{key}/comment/{comment}", {"body": DOC}, version=3).status,
        judged.api("PUT", f"comment/{comment}/properties/pitboard", {"key": "x"}).status,
        judged.api("POST", f"issue/{key}/transitions", {"transition": {"id": "10001"}}).status,
        judged.api("POST", "issueLink", {"type": {"name": "Relates"}, **ends}).status,
        judged.api("PUT", f"version/{version}", {"released": True}).status,
        judged.agile("PUT", f"sprint/{sprint}", {"state": "active"}).status,
        judged.api("POST", "search/jql", jql, version=3).status,
        judged.api("POST", "search/approximate-count", {"jql": "project = PAY"}).status,
        judged.api("DELETE", f"issue/{key}/comment/{comment}").status,
        judged.api("DELETE", f"issue/{key}").status,
    ]

    assert statuses == [200, 200, 201, 204, 201, 200, 200, 200, 200, 204, 204]
    assert violations_of(judged.app) == []


def test_version_3_shows_documents_where_version_2_shows_text(standing: Site) -> None:
    three = standing.api("GET", f"issue/{EPIC}", version=3).json["fields"]["description"]

    assert three["type"] == "doc"
    assert standing.fields(EPIC)["description"].startswith("Every second call")


def test_version_3_refuses_plain_text_as_a_comment(standing: Site) -> None:
    refused = standing.api("POST", f"issue/{BUG}/comment", {"body": "plain"}, version=3)

    assert refused.status == 400
    assert refused.json["errors"] == {"comment": "Comment body is not valid!"}


@pytest.mark.parametrize(
    "given",
    ["", "Basic nonsense", "Basic " + base64.b64encode(b"a@example.org:b").decode(), "Bearer b"],
)
def test_a_stranger_is_refused_in_jiras_own_shape(standing: Site, given: str) -> None:
    headers = {"Authorization": given} if given else {}
    refused = standing.call("GET", "/rest/api/3/myself", **headers)

    assert refused.status == 401
    assert set(refused.json) == {"errorMessages", "errors"}


def test_a_bearer_is_let_in(standing: Site) -> None:
    bearer = f"Bearer {TOKEN.partition(':')[2]}"

    assert standing.call("GET", "/rest/api/3/myself", Authorization=bearer).status == 200


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        (HEALTH, {"value": "Fine"}, "Option value 'Fine' is not valid"),
        (HEALTH, "At risk", "Specify a valid 'id' or 'value'"),
        (LINE, "two\nlines", "must not contain a line break"),
        (LINE, 7, "must be a string"),
        (LINE, "x" * 256, "too long"),
        ("customfield_10016", "three", "must be a number"),
        ("duedate", "tomorrow", "Error parsing date string"),
        ("assignee", {"accountId": "nobody"}, "does not exist"),
        ("labels", ["two words"], "contains spaces"),
        ("labels", "one", "not an array"),
        ("status", {"name": "Done"}, "cannot be set"),
        ("customfield_99999", "x", "cannot be set"),
        ("summary", " ", "must specify a summary"),
        ("fixVersions", [{"name": "Nobody's"}], "is not valid"),
    ],
)
def test_a_wrong_value_is_refused_by_its_field(
    standing: Site, field: str, value: object, why: str
) -> None:
    body = {"fields": {field: value, "priority": {"name": "Low"}}}
    refused = standing.api("PUT", f"issue/{EPIC}", body)

    assert refused.status == 400
    assert set(refused.json["errors"]) == {field}
    assert why in refused.json["errors"][field]
    assert standing.fields(EPIC)["priority"]["name"] == "Medium"


def test_a_field_is_not_both_set_and_updated(standing: Site) -> None:
    body = {"fields": {"labels": ["a"]}, "update": {"labels": [{"add": "b"}]}}

    refused = standing.api("PUT", f"issue/{EPIC}", body)
    assert "'fields' and 'update'" in refused.json["errors"]["labels"]


@pytest.mark.parametrize("path", ["issue/PAY-99", "issue/PAY-99/comment", "comment/1/properties/x"])
def test_what_is_not_there_is_404(standing: Site, path: str) -> None:
    assert standing.api("GET", path).status == 404


def test_an_issue_is_found_by_its_id_and_by_its_key_in_any_case(standing: Site) -> None:
    id_ = standing.api("GET", f"issue/{EPIC}").json["id"]

    assert standing.api("GET", f"issue/{id_}").json["key"] == EPIC
    assert standing.api("GET", f"issue/{EPIC.lower()}").json["key"] == EPIC


def test_fields_are_chosen_by_name_and_left_out_by_a_hyphen(standing: Site) -> None:
    def names(query: str) -> set[str]:
        return set(standing.api("GET", f"issue/{EPIC}?fields={query}").json["fields"])

    assert names("summary,status") == {"summary", "status"}
    assert "comment" not in names("*navigable")
    assert names("*all") - names("*all,-comment,-votes") == {"comment", "votes"}


def test_a_transition_is_only_one_of_the_issues_own_workflow(standing: Site) -> None:
    names = [
        one["name"] for one in standing.api("GET", f"issue/{AUDIT}/transitions").json["transitions"]
    ]
    foreign = {"transition": {"id": "10004"}}

    assert names == ["Open", "In Progress", "Closed"]
    assert standing.api("POST", f"issue/{AUDIT}/transitions", foreign).status == 400


def test_a_parent_is_one_level_above(standing: Site) -> None:
    def under(key: str, parent: str) -> int:
        body = {"fields": {"parent": {"key": parent}}}
        return standing.api("PUT", f"issue/{key}", body).status

    assert under(ADVICE, STORY) == 400
    assert under(SUBTASK, EPIC) == 400
    assert under(EPIC, EPIC) == 400


def test_an_issue_is_moved_into_a_sprint_and_an_epic(site: Site) -> None:
    sprint = site.agile("POST", "sprint", {"name": "Next", "originBoardId": 1}).json["id"]
    fields = {SPRINT: sprint, "parent": {"key": EPIC}}
    assert site.api("PUT", f"issue/{ADVICE}", {"fields": fields}).status == 204

    read = site.fields(ADVICE)
    assert [one["name"] for one in read[SPRINT]] == ["Next"]
    assert read["parent"]["key"] == EPIC


def test_the_changelog_names_everything_that_changed(site: Site) -> None:
    site.api("PUT", f"issue/{EPIC}", {"fields": {HEALTH: {"value": "At risk"}}})
    site.submit(f"/browse/{EPIC}/status", to="10001")

    page = site.api("GET", f"issue/{EPIC}/changelog").json
    changed = [[item["field"] for item in one["items"]] for one in page["values"]]
    assert changed == [["Health"], ["status"]]
    assert page["values"][0]["author"]["displayName"] == "Pitboard"
    expanded = site.api("GET", f"issue/{EPIC}?expand=changelog").json["changelog"]
    assert [one["id"] for one in expanded["histories"]] == [
        one["id"] for one in reversed(page["values"])
    ]


def test_a_comment_keeps_its_properties(site: Site) -> None:
    body = {"body": "x", "properties": [{"key": "pitboard", "value": {"key": "m"}}]}
    made = site.api("POST", f"issue/{BUG}/comment", body).json["id"]
    site.api("PUT", f"issue/{BUG}/comment/{made}", {"body": "y"})

    page = site.api("GET", f"issue/{BUG}/comment?expand=properties&orderBy=-created").json
    assert page["comments"][0]["body"] == "y"
    assert page["comments"][0]["properties"] == [{"key": "pitboard", "value": {"key": "m"}}]


def test_writes_are_kept_with_what_they_came_to(site: Site) -> None:
    for value in ("At risk", "At risk"):
        site.api("PUT", f"issue/{EPIC}", {"fields": {HEALTH: {"value": value}}})
    site.api("DELETE", f"issue/{BUG}/comment/1")

    assert [write["result"] for write in site.writes()] == ["changed", "idle", "refused"]


def test_a_site_is_told_apart_as_cloud_without_a_second_look(tmp_path: Path) -> None:
    with site_in(tmp_path) as site:
        assert site.api("GET", "serverInfo").json["deploymentType"] == "Cloud"
