"""A question is mailed once, whoever else is mailing it at the same moment."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from automation.effects import Email
from tests.databases import Home
from tests.stories.crew import Crew, triage
from tests.stories.test_asks import FIRST, lives, mails, reviewed

MAIL = Email("ann@acme.example", "A question about triage", "Still?", f"ask:{FIRST}", "ask")


@pytest.fixture
def crew(home: Home) -> Iterator[Crew]:
    made = Crew(home, triage())
    yield made
    made.line.close()


def test_what_was_mailed_meanwhile_is_mailed_no_second_time(crew: Crew) -> None:
    lives(crew, reviewed("triage"))
    asks = crew.line.record.asks
    (row,) = asks.listed()
    later = crew.line.now() + timedelta(days=3)

    asks.mail({**row, "mailed_at": None}, MAIL, version="hash", wall=crew.time(), now=later)

    assert [each["mailed_at"] for each in asks.listed()] == [row["mailed_at"]]
    assert len(mails(crew)) == 1
