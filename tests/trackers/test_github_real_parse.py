"""Every real GitHub payload at hand through the parser alone. They are not part of this repository.

`pytest -s` prints what each of them became.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.model import Delivery, Reading
from automation.trackers.github.parse import READERS, parse
from tests.builders import NOON

DATA = Path(__file__).parents[3] / "shared" / "data"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no real payloads at {DATA}"),
]


def deliveries() -> Iterator[Delivery]:
    _, *lines = (DATA / "MANIFEST.tsv").read_text("utf-8").splitlines()
    for line in lines:
        file, kind, *_ = line.split("\t")
        if file.startswith("github/"):
            yield Delivery("github", file, kind, (DATA / file).read_bytes(), NOON)


def test_every_real_payload_is_read_and_the_known_ones_are_events() -> None:
    readings = [(each, parse(each)) for each in deliveries()]

    print(_table(readings))  # noqa: T201 - the table is for the eye of who runs this with -s
    assert len(readings) > 400
    for delivery, reading in readings:
        assert (reading.event is not None) == (delivery.kind in READERS), delivery.id
    assert _items_of(readings, "issues") == {"issue", "milestone", "pull_request"}
    assert _items_of(readings, "release") == {"release"}


def test_the_same_payload_through_another_hook_has_the_same_key() -> None:
    for each in deliveries():
        later = Delivery("github", "another", each.kind, each.body, NOON.replace(hour=18))
        one, other = parse(each).event, parse(later).event

        assert (one and one.key) == (other and other.key), each.id


def _items_of(readings: list[tuple[Delivery, Reading]], kind: str) -> set[str]:
    return {s.type for sent, reading in readings if sent.kind == kind for s in reading.sightings}


def _table(readings: list[tuple[Delivery, Reading]]) -> str:
    rows = Counter(_row(reading) for _, reading in readings if reading.event)
    ignored = sum(reading == Reading() for _, reading in readings)
    lines = [f"{count:3}  {row}" for row, count in sorted(rows.items())]
    return "\n".join(["", *lines, f"{ignored:3}  nobody listens"])


def _row(reading: Reading) -> str:
    """Kind, the item's key or reference, what the event changed, facets, links and stale."""
    assert reading.event is not None
    keys = [each.key or each.item_id for each in reading.sightings]
    changed = [f"{each.facet}: {each.old} > {each.new}" for each in reading.event.changes]
    facets = [f"{k}={v}" for each in reading.sightings for k, v in each.facets.items()]
    return " | ".join(
        [
            reading.event.kind,
            ", ".join(dict.fromkeys(keys)) or "-",
            "; ".join(changed) or "-",
            ", ".join(facets) or "-",
            ", ".join(sorted(_links(reading))) or "-",
            ", ".join(f"stale {each.project} {each.label or ''}" for each in reading.stale) or "-",
        ]
    )


def _links(reading: Reading) -> Iterator[str]:
    for seen in reading.sightings:
        for origin, links in seen.links.items():
            yield from (f"{origin}:{link.kind}>{link.to}" for link in links)
        for told in seen.link_changes:
            sign = "+" if told.stands else "-"
            yield f"{sign}{told.link.origin}:{told.link.kind}>{told.link.to}"
