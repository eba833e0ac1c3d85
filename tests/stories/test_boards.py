"""Rules that move an issue on a board of GitHub's and fill a field of its project; taken back, too.

A second rule tells what anybody else than Pitboard did there.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.sandbox.github import acts as g
from automation.sandbox.github.records import Field
from tests.stories.company import SHOP, Company, company

MAPPING = """\
pitboard: 1
mapping: trackers
statuses: {todo: [Todo], doing: [In progress], done: [Done]}
fields:
  looked_at: {github: project/1/Target date, write: true}
"""
HEAD = """\
pitboard: 1
rule: {rule}
title: What a kickoff always takes
why: Nobody remembers all the steps of a kickoff.
owner: product-ops
state: live
"""
KICKOFF = f"""{HEAD.format(rule="kickoff")}\
when:
  - changed: {{type: issue, fields: labels}}
if: "'kickoff' in item.labels"
then:
  - transition: {{to: in progress}}
  - set: {{field: looked_at, value: "2026-12-05"}}
"""
WATCHER = f"""{HEAD.format(rule="watcher")}\
when:
  - event: github.projects_v2_item.edited
limits: {{writes_per_run: 100}}
then:
  - comment: "Seen: {{{{ event.fields | join(' ') }}}}."
"""
STATUS, DATE = "project/1/Status", "project/1/Target date"


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    files = {"mapping.yaml": MAPPING, "kickoff.yaml": KICKOFF, "watcher.yaml": WATCHER}
    with company(tmp_path, files) as made:
        yield made


def field(acme: Company, name: str) -> Field:
    project = acme.github.state.project
    assert project is not None
    return next(one for one in project.fields if one.name == name)


def row(acme: Company, number: int = 2) -> int:
    project = acme.github.state.project
    assert project is not None
    content = acme.issue(number).id
    return next(one.id for one in project.items.values() if one.content == content)


def reads(acme: Company, name: str, number: int = 2) -> object:
    """What stands in a field of the project, an option by its name."""
    project, wanted = acme.github.state.project, field(acme, name)
    assert project is not None
    value = project.items[row(acme, number)].values.get(wanted.id)
    return next((one.name for one in wanted.options if one.id == value), value)


def puts(acme: Company, column: str) -> None:
    option = next(one.id for one in field(acme, "Status").options if one.name == column)
    acme.does(g.SetField(row(acme), field(acme, "Status").id, option))


def comes_onto_the_board(acme: Company) -> None:
    acme.does(g.AddItem(acme.issue(2).id))


def kicks_off(acme: Company) -> None:
    acme.does(g.AddLabels(SHOP, 2, ("kickoff",)))


def said(acme: Company) -> list[str]:
    return [one.body.partition("\n")[0] for one in acme.issue(2).comments]


def test_an_issue_goes_to_its_column_and_its_date_is_filled(acme: Company) -> None:
    comes_onto_the_board(acme)

    kicks_off(acme)

    assert (reads(acme, "Status"), reads(acme, "Target date")) == ("In progress", "2026-12-05")
    assert acme.issue(2).state == "open"


def test_what_pitboard_did_on_the_board_is_no_persons_word(acme: Company) -> None:
    comes_onto_the_board(acme)

    kicks_off(acme)
    acme.passes(hours=1)

    marks = acme.item(f"github:{SHOP}#2").item.marks
    assert said(acme) == []
    assert (marks[STATUS].ours, marks[DATE].ours) == (True, True)


def test_the_same_done_by_a_person_is_told(acme: Company) -> None:
    comes_onto_the_board(acme)

    puts(acme, "In progress")

    assert said(acme) == ["Seen: project."]
    assert not acme.item(f"github:{SHOP}#2").item.marks[STATUS].ours


def test_a_second_kickoff_moves_nothing_any_more(acme: Company) -> None:
    comes_onto_the_board(acme)
    kicks_off(acme)
    writes = len(acme.item(f"github:{SHOP}#2").writes)

    acme.does(g.RemoveLabel(SHOP, 2, "kickoff"))
    kicks_off(acme)

    assert len(acme.item(f"github:{SHOP}#2").writes) == writes
    assert said(acme) == []


def test_an_issue_on_no_board_says_what_it_can_be(acme: Company) -> None:
    kicks_off(acme)

    rows = {str(one["field"]): one for one in acme.item(f"github:{SHOP}#2").writes}
    ways = "closed, not planned, duplicate"
    assert (
        rows["status"]["said"] == f'no way leads from "open" to "in progress"; there lead: {ways}'
    )
    assert "is in no open project 1" in str(rows["looked_at"]["said"])
    assert acme.issue(2).state == "open"


def test_a_board_that_pitboard_was_never_told_of_is_moved_as_well(acme: Company) -> None:
    """The issue came onto the board and got a column and a date while nobody listened."""
    acme.dies()
    comes_onto_the_board(acme)
    puts(acme, "Todo")
    acme.does(g.SetField(row(acme), field(acme, "Target date").id, "2026-11-01"))
    acme.comes_back()

    kicks_off(acme)
    acme.passes(hours=1)

    assert (reads(acme, "Status"), reads(acme, "Target date")) == ("In progress", "2026-12-05")


def test_the_rows_say_what_stood_there_and_undo_puts_it_back(acme: Company) -> None:
    comes_onto_the_board(acme)
    puts(acme, "Todo")
    kicks_off(acme)

    (status,) = [one for one in acme.item(f"github:{SHOP}#2").writes if one["field"] == "status"]
    undoes(acme, str(status["id"]))

    assert (status["before"], status["after"]) == (["Todo"], ["In progress"])
    assert reads(acme, "Status") == "Todo"


def test_an_issue_that_stood_in_no_column_is_put_back_to_none(acme: Company) -> None:
    comes_onto_the_board(acme)
    kicks_off(acme)

    (status,) = [one for one in acme.item(f"github:{SHOP}#2").writes if one["field"] == "status"]
    undoes(acme, str(status["id"]))

    assert reads(acme, "Status") is None


def test_what_a_person_moved_since_is_not_put_back(acme: Company) -> None:
    comes_onto_the_board(acme)
    kicks_off(acme)
    puts(acme, "Done")

    (status,) = [one for one in acme.item(f"github:{SHOP}#2").writes if one["field"] == "status"]
    why = undoes(acme, str(status["id"]))

    assert reads(acme, "Status") == "Done"
    assert why != ""


def undoes(acme: Company, write: str) -> str:
    """Somebody takes one write back; what they are told instead where it cannot be."""
    record, wall = acme.line.record, acme.time()
    (back,) = record.undoing.of_run(write, lambda _connection, _name: None)
    record.undoing.undo(write, [back], wall=wall, now=acme.line.now())
    acme.works()
    return back.why
