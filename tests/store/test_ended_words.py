"""A person's word that holds no more: whose it was and when it ended is kept to be told."""

from dataclasses import replace

import pytest

from automation.effects import Plan
from automation.model import Derived, Override
from automation.store.reasons import Due, put_on_agenda
from automation.store.record import Record
from tests.builders import at
from tests.store.test_portfolio import CLICK, EPIC, FOUND, family, keeps


@pytest.mark.parametrize(("until", "ended"), [(14 * 86_400, 100), (90, 90)])
def test_whose_word_ended_and_when_is_kept_to_be_told(
    record: Record, until: float, ended: float
) -> None:
    family(record)
    health = Derived(EPIC, "health", "at_risk", "it waits", (CLICK,), "health", "h", at(5))
    word = Override(EPIC, "health", "on_track", "mara-lind", at(7), at(until))
    keeps(record, Plan(EPIC, derived=(health,), overrides=(word,), status=FOUND, type="epic"))
    held = record.portfolio.standing(EPIC)
    looks_again(record)

    keeps(record, Plan(EPIC, derived=(health,), status=FOUND, type="epic"))

    found = record.portfolio.standing(EPIC)
    assert held is not None
    assert found is not None
    assert (held.override, held.ended) == (word, None)
    assert (found.override, found.ended) == (None, replace(word, until=at(ended)))


def looks_again(record: Record) -> None:
    with record.database.writing() as connection:
        looks = [Due(EPIC, "look", at(60), frozenset({"any"}))]
        put_on_agenda(connection, looks, wall=at(60))
