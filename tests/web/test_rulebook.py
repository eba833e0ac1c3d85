"""A set of rules is read by one thread, however many ask for it at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from automation.store.record import Record
from automation.store.rulesets import RuleSets
from automation.web.rulebook import Rulebook
from tests.builders import NOON

TOGETHER = 4


class Crowded(RuleSets):
    """Whoever asks which set is active hears it together with all the others."""

    def active_hash(self) -> str | None:
        found = super().active_hash()
        self.gate.wait(timeout=10)
        return found

    gate = Barrier(TOGETHER)


def test_threads_that_ask_together_get_what_one_of_them_read(record: Record) -> None:
    record.rulesets.activate("v1", {"a.yaml": "pitboard: 1\n"}, {}, wall=NOON)
    book = Rulebook(Crowded(record.database))

    with ThreadPoolExecutor(TOGETHER) as threads:
        asked = [threads.submit(book.shelf) for _ in range(TOGETHER)]
        found = {id(each.result()) for each in asked}

    assert len(found) == 1
    assert [card.file for card in book._shelf.cards] == ["a.yaml"]
