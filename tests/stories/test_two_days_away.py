"""Everything but the trackers dies, two days of work go by, and a new Pitboard goes on."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.sandbox.github import acts as g
from automation.sandbox.jira import acts as j
from automation.sandbox.jira.site import HEALTH
from tests.faults.sheets import write_sheets
from tests.stories.company import BOT, SHOP, Company, company

BUSY = 5
"""Cards and issues that are worked on while nobody listens."""


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    folder = write_sheets(tmp_path / "rules")
    rules = {file.name: file.read_text("utf-8") for file in folder.iterdir()}
    with company(tmp_path, rules) as made:
        yield made


def cards(acme: Company) -> list[str]:
    return [one.id for one in acme.jira.state.issues.values() if one.summary.startswith("Card ")]


def issues(acme: Company) -> list[int]:
    found = acme.github.state.repository(SHOP).issues.values()
    return [one.number for one in found if one.title.startswith("Report ")]


def begins(acme: Company) -> None:
    """A few cards and as many issues that Pitboard knows."""
    for number in range(BUSY):
        acme.plans(j.CreateIssue("PAY", {"summary": f"Card {number}", "issuetype": "10102"}))
        acme.does(g.OpenIssue(SHOP, f"Report {number}"))


def goes_on(acme: Company) -> None:
    """Two days of work: every card moves twice, every issue is labelled, and new ones come."""
    for card in cards(acme):
        acme.passes(hours=2)
        acme.plans(j.MoveCard(card, "10001"), j.EditIssue(card, {}, ("bug",)))
    for issue in issues(acme):
        acme.passes(hours=1)
        acme.does(g.AddLabels(SHOP, issue, ("bug",)))
    acme.plans(j.CreateIssue("PAY", {"summary": "Card of meanwhile", "issuetype": "10102"}))
    acme.does(g.OpenIssue(SHOP, "Report of meanwhile"))
    for card in cards(acme):
        acme.passes(hours=1)
        acme.plans(j.MoveCard(card, "10003"))


def said_in_jira(acme: Company, card: str) -> Counter[str]:
    comments = acme.jira.state.issues[card].comments
    return Counter(one.body for one in comments if one.author == BOT)


def said_in_github(acme: Company, issue: int) -> Counter[str]:
    comments = acme.issue(issue).comments
    return Counter(one.body.partition("\n")[0] for one in comments if one.user == "pitboard[bot]")


def test_what_happened_while_it_was_away_is_caught_up_with_and_said_once(acme: Company) -> None:
    begins(acme)
    known = cards(acme), issues(acme)
    acme.dies()
    goes_on(acme)
    acme.comes_back()

    for card in known[0]:
        said = said_in_jira(acme, card)
        assert said == Counter(
            {
                "Moved to To Do.": 1,
                "Moved to In Progress.": 1,
                "Moved to Blocked.": 1,
                "Stands at Blocked with bug.": 1,
            }
        )
        assert acme.jira.state.issues[card].fields[HEALTH] == "10062"
    for issue in known[1]:
        assert said_in_github(acme, issue) == Counter(
            {"Put on: bug.": 1, "Stands at no column with bug.": 1}
        )
        assert not acme.issue(issue).has("needs-triage")


def test_what_is_new_is_known_as_well(acme: Company) -> None:
    acme.dies()
    goes_on(acme)
    acme.comes_back()

    (card,), (issue,) = cards(acme), issues(acme)
    assert said_in_jira(acme, card)["Moved to Blocked."] == 1
    assert acme.jira.state.issues[card].fields[HEALTH] == "10062"
    assert acme.issue(issue).has("needs-triage")


def test_everything_sent_once_more_says_nothing_once_more(acme: Company) -> None:
    begins(acme)
    acme.dies()
    goes_on(acme)
    acme.comes_back()
    before = len(acme.jira.writes), len(acme.github.writes)

    acme._heard = {}  # every webhook there ever was comes again, also those that nobody took
    acme.works()
    acme.dies()
    acme.passes(hours=5)
    acme.comes_back()

    assert (len(acme.jira.writes), len(acme.github.writes)) == before
