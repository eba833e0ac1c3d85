"""Timers that are armed anew: one look at each item for all rules, some hundreds at a time."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select

from automation.effects import ARM, Wake
from automation.model import Item
from automation.store import schema
from automation.store.arming import AT_A_TIME
from automation.store.reasons import put_wakes
from automation.store.record import Record
from tests.builders import at
from tests.store.crowd import dies, ids, there_are
from tests.store.world import rows_of

DAY = 86400


def activates(record: Record, hash_: str, seconds: float = 0, **readings: str) -> None:
    """Make a set active whose rules wait: `tell="a"` is that the timers of `tell` read so."""
    record.rulesets.activate(
        *(hash_, {}, dict.fromkeys(readings, "live")),
        wall=at(seconds),
        timers={rule: f"timer:{rule}:{how}" for rule, how in readings.items()},
    )


def waits(*rules: str, but: Collection[str] = ()) -> dict[str, frozenset[str]]:
    return {"issue": frozenset(rules), **dict.fromkeys(but, frozenset[str]())}


def arms(record: Record, hash_: str, by: Mapping[str, frozenset[str]], seconds: float = 0) -> bool:
    """One part; whether more are left."""

    def of(item: Item) -> frozenset[str]:
        return by.get(item.id, by["issue"])

    return record.rulesets.arm(hash_, of, wall=at(seconds))


def armed(record: Record) -> dict[str, tuple[str, datetime]]:
    """The items that are to be armed, each with the rules that wait for it, and when."""
    rows = [row for row in rows_of(record, "agenda") if row["reason"] == ARM]
    return {row["subject"]: (row["changed"], row["due_at"]) for row in rows}


def timer(record: Record, *reasons: str) -> None:
    with record.database.writing() as connection:
        wakes = [Wake("github:1", reason, "company", at(DAY)) for reason in reasons]
        put_wakes(connection, wakes, wall=at(0))


def of_item(record: Record) -> list[str]:
    rows = rows_of(record, "agenda")
    return [row["reason"] for row in rows if row["subject"] == "github:1"]


def test_an_activation_itself_writes_no_row_of_an_item(record: Record) -> None:
    there_are(record, ids(3))
    activates(record, "v1", tell="a", warn="a")

    assert armed(record) == {}


def test_each_item_is_armed_in_one_row_for_all_the_rules_that_wait_for_it(record: Record) -> None:
    there_are(record, ids(4))
    dies(record, "github:1003")
    activates(record, "v1", tell="a", warn="a")

    assert not arms(record, "v1", waits("tell", "warn", "other", but=["github:1001"]))
    assert armed(record) == {id_: ("tell,warn", at(0)) for id_ in ("github:1000", "github:1002")}


def test_parts_that_were_not_written_when_pitboard_died_are_written_later(record: Record) -> None:
    there_are(record, ids(2 * AT_A_TIME + 1))
    activates(record, "v1", tell="a")

    assert arms(record, "v1", waits("tell"))
    assert len(armed(record)) == AT_A_TIME
    assert arms(record, "v1", waits("tell"), seconds=60)
    assert not arms(record, "v1", waits("tell"), seconds=60)
    assert not arms(record, "v1", waits("tell"), seconds=60)
    with record.database.reading() as connection:
        due = schema.agenda.c.due_at
        many: dict[datetime, int] = dict(
            connection.execute(select(due, func.count()).group_by(due)).all()
        )
    assert many == {at(0): AT_A_TIME, at(61): AT_A_TIME, at(62): 1}


def test_a_set_that_follows_goes_on_where_the_one_before_was(record: Record) -> None:
    there_are(record, ids(AT_A_TIME + 2))
    activates(record, "v1", tell="a", warn="a")
    arms(record, "v1", waits("tell", "warn"))
    activates(record, "v2", 5, tell="a", warn="a")

    assert not arms(record, "v1", waits("tell", "warn"))
    assert not arms(record, "v2", waits("tell", "warn"))
    assert len(armed(record)) == AT_A_TIME + 2


def test_a_rule_that_changes_meanwhile_begins_anew_and_forgets_no_other(record: Record) -> None:
    there_are(record, ids(AT_A_TIME + 1))
    activates(record, "v1", tell="a", warn="a", gone="a")
    arms(record, "v1", waits("tell", "warn", "gone"))
    activates(record, "v2", 5, tell="b", warn="a")
    while arms(record, "v2", waits("tell", "warn"), seconds=5):
        pass

    found = armed(record)
    assert len(found) == AT_A_TIME + 1
    assert {frozenset(rules.split(",")) >= {"tell", "warn"} for rules, _ in found.values()} == {
        True
    }


def test_a_row_that_stands_gathers_the_rules_of_two_sets(record: Record) -> None:
    there_are(record, ids(1))
    activates(record, "v1", tell="a")
    arms(record, "v1", waits("tell"))
    activates(record, "v2", tell="a", warn="a")
    arms(record, "v2", waits("tell", "warn"))

    assert armed(record) == {"github:1000": ("tell,warn", at(0))}


def test_a_rule_that_waits_otherwise_loses_its_timers_and_keeps_what_is_put_off(
    record: Record,
) -> None:
    activates(record, "v1", tell="a", te_l="a")
    timer(
        record, "timer:tell:2", "timer:tell:0", "timer:tell:1", "timer:tell:limit", "timer:te_l:2"
    )
    activates(record, "v2", tell="b", te_l="a")

    assert of_item(record) == ["timer:te_l:2", "timer:tell:0", "timer:tell:1", "timer:tell:limit"]


def test_what_is_due_is_kept_by_a_rule_that_changes(record: Record) -> None:
    activates(record, "v1", tell="a")
    timer(record, "timer:tell:2")
    activates(record, "v2", 2 * DAY, tell="b")

    assert of_item(record) == ["timer:tell:2"]


def test_a_rule_that_waits_no_longer_has_no_timers(record: Record) -> None:
    activates(record, "v1", tell="a")
    timer(record, "timer:tell:2")
    record.rulesets.activate("v2", {}, {"tell": "live"}, wall=at(2 * DAY))

    assert of_item(record) == []
