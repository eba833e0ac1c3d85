"""A rule may want so much in a minute and no more; then it rests, and nothing it wants is lost."""

from automation.effects import Plan
from automation.store.record import Record
from tests.builders import a_wish, at
from tests.store.crowd import (
    OWNER,
    RULE,
    acted,
    bounds,
    claimable,
    comes_due,
    ids,
    looks,
    states,
    there_are,
    turns,
    wants,
    writes_to,
)
from tests.store.world import cases, rows_of


def test_as_many_items_as_the_limit_go_at_once(record: Record) -> None:
    wants(record, ids(25), bounds())

    assert states(record) == ["planned"] * 25
    assert record.fuses.resting() == []


def test_the_twenty_sixth_item_of_a_window_is_held_and_the_rule_rests(record: Record) -> None:
    wants(record, ids(26), bounds())

    assert states(record) == ["held"] + ["planned"] * 25
    assert len(claimable(record)) == 25
    rests = record.fuses.resting()[0]
    assert (rests["rule"], rests["run"], rests["subjects"], rests["most"]) == (
        RULE,
        "window@2026-10-02T12:00:00Z",
        26,
        25,
    )


def test_the_limit_counts_over_all_batches_of_a_window(record: Record) -> None:
    wants(record, ids(20), bounds())
    wants(record, ids(20, 2000), bounds(), seconds=30)

    assert states(record) == ["held"] * 15 + ["planned"] * 25


def test_each_window_counts_for_itself(record: Record) -> None:
    for minute in range(3):
        wants(record, ids(20, 1000 * (minute + 1)), bounds(), seconds=60 * minute)

    assert states(record) == ["planned"] * 60


def test_more_about_an_item_that_counts_already_is_no_further_item(record: Record) -> None:
    wants(record, ids(25), bounds())
    wants(record, ids(25), bounds(), seconds=10, value="b")

    assert states(record) == ["planned"] * 25


def test_a_wish_that_waits_unchanged_is_no_news(record: Record) -> None:
    """A tracker was away for an hour, and every item that waits for it is looked at again."""
    for part in range(2):
        wants(record, ids(20, 1000 + 20 * part), bounds(), seconds=60 * part)
    wants(record, ids(40), bounds(), seconds=3600)

    assert states(record) == ["planned"] * 40
    assert record.fuses.resting() == []


def test_what_a_sweep_of_the_same_minute_wrote_counts_for_itself(record: Record) -> None:
    there_are(record, ids(20))
    comes_due(record)
    turns(record, bounds())
    wants(record, ids(20, 5000), bounds())

    assert states(record) == ["planned"] * 40


def test_a_rule_that_rests_wants_everything_in_vain(record: Record) -> None:
    wants(record, ids(26), bounds())
    wants(record, ids(30, 5000), bounds(), seconds=3600)

    assert states(record, ids(30, 5000)) == ["held"] * 30
    said = {row["subject"]: row for row in rows_of(record, "verdict")}["github:5000"]
    assert said["result"] == "resting"
    assert said["because"] == (
        "resting since 2 Oct 12:00 UTC: 26 items wanted at once, the limit is 25"
    )


def test_a_wish_that_is_held_can_be_replaced_and_withdrawn(record: Record) -> None:
    wants(record, ids(26), bounds(1))
    wants(record, ids(26), bounds(1), seconds=60, value="b")
    replaced = {row["value"] for row in rows_of(record, "outbox") if row["state"] == "held"}
    case = looks(record, ids(1, 1025), seconds=120)[0]
    settled = Plan(case.subject, settled=(a_wish(target=case.subject).effect.key,))
    record.agenda.decided([(case, settled)], owner="me", wall=at(120), bounds=bounds(1))

    assert replaced == {"b"}
    assert states(record).count("withdrawn") == 1


def test_mails_have_a_limit_of_their_own(record: Record) -> None:
    writes_to(record, ids(30), bounds(writes=1, mails=28))

    assert states(record, kind="email") == ["held"] * 2 + ["planned"] * 28


def test_the_owner_of_the_rule_is_told_once(record: Record) -> None:
    wants(record, ids(26), bounds())
    wants(record, ids(26, 5000), bounds(), seconds=61)

    told = [row for row in rows_of(record, "outbox") if row["kind"] == "email"]
    assert [(row["wish"]["recipient"], row["state"]) for row in told] == [(OWNER, "planned")]
    assert "pitboard apply needs-triage --all" in told[0]["value"]


def test_where_no_file_names_an_address_only_the_page_tells(record: Record) -> None:
    wants(record, ids(26), bounds(mail=""))

    assert [row["kind"] for row in rows_of(record, "outbox")] == ["label"] * 26


def test_an_item_that_a_person_applied_goes_whatever_rests(record: Record) -> None:
    wants(record, ids(26), bounds())
    record.fuses.apply_one(bounds()[RULE], "github:1025", wall=at(60), now=at(60))
    applied = cases(record, seconds=60)
    decided = [acted(c, a_wish("a", target=c.subject)) for c in applied]
    record.agenda.decided(decided, owner="me", wall=at(60), bounds=bounds())

    assert [r.name for r in applied[0].reasons] == [f"sweep:{RULE}:apply@2026-10-02T12:01:00Z"]
    assert states(record) == ["planned"] * 26


def test_a_rule_that_is_no_longer_live_rests_no_more(record: Record) -> None:
    wants(record, ids(26), bounds())
    record.rulesets.activate("v2", {}, {RULE: "shadow"}, wall=at(60))

    assert record.fuses.resting() == []
    assert "held" not in states(record)
