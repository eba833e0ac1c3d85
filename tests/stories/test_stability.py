"""A status does not flicker: worse after a working day, better after three, and said before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.sandbox.jira import acts as j
from automation.sandbox.jira.site import HEALTH
from tests.stories.company import Company, company, mapping
from tests.stories.test_both_trackers import EPIC, OFF_TRACK, ON_TRACK, PARTS, STORY

BLOCKED, DOING = "10003", "10001"
STEADY = PARTS.replace(
    "  hand_edit: keep for 14 days\n",
    "  hand_edit: keep for 14 days\n"
    "  stability: {worse_after: 1 working day, better_after: 3 working days}\n",
)


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    with company(tmp_path, {"mapping.yaml": mapping(), "parts.yaml": STEADY}) as made:
        yield made


def health(acme: Company) -> object:
    return acme.card(EPIC).fields[HEALTH]


def moves(acme: Company, status: str) -> None:
    acme.plans(j.MoveCard(acme.card(STORY).id, status))


def test_worse_is_told_first_and_read_one_working_day_later(acme: Company) -> None:
    assert health(acme) == ON_TRACK  # Friday 2 Oct 2026; the first value stands at once

    moves(acme, BLOCKED)
    said = acme.item(f"jira:{EPIC}").derived[0]
    assert (said.value, said.candidate, health(acme)) == ("on_track", "off_track", ON_TRACK)

    acme.passes(days=2, hours=23)
    assert health(acme) == ON_TRACK
    acme.passes(hours=2)  # Monday at noon
    assert health(acme) == OFF_TRACK


def test_what_turns_back_in_time_was_never_written(acme: Company) -> None:
    moves(acme, DOING)
    moves(acme, BLOCKED)
    moves(acme, DOING)
    acme.passes(days=10)

    said = acme.item(f"jira:{EPIC}").derived[0]
    assert (said.value, said.candidate_since, health(acme)) == ("on_track", None, ON_TRACK)


def test_better_takes_three_working_days(acme: Company) -> None:
    moves(acme, BLOCKED)
    acme.passes(days=3, hours=1)
    assert health(acme) == OFF_TRACK

    moves(acme, DOING)  # Monday 5 Oct at 13:00
    acme.passes(days=2, hours=23)
    assert health(acme) == OFF_TRACK
    acme.passes(hours=2)
    assert health(acme) == ON_TRACK
