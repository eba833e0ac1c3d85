"""Comments of GitHub: marked in their text, found among our own, edited in place."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from automation.errors import ServiceError
from automation.sandbox.github.acts import AddComment
from automation.sandbox.github.app import room_of
from automation.sandbox.github.entry import Via
from automation.trackers.github.client import GitHubClient, open_client
from tests.sandbox.contract import CONTRACTS, violations_of
from tests.sandbox.world import TOKEN, Sandbox, sandbox_in

KEY = "acme/shop#2"
COMMENTS = "/repos/acme/shop/issues/2/comments"
AUTH = {"Authorization": f"token {TOKEN}"}
MARKER = "github:acme/shop#2:greet--first>:1"
JUDGED = CONTRACTS.is_dir()


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with sandbox_in(tmp_path, judge=JUDGED) as running:
        running.hears_anew()
        yield running
        if JUDGED:
            # The contract lists no 404 for an edit, though a deleted comment gets one.
            found = [one for one in violations_of(running.app) if "404 is not in" not in one]
            assert found == []


@pytest.fixture
def client(sandbox: Sandbox) -> GitHubClient:
    return open_client(
        "github", url=f"{sandbox.url}/api/v3", token=TOKEN, clock=lambda: datetime.now(UTC)
    )


def said(sandbox: Sandbox) -> list[str]:
    return [one["body"] for one in sandbox.call("GET", f"{COMMENTS}?per_page=100", **AUTH).json]


def others_say(sandbox: Sandbox, times: int, text: str = "x") -> None:
    room = room_of(sandbox.app)
    room.do(*[AddComment("acme/shop", 2, text)] * times, by="jonas-weil", via=Via.PAGE)


def test_a_comment_hides_its_marker_and_is_found_by_it(
    client: GitHubClient, sandbox: Sandbox
) -> None:
    made = client.comment(KEY, "Two days without news.", MARKER, timeout=6)

    (text,) = said(sandbox)
    assert text.startswith("Two days without news.\n\n<!-- pitboard:")
    assert text.count("--") == 2
    assert client.find_comment(KEY, MARKER, timeout=6) == made


def test_a_comment_with_another_marker_is_not_found(client: GitHubClient) -> None:
    client.comment(KEY, "Two days without news.", f"{MARKER}0", timeout=6)

    assert client.find_comment(KEY, MARKER, timeout=6) is None


def test_a_comment_of_somebody_else_is_never_ours(client: GitHubClient, sandbox: Sandbox) -> None:
    client.comment(KEY, "Two days without news.", MARKER, timeout=6)
    (copied,) = said(sandbox)
    gone = client.find_comment(KEY, MARKER, timeout=6)
    sandbox.call("DELETE", f"/repos/acme/shop/issues/comments/{gone}", **AUTH)
    others_say(sandbox, 1, copied)

    assert client.find_comment(KEY, MARKER, timeout=6) is None


def test_an_issue_without_comments_has_none_of_ours(client: GitHubClient) -> None:
    assert client.find_comment(KEY, MARKER, timeout=6) is None


def test_a_comment_is_found_among_the_newest_of_many(
    client: GitHubClient, sandbox: Sandbox
) -> None:
    others_say(sandbox, 195)
    made = client.comment(KEY, "Two days without news.", MARKER, timeout=6)
    others_say(sandbox, 10)

    assert client.find_comment(KEY, MARKER, timeout=6) == made


def test_a_comment_is_edited_in_place_and_keeps_its_marker(
    client: GitHubClient, sandbox: Sandbox
) -> None:
    made = client.comment(KEY, "Two days without news.", MARKER, timeout=6)

    client.edit_comment(KEY, made, "Three days without news.", MARKER, timeout=6)

    (text,) = said(sandbox)
    assert text.startswith("Three days")
    assert client.find_comment(KEY, MARKER, timeout=6) == made


def test_editing_a_comment_that_was_deleted_says_that_it_is_gone(
    client: GitHubClient, sandbox: Sandbox
) -> None:
    made = client.comment(KEY, "Two days without news.", MARKER, timeout=6)
    gone = sandbox.call("DELETE", f"/repos/acme/shop/issues/comments/{made}", **AUTH)
    assert gone.status == 204

    with pytest.raises(ServiceError) as refused:
        client.edit_comment(KEY, made, "Three days without news.", MARKER, timeout=6)

    assert refused.value.gone
    assert not refused.value.retryable


def test_a_comment_whose_answer_was_lost_is_found(client: GitHubClient, sandbox: Sandbox) -> None:
    assert sandbox.call("POST", "/_sandbox/faults", {"kind": "drop"}).status == 200
    with pytest.raises(ServiceError) as lost:
        client.comment(KEY, "Two days without news.", MARKER, timeout=6)

    assert lost.value.retryable
    assert client.find_comment(KEY, MARKER, timeout=6) is not None
    assert len(said(sandbox)) == 1


def test_a_field_is_neither_read_nor_written_yet(client: GitHubClient) -> None:
    assert client.fields(KEY, ("Health",), timeout=6) == {"Health": None}
    assert client.directory(timeout=6) == {}
    client.set_fields(KEY, {}, timeout=6)
    with pytest.raises(ServiceError, match="has no field to write: Health"):
        client.set_fields(KEY, {"Health": "At risk"}, timeout=6)


def test_a_comment_is_taken_away_once_and_then_gone(client: GitHubClient, sandbox: Sandbox) -> None:
    made = client.comment(KEY, "Two days without news.", MARKER, timeout=6)
    assert client.still_reads(KEY, made, "Two days without news.", MARKER, timeout=6)
    assert not client.still_reads(KEY, made, "Three days without news.", MARKER, timeout=6)

    client.delete_comment(KEY, made, timeout=6)

    assert said(sandbox) == []
    with pytest.raises(ServiceError) as refused:
        client.still_reads(KEY, made, "", MARKER, timeout=6)
    assert refused.value.gone
    with pytest.raises(ServiceError) as refused:
        client.delete_comment(KEY, made, timeout=6)
    assert refused.value.gone
