"""A webhook that failed is tried again, as Jira Cloud does: five times in all, newer ones first."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.sandbox.jira.app import create_app, room_of
from tests.sandbox.jira.world import ADVICE, BUG, Site, settings_for, site_in


@pytest.fixture
def stubborn(tmp_path: Path) -> Iterator[Site]:
    """A pretend Jira that tries four more times, almost at once."""
    with site_in(tmp_path, waits=(0.05, 0.01, 0.01, 0.01)) as site:
        site.hears_anew()
        yield site


def quiet(site: Site) -> None:
    """Wait until no webhook waits for anything."""
    ids = [attempt.parcel.id for attempt in room_of(site.app).courier.attempts()]
    assert room_of(site.app).courier.wait(ids, seconds=5)


@pytest.mark.parametrize("status", [408, 409, 425, 429, 503])
def test_a_failure_that_may_pass_is_tried_five_times_with_one_identifier(
    stubborn: Site, status: int
) -> None:
    stubborn.ear.status = status
    stubborn.submit(f"/browse/{BUG}/labels", on="at-risk")
    quiet(stubborn)

    heard = stubborn.ear.heard
    assert [one.headers.get("X-Atlassian-Webhook-Retry") for one in heard] == [
        None,
        "1",
        "2",
        "3",
        "4",
    ]
    assert len({one.headers["X-Atlassian-Webhook-Identifier"] for one in heard}) == 1
    assert len({one.body for one in heard}) == 1


@pytest.mark.parametrize("status", [202, 400, 404])
def test_any_other_answer_is_the_last(stubborn: Site, status: int) -> None:
    stubborn.ear.status = status
    stubborn.submit(f"/browse/{BUG}/labels", on="at-risk")
    quiet(stubborn)

    assert len(stubborn.ear.heard) == 1


def test_a_newer_webhook_goes_before_an_older_one_that_failed(tmp_path: Path) -> None:
    with site_in(tmp_path, waits=(0.3,)) as site:
        site.hears_anew()
        site.ear.status = 503
        site.api("PUT", f"issue/{BUG}", {"update": {"labels": [{"add": "first"}]}})
        until_put_off(site)
        site.ear.status = 202
        site.api("PUT", f"issue/{ADVICE}", {"update": {"labels": [{"add": "second"}]}})
        quiet(site)

        heard = [one.payload["issue"]["key"] for one in site.ear.heard]

    assert heard == [BUG, ADVICE, BUG]


def until_put_off(site: Site) -> None:
    """Wait until a webhook is to be tried again later."""
    courier = room_of(site.app).courier
    with courier._changed:
        assert courier._changed.wait_for(
            lambda: any(attempt.retry for attempt in courier._attempts.values()), 5
        )


def test_a_webhook_nobody_took_is_lost_and_says_why(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path, hook="http://127.0.0.1:9/hooks/jira"))
    room = room_of(app)
    room.start()
    ids = [attempt.parcel.id for attempt in room.courier.attempts()]
    assert room.courier.wait(ids, seconds=5)
    errors = {attempt.error for attempt in room.courier.attempts()}
    room.close()

    assert errors == {"nobody listens there"}
    assert b'{"told": ' in (tmp_path / "journal.jsonl").read_bytes()
