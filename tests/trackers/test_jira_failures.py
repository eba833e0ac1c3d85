"""What fails in Jira fails once, and says who has to mend it."""

from datetime import UTC, datetime

import pytest

from automation.errors import ServiceError
from automation.trackers.jira.client import JiraClient, open_client
from tests.sandbox.jira.world import BUG, EPIC, TOKEN, Site
from tests.trackers.jira_site import HEALTH, LINE, MARKER, a_client


def test_a_503_makes_exactly_one_request(jira: JiraClient, site: Site) -> None:
    site.fails(kind="503", calls=5, seconds=7)

    with pytest.raises(ServiceError, match="503: 503 Service Unavailable") as refused:
        jira.comment(BUG, "Two days without news.", MARKER, timeout=6)

    (left,) = site.call("GET", "/_sandbox/faults").json
    assert left["calls"] == 4
    assert (refused.value.retryable, refused.value.retry_after) == (True, 7)


def test_a_limit_blames_nobody_and_says_how_long_and_why(jira: JiraClient, site: Site) -> None:
    site.fails(kind="429", seconds=30, calls=2)

    with pytest.raises(ServiceError, match="jira-burst-based") as refused:
        jira.put_on(BUG, "at-risk", timeout=6)

    assert (refused.value.retryable, refused.value.retry_after) == (True, 30)
    assert site.call("GET", "/_sandbox/faults").json[0]["calls"] == 1


def test_a_field_that_is_not_on_the_screen_blames_the_row(jira: JiraClient, site: Site) -> None:
    site.fails(kind="400", field=HEALTH)
    jira.set_fields(EPIC, {LINE: "another field"}, timeout=6)

    with pytest.raises(ServiceError, match="not on the appropriate screen") as refused:
        jira.set_fields(EPIC, {HEALTH: "At risk"}, timeout=6)

    assert not refused.value.retryable


def test_a_wrong_token_blames_the_row_and_says_what_jira_said(site: Site) -> None:
    with pytest.raises(ServiceError, match="Jira answered 401: Client must be") as refused:
        a_client(site, "pitboard@example.org:wrong").put_on(BUG, "x", timeout=6)

    assert not refused.value.retryable


def test_a_token_without_an_address_is_sent_as_a_bearer(site: Site) -> None:
    assert a_client(site, TOKEN.partition(":")[2]).actor_id(timeout=6)


def test_without_a_token_nothing_is_sent(site: Site) -> None:
    with pytest.raises(ServiceError, match="set PITBOARD_JIRA_TOKEN") as refused:
        a_client(site, "").labels(BUG, timeout=6)

    assert refused.value.retryable


def test_an_issue_that_is_gone_is_not_retried(jira: JiraClient) -> None:
    with pytest.raises(ServiceError, match="404") as refused:
        jira.labels("PAY-999", timeout=6)

    assert refused.value.gone
    assert not refused.value.retryable


def test_nobody_at_the_address_is_an_outage() -> None:
    alone = open_client(
        "jira", url="http://127.0.0.1:9", token=TOKEN, clock=lambda: datetime.now(UTC)
    )

    with pytest.raises(ServiceError, match="did not answer") as refused:
        alone.labels(BUG, timeout=1)

    assert refused.value.retryable


def test_a_call_ends_within_its_timeout(jira: JiraClient, site: Site) -> None:
    site.fails(kind="delay", seconds=0.8)

    with pytest.raises(ServiceError, match="did not answer"):
        jira.labels(BUG, timeout=0.2)


def test_opening_a_client_asks_nothing(site: Site) -> None:
    site.fails(kind="503")

    a_client(site)

    assert len(site.call("GET", "/_sandbox/faults").json) == 1
