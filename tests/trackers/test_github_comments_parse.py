import pytest

from automation.model import Change
from tests.builders import at
from tests.trackers.github_payloads import (
    BOT,
    a_comment,
    an_issue,
    changes,
    facets,
    read,
    said,
    told,
)


def test_a_persons_comment_is_when_somebody_last_spoke() -> None:
    reading = read("issue_comment", "created", issue=an_issue(), comment=a_comment(9))
    issue, spoken = reading.sightings

    assert issue.fields is not None
    assert spoken.at == at(9)
    assert spoken.facets == {"commented": at(9)}
    assert changes(reading) == (Change("commented", None, at(9)),)
    assert told(reading).about == {"comment": "It also hangs for me.", "comment_id": "301"}
    assert told(reading).url.endswith("#issuecomment-301")


@pytest.mark.parametrize("action", ["edited", "deleted"])
def test_only_a_new_comment_is_speaking(action: str) -> None:
    reading = read("issue_comment", action, issue=an_issue(), comment=a_comment())

    assert facets(reading) == {}


def test_a_bot_does_not_speak() -> None:
    reading = read("issue_comment", "created", issue=an_issue(), comment=a_comment(user=BOT))

    assert facets(reading) == {}
    assert told(reading).kind == "github.issue_comment.created"


def test_a_deleted_account_was_a_person() -> None:
    reading = read("issue_comment", "created", issue=an_issue(), comment=a_comment(user=None))

    assert facets(reading) == {"commented": at()}


def test_a_comments_key_is_its_id_and_when_it_was_written() -> None:
    one, same, other, edited = (
        told(read("issue_comment", action, issue=an_issue(), comment=comment)).key
        for action, comment in (
            ("created", a_comment(2)),
            ("created", a_comment(2)),
            ("created", a_comment(2, id=302)),
            ("edited", a_comment(2, updated_at=said(5))),
        )
    )

    assert one == same
    assert len({one, other, edited}) == 3


def test_a_deletion_happened_after_the_last_edit() -> None:
    issue = an_issue(updated_at=said(30))

    assert told(read("issue_comment", "deleted", issue=issue, comment=a_comment())).at == at(30)


@pytest.mark.parametrize(
    ("body", "command"),
    [
        ("/pitboard snooze 5 days no time\r\nthank you", "snooze 5 days no time"),
        ("/Pitboard  Help", "Help"),
        ("/pitboard", "help"),
        ("/pitboard " + "x" * 900, "x" * 500),
        ("> /pitboard help", None),
        ("```\n/pitboard help\n```", None),
        ("    /pitboard help", None),
        ("`/pitboard help`", None),
        ("Try\n/pitboard help", None),
        ("/pitboards help", None),
    ],
)
def test_a_first_line_that_asks_is_a_command(body: str, command: str | None) -> None:
    asked = read("issue_comment", "created", issue=an_issue(), comment=a_comment(body=body))

    assert told(asked).about.get("command") == command


def test_an_edit_and_a_bot_ask_for_nothing() -> None:
    said_ = a_comment(body="/pitboard help")
    edited = read("issue_comment", "edited", issue=an_issue(), comment=said_)
    bots = read("issue_comment", "created", issue=an_issue(), comment={**said_, "user": BOT})

    assert "command" not in told(edited).about
    assert "command" not in told(bots).about
