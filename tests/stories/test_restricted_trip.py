"""Where a rule wrote a restricted item to and fro, only who may see the item reads of it."""

from collections.abc import Iterator

import pytest

from tests.databases import Home
from tests.store.world import rows_of
from tests.stories.crew import Crew
from tests.stories.test_asks import lives
from tests.stories.test_flip_flop import ON, PEOPLE

HIDDEN = "pitboard: 1\nmapping: trackers\nrestricted: {labels: [confidential]}\n"


@pytest.fixture
def crew(home: Home) -> Iterator[Crew]:
    made = Crew(home, ON)
    yield made
    made.line.close()


def trips(crew: Crew, *labels: str) -> None:
    """Its rule goes to and fro with an item that has these labels besides."""
    crew.line.activate({"on.yaml": ON, "people.yaml": PEOPLE, "mapping.yaml": HIDDEN})
    crew.hears("opened", labels=labels)
    for title in ("on", "off", "on", "off", "on", "off", "on"):
        crew.time.pass_(30 * 60)
        crew.hears("edited", title=title, labels=sorted({*crew.labels, *labels}))


def letter(crew: Crew) -> str:
    rows = rows_of(crew.line.record, "outbox")
    (row,) = (row for row in rows if row["kind"] == "email")
    return f"{row['wish']['subject']} {row['value']} {row['because']}"


def test_neither_the_list_nor_the_letter_says_what_was_written_to_a_restricted_item(
    crew: Crew,
) -> None:
    trips(crew, "confidential")
    lives(crew)

    assert crew.line.record.asks.listed() == []
    assert "a field of a restricted item" in letter(crew)
    assert not {"hot", "acme/shop", "label"} & set(letter(crew).replace(",", " ").split())


def test_of_an_item_that_all_may_see_both_tell_the_field(crew: Crew) -> None:
    trips(crew)
    lives(crew)

    (asked,) = crew.line.record.asks.listed()
    assert "acme/shop#12 to and fro" in asked["question"]
    assert "hot, nothing, hot" in letter(crew)
