"""Somebody moves the date of an epic that customers wait for, in Jira and on a board."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from automation.sandbox.github import acts as g
from automation.sandbox.jira import acts as j
from tests.shipped.folder import texts
from tests.store.world import rows_of
from tests.stories.company import SHOP, Company, company

RULE = "planning/date-moved.yaml"
BESIDE = ("mapping.yaml", "people.yaml", "teams.yaml")
EPIC, ISSUE = "PAY-1", 2
DESK, LEAD = "hanna.osei@example.org", "jonas.weil@example.org"


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    files = {name: texts()[name] for name in BESIDE}
    files["date-moved.yaml"] = texts()[RULE].replace("state: shadow", "state: live")
    with company(tmp_path, files) as made:
        yield made


def asked_for_in_jira(acme: Company, *labels: str) -> None:
    """The epic is promised for 11 December from the beginning; these labels say who waits."""
    stood = tuple(acme.card(EPIC).several("labels"))
    acme.plans(j.EditIssue(acme.card(EPIC).id, labels_on=labels, labels_off=stood))


def moves_in_jira(acme: Company, day: str | None) -> None:
    acme.plans(j.EditIssue(acme.card(EPIC).id, {"duedate": day}))


def asked_for_on_the_board(acme: Company, *labels: str) -> None:
    acme.does(g.SetType(SHOP, ISSUE, "Epic"), g.AddLabels(SHOP, ISSUE, labels))
    acme.does(g.AddItem(acme.issue(ISSUE).id))
    moves_on_the_board(acme, "2026-12-01")


def moves_on_the_board(acme: Company, day: str | None) -> None:
    project = acme.github.state.project
    assert project is not None
    field = next(each.id for each in project.fields if each.name == "Target date")
    acme.does(g.SetField(max(project.items), field, day))


def mails(acme: Company) -> list[Mapping[str, Any]]:
    """What went out by the end of the day."""
    acme.passes(hours=24)
    return [row for row in rows_of(acme.line.record, "outbox") if row["kind"] == "email"]


def lines(acme: Company) -> list[tuple[str, str]]:
    """Every line, to whom and what, without where it leads."""
    return [(row["wish"]["recipient"], row["value"].partition("\n")[0]) for row in mails(acme)]


def test_a_date_that_moved_in_jira_is_one_line_to_whom_the_team_names(acme: Company) -> None:
    asked_for_in_jira(acme, "customer:Nordwind", "customer:Umbria")
    moves_in_jira(acme, "2026-12-15")

    ((to, said),) = lines(acme)
    title = acme.card(EPIC).summary
    promised = "is now promised for 15 Dec 2026, at first for 11 Dec 2026."
    assert to == DESK
    assert said == f"{title} (PAY-1) {promised} Asked for by Nordwind and Umbria"


def test_a_date_that_moved_on_a_board_is_one_line_to_who_answers_for_it(acme: Company) -> None:
    asked_for_on_the_board(acme, "customer:Nordwind")
    moves_on_the_board(acme, "2026-12-15")

    ((to, said),) = lines(acme)
    promised = "is now promised for 15 Dec 2026, at first for 1 Dec 2026."
    assert to == LEAD
    assert said == f"Save a cart for later (acme/shop#2) {promised} Asked for by Nordwind"


def test_the_line_leads_to_the_item(acme: Company) -> None:
    asked_for_in_jira(acme, "customer:Nordwind")
    moves_in_jira(acme, "2026-12-15")

    (mail,) = mails(acme)
    assert mail["value"].splitlines()[1].endswith(f"/browse/{EPIC}")


def test_a_first_date_and_one_that_was_taken_away_are_no_lines(acme: Company) -> None:
    asked_for_in_jira(acme, "customer:Nordwind")
    asked_for_on_the_board(acme, "customer:Nordwind")
    moves_in_jira(acme, None)
    moves_on_the_board(acme, None)

    assert lines(acme) == []


def test_what_no_customer_asked_for_is_nobodys_news(acme: Company) -> None:
    asked_for_in_jira(acme)
    asked_for_on_the_board(acme, "docs")
    moves_in_jira(acme, "2026-12-15")
    moves_on_the_board(acme, "2026-12-15")

    assert lines(acme) == []


def test_a_customer_who_was_told_is_left_out(acme: Company) -> None:
    asked_for_in_jira(acme, "customer:Nordwind", "customer:Umbria", "told:nordwind")
    moves_in_jira(acme, "2026-12-15")

    ((_, said),) = lines(acme)
    assert said.endswith("Asked for by Umbria")


def test_nothing_is_written_into_the_trackers(acme: Company) -> None:
    asked_for_in_jira(acme, "customer:Nordwind")
    asked_for_on_the_board(acme, "customer:Nordwind")
    moves_in_jira(acme, "2026-12-15")
    moves_on_the_board(acme, "2026-12-15")
    acme.passes(hours=24)

    kinds = {row["kind"] for row in rows_of(acme.line.record, "outbox")}
    assert kinds == {"notice", "email"}
    assert (acme.card(EPIC).comments, acme.issue(ISSUE).comments) == ((), ())


def test_two_moves_of_one_day_are_one_mail(acme: Company) -> None:
    asked_for_in_jira(acme, "customer:Nordwind")
    moves_in_jira(acme, "2026-12-15")
    moves_in_jira(acme, "2027-01-12")

    (mail,) = mails(acme)
    assert mail["wish"]["subject"].startswith("2 notices: ")
    assert mail["value"].count("at first for 11 Dec 2026") == 2
