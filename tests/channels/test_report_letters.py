"""A report as bytes: both parts, and the headers that mail programs act upon."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from automation.channels.email import Folder, MailServer, Smtp
from automation.channels.letters import as_sent, letter
from automation.effects import Email
from automation.errors import ServiceError
from tests.channels.test_email import Mailbox, free_port
from tests.channels.test_letters import NOON

HEADERS = (
    ("Reply-To", "Mara Lind <mara.lind@example.org>"),
    ("List-Id", "Portfolio weekly <weekly-executive.pitboard.example>"),
    ("List-Unsubscribe", "<https://pitboard.example/u/" + "a" * 120 + ">"),
    ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ("X-Auto-Response-Suppress", "All"),
)


def a_report(*headers: tuple[str, str], subject: str = "Portfolio wk 41: 2 worse") -> Email:
    return Email(
        recipient="clara.winter@example.org",
        subject=subject,
        text="2 of 14 got worse.\nZürich \u2713\n" + "x" * 2_000,
        target="report:weekly-executive",
        occasion="2026-W41",
        html="<!doctype html><p>2 of 14 got worse.</p>" + "<p>" + "y" * 2_000,
        headers=headers or HEADERS,
    )


def written(email: Email) -> EmailMessage:
    return message_from_bytes(raw(email), policy=default)


def raw(email: Email, sender: str = "Pitboard <pitboard@example.org>") -> bytes:
    return as_sent(letter(email, sender=sender, at=NOON))


def lines(sent: bytes, name: bytes) -> list[bytes]:
    """The lines that begin with the name of this header."""
    return [each for each in sent.split(b"\r\n") if each.startswith(name + b":")]


def test_the_text_comes_first_and_both_parts_arrive_whole() -> None:
    message = written(a_report())

    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text["Content-Type"].params["charset"] == "utf-8"
    assert text.get_content().replace("\r\n", "\n").rstrip("\n") == a_report().text
    assert html.get_content().rstrip("\r\n") == a_report().html


def test_every_header_of_a_report_arrives_as_it_was_meant() -> None:
    message = written(a_report())

    for name, value in HEADERS:
        assert message.get_all(name) == [value]
    assert message["From"] == "Pitboard <pitboard@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == written(a_report(subject="worded otherwise"))["Message-ID"]


def test_no_other_header_is_passed_on() -> None:
    message = written(a_report(("Bcc", "evil@example.com"), ("List-Id", "x <x.example>")))

    assert message["Bcc"] is None
    assert message["List-Id"] == "x <x.example>"


@pytest.mark.parametrize(
    "value", ["a@example.com, b@example.com", "a@example.com\r\nBcc: b@c", "nobody", ""]
)
def test_an_answer_goes_to_one_address_or_the_mail_is_refused(value: str) -> None:
    with pytest.raises(ServiceError, match="not one mail address"):
        written(a_report(("Reply-To", value)))


def test_a_header_is_one_line_whatever_stands_in_it() -> None:
    message = written(a_report(("List-Id", "x\r\nBcc: evil@example.com\u2028y <x.example>")))

    assert message["Bcc"] is None
    assert len(message.get_all("List-Id", [])) == 1


def test_a_mail_server_gets_the_same_bytes() -> None:
    box, port = Mailbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()

    sender = Smtp(MailServer("smtp", "127.0.0.1", port), sender="P <p@e.org>", clock=lambda: NOON)
    sender.send(a_report(), timeout=5)
    server.stop(no_assert=True)

    (taken,) = box.taken
    arrived = message_from_bytes(taken, policy=default)
    assert lines(taken, b"List-Unsubscribe") == [f"List-Unsubscribe: {HEADERS[2][1]}".encode()]
    assert [part.get_content_type() for part in arrived.walk()][1:] == ["text/plain", "text/html"]
    body = taken.partition(b"\r\n\r\n")[2]
    assert max(len(line) for line in body.split(b"\r\n")) <= 78


def test_a_mail_in_the_folder_has_the_bare_address_too(tmp_path: Path) -> None:
    Folder(tmp_path, sender="P <p@e.org>", clock=lambda: NOON).send(a_report(), timeout=1)

    (file,) = tmp_path.glob("*.eml")
    told = lines(file.read_bytes(), b"List-Unsubscribe")
    assert told == [f"List-Unsubscribe: {HEADERS[2][1]}".encode()]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("List-Id", "Portfolio weekly <weekly-executive." + "a" * 90 + ".example>"),
        ("Reply-To", "Mara Lind <" + "m" * 60 + "@" + "a" * 40 + ".example.org>"),
    ],
)
def test_no_address_is_broken_up_however_long_it_is(name: str, value: str) -> None:
    assert lines(raw(a_report((name, value))), name.encode()) == [f"{name}: {value}".encode()]


def test_what_is_not_ascii_stays_encoded_in_short_lines() -> None:
    email = a_report(subject="Z\u00fcrich " * 25)

    sent = raw(replace(email, headers=()), sender="J\u00f6rg <pitboard@example.org>")

    assert lines(sent, b"From") == [b"From: =?utf-8?q?J=C3=B6rg?= <pitboard@example.org>"]
    encoded = [each for each in sent.split(b"\r\n") if b"=?" in each]
    assert sent.isascii()
    assert len(encoded) > 2
    assert max(len(line) for line in encoded) <= 78
    assert message_from_bytes(sent, policy=default)["Subject"] == email.subject.strip()[:200]


def test_an_encoded_word_in_a_title_smuggles_no_header_in() -> None:
    word = "=?utf-8?q?a=0D=0ABcc:_evil@example.com?="

    sent = raw(a_report(("List-Id", f"{word} <x.example>"), subject=word))

    assert lines(sent, b"Bcc") == []
    assert lines(sent, b"Subject") == [f"Subject: {word.replace('=?', '= ?')}".encode()]
    with pytest.raises(ServiceError, match="not one mail address"):
        raw(a_report(("Reply-To", f"{word} <a@example.com>")))
