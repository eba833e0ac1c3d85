"""A title is a stranger's words: shown as text, cleaned, and short in the heading."""

import re

from sqlalchemy import update

from automation.store import schema
from tests.builders import NOON
from tests.web.conftest import KEY, PAGE, World, words_of

HOSTILE = "<script>alert('cart')</script><img src=x onerror=alert(1)>"


def test_a_hostile_title_is_shown_as_text(world: World) -> None:
    world.sees(title=HOSTILE, labels=["<b>bold</b>"])

    for address in ("/items", PAGE):
        page = world.reads(address)
        assert "<script" not in page
        assert "<img src=x" not in page
        assert "<b>bold</b>" not in page
        assert HOSTILE in words_of(page)


def test_a_title_cannot_turn_the_text_beside_it(world: World) -> None:
    world.sees(title="pay\u202e\u2066 now\u2028or\x9b later")

    for address in ("/items", PAGE):
        assert "pay now or later" in world.reads(address)


def test_a_title_of_nothing_but_hidden_characters_is_named_by_its_key(world: World) -> None:
    world.sees(title="\u202e\u2066")

    assert f'href="{PAGE}"><bdi>{KEY}</bdi>' in world.reads("/items")


def test_an_endless_title_is_short_in_the_heading_and_whole_below(world: World) -> None:
    world.sees(title="A" * 3000)

    page = world.reads(PAGE)
    heading = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)

    assert heading is not None
    assert len(words_of(heading[1])) == 240
    assert "A" * 3000 in page


def test_an_address_that_is_no_web_address_is_no_link(world: World) -> None:
    world.sees()
    with world.record.database.writing() as connection:
        connection.execute(update(schema.item).values(url="javascript:alert(1)"))
        connection.execute(
            update(schema.derived).values(
                evidence=[{"text": "a trap", "url": "data:text/html,x", "at": NOON, "event": ""}]
            )
        )

    page = world.reads(PAGE)

    assert "a trap" in page
    assert "Open in" not in page
    assert not re.search(r'href="(javascript|data):', page)
