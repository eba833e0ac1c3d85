"""Many issues at once, and a project: what is not there is left out, as Jira leaves it out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.jira.contract import CONTRACTS, violations_of
from tests.sandbox.jira.world import AUDIT, BUG, EPIC, STORY, Site, site_in


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A pretend Jira whose every call and answer is judged, for a whole file."""
    with site_in(tmp_path_factory.mktemp("judged"), judge=CONTRACTS.is_dir()) as running:
        yield running


def fetched(site: Site, *names: str, version: int = 2, **more: object) -> Any:  # noqa: ANN401 - JSON
    body = {"issueIdsOrKeys": list(names), **more}
    return site.api("POST", "issue/bulkfetch", body, version=version).json


@pytest.mark.shared
@pytest.mark.skipif(not CONTRACTS.is_dir(), reason="../shared/contracts is not here")
@pytest.mark.parametrize("version", [2, 3])
def test_call_and_answer_keep_the_contract(judged: Site, version: int) -> None:
    fetched(judged, EPIC, "10999", version=version, fields=["*all"], expand=["changelog"])
    assert judged.api("GET", "project/PAY", version=version).status == 200
    assert judged.api("GET", "project/NONE", version=version).status == 404

    assert violations_of(judged.app) == []


def test_issues_come_by_ascending_id_each_once_and_those_not_there_are_left_out(
    judged: Site,
) -> None:
    id_ = judged.api("GET", f"issue/{EPIC}").json["id"]

    found = fetched(judged, BUG, "10999", STORY, EPIC, id_, "NONE-1", fields=["summary"])

    assert [one["key"] for one in found["issues"]] == [EPIC, STORY, BUG]
    assert found["issueErrors"] == []
    assert set(found["issues"][0]["fields"]) == {"summary"}


def test_without_fields_nearly_all_are_shown(judged: Site) -> None:
    (issue,) = fetched(judged, AUDIT)["issues"]

    assert "status" in issue["fields"]
    assert "comment" not in issue["fields"]
    assert "changelog" not in issue


@pytest.mark.parametrize(
    "body", [{}, {"issueIdsOrKeys": EPIC}, {"issueIdsOrKeys": [str(n) for n in range(101)]}]
)
def test_a_list_that_is_none_or_too_long_is_refused(standing: Site, body: object) -> None:
    assert standing.api("POST", "issue/bulkfetch", body).status == 400


def test_a_project_is_found_by_its_key_and_its_id(standing: Site) -> None:
    project = standing.api("GET", "project/PAY").json

    assert project["key"] == "PAY"
    assert standing.api("GET", f"project/{project['id']}").json == project


def test_without_the_token_nothing_is_shown(tmp_path: Path) -> None:
    with site_in(tmp_path) as site:
        assert site.call("POST", "/rest/api/2/issue/bulkfetch", {}).status == 401
        assert site.call("GET", "/rest/api/2/project/PAY").status == 401
