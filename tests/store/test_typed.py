"""How often people typed by hand where rules write, and who does not count as one."""

from datetime import datetime, timedelta

from automation.model import Actor, Mark
from automation.store import rows, schema
from automation.store.record import Record
from tests.builders import ANN, US, at
from tests.store.test_portfolio import EPIC, family, keeps


def test_what_people_typed_is_counted_by_the_week_and_what_we_wrote_is_not(record: Record) -> None:
    live = at(0)
    record.connect("github", "github", wall=live)
    family(record)
    keeps(record)
    day = timedelta(days=1)
    _typed(record, live - 3 * day, ANN)
    _typed(record, live - 9 * day, ANN)
    _typed(record, live - 10 * day, US)
    _typed(record, live + 3 * day, ANN)

    before, now = record.portfolio.typed_by_hand(["customfield_10050"], live + 14 * day)

    assert (before, now) == (2 / 8, 1 / 2)


def test_what_a_listed_program_typed_is_not_counted(record: Record) -> None:
    live = at(0)
    record.connect("github", "github", wall=live)
    family(record)
    keeps(record)
    _typed(record, live - timedelta(days=3), ANN)

    def listed(connection: str, actor: Actor) -> bool:
        return (connection, actor.id) == ("github", ANN.id)

    before, _ = record.portfolio.typed_by_hand(["customfield_10050"], live, is_program=listed)

    assert before == 0


def test_typed_labels_are_compared_by_what_they_begin_with_and_not_by_their_case(
    record: Record,
) -> None:
    live = at(0)
    record.connect("github", "github", wall=live)
    family(record)
    keeps(record)
    for n, name in enumerate(("health_ok", "Health_OK", "healthy_ok", "my health_ok")):
        _typed(record, live - timedelta(days=n + 1), ANN, f"label:{name}")
    _typed(record, live - timedelta(days=9), ANN, "health_ok")

    before, _ = record.portfolio.typed_by_hand(["health_"], live)

    assert before == 2 / 8


def _typed(record: Record, when: datetime, by: Actor, facet: str = "customfield_10050") -> None:
    mark = Mark(when, "At risk", "Health", "", f"e-{when:%d}", actor=by, ours=by == US)
    row = {
        "item": EPIC,
        "facet": facet,
        "at": when,
        "hash": f"{when:%d}",
        "mark": rows.mark_row(mark),
        "kept_until": when + timedelta(days=400),
    }
    with record.database.writing() as connection:
        connection.execute(schema.history.insert().values(row))
