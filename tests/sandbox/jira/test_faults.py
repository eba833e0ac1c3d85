"""Failures that a test can order of the pretend Jira, and that they end."""

import http.client
import time

import pytest

from tests.sandbox.jira.world import BUG, EPIC, Site

HEALTH = "customfield_10050"
LABEL = {"update": {"labels": [{"add": "at-risk"}]}}


def test_nothing_fails_unless_it_was_ordered(site: Site) -> None:
    assert site.call("GET", "/_sandbox/faults").json == []
    assert site.api("GET", "myself").status == 200


def test_the_next_calls_fail_and_then_no_more(site: Site) -> None:
    site.fails(kind="503", calls=2, seconds=9)

    answers = [site.api("GET", "myself") for _ in range(3)]
    assert [one.status for one in answers] == [503, 503, 200]
    assert answers[0].headers["Retry-After"] == "9"
    assert answers[0].headers["Content-Type"].startswith("text/html")


def test_too_many_calls_say_when_to_come_back_and_why(site: Site) -> None:
    site.fails(kind="429", seconds=30)

    refused = site.api("GET", "myself")
    assert refused.status == 429
    assert refused.headers["Retry-After"] == "30"
    assert refused.headers["RateLimit-Reason"] == "jira-burst-based"
    assert refused.headers["X-RateLimit-Reset"] > "2020"


def test_a_fault_for_writes_leaves_reads_alone(site: Site) -> None:
    site.fails(kind="503", writes=True)

    assert site.api("GET", "myself").status == 200
    assert site.api("PUT", f"issue/{BUG}", LABEL).status == 503
    assert site.told() == []


def test_a_fault_of_one_field_waits_for_a_call_that_sets_it(site: Site) -> None:
    site.fails(kind="400", field=HEALTH)

    assert site.api("PUT", f"issue/{BUG}", LABEL).status == 204
    refused = site.api("PUT", f"issue/{EPIC}", {"fields": {HEALTH: {"value": "At risk"}}})
    assert refused.status == 400
    assert set(refused.json["errors"]) == {HEALTH}
    again = site.api("PUT", f"issue/{EPIC}", {"fields": {HEALTH: {"value": "At risk"}}})
    assert again.status == 204


def test_a_dropped_write_was_done_all_the_same(site: Site) -> None:
    site.fails(kind="drop")

    with pytest.raises((http.client.HTTPException, OSError)):
        site.api("PUT", f"issue/{BUG}", LABEL)

    assert "at-risk" in site.fields(BUG)["labels"]
    assert site.events() == ["jira:issue_updated issue_updated"]


def test_a_delayed_call_is_late_and_right(site: Site) -> None:
    site.fails(kind="delay", seconds=0.2)

    begun = time.monotonic()
    status = site.api("GET", "myself").status

    assert status == 200
    assert time.monotonic() - begun >= 0.2


def test_the_pages_never_fail_on_order(site: Site) -> None:
    site.fails(kind="503")

    assert site.call("GET", "/").status == 200


@pytest.mark.parametrize("fault", [{}, {"kind": "502"}, {"kind": "503", "calls": 0}])
def test_an_order_that_makes_no_sense_is_refused(standing: Site, fault: object) -> None:
    assert standing.call("POST", "/_sandbox/faults", fault).status == 400
