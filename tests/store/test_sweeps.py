"""A run of a rule is decided whole, however often its worker dies, before anything is written."""

import pytest
from sqlalchemy import delete, insert, update

from automation.ports import Reason
from automation.store import schema
from automation.store.record import Record
from tests.builders import at
from tests.store.crowd import (
    RULE,
    applies,
    bounds,
    claimable,
    claims,
    comes_due,
    decides,
    dies,
    ends,
    ids,
    states,
    there_are,
    turns,
    wants,
    writes_to,
)
from tests.store.world import cases, rows_of


@pytest.fixture
def crowd(record: Record) -> Record:
    """26 items: one more than the limit."""
    there_are(record, ids(26))
    comes_due(record)
    return record


def test_a_sweep_up_to_the_limit_goes_at_once_when_it_is_decided(record: Record) -> None:
    there_are(record, ids(25))
    comes_due(record)
    decides(record, claims(record, bounds()), bounds())
    early = (states(record), claimable(record))
    turns(record, bounds())

    assert early == (["staged"] * 10, [])
    assert states(record) == ["planned"] * 25
    assert len(claimable(record)) == 25
    assert (ends(record), rows_of(record, "agenda")) == (["done"], [])


def test_a_sweep_over_the_limit_is_held_whole(crowd: Record) -> None:
    assert turns(crowd, bounds()) == 26

    assert states(crowd) == ["held"] * 26
    assert claimable(crowd, 3600) == []
    assert ends(crowd) == ["held"]
    rests = crowd.fuses.resting()[0]
    assert (rests["run"], rests["subjects"]) == (f"{RULE}/0@2026-10-02T12:00:00Z", 26)


def test_the_owner_is_told_the_whole_number_once(crowd: Record) -> None:
    there_are(crowd, ids(10, 5000))
    turns(crowd, bounds())

    told = [row["value"] for row in rows_of(crowd, "outbox") if row["kind"] == "email"]
    assert len(told) == 1
    assert "wanted to write to 36 items at once" in told[0]


def test_every_item_is_looked_at_in_the_name_of_the_rule_and_the_time(crowd: Record) -> None:
    page = claims(crowd, bounds())

    assert page is not None
    assert [case.subject for case in page.cases] == ids(10)
    assert page.cases[0].reasons == (Reason(f"sweep:{RULE}:2026-10-02T12:00:00Z", 0),)


def test_a_sweep_goes_through_the_projects_of_its_rule_only(crowd: Record) -> None:
    item = schema.item
    with crowd.database.writing() as connection:
        mine = item.c.id.in_(ids(3))
        connection.execute(update(item).where(mine).values(project="acme/web"))
    of = {RULE: bounds()[RULE].__class__(RULE, "Triage", "v1", projects=frozenset({"acme/web"}))}

    assert turns(crowd, of) == 3


def test_a_worker_that_dies_in_the_middle_is_followed_where_it_was(crowd: Record) -> None:
    of = bounds(writes=100)
    decides(crowd, claims(crowd, of), of)
    claims(crowd, of, owner="dying")
    too_early = claims(crowd, of, owner="next", seconds=10)
    page = claims(crowd, of, owner="next", seconds=21)

    assert too_early is None
    assert page is not None
    assert [case.subject for case in page.cases] == ids(10, 1010)
    decides(crowd, page, of, owner="next", seconds=21)
    assert turns(crowd, of, seconds=22) == 6
    assert states(crowd) == ["planned"] * 26
    assert rows_of(crowd, "tick")[0]["subjects"] == 26


def test_a_worker_that_was_thought_dead_commits_nothing(crowd: Record) -> None:
    of = bounds(writes=100)
    slow = claims(crowd, of, owner="slow")
    decides(crowd, claims(crowd, of, owner="next", seconds=21), of, owner="next", seconds=22)
    decides(crowd, slow, of, owner="slow", seconds=23)

    assert states(crowd) == ["staged"] * 10
    assert rows_of(crowd, "tick")[0]["subjects"] == 10


def test_a_run_that_kills_its_worker_each_time_gives_up_and_is_shown(crowd: Record) -> None:
    for n in range(12):
        claims(crowd, bounds(), seconds=21 * n)

    row = rows_of(crowd, "agenda")[0]
    assert row["dead"]
    assert [r["reason"] for r in crowd.views.agenda(dead=True)] == [row["reason"]]


def test_an_item_that_is_decided_about_right_now_is_waited_for(crowd: Record) -> None:
    of = bounds(writes=100)
    with crowd.database.writing() as connection:
        held = {"id": "github:1005", "owner": "other", "lease_until": at(20)}
        connection.execute(insert(schema.subject).values(held))
    first = claims(crowd, of)
    count = decides(crowd, first, of)
    nothing = claims(crowd, of)
    with crowd.database.writing() as connection:
        connection.execute(delete(schema.subject).where(schema.subject.c.id == "github:1005"))

    assert (count, nothing) == (5, None)
    assert turns(crowd, of) == 21


