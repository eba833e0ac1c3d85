"""What a delivery tells is told by the company's clock; what we asked for is in our own order."""

from dataclasses import replace
from datetime import datetime, timedelta

from automation.intake import read
from automation.model import Delivery, Reading
from tests.builders import a_delivery, a_sighting, an_event, at

AHEAD = timedelta(days=30)


def parse(delivery: Delivery) -> Reading:
    """What tells no time of its own, and what was asked for when."""
    came = delivery.received_at
    seen = replace(a_sighting(), at=came)
    asked = replace(a_sighting(), at=came, asked_at=came, reread=True)
    return Reading(replace(an_event(), at=came), (seen, asked))


def ahead(wall: datetime) -> datetime:
    return wall + AHEAD


def test_what_tells_no_time_happened_when_it_came_by_the_companys_clock() -> None:
    reading = read(parse, a_delivery(seconds=5), ahead)

    assert reading.event is not None
    assert reading.event.at == at(5) + AHEAD
    assert [seen.at for seen in reading.sightings] == [at(5) + AHEAD] * 2


def test_what_was_asked_for_is_in_the_order_of_our_own_clock() -> None:
    reading = read(parse, a_delivery(seconds=5), ahead)

    assert [seen.asked_at for seen in reading.sightings] == [None, at(5)]


def test_in_the_systems_time_nothing_is_another() -> None:
    delivery = a_delivery(seconds=5)

    assert read(parse, delivery, lambda wall: wall) == parse(delivery)
