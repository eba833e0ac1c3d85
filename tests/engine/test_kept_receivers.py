"""A kept test names who is written to as the rule does, so it holds with anybody's people.yaml."""

import pytest

from automation.engine.why import inline_tests
from automation.engine.why.keeping import Kept, keep
from automation.ports.explaining import Told
from tests.engine.asked import an_event, asks
from tests.engine.cases import bench
from tests.engine.files import load_texts
from tests.engine.items import item
from tests.engine.stepped import TO_DONE, rule

TEAMS = """\
pitboard: 1
teams:
  payments: {name: Payments, lead: mara, projects: [PAY]}
"""
PEOPLE = """\
pitboard: 1
people:
  mara: {name: Mara Lind, mail: mara@example.com, accounts: {jira: acc-mara}}
"""
WHEN = "changed: {type: issue, fields: status, to: Done}"


def with_step(step: str) -> str:
    return rule(WHEN, f"  - {step}\n")


def kept(source: str) -> Kept:
    one = bench(source, TEAMS, PEOPLE, about=item("jira:PAY-1", project="PAY"))
    return keep(asks(one, Told(events=(an_event(one, TO_DONE),))), source)


def results(source: str, *more: str) -> list[str]:
    """What becomes of the tests of the file beside these others: "" for each that passes."""
    others = {f"{number}.yaml": text for number, text in enumerate(more, start=1)}
    rules = load_texts({"0.yaml": source, **others})
    return [each.message for each in inline_tests.run(rules.rules[0], rules.world)]


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ("notify: {to: team, text: Done}", "notify team: Done"),
        ("notify: {to: owner, text: Done}", "notify owner: Done"),
        ("notify: {to: mara, text: Done}", "notify mara: Done"),
        ("notify: {to: payments, text: Done}", "notify payments: Done"),
        ("notify: {to: desk@example.org, text: Done}", "notify desk@example.org: Done"),
        ("email: {to: team, subject: Done, text: It is.}", "mail to team: Done"),
        ("email: {to: owner, subject: Done, text: It is.}", "mail to owner: Done"),
        ("assign: {to: team-lead}", "assign: team-lead"),
        ("assign: {to: mara}", "assign: mara"),
    ],
)
def test_who_is_meant_is_named_by_the_word_of_the_rule(step: str, says: str) -> None:
    source = with_step(step)

    found = kept(source)

    assert f'expect: {{steps: ["{says}"]}}' in found.text
    assert "mara@" not in found.text
    assert (results(source + found.text, TEAMS, PEOPLE), found.note) == ([""], "")


def test_a_contact_is_named_with_the_team_that_has_it() -> None:
    source = with_step("notify: {to: customers, otherwise: owner, text: Done}")
    teams = TEAMS.replace("lead: mara", "lead: mara, contacts: {customers: hana@example.com}")
    one = bench(source, teams, PEOPLE, about=item("jira:PAY-1", project="PAY"))

    found = keep(asks(one, Told(events=(an_event(one, TO_DONE),))), source)

    assert '["notify customers of payments: Done"]' in found.text
    assert "hana@" not in found.text
    assert results(source + found.text, teams, PEOPLE) == results(source + found.text) == [""]


def test_it_holds_as_well_where_the_files_name_nobody() -> None:
    source = with_step("notify: {to: team, text: Done}")

    assert results(source + kept(source).text) == [""]


def written(step: str, says: str) -> str:
    """A rule with a test that a person wrote."""
    return with_step(step) + (
        "tests:\n"
        "  - name: it is done\n"
        "    now: 2026-11-20T09:00:00Z\n"
        "    given:\n"
        "      item: {type: issue, project: PAY}\n"
        "      event: {kind: jira.issue.updated, changed: {status: {to: Done}}}\n"
        f'    expect: {{steps: ["{says}"]}}\n'
    )


def test_a_test_may_name_the_address_as_well() -> None:
    step = "notify: {to: team, text: Done}"

    assert results(written(step, "notify mara@example.com: Done"), TEAMS, PEOPLE) == [""]
    assert results(written(step, "notify team: Done"), TEAMS, PEOPLE) == [""]


def test_another_receiver_fails_and_the_word_of_the_rule_is_told() -> None:
    (said,) = results(
        written("notify: {to: team, text: Done}", "notify owner: Done"), TEAMS, PEOPLE
    )

    assert said == "expected notify owner: Done, got notify team: Done"


def test_a_test_that_names_an_address_is_told_the_address_that_came() -> None:
    (said,) = results(
        written("notify: {to: team, text: Done}", "notify teo@example.com: Done"), TEAMS, PEOPLE
    )

    assert said == "expected notify teo@example.com: Done, got notify mara@example.com: Done"
