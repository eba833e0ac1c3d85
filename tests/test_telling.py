"""The clock goes through every item, a few pages at a time, and leaves none out."""

import pytest

from automation import rulefiles, telling
from automation.engine.folder.measures import Point
from automation.engine.ruleset.loader import load
from automation.marks import explained
from automation.model import Mark
from automation.store.record import Record
from automation.telling import Teller
from automation.trackers.own.parse import parse
from tests.builders import NOON, at
from tests.taking import an_issue, said, takes_in

FILE = """\
pitboard: 1
objectives:
  obj-retain: {title: Customers come back, items: {projects: [acme/shop]}}
"""


def test_every_item_on_record_is_told_whatever_the_size_of_a_page(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "PAGE", 1)
    takes_in(record, *(said(an_issue(number)) for number in range(1, 12)))
    rules = load({"o.yaml": rulefiles.read(FILE, "o.yaml")}, "a-hash")
    teller = Teller(record)

    for second in range(4):
        teller.tend(rules, wall=at(second), now=at(second))

    mail = record.inbox.claim(owner="me", wall=at(60), limit=50)
    told = [seen.item_id for each in mail for seen in parse(each.delivery).sightings]
    assert sorted(told) == sorted(
        ["own:obj-retain", *(f"github:{7000 + number}" for number in range(1, 12))]
    )


def test_without_objectives_no_item_is_looked_at(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_args: object, **_more: object) -> None:
        raise AssertionError("nobody has to go through the items")

    monkeypatch.setattr("automation.store.folder.Folder.page", never)
    rule = {"t.yaml": rulefiles.read("pitboard: 1\nteams: {}\n", "t.yaml")}

    Teller(record).tend(load(rule, "a-hash"), wall=NOON, now=NOON)

    assert record.inbox.claim(owner="me", wall=at(60), limit=50) == ()


def test_a_number_that_is_withdrawn_reads_so_and_one_that_stayed_does_not() -> None:
    def texts(points: list[Point], past: list[Mark]) -> list[str]:
        events = telling.news("own:obj-retain", points, past, url="")
        return [m.text for each in events for _, m in explained(each, lambda _, __: False)]

    first, second, third = (Point(at(days * 86_400), 72.0) for days in (0, 7, 14))
    past = [Mark(each.at, 72.0, "", "", f"own/{each.at}") for each in (first, second)]

    assert texts([first, second, third], past) == ["the rule folder says that it measured 72 again"]
    assert texts([first], past) == ["the rule folder took a number back"]
