"""Which of many issues Jira Cloud still shows; each call is judged by Atlassian's contract."""

from typing import Any

import pytest

from automation.errors import ServiceError
from automation.ports import Listed
from automation.trackers.jira.asking import numbers, shown
from automation.trackers.jira.client import JiraClient
from automation.trackers.jira.parse import parse
from automation.vanishing import tell
from tests.builders import at
from tests.sandbox.jira.world import BUG, EPIC, STORY, Site
from tests.trackers.jira_site import a_client

VERSION = Listed("jira:version:10200", "PAY/version/10200")
SPRINT = Listed("jira:sprint:10300", "sprint:10300")


def listed(site: Site, *keys: str) -> list[Listed]:
    return [Listed(f"jira:{site.api('GET', f'issue/{key}').json['id']}", key) for key in keys]


def test_a_deleted_issue_is_missing_and_the_others_are_there(jira: JiraClient, site: Site) -> None:
    epic, story, bug = listed(site, EPIC, STORY, BUG)
    site.api("DELETE", f"issue/{BUG}")

    assert jira.still_there([epic, story, bug], timeout=6) == {epic.id, story.id}


def test_versions_and_sprints_are_not_asked_for(jira: JiraClient, site: Site) -> None:
    site.fails(kind="503")

    assert jira.still_there([VERSION, SPRINT], timeout=6) == {VERSION.id, SPRINT.id}


def test_a_token_that_has_ended_misses_nothing(site: Site) -> None:
    with pytest.raises(ServiceError, match="401") as refused:
        a_client(site, "pitboard@example.org:another").still_there(listed(site, BUG), timeout=6)

    assert not refused.value.gone


def test_an_issue_that_jira_could_not_look_for_is_in_no_doubt() -> None:
    def post(_path: str, _body: object) -> Any:  # noqa: ANN401 - Jira's JSON
        failed = {"id": "10002", "errorMessage": "Try again later."}
        return {"issues": [{"id": "10001"}], "issueErrors": [failed]}

    assert shown(post, ["10001", "10002", "10003"], cloud=True) == {"10001", "10002"}


def test_only_issues_have_numbers() -> None:
    items = [Listed("jira:10001", "PAY-1"), Listed("jira:PAY-2", "PAY-2"), VERSION, SPRINT]

    assert numbers("jira", items) == {"10001": "jira:10001"}


def test_what_we_tell_ourselves_is_read_as_one_item_that_vanished() -> None:
    reading = parse(tell("jira", "jira:10001", at(5), since=at(7)))

    (seen,) = reading.sightings
    assert reading.event is None
    assert (seen.item_id, seen.vanished, seen.asked_at, seen.at) == (
        "jira:10001",
        True,
        at(5),
        at(7),
    )


def test_an_issue_read_again_says_when_it_was_asked_for(jira: JiraClient) -> None:
    read = jira.read(EPIC, timeout=6)

    (seen, *others) = parse(read).sightings
    assert seen.asked_at == read.received_at
    assert all(each.asked_at is None for each in others)
