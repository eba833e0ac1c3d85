"""What has a status: its background, what is kept of it, and how it stood in the past."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from automation.appraisal import Asking, Background, Pace, Progress, Signal, Status
from automation.effects import Plan
from automation.model import (
    Derived,
    Evidence,
    Link,
    LinkChange,
    LinkKind,
    Override,
    Sighting,
    Value,
)
from automation.ports import Case, Picks, anything, nothing
from automation.store import schema
from automation.store.record import Record
from tests.builders import at
from tests.store.world import instants, rows_of
from tests.taking import an_issue, said, takes_in

EPIC = "github:7001"
CLICK = Evidence(
    "ann-moss put blocked on", "https://github.example/acme/shop/issues/12", at(2), "e1"
)
FOUND = Status(
    at=at(50),
    progress=Progress(done=3, total=7, dropped=1, added=2, baseline=5, since=at(1)),
    signals=(
        Signal("B1", "watch", at(2), "acme/shop#3 blocked since 2 Oct", (CLICK,), "it goes on"),
    ),
    pace=Pace(1.5, 6, at(900)),
    moved=CLICK,
    target=at(800),
    first_target=at(700),
    moves=1,
    askings=(Asking("Nordlicht", at(1), "https://desk.example/4", at(9)),),
    team="shop",
    objective="obj-refunds",
    owner="mara",
)


def parent(number: int) -> Link:
    return Link(LinkKind.PARENT, f"github:{7000 + number}", "field")


def issue(number: int, *, seconds: float = 0, under: bool = False, **fields: Value) -> Sighting:
    links = {"field": frozenset({parent(1)} if under else ())}
    seen = an_issue(number, seconds=seconds, links=links)
    return replace(seen, fields={**(seen.fields or {}), **fields})


def family(record: Record) -> None:
    """1 is above 2 and 3; 2 was finished at second 20."""
    takes_in(record, said(issue(1, created=at(-90))), seconds=1)
    done = issue(2, under=True, seconds=20, created=at(-60), state="closed")
    takes_in(record, said(done), seconds=20, finished_at=lambda _: at(20))
    takes_in(record, said(issue(3, under=True, created=at(-30))), seconds=3)


def claimed(
    record: Record, *, seconds: float = 100, appraised: Picks = anything
) -> Mapping[str, Case]:
    found = record.agenda.claim(
        owner="me", instants=instants(seconds), limit=50, reach=6, appraised=appraised
    )
    return {case.subject: case for case in found}


TOLD = Plan(EPIC, status=FOUND, type="epic")


def keeps(record: Record, plan: Plan = TOLD) -> None:
    record.agenda.decided([(claimed(record)[EPIC], plan)], owner="me", wall=at(100))


def test_only_what_has_a_status_gets_a_background(record: Record) -> None:
    family(record)

    assert claimed(record, appraised=nothing)[EPIC].background is None


def test_the_background_counts_what_was_finished_in_the_projects_of_its_parts(
    record: Record,
) -> None:
    family(record)

    found = claimed(record)[EPIC].background

    assert found is not None
    assert found.finished == (at(20),)
    assert found.began == at(-90)


def test_what_was_finished_later_than_now_is_not_counted(record: Record) -> None:
    family(record)

    assert claimed(record, seconds=10)[EPIC].background == Background(began=at(-90))


def test_what_is_known_of_a_project_of_that_name_elsewhere_is_not_its_beginning(
    record: Record,
) -> None:
    elsewhere = replace(issue(4, created=at(-500)), item_id="forge:4", connection="forge")
    takes_in(record, said(replace(elsewhere, key="forge:acme/shop#4")), seconds=4)
    family(record)

    found = claimed(record)[EPIC].background

    assert found is not None
    assert found.began == at(-90)


def test_what_was_taken_out_of_it_is_told_with_its_time(record: Record) -> None:
    family(record)
    change = LinkChange(parent(1), stands=False)
    out = replace(an_issue(3, seconds=40), links={}, link_changes=(change,))
    takes_in(record, said(out), seconds=40)

    found = claimed(record)[EPIC].background

    assert found is not None
    assert [(item.id, when) for item, when in found.left] == [("github:7003", at(40))]


def test_a_status_comes_back_as_it_was_kept(record: Record) -> None:
    family(record)
    keeps(record)

    (standing,) = record.portfolio.standings()

    assert standing.status == FOUND
    assert (standing.item_id, standing.type, standing.title) == (EPIC, "epic", "Checkout hangs")


def test_a_newer_status_replaces_the_one_before(record: Record) -> None:
    family(record)
    keeps(record)
    takes_in(record, said(issue(1, seconds=30, created=at(-90), state="closed")), seconds=30)
    bare = Status(at=at(60), progress=Progress(0, 0))
    keeps(record, Plan(EPIC, status=bare, type="epic"))

    assert [each.status for each in record.portfolio.standings()] == [bare]


def test_what_is_of_a_type_without_a_status_by_now_has_none(record: Record) -> None:
    family(record)
    keeps(record)
    takes_in(record, said(issue(1, seconds=30, created=at(-90), title="Small")), seconds=30)
    keeps(record, Plan(EPIC, type="issue"))

    assert record.portfolio.standings() == []


@pytest.mark.parametrize("type_", ["epic", ""])
def test_while_no_rule_looks_at_statuses_the_last_one_stands(record: Record, type_: str) -> None:
    family(record)
    keeps(record)
    takes_in(record, said(issue(1, seconds=30, created=at(-90), title="Small")), seconds=30)
    keeps(record, Plan(EPIC, type=type_))

    (standing,) = record.portfolio.standings()
    assert standing.status == FOUND


def test_a_deleted_item_has_no_status_when_it_comes_back(record: Record) -> None:
    family(record)
    keeps(record)
    takes_in(record, said(replace(an_issue(1, seconds=50), deleted=True)), seconds=50)
    keeps(record, Plan(EPIC))

    assert rows_of(record, "status") == []


def test_one_standing_is_told_the_same_alone_as_among_all(record: Record) -> None:
    family(record)
    health = Derived(EPIC, "health", "at_risk", "it waits", (CLICK,), "health", "h", at(5))
    word = Override(EPIC, "health", "on_track", "mara-lind", at(7), at(9))
    other = "github:7002"
    others = replace(health, item_id=other, value="on_track")
    cases = claimed(record)
    mine = Plan(EPIC, derived=(health,), overrides=(word,), status=FOUND, type="epic")
    theirs = Plan(other, derived=(others,), status=FOUND, type="epic")
    decided = [(cases[EPIC], mine), (cases[other], theirs)]
    record.agenda.decided(decided, owner="me", wall=at(100))
    _will_change(record, EPIC, at(300))
    _will_change(record, other, at(400))

    every = record.portfolio.standings()

    assert [each.ripe for each in every] == [at(300), at(400)]
    assert [record.portfolio.standing(each.item_id) for each in every] == every


def _will_change(record: Record, id_: str, ripe: datetime) -> None:
    timer = {"subject": id_, "reason": "timer:health:1", "due_at": ripe, "due_on": "company"}
    with record.database.writing() as connection:
        connection.execute(schema.agenda.insert().values(**timer, seq=1, since=at(100)))


def test_a_standing_has_the_health_what_a_person_said_and_when_a_change_is_due(
    record: Record,
) -> None:
    family(record)
    health = Derived(
        EPIC, "health", "at_risk", "it waits", (CLICK,), "health", "h", at(5), "on_track", at(6)
    )
    word = Override(EPIC, "health", "on_track", "mara-lind", at(7), at(7) + timedelta(days=14))
    keeps(record, Plan(EPIC, derived=(health,), overrides=(word,), status=FOUND, type="epic"))

    found = record.portfolio.standing(EPIC)

    assert found is not None
    assert (found.health, found.override, found.ripe) == (health, word, None)


def test_a_deleted_item_stands_nowhere(record: Record) -> None:
    family(record)
    keeps(record)
    takes_in(record, said(replace(an_issue(1, seconds=50), deleted=True)), seconds=50)

    assert record.portfolio.standings() == []


def test_a_case_of_the_past_shows_every_item_as_it_was(record: Record) -> None:
    takes_in(record, said(issue(1, created=at(-90))), seconds=1)
    takes_in(record, said(issue(2, under=True, created=at(-60))), seconds=2)
    takes_in(record, said(issue(2, seconds=50, created=at(-60), state="closed")), seconds=50)

    case = _case(record, at(30))

    assert [item.fields["state"] for item in case.around.descendants(EPIC)] == ["open"]
    assert _case(record, at(60)).around.descendants(EPIC) == ()


def test_there_is_no_case_before_the_item_was_opened(record: Record) -> None:
    family(record)

    assert record.portfolio.cases_at([EPIC], at(-91), reach=6, appraised=anything) == {}


def _case(record: Record, then: datetime) -> Case:
    return record.portfolio.cases_at([EPIC], then, reach=6, appraised=anything)[EPIC]
