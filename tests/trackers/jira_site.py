"""A client of the pretend Jira, and what to look for in it."""

from datetime import UTC, datetime

from automation.trackers.jira.client import JiraClient, open_client
from tests.sandbox.jira.world import TOKEN, Site

HEALTH, LINE, POINTS = "customfield_10050", "customfield_10051", "customfield_10016"
FLAGGED, SPRINT = "customfield_10021", "customfield_10020"
MARA = "712020:5e1d0a44-mara"
MARKER = "own:greet:PAY-3:noticed"


def a_client(site: Site, token: str = TOKEN) -> JiraClient:
    return open_client("jira", url=site.url, token=token, clock=lambda: datetime.now(UTC))
