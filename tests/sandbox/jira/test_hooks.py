"""Every act is told as Jira tells it, and again where that failed."""

import hashlib
import hmac
from pathlib import Path
from typing import Any

from tests.sandbox.jira.contract import SHARED
from tests.sandbox.jira.world import (
    BUG,
    EPIC,
    SECRET,
    STORY,
    Site,
    site_in,
)

REAL = SHARED / "data" / "jira" / "mattermost-plugin-jira" / "cloud"
MARA = "712020:5e1d0a44-mara"
HEALTH = "customfield_10050"


def last(site: Site) -> dict[str, Any]:
    return site.told()[-1].payload


def changed(payload: dict[str, Any]) -> dict[str, tuple[object, object]]:
    """What a changelog says, by fieldId, else by name."""
    items = payload["changelog"]["items"]
    return {one.get("fieldId", one["field"]): (one["fromString"], one["toString"]) for one in items}


def test_the_seed_is_told_first_and_in_order(tmp_path: Path) -> None:
    with site_in(tmp_path) as site:
        events = site.events()

    assert events[:3] == [
        "jira:version_created",
        "sprint_created",
        "jira:issue_created issue_created",
    ]
    assert events.count("jira:issue_created issue_created") == 6
    assert {"issuelink_created", "sprint_started", "comment_created"} <= set(events)


def test_a_webhook_is_signed_and_named(site: Site) -> None:
    site.submit(f"/browse/{BUG}/labels", on="at-risk")

    (heard,) = site.told()
    digest = hmac.new(SECRET.encode(), heard.body, hashlib.sha256).hexdigest()
    assert heard.headers["X-Hub-Signature"] == f"sha256={digest}"
    assert heard.headers["X-Atlassian-Webhook-Flow"] == "Primary"
    assert len(heard.headers["X-Atlassian-Webhook-Identifier"]) == 36
    assert "X-Atlassian-Webhook-Retry" not in heard.headers


def test_a_moved_card_tells_status_and_resolution_in_one_changelog(site: Site) -> None:
    site.submit(f"/browse/{BUG}/status", to="10004")

    said = last(site)
    assert said["issue_event_type_name"] == "issue_generic"
    assert changed(said) == {"status": ("To Do", "Done"), "resolution": (None, "Done")}
    assert said["issue"]["fields"]["status"]["statusCategory"]["key"] == "done"
    assert said["issue"]["fields"]["resolutiondate"] is not None


def test_a_card_that_comes_back_loses_its_resolution(site: Site) -> None:
    site.submit(f"/browse/{BUG}/status", to="10004")
    site.submit(f"/browse/{BUG}/status", to="10001")

    said = last(site)
    assert changed(said) == {"status": ("Done", "In Progress"), "resolution": ("Done", None)}
    assert said["issue"]["fields"]["resolution"] is None


def test_several_fields_set_at_once_are_one_webhook(site: Site) -> None:
    fields = {HEALTH: {"value": "At risk"}, "duedate": None, "customfield_10016": 3}
    update = {"labels": [{"add": "at-risk"}, {"remove": "customer:acme"}]}
    assert site.api("PUT", f"issue/{EPIC}", {"fields": fields, "update": update}).status == 204

    assert site.events() == ["jira:issue_updated issue_updated"]
    assert changed(last(site)) == {
        HEALTH: ("On track", "At risk"),
        "duedate": ("2026-12-11 00:00:00.0", None),
        "customfield_10016": (None, "3"),
        "labels": ("customer:acme", "at-risk"),
    }


def test_our_own_writes_are_told_like_everybodys(site: Site) -> None:
    site.api("PUT", f"issue/{EPIC}", {"fields": {HEALTH: {"value": "At risk"}}})

    assert last(site)["user"]["displayName"] == "Pitboard"


def test_an_assignment_carries_the_accounts(site: Site) -> None:
    site.api("PUT", f"issue/{BUG}", {"fields": {"assignee": {"accountId": MARA}}})

    said = last(site)
    (item,) = said["changelog"]["items"]
    assert said["issue_event_type_name"] == "issue_assigned"
    assert (item["tmpFromAccountId"], item["tmpToAccountId"]) == (None, MARA)


def test_the_same_value_again_tells_nothing(site: Site) -> None:
    site.api("PUT", f"issue/{EPIC}", {"fields": {HEALTH: {"value": "On track"}}})

    assert site.told() == []


def test_one_comment_is_told_twice_and_the_first_names_no_user(site: Site) -> None:
    site.submit(f"/browse/{BUG}/comment", body="*Any* news?")

    comment, issue = (one.payload for one in site.told())
    assert (comment["webhookEvent"], issue["webhookEvent"]) == (
        "comment_created",
        "jira:issue_updated",
    )
    assert "user" not in comment
    assert "changelog" not in issue
    assert comment["comment"]["body"] == issue["comment"]["body"] == "*Any* news?"
    assert comment["comment"]["author"]["accountId"] == MARA


def test_a_link_is_told_by_numbers_alone(site: Site) -> None:
    kinds = {"type": {"name": "Blocks"}}
    ends = {"inwardIssue": {"key": BUG}, "outwardIssue": {"key": STORY}}
    assert site.api("POST", "issueLink", {**kinds, **ends}).status == 201

    said = last(site)
    ids = {key: int(site.api("GET", f"issue/{key}").json["id"]) for key in (BUG, STORY)}
    assert site.events() == ["issuelink_created"]
    assert set(said) == {"timestamp", "webhookEvent", "issueLink"}
    assert said["issueLink"]["sourceIssueId"] == ids[BUG]
    assert said["issueLink"]["destinationIssueId"] == ids[STORY]
    links = site.fields(STORY)["issuelinks"]
    assert [one["inwardIssue"]["key"] for one in links if "inwardIssue" in one][-1] == BUG


def test_a_version_and_a_sprint_tell_each_step(site: Site) -> None:
    version = site.api("POST", "version", {"name": "Winter", "project": "PAY"}).json["id"]
    site.api("PUT", f"version/{version}", {"released": True})
    sprint = site.agile("POST", "sprint", {"name": "PAY Sprint 8", "originBoardId": 1}).json["id"]
    for state in ("active", "closed"):
        assert site.agile("PUT", f"sprint/{sprint}", {"state": state}).status == 200

    assert site.events() == [
        "jira:version_created",
        "jira:version_released",
        "sprint_created",
        "sprint_started",
        "sprint_closed",
    ]
    assert last(site)["sprint"]["state"] == "closed"


def test_what_only_follows_from_a_deletion_is_secondary(site: Site) -> None:
    site.submit(f"/browse/{BUG}/delete")

    flows = [one.headers["X-Atlassian-Webhook-Flow"] for one in site.told()]
    assert site.events() == ["jira:issue_deleted", "comment_deleted"]
    assert flows == ["Primary", "Secondary"]
    assert site.told()[0].payload["issue"]["fields"]["status"]["name"] == "To Do"
