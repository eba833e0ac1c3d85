"""A card of Jira is given to somebody whose account no file names, by a name that is one's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.sandbox.jira import acts as j
from tests.stories.company import Company, company, mapping

BUG = "PAY-3"
JONAS = "712020:1f83ab20-jonas"
PEOPLE = """\
pitboard: 1
people:
  jonas: {name: Jonas Weil}
"""
RULE = """\
pitboard: 1
rule: kickoff
title: What a kickoff always takes
why: Nobody remembers all the steps of a kickoff.
owner: product-ops
state: live
when:
  - changed: {type: issue, fields: labels}
if: "'kickoff' in item.labels"
then:
  - assign: jonas
"""


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    files = {"mapping.yaml": mapping(), "people.yaml": PEOPLE, "kickoff.yaml": RULE}
    with company(tmp_path, files) as made:
        yield made


def kicks_off(acme: Company) -> None:
    acme.plans(j.EditIssue(acme.card(BUG).id, labels_on=("kickoff",)))


def row(acme: Company) -> dict[str, object]:
    (found,) = [one for one in acme.item(f"jira:{BUG}").writes if one["field"] == "assignees"]
    return dict(found)


def test_the_one_of_that_name_is_given_it_and_that_is_no_persons_word(acme: Company) -> None:
    kicks_off(acme)
    acme.passes(hours=1)

    assert acme.card(BUG).fields["assignee"] == JONAS
    assert (row(acme)["state"], row(acme)["after"]) == ("done", ["Jonas Weil"])
    assert acme.item(f"jira:{BUG}").item.marks["assignees"].ours


def test_a_name_that_only_begins_like_somebodys_is_not_taken_for_theirs(tmp_path: Path) -> None:
    short = PEOPLE.replace("Jonas Weil", "Jonas")
    files = {"mapping.yaml": mapping(), "people.yaml": short, "kickoff.yaml": RULE}
    with company(tmp_path, files) as acme:
        kicks_off(acme)

        assert "assignee" not in acme.card(BUG).fields
        assert row(acme)["state"] == "held"
        assert f"there are Jonas Weil ({JONAS})" in str(row(acme)["said"])
