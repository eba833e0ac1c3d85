"""Pitboard is away for seconds by the machine's clock, and for two days by the company's."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from automation.sandbox.github import acts as g
from automation.sandbox.jira import acts as j
from automation.store import watch
from automation.store.tempo import FORWARD
from tests.faults.sheets import write_sheets
from tests.store.world import rows_of
from tests.stories.company import SHOP, Company, company
from tests.stories.test_two_days_away import begins, cards, issues, said_in_github, said_in_jira


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    monkeypatch.setattr(watch, "READ_EVERY", 0.0)
    folder = write_sheets(tmp_path / "rules")
    rules = {file.name: file.read_text("utf-8") for file in folder.iterdir()}
    with company(tmp_path, rules, two_clocks=True) as made:
        yield made


def goes_forward(acme: Company, *, hours: float) -> None:
    """So many hours pass in the company, and some seconds on this machine."""
    while_ = timedelta(hours=hours)
    acme.line.record.clocks.forward_to(acme.line.now() + while_, wall=acme.time())
    acme.time.pass_(while_.total_seconds() / FORWARD + 1)


def goes_on(acme: Company) -> None:
    """Two days of work in half a minute."""
    for card in cards(acme):
        goes_forward(acme, hours=4)
        acme.plans(j.MoveCard(card, "10001"), j.EditIssue(card, {}, ("bug",)))
    for issue in issues(acme):
        goes_forward(acme, hours=3)
        acme.does(g.AddLabels(SHOP, issue, ("bug",)))
    acme.does(g.OpenIssue(SHOP, "Report of meanwhile"))
    for card in cards(acme):
        goes_forward(acme, hours=3)
        acme.plans(j.MoveCard(card, "10003"))


def test_two_days_by_the_companys_clock_are_caught_up_with_and_said_once(acme: Company) -> None:
    begins(acme)
    goes_forward(acme, hours=72)  # the clocks are apart before anybody is away
    acme.comes_back()
    known = cards(acme), issues(acme)
    acme.dies()
    went = acme.time(), acme.line.now()
    goes_on(acme)
    lasted = acme.time() - went[0], acme.line.now() - went[1]
    acme.comes_back()

    assert lasted[0] < timedelta(minutes=2)
    assert lasted[1] > timedelta(hours=48)
    for card in known[0]:
        said = said_in_jira(acme, card)
        assert said["Moved to In Progress."] == said["Moved to Blocked."] == 1
        assert said["Stands at Blocked with bug."] == 1
    for issue in known[1]:
        assert said_in_github(acme, issue) == Counter(
            {"Put on: bug.": 1, "Stands at no column with bug.": 1}
        )


def test_the_tracker_is_asked_by_its_own_clock(acme: Company) -> None:
    begins(acme)
    goes_forward(acme, hours=24 * 30)
    acme.comes_back()
    now = acme.line.now()

    read_to = {row["name"]: row["recovered_to"] for row in rows_of(acme.line.record, "connection")}
    assert now - read_to["jira"] < timedelta(minutes=1)
    assert now - read_to["github"] < timedelta(minutes=1)
    (gap, _) = sorted(
        acme.line.record.recoveries.claim(wall=acme.time() + timedelta(hours=1)),
        key=lambda each: each.connection != "jira",
    )
    assert gap.now is not None
    assert gap.now - gap.since < timedelta(hours=2)
