"""The page of one item: long texts in their lines, numbers with their unit."""

from automation.model import Value
from automation.store import schema
from tests.web.conftest import PAGE, World
from tests.web.standing import aims_at, is_measured


def test_a_whole_comment_is_shown_in_its_lines_and_not_as_a_state(world: World) -> None:
    world.sees()
    with world.record.database.writing() as connection:
        comment = {"wish": {"value": "Done.\n12 of 12 done."}, "value": "Done.\n12 of 12 done."}
        connection.execute(schema.outbox.update().values(**comment))

    page = world.reads(PAGE)

    assert '<span class="written" dir="auto">Done.\n12 of 12 done.</span>' in page


def test_a_measure_tells_its_unit_after_each_number(world: World) -> None:
    numbers: dict[str, Value] = {"measure_name": "Questions", "unit": "of 1,000 orders"}
    bounds: dict[str, Value] = {"measure_start": 41.0, "measure_target": 20.0}
    aims_at(world.record, "obj-parcels", "Nobody asks", **numbers, **bounds)
    is_measured(world.record, "obj-parcels", 41, 40.5)

    said = world.sees_on("/items/own:obj-parcels")

    assert "It began at 41 of 1,000 orders. It shall read 20 of 1,000 orders." in said
    assert "40.5 of 1,000 orders" in said