def test_nobody_else_decides_about_an_item_of_a_page(crowd: Record) -> None:
    page = claims(crowd, bounds())
    wants(crowd, ["github:1000"], bounds())

    assert states(crowd) == []
    decides(crowd, page, bounds())
    assert [case.subject for case in cases(crowd)] == ["github:1000"]


def test_the_agenda_of_items_knows_nothing_of_runs(crowd: Record) -> None:
    assert cases(crowd) == []
    assert crowd.views.due(wall=at(1)).line == 1.0


def test_a_run_of_a_rule_that_is_gone_is_dropped_with_what_it_staged(crowd: Record) -> None:
    decides(crowd, claims(crowd, bounds()), bounds())
    crowd.rulesets.activate("v2", {"a.yaml": "b"}, {RULE: "live"}, wall=at(5), homes={})

    assert claims(crowd, bounds()) is None
    assert (ends(crowd), states(crowd)) == (["dropped"], ["withdrawn"] * 10)


def test_a_page_of_a_run_that_was_dropped_meanwhile_is_forgotten(crowd: Record) -> None:
    page = claims(crowd, bounds())
    crowd.rulesets.activate("v2", {"a.yaml": "b"}, {RULE: "live"}, wall=at(5), homes={})
    decides(crowd, page, bounds(), seconds=6)

    assert states(crowd) == []


def test_a_sweep_of_a_rule_that_rests_is_held(record: Record) -> None:
    wants(record, ids(30, 5000), bounds())
    there_are(record, ids(5))
    comes_due(record)
    turns(record, bounds())

    assert states(record, ids(5)) == ["held"] * 5


def test_a_rule_that_comes_to_rest_during_its_sweep_has_the_sweep_held(record: Record) -> None:
    there_are(record, ids(15))
    comes_due(record)
    decides(record, claims(record, bounds()), bounds())
    wants(record, ids(26, 5000), bounds())
    turns(record, bounds())

    assert states(record, ids(15)) == ["held"] * 15


def test_a_newer_wish_of_an_event_goes_past_one_that_is_staged(crowd: Record) -> None:
    decides(crowd, claims(crowd, bounds(100)), bounds(100))
    wants(crowd, ids(1), bounds(100), value="b")

    assert states(crowd, ids(1)) == ["planned"]


def test_apply_all_lets_everything_go_and_the_rule_work_again(crowd: Record) -> None:
    turns(crowd, bounds())
    looked_at = applies(crowd, bounds(), value="b")

    assert (looked_at, states(crowd)) == (26, ["planned"] * 26)
    assert {row["value"] for row in rows_of(crowd, "outbox") if row["kind"] == "label"} == {"b"}
    assert crowd.fuses.resting() == []
    wants(crowd, ids(1, 5000), bounds(), seconds=120)
    assert states(crowd, ids(1, 5000)) == ["planned"]


def test_apply_all_lets_a_wish_go_that_reads_as_it_did(crowd: Record) -> None:
    turns(crowd, bounds())
    applies(crowd, bounds())

    assert len(claimable(crowd, 61)) == 26


def test_what_was_held_about_an_item_that_is_gone_is_withdrawn(crowd: Record) -> None:
    turns(crowd, bounds())
    dies(crowd, "github:1000")
    applies(crowd, bounds())

    assert states(crowd) == ["planned"] * 25 + ["withdrawn"]


def test_what_is_held_while_a_person_applies_stays_held(crowd: Record) -> None:
    turns(crowd, bounds())
    assert crowd.fuses.apply_all(bounds()[RULE], wall=at(60), now=at(60))
    wants(crowd, ids(26, 5000), bounds(), seconds=61)
    dies(crowd, "github:5025")
    turns(crowd, bounds(), seconds=62)

    assert "withdrawn" not in states(crowd)


def test_apply_all_is_under_way_once(record: Record) -> None:
    assert record.fuses.apply_all(bounds()[RULE], wall=at(0), now=at(0))

    assert not record.fuses.apply_all(bounds()[RULE], wall=at(1), now=at(1))


def test_a_run_of_very_many_wishes_is_let_go_a_few_at_a_time(record: Record) -> None:
    there_are(record, ids(1200))
    assert record.fuses.apply_all(bounds()[RULE], wall=at(0), now=at(0))
    staged = []
    while page := claims(record, bounds(), limit=500):
        decides(record, page, bounds())
        staged.append(states(record).count("staged"))

    assert staged == [500, 1000, 700, 200, 0]
    assert states(record) == ["planned"] * 1200


def test_applied_a_rule_with_steps_says_what_it_held_and_no_more(record: Record) -> None:
    of = bounds(mails=2, derives=False)
    there_are(record, ids(9))
    writes_to(record, ids(4, 5000), of)
    looked_at = applies(record, of)

    assert (looked_at, states(record, kind="email")) == (0, ["planned"] * 4)
    assert ends(record) == ["done"]


def test_what_was_to_be_said_a_week_ago_is_said_no_more(record: Record) -> None:
    of = bounds(mails=2, derives=False)
    writes_to(record, ids(4), of)
    applies(record, of, seconds=8 * 24 * 3600)

    assert states(record, kind="email") == ["planned"] * 2 + ["withdrawn"] * 2
