"""Mail to a real SMTP server on this machine, and to a folder without one."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from automation.channels.email import Folder, MailServer, Smtp, mail_server
from automation.errors import ServiceError, SettingsError
from tests.channels.test_letters import NOON, an_email


class Mailbox:
    """What a mail server received; it answers DATA with `answer` and QUIT with `farewell`."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.answer = "250 taken"
        self.farewell = "221 bye"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: ANN401, N802, ARG002 - as aiosmtpd calls it
        self.taken.append(envelope.content)
        return self.answer

    async def handle_QUIT(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: ANN401, N802, ARG002 - as aiosmtpd calls it
        return self.farewell


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box, port = Mailbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, port
    server.stop(no_assert=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        return int(opened.getsockname()[1])


def a_sender(port: int) -> Smtp:
    server = MailServer("smtp", "127.0.0.1", port)
    return Smtp(server, sender="Pitboard <p@example.com>", clock=lambda: NOON)


def test_a_mail_arrives_at_the_server_once(mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox

    a_sender(port).send(an_email(), timeout=5)

    assert len(box.taken) == 1
    assert b"Subject: PAY-1 slips" in box.taken[0]


def test_a_busy_server_is_tried_again_and_blames_nobody(mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    box.answer = "451 later"

    with pytest.raises(ServiceError, match="451: later") as refused:
        a_sender(port).send(an_email(), timeout=5)

    assert refused.value.retryable
    assert not refused.value.ambiguous


def test_a_refusal_is_blamed_on_the_mail(mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    box.answer = "550 no such mailbox"

    with pytest.raises(ServiceError, match="550") as refused:
        a_sender(port).send(an_email(), timeout=5)

    assert not refused.value.retryable


def test_a_mail_that_was_taken_is_sent_whatever_the_servers_farewell(
    mailbox: tuple[Mailbox, int],
) -> None:
    box, port = mailbox
    box.farewell = "421 4.3.2 shutting down"

    a_sender(port).send(an_email(), timeout=5)

    assert len(box.taken) == 1


def test_no_server_is_an_outage() -> None:
    with pytest.raises(ServiceError, match="did not answer") as refused:
        a_sender(free_port()).send(an_email(), timeout=1)

    assert refused.value.retryable


def test_without_a_server_the_mail_lies_in_the_folder_once(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "mail", sender="p@example.com", clock=lambda: datetime.now(UTC))

    folder.send(an_email(), timeout=1)
    folder.send(an_email(text="again"), timeout=1)

    files = list((tmp_path / "mail").iterdir())
    assert [file.suffix for file in files] == [".eml"]
    assert b"To 5 Dec." not in files[0].read_bytes()


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.com", MailServer("smtp", "mail.example.com", 25)),
        (
            "smtp+starttls://me%40x:p%2Fw@mail.example.com",
            MailServer("smtp+starttls", "mail.example.com", 587, "me@x", "p/w"),
        ),
        ("smtps://mail.example.com:1465", MailServer("smtps", "mail.example.com", 1465)),
    ],
)
def test_the_address_of_a_mail_server_is_read(url: str, server: MailServer) -> None:
    assert mail_server(url) == server


@pytest.mark.parametrize("url", ["mail.example.com", "http://mail.example.com", "smtp://"])
def test_another_address_is_refused_with_the_forms_there_are(url: str) -> None:
    with pytest.raises(SettingsError, match="PITBOARD_SMTP_URL: not the address"):
        mail_server(url)
