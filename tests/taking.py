"""Readings that arrive and are taken in, and what became of them: a record without a tracker."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from automation.model import Delivery, Event, Item, Link, LinkKind, Reading, Sighting
from automation.pipeline import Site, absorb
from automation.site import never
from automation.store import schema
from automation.store.record import Record
from tests.builders import Time, a_delivery, a_sighting, at
from tests.store.world import rows_of

NODE = "github:node:I_kwDO1"
PARENT = Link(LinkKind.PARENT, "github:acme/shop#1", "field")


def hears_all(_event: Event) -> bool:
    return True


def takes_in(
    record: Record,
    *readings: Reading,
    seconds: float = 1,
    hears: Callable[[Event], bool] = hears_all,
    settles: Mapping[str, float] | None = None,
    finished_at: Callable[[Item], datetime | None] = never,
    visibility: Callable[[Item], str] = attrgetter("visibility"),
) -> None:
    """These readings arrive as deliveries of one batch, in this order."""
    ids = [f"d-{seconds}-{n}" for n in range(len(readings))]
    found = dict(zip(ids, readings, strict=True))
    for id_ in ids:
        record.inbox.receive(a_delivery(id_=id_, seconds=seconds), timeout=5)
    works(
        *(record, found),
        seconds=seconds,
        hears=hears,
        settles=settles,
        finished_at=finished_at,
        visibility=visibility,
    )


def works(
    record: Record,
    readings: Mapping[str, Reading],
    *,
    seconds: float,
    hears: Callable[[Event], bool] = hears_all,
    settles: Mapping[str, float] | None = None,
    finished_at: Callable[[Item], datetime | None] = never,
    visibility: Callable[[Item], str] = attrgetter("visibility"),
) -> None:
    def parse(delivery: Delivery) -> Reading:
        return readings[delivery.id]

    site = Site(parse, 0, settles or {}, finished_at=finished_at, visibility=visibility)
    sites = {"github": site}
    absorb(record.inbox, sites, owner="me", clock=Time(at(seconds)), hears=hears)


def an_issue(number: int, *, seconds: float = 0, type_: str = "issue", **parts: object) -> Sighting:
    seen = a_sighting(item_id=f"github:{7000 + number}", seconds=seconds)
    key = f"github:acme/shop#{number}"
    return replace(seen, key=key, type=type_, **parts)  # type: ignore[arg-type]  # parts of a sighting


def said(seen: Sighting, event: Event | None = None) -> Reading:
    return Reading(event, (seen,))


def agenda(record: Record) -> dict[tuple[str, str], str]:
    return {(row["subject"], row["reason"]): row["changed"] for row in rows_of(record, "agenda")}


def states(record: Record) -> dict[str, str]:
    return {row["delivery"]: row["state"] for row in rows_of(record, "inbox")}


def linked(record: Record) -> set[tuple[str, str, str | None]]:
    return {(row["source"], row["kind"], row["target"]) for row in rows_of(record, "link")}


def settled(record: Record) -> None:
    """Nothing is on the agenda any more."""
    with record.database.writing() as connection:
        connection.execute(schema.agenda.delete())
