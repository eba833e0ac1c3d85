"""What is typed where Pitboard writes is a word about the work, and no sign of it."""

from dataclasses import replace

import pytest

from automation.model import Actor, Mark
from tests.status.builders import ANN, Company, company, ids, item, leaf, mark, on, with_mark

TYPED = mark(on(10, 15), "On track", text="ann-moss set Health to On track")


def still(facet: str, told: Mark) -> Company:
    """An epic whose last movement is of 2 October, and then this."""
    epic = with_mark(
        item("PAY-1", "epic", status="In Progress"), "commented", mark(on(10, 2), on(10, 2))
    )
    return replace(company(leaf(6)), epic=with_mark(epic, facet, told))


@pytest.mark.parametrize("facet", ["customfield_10050", "label:health: at risk"])
@pytest.mark.parametrize("by", [ANN, None])
def test_a_health_that_anybody_types_is_no_movement(facet: str, by: Actor | None) -> None:
    status = still(facet, replace(TYPED, actor=by)).status()

    assert status.moved is not None
    assert status.moved.at == on(10, 2)
    assert "A1" in ids(status)


@pytest.mark.parametrize("facet", ["customfield_10016", "label:urgent", "duedate"])
def test_any_other_field_that_somebody_edits_is_one(facet: str) -> None:
    status = still(facet, TYPED).status()

    assert status.moved is not None
    assert status.moved.at == on(10, 15)
