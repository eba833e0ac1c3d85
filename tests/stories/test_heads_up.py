"""From the record to the owner: what takes effect before Monday is heard on Thursday."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from automation.ports.reporting import Issue
from tests.databases import Home
from tests.reports.builders import id_of
from tests.stories.mailroom import Mailroom
from tests.stories.test_weekly_mail import FIRST, MARA, MONDAY, THURSDAY, WEEK
from tests.web.company import a_health, a_standing, a_status, blocked
from tests.web.standing import stands

HEADS_UP = "weekly-executive/heads-up"


@dataclass
class Known:
    """A past that is known, for any moment that is asked about."""

    healths: Mapping[str, str]
    asked: list[datetime] = field(default_factory=list)

    def looking_back(self, ids: Sequence[str], at: datetime) -> Iterator[None]:  # noqa: ARG002 - as the composer asks
        return iter(())

    def healths_at(self, ids: Sequence[str], at: datetime) -> Mapping[str, str]:  # noqa: ARG002 - the same
        self.asked.append(at)
        return self.healths


@pytest.fixture
def room(home: Home) -> Iterator[Mailroom]:
    made = Mailroom(home)
    yield made
    made.close()


def turns_at_risk(room: Mailroom, at: datetime) -> None:
    """A third epic stands that will be at risk from then on."""
    status = a_status(owner="mara", signals=(blocked(level="watch"),))
    health = a_health("on_track", candidate="at_risk")
    item = a_standing(3, "Checkout", status=status, health=health, ripe=at)
    stands(room.line.record, item)
    room.works()


def test_what_turns_between_thursday_and_monday_is_heard_on_thursday(room: Mailroom) -> None:
    room.opens()
    turns_at_risk(room, MONDAY - timedelta(days=2))
    room.at(FIRST)

    room.at(THURSDAY)

    (mail,) = room.editions(HEADS_UP)
    assert (mail.recipient, mail.subject) == (MARA, "Before Mon 12 Oct: Checkout at risk")
    text = " ".join(mail.text.split())
    assert "AT RISK from Sat 10 Oct unless SEC-40 closes (now on track)." in text


def test_what_turns_after_the_last_reader_has_the_mail_is_not_told_yet(room: Mailroom) -> None:
    room.opens()
    turns_at_risk(room, MONDAY + timedelta(minutes=1))
    room.at(FIRST)

    room.at(THURSDAY)

    assert room.editions(HEADS_UP) == []


def test_before_the_first_mail_owners_hear_what_it_will_be_held_against(room: Mailroom) -> None:
    room.opens()
    room.reads(1, "at_risk")
    rules = room.line.rules
    assert rules is not None
    past = Known({id_of(1): "on_track", id_of(2): "on_track"})
    composer = replace(room.line.composer(rules), hindsight=past)

    letters = list(
        composer(Issue("weekly-executive", "heads-up", "Europe/Berlin", THURSDAY), THURSDAY)
    )
    mails = list(composer(Issue("weekly-executive", "send", "Europe/Berlin", MONDAY), MONDAY))

    assert [each.email.recipient for each in letters if each] == [MARA]
    assert {each.email.subject for each in mails if each} == {"Portfolio wk 42: 1 worse"}
    assert set(past.asked) == {MONDAY - WEEK}
