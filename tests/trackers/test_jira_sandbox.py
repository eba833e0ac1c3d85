"""What the pretend Jira tells is understood by the parser, word for word as it was sent."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from automation.model import Delivery, Reading
from automation.trackers.jira.parse import DOOR, parse
from tests.sandbox.jira.world import ADVICE, AUDIT, BUG, EPIC, STORY, Site, site_in
from tests.sandbox.world import Heard
from tests.trackers.jira_site import HEALTH, LINE


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Site]:
    """A pretend Jira in which everything was done once."""
    with site_in(tmp_path) as site:
        site.api("PUT", f"issue/{EPIC}", {"fields": {HEALTH: {"value": "At risk"}, LINE: "x"}})
        site.submit(f"/browse/{STORY}/status", to="10004")
        site.submit(f"/browse/{BUG}/flag", off="1")
        site.submit(f"/browse/{BUG}/comment", body="Any news?")
        site.submit(f"/browse/{BUG}/link", how="10400:in", other=AUDIT)
        site.submit(f"/browse/{ADVICE}/parent", parent=EPIC)
        version = site.api("POST", "version", {"name": "Winter", "project": "PAY"}).json["id"]
        site.api("PUT", f"version/{version}", {"released": True})
        site.submit(f"/browse/{BUG}/delete")
        yield site


def read(heard: Heard) -> Reading:
    headers = {name.lower(): value for name, value in heard.headers.items()}
    assert DOOR.delivery is not None
    id_ = headers[DOOR.delivery]
    return parse(Delivery("jira", id_, "", heard.body, datetime.now(UTC)))


def test_every_webhook_is_understood(busy: Site) -> None:
    kinds = {event.kind for heard in busy.told() if (event := read(heard).event)}

    assert kinds >= {
        "jira.issue.created",
        "jira.issue.updated",
        "jira.issue.deleted",
        "jira.comment.created",
        "jira.link.created",
        "jira.version.released",
    }


def test_a_health_set_by_hand_is_seen_in_the_item_and_in_the_event(busy: Site) -> None:
    (heard,) = [one for one in busy.told() if b'"At risk"' in one.body][:1]

    reading = read(heard)

    (seen, *_) = reading.sightings
    assert seen.key == f"jira:{EPIC}"
    assert seen.fields is not None
    assert "At risk" in seen.fields.values()
    assert reading.event is not None
    assert "At risk" in [change.new for change in reading.event.changes]
