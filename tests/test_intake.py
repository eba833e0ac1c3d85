"""From a delivery to items and the agenda: references, stubs, waiting, events and occasions."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from automation.model import Change, Reading
from automation.store import schema
from automation.store.record import Record
from tests.builders import NOON, US, a_sighting, a_wish, an_event, at, label_on
from tests.store.world import cases, plans, rows_of
from tests.taking import NODE, agenda, an_issue, said, settled, states, takes_in, works
from tests.test_any_order import part

# --- references -------------------------------------------------------------------------------


def test_a_part_of_an_item_known_by_its_key_finds_it(record: Record) -> None:
    takes_in(record, said(an_issue(1)))

    seen = replace(part(2, facets={"check": "failed"}), item_id="github:acme/shop#1")
    takes_in(record, said(seen), seconds=2)

    assert record.inbox.known(["github:7001"])["github:7001"].item.facets == {"check": "failed"}


def test_a_key_of_the_same_batch_is_found_as_well(record: Record) -> None:
    seen = replace(part(2, facets={"check": "failed"}), item_id="*:acme/shop#1")

    takes_in(record, said(an_issue(1)), said(seen))

    assert [row["id"] for row in rows_of(record, "item")] == ["github:7001"]


def test_a_key_nobody_knows_is_dropped(record: Record) -> None:
    seen = replace(part(2, facets={"check": "failed"}), item_id="github:acme/shop#9")

    takes_in(record, said(seen))

    assert rows_of(record, "item") == []
    assert set(states(record).values()) == {"ignored"}


def test_a_name_of_two_items_leads_nowhere(record: Record) -> None:
    twins = [replace(an_issue(n), aliases=("url:https://tracker.example/1",)) for n in (1, 2)]
    takes_in(record, *map(said, twins))

    assert record.inbox.resolve(["url:https://tracker.example/1", "github:7001"]) == {
        "github:7001": "github:7001"
    }


def test_a_stub_waits_to_be_read_and_nothing_is_decided_about_it(record: Record) -> None:
    takes_in(record, said(replace(part(0), item_id="github:7009", key="")))

    assert set(agenda(record)) == {("github:7009", "reread")}


def test_a_stub_seen_whole_in_the_same_batch_is_not_read_again(record: Record) -> None:
    takes_in(record, said(replace(part(0), item_id="github:7001")), said(an_issue(1)))

    assert set(agenda(record)) == {("github:7001", "look")}


# --- waiting for an item ----------------------------------------------------------------------


def of_a_node(facet: str = "project/7/Status") -> Reading:
    return said(replace(part(0, facets={facet: "Doing"}), item_id=NODE))


def test_an_unknown_node_parks_its_delivery_and_asks_for_the_item(record: Record) -> None:
    takes_in(record, of_a_node())

    (row,) = rows_of(record, "inbox")

    assert (row["state"], row["waits_for"], row["attempts"]) == ("waiting", NODE, 0)
    (wish,) = record.outbox.rereads(wall=at(1), limit=5)
    assert (wish.subject, wish.connection, wish.key) == (NODE, "github", "node:I_kwDO1")


def test_a_parked_delivery_goes_on_when_its_item_is_known(record: Record) -> None:
    takes_in(record, of_a_node())
    takes_in(record, said(an_issue(1, aliases=(NODE,))), seconds=2)

    works(record, {"d-1-0": of_a_node()}, seconds=3)

    item = record.inbox.known(["github:7001"])["github:7001"].item
    assert item.facets == {"project/7/Status": "Doing"}
    assert set(states(record).values()) == {"absorbed"}


def test_a_delivery_waits_a_day_and_no_longer(record: Record) -> None:
    takes_in(record, of_a_node())

    works(record, {"d-1-0": of_a_node()}, seconds=23 * 3600)
    assert set(states(record).values()) == {"waiting"}
    works(record, {"d-1-0": of_a_node()}, seconds=25 * 3600)

    assert set(states(record).values()) == {"ignored"}


# --- events and occasions ---------------------------------------------------------------------


def occasions(record: Record) -> set[str]:
    return {subject for subject, reason in agenda(record) if reason.startswith("occasion:")}


def test_an_event_a_rule_hears_has_a_row_of_its_own(record: Record) -> None:
    event = an_event(label_on("bug"), seconds=1)

    takes_in(record, said(a_sighting(labels=["bug"], seconds=1), event))

    assert (event.item_id, f"occasion:{event.key}") in agenda(record)


def test_an_event_no_rule_hears_has_none(record: Record) -> None:
    told = said(a_sighting(seconds=1), an_event(label_on("bug"), seconds=1))

    takes_in(record, told, hears=lambda event: event.kind == "another")

    assert occasions(record) == set()


def test_an_event_told_by_two_hooks_is_one_occasion(record: Record) -> None:
    told = said(a_sighting(labels=["bug"], seconds=1), an_event(label_on("bug"), seconds=1))
    takes_in(record, told)
    settled(record)

    takes_in(record, told, seconds=2)

    assert occasions(record) == set()


@pytest.mark.parametrize(("days", "spoken"), [(6.9, True), (7.1, False)])
def test_an_event_that_comes_late_is_recorded_and_after_a_week_not_spoken_of(
    record: Record, days: float, *, spoken: bool
) -> None:
    told = said(a_sighting(seconds=1), an_event(label_on("bug"), seconds=1))

    takes_in(record, told, seconds=days * 86400)

    assert bool(occasions(record)) is spoken
    assert len(rows_of(record, "event")) == 1


def test_history_updates_items_and_says_nothing(record: Record) -> None:
    with record.database.writing() as connection:
        connection.execute(update(schema.connection).values(live_since=NOON + timedelta(days=1)))
    told = said(a_sighting(labels=["bug"], seconds=1), an_event(label_on("bug"), seconds=1))

    takes_in(record, told)

    assert occasions(record) == set()
    assert {row["facet"] for row in rows_of(record, "history")} == {"label:bug"}


def test_the_echo_of_our_own_write_is_no_occasion(record: Record) -> None:
    plans(record, a_wish())
    record.outbox.claim(owner="me", wall=at(1), limit=1)
    with record.database.writing() as connection:
        connection.execute(update(schema.connection).values(actor_id=US.id))
        connection.execute(update(schema.outbox).values(sent_at=at(1)))
    echo = an_event(label_on("needs-triage"), seconds=2, by=US)

    takes_in(record, said(a_sighting(labels=["needs-triage"], seconds=2), echo), seconds=3)

    assert occasions(record) == set()


def test_an_event_about_an_item_nobody_knows_is_left_out(record: Record) -> None:
    takes_in(record, Reading(an_event(Change("commented", None, at(1)), item_id="github:9")))

    assert rows_of(record, "event") == []
    assert set(states(record).values()) == {"ignored"}


def test_an_event_about_no_item_is_recorded(record: Record) -> None:
    takes_in(record, Reading(an_event(item_id="")))

    assert [row["item"] for row in rows_of(record, "event")] == [""]
    assert agenda(record) == {}


def test_what_only_the_event_knows_reaches_the_rule(record: Record) -> None:
    event = replace(an_event(label_on("bug"), seconds=1), about={"comment": "at last"})
    takes_in(record, said(a_sighting(labels=["bug"], seconds=1), event))

    (case,) = cases(record, seconds=2)

    assert [r.event for r in case.reasons if r.name.startswith("occasion:")] == [event]


def test_a_comment_marks_an_item_that_its_message_does_not_show(record: Record) -> None:
    takes_in(record, said(a_sighting()))

    takes_in(record, Reading(an_event(Change("commented", None, at(5)), seconds=5)), seconds=6)

    item = record.inbox.known(["github:7001"])["github:7001"].item
    assert item.marks["commented"].text == "ann-moss commented on it"


def test_earlier_events_of_one_answer_are_kept_in_their_order(record: Record) -> None:
    past = tuple(an_event(label_on(name), seconds=n) for n, name in enumerate(("ui", "bug")))

    takes_in(record, Reading(None, (a_sighting(labels=["bug", "ui"], seconds=3),), past=past))

    assert {row["facet"] for row in rows_of(record, "history")} == {"label:bug", "label:ui"}
    assert len(rows_of(record, "event")) == 2


def test_an_item_settles_as_long_as_its_type_says(record: Record) -> None:
    takes_in(record, said(an_issue(1, type_="epic")), said(an_issue(2)), settles={"epic": 60})

    due = {row["subject"]: row["due_at"] for row in rows_of(record, "agenda")}

    assert due == {"github:7001": at(61), "github:7002": at(1)}
