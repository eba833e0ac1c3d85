"""What is told while a change is pending names the date that stands, and not an earlier one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation import paths, rulefiles
from automation.sandbox.jira import acts as j
from tests.stories.company import BOT, Company, company, mapping

EPIC, BUG, BLOCKER = "PAY-1", "PAY-3", "SEC-1"
LINE = "customfield_10051"
DONE, CLOSED = "10004", "10012"
UNKNOWN = "    - {value: unknown, if: \"'U1' in signals or 'A1' in signals\"}\n"
"""The row that an epic of a few days would be judged by."""


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    shipped, _, _ = rulefiles.read_folder(paths.rules())["status/health.yaml"].partition("tests:")
    assert UNKNOWN in shipped
    rules = {"mapping.yaml": mapping(), "health.yaml": shipped.replace(UNKNOWN, "")}
    with company(tmp_path, rules) as made:
        made.plans(j.MoveCard(made.card(BUG).id, DONE))
        made.plans(j.MoveCard(made.card(BLOCKER).id, CLOSED))
        for _ in range(7):
            made.passes(days=1)
        yield made


def promises(acme: Company, day: str) -> None:
    acme.plans(j.EditIssue(acme.card(EPIC).id, {"duedate": day}))


def test_a_date_that_is_moved_twice_within_seconds_is_the_one_that_everything_names(
    acme: Company,
) -> None:
    promises(acme, "2027-03-10")
    acme.passes(seconds=1)
    promises(acme, "2027-04-15")

    (said,) = [d for d in acme.item(f"jira:{EPIC}").derived if d.field == "health"]
    (comment,) = [one.body for one in acme.card(EPIC).comments if one.author == BOT]
    assert (said.value, said.candidate) == ("on_track", "at_risk")
    assert said.because.endswith("target 15 Apr")
    assert str(acme.card(EPIC).fields[LINE]) == f"On track: {said.because}."
    assert f"On track: {said.because}." in comment
    assert "\nFirst promised for 11 Dec, moved later 2 times.\n" in comment
