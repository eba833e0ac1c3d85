"""Whom a step writes to: the words of teams.yaml, the lead, and who gets it otherwise."""

import pytest

from automation.effects import Email, Notice
from automation.errors import RuleError
from tests.actions.test_actions import HEAD
from tests.engine.cases import MAPPING, bench, happened
from tests.engine.files import load_texts
from tests.engine.items import item

PEOPLE = """\
pitboard: 1
people:
  mara: {name: Mara Lind, mail: mara@example.com}
  hanna: {name: Hanna Osei, mail: hanna@example.com}
  teo: {name: Teo Varga}
"""
TEAMS = """\
pitboard: 1
teams:
  payments:
    name: Payments
    lead: mara
    projects: [PAY]
    parent: money
    contacts: {customers: hanna, sales: teo}
  money: {name: Money, contacts: {customers: money@example.com, books: books@example.com}}
  ops: {name: Ops, lead: mara, projects: [OPS], contacts: {team: ops@example.com}}
company: {contacts: {customers: desk@example.com, news: news@example.com}}
"""


def told(step: str, key: str = "jira:PAY-1") -> list[str]:
    """The addresses that one step writes to; why nobody is written to."""
    text = HEAD.format(rule="shown", step=step)
    plan = bench(text, MAPPING, TEAMS, PEOPLE, about=item(key)).decides(happened())
    effects = [each.effect for each in plan.steps]
    found = [each.recipient for each in effects if isinstance(each, Email | Notice)]
    return found or [verdict.because for verdict in plan.verdicts]


@pytest.mark.parametrize(
    ("to", "key", "address"),
    [
        ("customers", "jira:PAY-1", "hanna@example.com"),
        ("books", "jira:PAY-1", "books@example.com"),
        ("news", "jira:PAY-1", "news@example.com"),
        ("customers", "jira:OPS-1", "desk@example.com"),
        ("customers", "jira:SUP-1", "desk@example.com"),
        ("team", "jira:PAY-1", "mara@example.com"),
        ("team", "jira:OPS-1", "ops@example.com"),
        ("owner", "jira:OPS-1", "mara@example.com"),
        ("sales@example.com", "jira:PAY-1", "sales@example.com"),
    ],
)
def test_a_word_is_whom_the_team_its_parent_or_the_company_names(
    to: str, key: str, address: str
) -> None:
    assert told(f"notify: {{to: {to}, text: Late}}", key) == [address]
    assert told(f"email: {{to: {to}, subject: Late, text: Late}}", key) == [address]


@pytest.mark.parametrize(
    ("to", "key"),
    [
        ("books", "jira:OPS-1"),
        ("sales", "jira:PAY-1"),
        ("owner", "jira:SUP-1"),
        ("the-board", "jira:X-1"),
    ],
)
def test_where_nobody_is_known_so_it_goes_to_who_stands_under_otherwise(to: str, key: str) -> None:
    step = f"notify: {{to: {to}, otherwise: hanna, text: Late}}"

    assert told(step, key) == ["hanna@example.com"]


def test_without_an_otherwise_it_says_who_is_missing() -> None:
    (said,) = told("notify: {to: books, text: Late}", "jira:OPS-1")

    assert 'names no "books" under `contacts`; see rules/teams.yaml' in said


@pytest.mark.parametrize(
    ("step", "path", "meant"),
    [
        ("notify: {to: custmers, otherwise: owner, text: x}", "then[0].notify.to", "customers"),
        ("notify: {to: nobody, text: x}", "then[0].notify.to", None),
        ("notify: {to: customers, otherwise: hana, text: x}", "then[0].notify.otherwise", "hanna"),
    ],
)
def test_a_misspelt_receiver_is_refused(step: str, path: str, meant: str | None) -> None:
    text = HEAD.format(rule="shown", step=step)

    with pytest.raises(RuleError) as refused:
        load_texts({"a.yaml": text, "people.yaml": PEOPLE, "teams.yaml": TEAMS})

    (problem,) = refused.value.problems
    assert (problem.path, problem.suggestion) == (path, meant)


@pytest.mark.parametrize(
    ("broken", "line", "said"),
    [
        ("contacts: {customers: hanna, sales: teo}", 8, "must be one mail address"),
        ("contacts: {customers: desk@example.com, news: news@example.com}", 11, "must be one mail"),
    ],
)
def test_a_contact_that_is_no_address_is_refused_at_its_place(
    broken: str, line: int, said: str
) -> None:
    text = TEAMS.replace(broken, "contacts: {customers: 'desk @example'}")

    with pytest.raises(RuleError) as refused:
        load_texts({"teams.yaml": text, "people.yaml": PEOPLE})

    (problem,) = refused.value.problems
    assert (problem.line, said in problem.message) == (line, True)


def test_a_contact_who_is_nobody_is_refused_with_who_was_meant() -> None:
    text = TEAMS.replace("customers: hanna", "customers: hana")

    with pytest.raises(RuleError) as refused:
        load_texts({"teams.yaml": text, "people.yaml": PEOPLE})

    (problem,) = refused.value.problems
    assert (problem.line, problem.suggestion) == (8, "hanna")
