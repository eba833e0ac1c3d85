"""The shipped rule of health on both trackers: value, sentence and comment say the same thing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation import paths, rulefiles
from automation.sandbox.jira import acts as j
from automation.sandbox.jira.site import FLAGGED, HEALTH
from tests.stories.company import BOT, Company, company, mapping

EPIC, STORY, BUG = "PAY-1", "PAY-2", "PAY-3"
LINE = "customfield_10051"
ON_TRACK = "10060"
DONE = "10004"


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    shipped = rulefiles.read_folder(paths.rules())
    rules = {"mapping.yaml": mapping(), "health.yaml": shipped["status/health.yaml"]}
    with company(tmp_path, rules) as made:
        yield made


def stuck(acme: Company) -> None:
    """The story is blocked, and a week of working days passes."""
    acme.plans(j.MoveCard(acme.card(STORY).id, "10003"))
    for _ in range(11):
        acme.passes(days=1)


def comments(acme: Company) -> list[str]:
    return [one.body for one in acme.card(EPIC).comments if one.author == BOT]


def line(acme: Company) -> str:
    return str(acme.card(EPIC).fields[LINE])


def test_line_and_comment_say_the_same_sentence_as_the_page(acme: Company) -> None:
    stuck(acme)

    (health,) = [d for d in acme.item(f"jira:{EPIC}").derived if d.field == "health"]
    (comment,) = comments(acme)
    assert health.value == "at_risk"
    assert line(acme) == f"At risk: {health.because}"
    assert f"▲ At risk: {health.because}" in comment
    assert STORY in health.because


def test_a_persons_value_is_kept_and_the_one_comment_says_both(acme: Company) -> None:
    stuck(acme)
    before = line(acme)

    acme.plans(j.EditIssue(acme.card(EPIC).id, {HEALTH: ON_TRACK}))
    acme.passes(days=10)

    (comment,) = comments(acme)
    assert acme.card(EPIC).fields[HEALTH] == ON_TRACK
    assert line(acme).startswith("On track, says ")
    assert line(acme).endswith(f"Pitboard's signals: {before}")
    assert "set On track on" in comment
    assert "Pitboard's signals say at risk" in comment


def test_a_day_on_which_nothing_happens_writes_nothing(acme: Company) -> None:
    stuck(acme)
    before = len(acme.jira.writes)

    acme.passes(days=1)
    acme.passes(days=1)

    assert len(acme.jira.writes) == before


def test_a_comment_that_a_person_deleted_stays_away_until_health_changes(acme: Company) -> None:
    stuck(acme)
    (said,) = [one for one in acme.card(EPIC).comments if one.author == BOT]

    acme.plans(j.DeleteComment(acme.card(EPIC).id, said.id))
    acme.plans(j.EditIssue(acme.card(STORY).id, {"summary": "Show every step"}))
    acme.passes(days=2)
    assert comments(acme) == []

    acme.plans(j.MoveCard(acme.card(STORY).id, DONE))
    acme.plans(j.EditIssue(acme.card(BUG).id, {FLAGGED: ()}))
    for _ in range(7):
        acme.passes(days=1)
    assert len(comments(acme)) == 1
