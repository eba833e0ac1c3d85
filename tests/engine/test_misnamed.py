"""Notes of names that are nearly another, and of conditions that a rule's own write ends."""

from tests.engine.test_analysing import DERIVES, MAPPING, noted


def test_a_rule_whose_own_write_ends_its_condition_is_told() -> None:
    ends = DERIVES.replace("if: item.state == 'open'", "if: item.updated | working_days >= 2")

    (said,) = [each for each in noted(ends) if "item.updated" in each]

    assert said.startswith("a.yaml:13:24  derive.choose[0].if: item.updated: what this rule writes")
    assert "waits for `silence`" in said


NEARLY = """\
pitboard: 1
mapping: trackers
fields:
  helth: {jra: customfield_1005O, github: {label: "health: "}}
  severity: {jira: customfield_10040}
"""
PEOPLE = """\
pitboard: 1
people:
  mara: {name: Mara Lind, accounts: {github: Mara Lind, jira: "712020:5e1d0a44"}}
  teo: {name: Teo Varga, accounts: {github: teo-varga, jira-eu: "712020:5e1d0a45"}}
"""


def test_a_name_that_is_nearly_another_is_told() -> None:
    assert noted(NEARLY, PEOPLE) == [
        (
            "a.yaml:4:3  fields.helth: is no field of Pitboard's own, and is only read. "
            'Did you mean "health"?'
        ),
        (
            'a.yaml:4:11  fields.helth.jra: no other line names a connection "jra". '
            'Did you mean "jira"?'
        ),
        (
            'a.yaml:4:16  fields.helth.jra: "customfield_1005O" is no id of a field in Jira: '
            "behind the _ stand digits"
        ),
        (
            'b.yaml:3:46  people.mara.accounts.github: "Mara Lind" cannot be a login of GitHub; '
            "write it as in mara-lind"
        ),
    ]


def test_a_connection_of_its_own_name_is_none_that_is_nearly_another() -> None:
    twice = PEOPLE.replace("github: Mara Lind", "jira-eu: 7").replace("jira: ", "gitlab: ")

    assert noted(MAPPING, twice) == []
