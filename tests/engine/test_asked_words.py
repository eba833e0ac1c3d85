"""Who waits for an item and since when, as rules ask for it; what a release ships; short keys."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from automation.engine.folder.facts import View, facts
from automation.engine.language.compiled import Scope
from automation.engine.language.expressions import compile_expression
from automation.graph import Graph
from automation.model import Item, LinkKind, Mark
from tests.engine.cases import NOW
from tests.engine.items import CREATED, graph, item
from tests.engine.sheets import MAPPING, world

LATER = datetime(2026, 11, 1, tzinfo=UTC)
TOLD = MAPPING.replace('labels: ["customer:*"]', 'labels: ["customer:*"], told: ["told:*"]')
WANTED = item(
    "jira:SEC-1",
    labels=("customer:acme", "customer:Hooli", "told:hooli", "bug"),
    marks={
        "label:customer:acme": Mark(LATER, "customer:acme", "", "", "e"),
        "label:customer:Hooli": Mark(CREATED, "customer:Hooli", "", "", "e"),
    },
)
DESK = item("jira:SUP-7", created=CREATED, organization="Globex")
AROUND = graph((DESK, WANTED), kind=LinkKind.ASKS_FOR)


def value(source: str, about: Item, around: Graph = AROUND, readers: str = "restricted") -> object:
    view = View(around, world(mapping=TOLD), readers=readers)
    return compile_expression(source, Scope()).evaluate({"item": facts(about, view)}, NOW)


def test_customers_are_who_asked_and_was_not_told_the_longest_wait_first() -> None:
    assert value("item.customers", WANTED) == ("Globex", "acme")
    assert value("item.asked", WANTED) == CREATED


def test_they_are_known_by_the_list_beside_the_rules_as_well() -> None:
    assert value("item.customers", item("jira:PAY-1"), Graph()) == ("Globex",)


def test_what_nobody_asked_for_has_none_and_no_time() -> None:
    assert value("item.customers | count", item("jira:SEC-2"), Graph()) == 0
    assert value("item.asked is missing", item("jira:SEC-2"), Graph()) is True


def test_everybody_is_told_of_those_alone_whom_the_labels_name() -> None:
    public = replace(WANTED, visibility="public")

    assert value("item.customers", public, readers="public") == ("acme",)


@pytest.mark.parametrize("source", ["item.customers | count", "item.asked | days", "item.ships"])
def test_rules_that_ask_for_it_look_one_link_away(source: str) -> None:
    assert compile_expression(source, Scope()).links == 1


def test_a_release_ships_what_its_notes_name_and_what_names_it_as_its_version() -> None:
    release, version = item("github:acme/shop@v2", "release"), item("jira:version:7", "release")
    noted, planned = item("github:acme/shop#7"), item("jira:PAY-2")
    around = graph((release, noted), kind=LinkKind.SHIPS)
    other = graph((planned, version), kind=LinkKind.SHIPS_IN)

    assert value("item.ships | names", release, around) == "acme/shop#7"
    assert value("item.ships | names", version, other) == "PAY-2"


@pytest.mark.parametrize(
    ("key", "short"),
    [("jira:PAY-2", "PAY-2"), ("github:acme/shop#12", "acme/shop#12"), ("own:obj-a", "obj-a")],
)
def test_a_key_is_short_without_its_connection(key: str, short: str) -> None:
    assert value("item.short", item(key), Graph()) == short
