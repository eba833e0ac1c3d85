"""A team leaves: both trackers read as before Pitboard came, but for what people did."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import pytest

from automation.cli.leave import backs_of, items_of
from automation.sandbox.github import acts as g
from automation.sandbox.jira import acts as j
from automation.sandbox.jira.site import HEALTH
from automation.web.app import create_app
from tests.store.world import rows_of
from tests.stories.company import BOT, SHOP, Company, company, mapping

TEAMS = """\
pitboard: 1
teams:
  payments: {name: Payments, projects: [PAY]}
  storefront: {name: Storefront, projects: [acme/shop]}
"""
HEALTHY = """\
pitboard: 1
rule: epic-health
title: An epic says how it stands
why: Health was typed by hand on Thursdays and was stale by Monday.
owner: product-ops
state: live
when:
  - changed: {type: [epic, issue], fields: any}
about: {path: event.item, type: epic}
derive:
  field: health
  hand_edit: keep for 14 days
  choose:
    - {value: off_track, if: "item.status == 'Blocked'", because: "it is blocked"}
    - {value: at_risk, if: true, because: "nobody looked at it"}
"""
LABELLED = """\
pitboard: 1
rule: looked-at
title: Issues say that they were looked at
why: New issues waited for days because no list showed them.
owner: product-ops
state: live
when:
  - changed: {type: issue, fields: [title]}
about: {path: event.item, type: issue}
then:
  - label: {add: [looked-at]}
  - comment: "Somebody will look at it."
  - comment: {text: "Last called {{ item.title }}.", sticky: title}
"""
Exported = Mapping[str, Mapping[str, object]]
AUDIT = ("updated", "updated_at", "histories", "moved", "resolved")
"""What a tracker notes of every act, and nobody sets."""


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    rules = {"mapping.yaml": mapping(), "teams.yaml": TEAMS}
    with company(tmp_path, {**rules, "health.yaml": HEALTHY, "labels.yaml": LABELLED}) as made:
        yield made


def told(issue: object) -> Mapping[str, object]:
    """An issue as its tracker would export it, without the record of who did what when."""
    whole = asdict(issue)  # type: ignore[call-overload]
    kept = {name: value for name, value in whole.items() if name not in AUDIT}
    if "fields" in kept:
        kept["fields"] = {name: value for name, value in whole["fields"].items() if value}
    return kept


def export(acme: Company) -> tuple[Exported, Exported]:
    """Every issue of both trackers."""
    repository = acme.github.state.repository(SHOP)
    shop = {str(number): told(issue) for number, issue in repository.issues.items()}
    return shop, {id_: told(issue) for id_, issue in acme.jira.state.issues.items()}


def leaves(acme: Company, team: str) -> list[str]:
    """A team leaves; what could not be taken back."""
    line, wall = acme.line, acme.time()
    line.reload()
    items = items_of(line, team)
    backs = backs_of(line, items)
    line.record.departures.leave(team, items, backs, wall=wall, now=line.now())
    acme.works()
    return [back.why for back in backs if back.why]


def wanted(acme: Company) -> int:
    """How often something was wanted of Jira."""
    rows = rows_of(acme.line.record, "outbox")
    return sum(row["connection"] == "jira" for row in rows)


def works(acme: Company) -> None:
    """A day of work in both, in which Pitboard labels, says and sets."""
    for key in ("PAY-1", "PAY-2", "PAY-3"):
        title = str(acme.card(key).fields["summary"])
        acme.plans(j.EditIssue(acme.card(key).id, {"summary": f"{title}!"}))
    acme.does(g.EditIssue(SHOP, 1, title="Checkout hangs!"))
    acme.passes(hours=2)
    acme.does(g.EditIssue(SHOP, 1, title="Checkout hangs!!"))


def peoples(acme: Company) -> tuple[Exported, Exported]:
    """What both trackers read if Pitboard had never come: the same day in another company."""
    works(acme)
    return export(acme)


def test_after_both_teams_left_the_trackers_read_as_if_pitboard_had_never_come(
    acme: Company, tmp_path: Path
) -> None:
    with company(tmp_path / "other", {"teams.yaml": TEAMS}) as without:
        wanted = peoples(without)
    works(acme)
    assert export(acme) != wanted

    stays = [*leaves(acme, "payments"), *leaves(acme, "storefront")]

    assert stays == []
    assert export(acme) == wanted


def test_what_a_person_wrote_stays_when_the_team_leaves(acme: Company) -> None:
    works(acme)
    acme.plans(j.EditIssue(acme.card("PAY-1").id, {HEALTH: "10060"}))

    stays = leaves(acme, "payments")

    assert stays == ["a person edited it since"]
    assert acme.card("PAY-1").fields[HEALTH] == "10060"


def test_after_a_team_left_no_rule_is_about_its_items(acme: Company) -> None:
    works(acme)
    leaves(acme, "payments")
    before = export(acme)[1]
    wishes = wanted(acme)

    title = str(acme.card("PAY-2").fields["summary"])
    acme.plans(j.EditIssue(acme.card("PAY-2").id, {"summary": "Another title"}))
    acme.plans(j.EditIssue(acme.card("PAY-2").id, {"summary": title}))

    assert export(acme)[1] == before
    assert wanted(acme) == wishes
    said = {row["because"] for row in acme.item("jira:PAY-2").verdicts}
    assert any("payments left Pitboard on" in because for because in said)


def test_the_pages_leave_a_team_out_that_left_and_say_so(acme: Company) -> None:
    works(acme)
    leaves(acme, "payments")
    browser = create_app(acme.line).test_client()

    page = browser.get("/portfolio").get_data(as_text=True)

    assert ">Payments</bdi> left Pitboard on" in page
    assert acme.item("jira:PAY-1").derived == []


def test_a_team_that_comes_back_is_written_for_again(acme: Company) -> None:
    works(acme)
    stood = acme.card("PAY-1").fields[HEALTH]
    leaves(acme, "payments")
    assert acme.card("PAY-1").fields[HEALTH] != stood

    items = items_of(acme.line, "payments")
    acme.line.record.departures.back("payments", items, wall=acme.time())
    acme.works()

    assert acme.card("PAY-1").fields[HEALTH] == stood


def test_a_comment_that_was_taken_away_was_never_said(acme: Company) -> None:
    works(acme)
    leaves(acme, "payments")

    stands = [
        row for row in rows_of(acme.line.record, "written") if row["target"].startswith("jira:")
    ]
    assert [row["field"] for row in stands if row["field"].startswith("comment")] == []


def test_comments_of_people_stay(acme: Company) -> None:
    works(acme)
    acme.plans(j.AddComment(acme.card("PAY-2").id, "Is this ready?"))
    leaves(acme, "payments")

    said = [one.body for one in acme.card("PAY-2").comments]
    assert said == ["Is this ready?"]
    assert BOT not in {one.author for one in acme.card("PAY-2").comments}
