"""The page of an item, and what programs are told of it, name nothing restricted."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from automation.model import Change, Event, Link, LinkKind, Reading
from automation.store import schema
from tests.builders import ANN, NOON
from tests.taking import an_issue, takes_in
from tests.web.conftest import World, words_of

PAGE, API = "/items/github:acme/shop%231", "/api/v1/items/github:acme/shop%231"
SECRET = "https://github.example/acme/vault/issues/13"
TITLE = "Leaked signing keys"


def changed(facet: str, text: str, url: str) -> Event:
    return Event(
        connection="github",
        key=f"github:{text}",
        kind="github.issues.edited",
        at=NOON + timedelta(minutes=1),
        item_id="github:7001",
        actor=ANN,
        url=url,
        changes=(Change(facet, None, text),),
    )


def fill(world: World, *, mine: str = "internal") -> None:
    """An issue with a past that is under a restricted one, waits for it, and names it."""
    key = "github:acme/vault#13"
    secret = replace(
        an_issue(13, visibility="restricted", url=SECRET),
        key=key,
        project="acme/vault",
        fields={"title": TITLE, "state": "open"},
    )
    links = frozenset(
        {Link(LinkKind.PARENT, key, "field"), Link(LinkKind.BLOCKED_BY, key, "field")}
    )
    seen = an_issue(1, visibility=mine, links={"field": links})
    past = (
        changed("link:blocked_by:github:acme/vault#14", "waits for it", "https://github.example/1"),
        changed("status", "In progress", f"{SECRET}#event-4"),
        changed("title", "said that acme/vault#13 is why", "https://github.example/2"),
        changed("milestone", f"put it under {TITLE}", "https://github.example/3"),
        changed("priority", "High", "https://github.example/4"),
    )
    other = replace(secret, item_id="github:7014", key="github:acme/vault#14")
    letters = [Reading(None, (each,)) for each in (secret, other, seen)]
    takes_in(world.record, *letters, *(Reading(each, ()) for each in past), seconds=60)
    verdict = {"rule": "tell", "subject": "github:7001", "ruleset": "x", "at": NOON}
    with world.record.database.writing() as connection:
        said = {"result": "acted", "because": "waits for acme/vault#13"}
        connection.execute(insert(schema.verdict).values({**verdict, **said}))


def leaks(text: str) -> list[str]:
    return [word for word in ("vault", "Leaked", "#13", "#14") if word in text]


@pytest.mark.parametrize("mine", ["public", "internal"])
def test_a_page_names_no_restricted_item(world: World, mine: str) -> None:
    fill(world, mine=mine)

    page = world.reads(PAGE)

    assert leaks(page) == []
    assert words_of(page).count("a restricted item") >= 5
    assert "High" in words_of(page)


def test_programs_are_told_of_no_restricted_item(world: World) -> None:
    fill(world)

    answer = world.reads(API)
    found = json.loads(answer)

    assert leaks(answer) == []
    assert {each["title"] for each in found["links"]} == {"a restricted item"}
    assert "names a restricted item" in [each["because"] for each in found["verdicts"]]


def test_the_page_of_a_restricted_item_tells_it_whole(world: World) -> None:
    fill(world, mine="restricted")

    page = world.reads(PAGE)

    assert leaks(page) == ["vault", "Leaked", "#13", "#14"]


def test_two_hidden_parts_are_two(world: World) -> None:
    under = frozenset({Link(LinkKind.PARENT, "github:acme/shop#1", "field")})
    parts = [an_issue(n, visibility="restricted", links={"field": under}) for n in (2, 3)]
    every = [an_issue(1, visibility="internal"), *parts]
    takes_in(world.record, *(Reading(None, (each,)) for each in every), seconds=60)

    assert words_of(world.reads(PAGE)).count("a restricted item restricted") == 2
