"""Answers to a report go to whoever answers for it, however their name was typed."""

import pytest

from automation.channels.letters import as_sent, letter
from tests.reports.builders import an_item, digest, id_of
from tests.reports.post import MONDAY, PEOPLE, mail


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Mara  Lind", "Mara Lind <mara.lind@example.org>"),
        ("Lind, Mara", '"Lind, Mara" <mara.lind@example.org>'),
        ("Mara \u00a0Lind", "Mara Lind <mara.lind@example.org>"),
    ],
)
def test_a_name_is_one_line_of_single_spaces(name: str, said: str) -> None:
    quiet = digest(an_item(1), before={id_of(1): "on_track"})

    email = mail(quiet, people=PEOPLE.replace("Mara Lind", f'"{name}"'))

    sent = as_sent(letter(email, sender="p@example.org", at=MONDAY))
    assert dict(email.headers)["Reply-To"] == said
    assert f"\r\nReply-To: {said}\r\n".encode() in sent
