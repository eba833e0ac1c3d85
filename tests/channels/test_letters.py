"""A mail survives every title, and goes to exactly one address."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from automation.channels.letters import letter, message_id, one_line
from automation.effects import Email
from automation.errors import ServiceError

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def an_email(
    *, recipient: str = "ann@example.com", subject: str = "PAY-1 slips", text: str = "To 5 Dec."
) -> Email:
    return Email(recipient, subject, text, target="jira:10001", occasion="slips/0/e1")


def read(email: Email) -> tuple[str, str]:
    sent = message_from_bytes(
        letter(email, sender="Pitboard <p@example.com>", at=NOON).as_bytes(), policy=default
    )
    return str(sent["Subject"]), sent.get_content().replace("\r\n", "\n")


@pytest.mark.parametrize(
    "title",
    [
        "one\r\nBcc: evil@example.com",
        "a line\u2028separator and a\x0bvertical tab",
        "nul \x00 and bell \x07",
        "turned \u202e around",
        "half a \ud800 pair",
    ],
)
def test_no_title_adds_a_header_or_stops_the_mail(title: str) -> None:
    message = letter(an_email(subject=title), sender="p@example.com", at=NOON)

    assert message["Bcc"] is None
    assert message_from_bytes(message.as_bytes(), policy=default)["To"] == "ann@example.com"


def test_emoji_and_umlauts_arrive_as_they_were_written() -> None:
    subject, text = read(an_email(subject="Zürich läuft 🚀", text="Größe: 3 €\n"))

    assert subject == "Zürich läuft 🚀"
    assert text == "Größe: 3 €\n"


def test_a_subject_of_three_thousand_characters_is_cut_off() -> None:
    subject, _ = read(an_email(subject="x" * 3_000))

    assert len(subject) == 200


def test_the_same_mail_has_the_same_message_id_and_another_occasion_another() -> None:
    one, again = an_email(), an_email(text="worded otherwise")
    other = Email("ann@example.com", "PAY-1 slips", "", target="jira:10001", occasion="slips/0/e2")

    assert message_id(one) == message_id(again)
    assert message_id(one) != message_id(other)


@pytest.mark.parametrize(
    "recipient",
    ["", "ann", '"x" <ann@example.com>, evil@example.com', "a@b@c", "ann@example.com\nBcc: b@c"],
)
def test_what_is_not_one_address_is_refused_and_blamed(recipient: str) -> None:
    with pytest.raises(ServiceError, match="not one mail address") as refused:
        letter(an_email(recipient=recipient), sender="p@example.com", at=NOON)

    assert not refused.value.retryable


def test_a_name_beside_the_address_is_kept() -> None:
    message = letter(an_email(recipient="Ann Lee <ann@example.com>"), sender="p@e.com", at=NOON)

    assert str(message["To"]) == "Ann Lee <ann@example.com>"


def test_a_header_is_one_line_whatever_it_was() -> None:
    assert one_line("a\r\n b\u2029c\td") == "a b c d"
