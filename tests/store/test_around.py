"""What a case shows around its subject, and whom a decided value wakes."""

from collections.abc import Mapping

from automation.effects import Plan
from automation.graph import Graph
from automation.model import Derived, Link, LinkKind
from automation.ports import Case
from automation.store import schema
from automation.store.record import Record
from tests.builders import at
from tests.store.world import instants
from tests.taking import agenda, an_issue, said, settled, takes_in


def link(kind: LinkKind, number: int) -> Link:
    return Link(kind, f"github:{7000 + number}", "field")


def tells(record: Record, *numbers: int, **links: Link) -> None:
    """Issues of these numbers; `of_3=...` is a link of issue 3."""
    for number in numbers:
        mine = frozenset(each for name, each in links.items() if name == f"of_{number}")
        takes_in(record, said(an_issue(number, links={"field": mine})), seconds=number)


def family(record: Record) -> None:
    """1 is above 2, which is above 3 and 4; 3 waits for 5, and 6 asks for 3."""
    tells(
        record,
        *range(1, 7),
        of_2=link(LinkKind.PARENT, 1),
        of_3=link(LinkKind.PARENT, 2),
        of_4=link(LinkKind.PARENT, 2),
        of_6=link(LinkKind.ASKS_FOR, 3),
    )
    both = frozenset({link(LinkKind.PARENT, 2), link(LinkKind.BLOCKED_BY, 5)})
    takes_in(record, said(an_issue(3, seconds=9, links={"field": both})), seconds=9)


def claimed(record: Record, reach: int) -> Mapping[str, Case]:
    found = record.agenda.claim(owner="me", instants=instants(100), limit=50, reach=reach)
    return {case.subject: case for case in found}


def numbers(graph: Graph) -> set[int]:
    return {int(id_.partition(":")[2]) - 7000 for id_ in graph.items}


def test_without_a_reach_nothing_is_shown(record: Record) -> None:
    family(record)

    assert claimed(record, 0)["github:7003"].around == Graph()


def test_one_link_away_are_the_parent_and_what_stands_beside(record: Record) -> None:
    family(record)

    assert numbers(claimed(record, 1)["github:7003"].around) == {2, 3, 5, 6}


def test_two_links_away_is_the_grandparent_and_no_sibling(record: Record) -> None:
    family(record)

    case = claimed(record, 2)["github:7003"]

    assert numbers(case.around) == {1, 2, 3, 5, 6}
    assert [item.id for item in case.around.ancestors("github:7003")] == [
        "github:7002",
        "github:7001",
    ]


def test_from_above_everything_below_is_shown_with_what_it_waits_for(record: Record) -> None:
    family(record)

    around = claimed(record, 2)["github:7001"].around

    assert numbers(around) == {1, 2, 3, 4, 5, 6}
    assert [item.id for item in around.targets("github:7003", LinkKind.BLOCKED_BY)] == [
        "github:7005"
    ]


def test_each_case_shows_the_same_whoever_else_is_claimed(record: Record) -> None:
    family(record)
    together = claimed(record, 1)["github:7001"].around
    record.agenda.release([f"github:{7000 + n}" for n in range(1, 7)], owner="me")
    settled(record)
    looks_at(record, 1, 30)

    alone = claimed(record, 1)

    assert set(alone) == {"github:7001"}
    assert numbers(alone["github:7001"].around) == numbers(together)
    assert alone["github:7001"].around.edges == together.edges


# --- waking what is above ---------------------------------------------------------------------


def decides(record: Record, health: str | None, seconds: float) -> None:
    """Whoever is due is said to have this health."""
    found = record.agenda.claim(owner="me", instants=instants(seconds), limit=50)
    plans = [(case, Plan(case.subject, derived=(a_value(case.subject, health),))) for case in found]
    record.agenda.decided(plans, owner="me", wall=at(seconds))


def a_value(item_id: str, health: str | None) -> Derived:
    return Derived(item_id, "health", health, "so", (), "health", "abc", at(0))


def looks_at(record: Record, number: int, seconds: float) -> None:
    takes_in(
        record, said(an_issue(number, labels=(str(seconds),), seconds=seconds)), seconds=seconds
    )


def only(record: Record, number: int) -> None:
    """Nobody but this one is due."""
    with record.database.writing() as connection:
        table = schema.agenda
        connection.execute(table.delete().where(table.c.subject != f"github:{7000 + number}"))


def test_a_value_that_changed_wakes_what_is_directly_above(record: Record) -> None:
    family(record)
    only(record, 3)

    decides(record, "at_risk", 100)

    assert agenda(record) == {("github:7002", "look"): "derived/health"}


def test_a_value_that_stayed_wakes_nobody(record: Record) -> None:
    family(record)
    only(record, 3)
    decides(record, "at_risk", 100)
    settled(record)
    looks_at(record, 3, 110)
    only(record, 3)

    decides(record, "at_risk", 120)

    assert agenda(record) == {}


def test_a_circle_comes_to_rest(record: Record) -> None:
    tells(record, 1, 2, of_1=link(LinkKind.PARENT, 2), of_2=link(LinkKind.PARENT, 1))

    for turn in range(5):
        decides(record, "at_risk", 100 + turn)

    assert agenda(record) == {}
