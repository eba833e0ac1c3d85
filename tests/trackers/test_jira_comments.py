"""Comments of Jira: marked by a property, found among our own, edited in place."""

import pytest

from automation.errors import ServiceError
from automation.sandbox.jira.acts import AddComment
from automation.sandbox.jira.app import room_of
from automation.sandbox.jira.entry import Via
from automation.trackers.jira.client import JiraClient
from tests.sandbox.jira.world import BUG, Site
from tests.trackers.jira_site import MARA, MARKER


def test_a_comment_carries_its_marker_and_is_found_by_it(jira: JiraClient, site: Site) -> None:
    made = jira.comment(BUG, "Two days without news.", MARKER, timeout=6)

    assert jira.find_comment(BUG, MARKER, timeout=6) == made
    assert site.api("GET", f"comment/{made}/properties/pitboard").json["value"] == {"key": MARKER}


def test_a_comment_of_somebody_else_is_never_ours(jira: JiraClient, site: Site) -> None:
    room, noted = room_of(site.app), {"pitboard": {"key": MARKER}}
    bug = room.state.issue(BUG).id
    room.do(AddComment(bug, "Two days without news.", noted), by=MARA, via=Via.PAGE)

    assert jira.find_comment(BUG, MARKER, timeout=6) is None


def test_a_comment_with_another_marker_is_not_found(jira: JiraClient) -> None:
    jira.comment(BUG, "Two days without news.", "another", timeout=6)

    assert jira.find_comment(BUG, MARKER, timeout=6) is None


def test_a_comment_is_edited_in_place_and_keeps_its_marker(jira: JiraClient) -> None:
    made = jira.comment(BUG, "Two days without news.", MARKER, timeout=6)

    jira.edit_comment(BUG, made, "Three days without news.", MARKER, timeout=6)

    comments = client_comments(jira)
    assert comments[-1] == "Three days without news."
    assert jira.find_comment(BUG, MARKER, timeout=6) == made


def client_comments(jira: JiraClient) -> list[str]:
    said = jira._call("GET", f"issue/{BUG}/comment", timeout=6)
    return [comment["body"] for comment in said["comments"]]


def test_editing_a_comment_that_was_deleted_says_that_it_is_gone(
    jira: JiraClient, site: Site
) -> None:
    made = jira.comment(BUG, "Two days without news.", MARKER, timeout=6)
    assert site.api("DELETE", f"issue/{BUG}/comment/{made}").status == 204

    with pytest.raises(ServiceError) as refused:
        jira.edit_comment(BUG, made, "Three days without news.", MARKER, timeout=6)

    assert refused.value.gone
    assert not refused.value.retryable


def test_a_comment_whose_answer_was_lost_is_found(jira: JiraClient, site: Site) -> None:
    site.fails(kind="drop")
    with pytest.raises(ServiceError) as lost:
        jira.comment(BUG, "Two days without news.", MARKER, timeout=6)

    assert lost.value.retryable
    assert jira.find_comment(BUG, MARKER, timeout=6) is not None
    assert client_comments(jira).count("Two days without news.") == 1


def test_a_comment_is_taken_away_once_and_then_gone(jira: JiraClient) -> None:
    before = client_comments(jira)
    made = jira.comment(BUG, "Two days without news.", MARKER, timeout=6)
    assert jira.still_reads(BUG, made, "Two days without news.", MARKER, timeout=6)
    assert not jira.still_reads(BUG, made, "Three days without news.", MARKER, timeout=6)

    jira.delete_comment(BUG, made, timeout=6)

    assert client_comments(jira) == before
    with pytest.raises(ServiceError) as refused:
        jira.still_reads(BUG, made, "", MARKER, timeout=6)
    assert refused.value.gone
    with pytest.raises(ServiceError) as refused:
        jira.delete_comment(BUG, made, timeout=6)
    assert refused.value.gone
