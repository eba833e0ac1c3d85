"""The fixtures of the trackers' tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.trackers.jira.client import JiraClient
from tests.sandbox.jira.contract import CONTRACTS, violations_of
from tests.sandbox.jira.world import Site, site_in
from tests.trackers.jira_site import a_client

JUDGED = CONTRACTS.is_dir()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A pretend Jira whose every call is judged by Atlassian's contract, where that is."""
    with site_in(tmp_path, judge=JUDGED) as running:
        running.hears_anew()
        yield running
        if JUDGED:
            assert violations_of(running.app) == []


@pytest.fixture
def jira(site: Site) -> JiraClient:
    """A client of that Jira."""
    return a_client(site)
