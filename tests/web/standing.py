"""Standings and objectives on record, each with its item, as deciding leaves them."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from automation.appraisal import Standing
from automation.model import Mark, Sighting, Value
from automation.store import rows, schema, statuses
from automation.store.record import Record
from tests.builders import NOON
from tests.taking import said, takes_in
from tests.web.company import days, the_company


def stands(record: Record, *every: Standing) -> None:
    """These are on record, each with its item, as deciding leaves them."""
    for n, some in enumerate(batched(every)):
        seconds = 50 + n + _number(some[0]) / 1_000_000  # which names their deliveries
        takes_in(record, *(said(_sighting(each)) for each in some), seconds=seconds)
    with record.database.writing() as connection:
        for each in every:
            found = select(schema.item).where(schema.item.c.id == each.item_id)
            item = rows.item(connection.execute(found).mappings().one())
            statuses.keep(connection, [(item, each.type, each.status)])
            if each.health:
                row = rows.derived_row(replace(each.health, item_id=item.id))
                connection.execute(schema.derived.insert().values(row))
            words = ((schema.override, each.override), (schema.ended_override, each.ended))
            for table, word in words:
                if word:
                    row = rows.override_row(replace(word, item_id=item.id))
                    connection.execute(table.insert().values(row))
            if each.ripe:
                timer = {"subject": item.id, "reason": "timer:health:1", "due_at": each.ripe}
                more = {"due_on": "company", "seq": 1, "since": NOON}
                connection.execute(schema.agenda.insert().values({**timer, **more}))


def batched(every: Sequence[Standing], size: int = 50) -> Sequence[Sequence[Standing]]:
    return [every[n : n + size] for n in range(0, len(every), size)]


def _number(each: Standing) -> int:
    return int(each.item_id.rpartition(":")[2])


def aims_at(record: Record, id_: str, title: str, **fields: Value) -> None:
    """An objective is on record."""
    seen = Sighting(
        item_id=f"own:{id_}",
        connection="own",
        type="objective",
        at=NOON,
        key=f"own:{id_}",
        project="own",
        visibility="internal",
        fields={"title": title, "state": "open", "owner": "mara", **fields},
        labels=(),
    )
    takes_in(record, said(seen), seconds=sum(map(ord, id_)) / 100)


def is_measured(record: Record, id_: str, *numbers: float) -> None:
    """A number a week, the last one today."""
    last = len(numbers) - 1
    marks = [
        Mark(days(7 * (n - last)), number, "the rule folder says so", "", f"m{n}")
        for n, number in enumerate(numbers)
    ]
    with record.database.writing() as connection:
        for mark in marks:
            told = {"item": f"own:{id_}", "facet": "measure", "at": mark.at, "hash": mark.event}
            kept = {"mark": rows.mark_row(mark), "kept_until": days(400)}
            connection.execute(schema.history.insert().values({**told, **kept}))


def _sighting(each: Standing) -> Sighting:
    connection, _, rest = each.key.partition(":")
    return Sighting(
        item_id=each.item_id,
        connection=connection,
        type=each.type,
        at=NOON,
        key=each.key,
        project=rest.rpartition("#")[0] or rest.rpartition("-")[0],
        url=each.url,
        visibility=each.visibility,
        fields={"title": each.title, "state": "open"},
        labels=(),
    )


def the_whole_company(record: Record) -> None:
    """All of it, under three objectives: one flat, one on its way, one without a measure."""
    refunds: dict[str, Value] = {"measure_name": "Calls about refunds", "unit": "calls a week"}
    bounds: dict[str, Value] = {"measure_start": 240.0, "measure_target": 120.0, "due": days(180)}
    aims_at(record, "obj-refunds", "Customers can follow their refund", **refunds, **bounds)
    is_measured(record, "obj-refunds", 240, 243, 238, 241, 236, 239, 240)
    parcels: dict[str, Value] = {"measure_name": "Parcels on time", "unit": "%"}
    goal: dict[str, Value] = {"measure_start": 81.0, "measure_target": 95.0, "due": days(90)}
    aims_at(record, "obj-parcels", "Parcels arrive when we said", **parcels, **goal)
    is_measured(record, "obj-parcels", 81, 82, 84, 83.5, 86, 88, 88.2)
    aims_at(record, "obj-trust", "Nobody loses an account")
    stands(record, *the_company())
