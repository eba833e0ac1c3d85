"""What the pretend Jira tells has the shape of what a real one told."""

import json
from typing import Any

import pytest

from tests.sandbox.jira.contract import SHARED
from tests.sandbox.jira.world import BUG, Site

REAL = SHARED / "data" / "jira" / "mattermost-plugin-jira" / "cloud"


def shape(payload: dict[str, Any]) -> dict[str, set[str]]:
    """The names a payload says, at the places a reader looks."""
    issue = payload.get("issue", {})
    fields = issue.get("fields", {})
    places = {
        "payload": payload,
        "issue": issue,
        "user": payload.get("user", {}),
        "comment": payload.get("comment", {}),
        "status": fields.get("status") or {},
        "category": (fields.get("status") or {}).get("statusCategory", {}),
        "project": fields.get("project") or {},
        "issuetype": fields.get("issuetype") or {},
        "priority": fields.get("priority") or {},
        "changelog": payload.get("changelog", {}),
    }
    return {place: set(said) for place, said in places.items()}


NOT_SHOWN_BY_US = {"name", "key", "emailAddress", "avatarId", "description", "entityId"}
"""Names of old accounts, mail addresses nobody shows any more, pictures and empty words."""


def real(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((REAL / name).read_text("utf-8"))
    return found


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("webhook-issue-updated-labels.json", ("labels", {"on": "at-risk"})),
        ("webhook-issue-updated-resolved.json", ("status", {"to": "10004"})),
        ("webhook-comment-created.json", ("comment", {"body": "Any news?"})),
        ("webhook-issue-deleted.json", ("delete", {})),
    ],
    ids=["labels", "resolved", "comment", "deleted"],
)
@pytest.mark.shared
@pytest.mark.skipif(not REAL.exists(), reason="../shared/data is not here")
def test_a_webhook_says_what_a_real_one_of_its_kind_says(
    site: Site, name: str, act: tuple[str, dict[str, Any]]
) -> None:
    site.submit(f"/browse/{BUG}/{act[0]}", **act[1])

    ours, theirs = shape(site.told()[0].payload), shape(real(name))
    missing = {place: theirs[place] - ours[place] - NOT_SHOWN_BY_US for place in theirs}
    assert {place: names for place, names in missing.items() if names} == {}


@pytest.mark.shared
@pytest.mark.skipif(not REAL.exists(), reason="../shared/data is not here")
def test_an_issue_in_a_webhook_has_the_fields_every_real_one_has(site: Site) -> None:
    site.submit(f"/browse/{BUG}/labels", on="at-risk")

    common = set.intersection(
        *(
            set(real(file.name)["issue"]["fields"])
            for file in REAL.glob("webhook-issue-updated-*.json")
        )
    )
    ours = set(site.told()[-1].payload["issue"]["fields"])
    assert {name for name in common if not name.startswith("customfield_")} - ours == set()


@pytest.mark.shared
@pytest.mark.skipif(not REAL.exists(), reason="../shared/data is not here")
def test_a_line_of_a_changelog_has_the_names_of_a_real_one(site: Site) -> None:
    site.submit(f"/browse/{BUG}/status", to="10004")

    (line, *_) = site.told()[-1].payload["changelog"]["items"]
    (theirs, *_) = real("webhook-issue-updated-resolved.json")["changelog"]["items"]
    assert set(line) == set(theirs)
