"""Which items lead to which objective, and that the record's own links never confuse the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from automation import rulefiles
from automation.engine.folder.places import Place
from automation.engine.folder.world import World
from automation.engine.ruleset.filekinds import build_world
from automation.model import Guard, Item, Link, LinkKind
from automation.ports import Known
from automation.relinking import Relinking, standing
from tests.builders import NOON

FILE = """\
pitboard: 1
objectives:
  obj-retain:
    title: Customers come back
    items: {epics: ["jira:PAY-1"], projects: [LOYAL], labels: ["objective:retain"]}
"""
MINE = Link(LinkKind.PARENT, "own:obj-retain", "objectives")


def a_world(text: str = FILE) -> World:
    world, problems = build_world({"o.yaml": Place("o.yaml", rulefiles.read(text, "o.yaml"))})
    assert problems == []
    return world


def an_item(key: str, *, under: str = "", labels: Sequence[str] = (), type_: str = "issue") -> Item:
    links = {Link(LinkKind.PARENT, f"jira:{under}", "field")} if under else set[Link]()
    return Item(
        id=f"jira:id-{key}",
        connection="jira",
        key=f"jira:{key}",
        type=type_,
        project=key.partition("-")[0],
        url="",
        visibility="internal",
        fields={"title": key},
        labels=frozenset(labels),
        links=frozenset(links),
        guards={"fields": Guard(NOON, "x")},
    )


@dataclass
class Shelf:
    """Items on record, and how often somebody looked for one."""

    items: Sequence[Item] = ()
    asked: int = field(default=0)

    def resolve(self, references: Sequence[str]) -> Mapping[str, str]:
        self.asked += 1
        return {item.key: item.id for item in self.items if item.key in references}

    def known(self, ids: Sequence[str]) -> Mapping[str, Known]:
        self.asked += 1
        return {item.id: Known(item, 1) for item in self.items if item.id in ids}


def links(items: Sequence[Item], record: Sequence[Item] = ()) -> Mapping[str, frozenset[Link]]:
    """What is told of these items, by key."""
    told = Relinking(a_world(), Shelf(record))(items, NOON)
    return {seen.key: seen.links["objectives"] for seen in told}


def test_a_key_a_project_and_a_label_lead_to_the_objective() -> None:
    items = [
        an_item("PAY-1", type_="epic"),
        an_item("LOYAL-4"),
        an_item("SEC-2", labels=["objective:retain"]),
        an_item("SEC-3"),
    ]

    assert links(items) == {key: {MINE} for key in ("jira:PAY-1", "jira:LOYAL-4", "jira:SEC-2")}


def test_the_files_own_link_does_not_speak_against_itself() -> None:
    item = an_item("SEC-2", labels=["objective:retain"])
    linked = replace(item, links=item.links | {MINE})
    objective = replace(an_item("x"), id="own:obj-retain", key="own:obj-retain", connection="own")

    assert links([linked], [objective]) == {}


def test_what_stands_above_in_the_same_batch_takes_the_link_away() -> None:
    epic = an_item("PAY-1", type_="epic")
    story = an_item("SEC-2", under="PAY-1", labels=["objective:retain"])

    assert links([story, epic]) == {"jira:PAY-1": {MINE}}


def test_what_stands_above_on_record_takes_the_link_away() -> None:
    record = [an_item("PAY-1", type_="initiative"), an_item("PAY-2", under="PAY-1", type_="epic")]
    story = an_item("SEC-2", under="PAY-2", labels=["objective:retain"])

    assert links([story], record) == {}


def test_a_circle_of_parents_comes_to_an_end() -> None:
    record = [an_item("SEC-1", under="SEC-2"), an_item("SEC-2", under="SEC-1")]
    story = an_item("SEC-3", under="SEC-1", labels=["objective:retain"])

    assert links([story], record) == {"jira:SEC-3": {MINE}}


def test_a_link_that_no_file_tells_any_more_goes() -> None:
    item = an_item("SEC-2")
    linked = replace(item, links=item.links | {MINE})

    told = Relinking(World(), Shelf())([linked], NOON)

    assert [seen.links["objectives"] for seen in told] == [frozenset()]
    assert standing(linked) == {MINE}


def test_nobody_is_looked_up_for_items_that_no_file_is_about() -> None:
    shelf = Shelf()

    assert Relinking(a_world(), shelf)([an_item("SEC-2", under="SEC-1")], NOON) == []
    assert shelf.asked == 0


def test_stubs_deleted_items_and_objectives_are_left_alone() -> None:
    item = an_item("LOYAL-4")
    others = [
        replace(item, fields={}),
        replace(item, deleted_at=NOON),
        replace(item, connection="own"),
    ]

    assert links(others) == {}
