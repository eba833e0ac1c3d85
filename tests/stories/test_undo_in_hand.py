"""What is being written while a person agrees to its undo is not taken back half."""

from collections.abc import Iterator

import pytest

from tests.databases import Home
from tests.fakes.tracker import outage
from tests.store.world import rows_of
from tests.stories.crew import Crew, triage
from tests.stories.test_undo import backs, run_of


@pytest.fixture
def crew(home: Home) -> Iterator[Crew]:
    made = Crew(home, triage())
    made.hears("opened")
    yield made
    made.line.close()


def test_nothing_is_undone_while_some_of_the_run_is_being_written(crew: Crew) -> None:
    crew.github.refuse = [outage()]
    crew.hears("opened", number=13, id_=7002)
    run = run_of(crew)
    found = backs(crew, run)
    crew.time.pass_(60)
    outbox = crew.line.record.outbox
    (errand,) = outbox.claim(owner="another", wall=crew.time(), limit=10)
    assert outbox.begin(errand, owner="another", wall=crew.time())

    done = crew.line.record.undoing.undo(run, found, wall=crew.time(), now=crew.line.now())

    states = [row["state"] for row in rows_of(crew.line.record, "outbox")]
    assert (len(found), done, states) == (1, False, ["done", "sending"])
    assert crew.line.record.fuses.resting() == []
