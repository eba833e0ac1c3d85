"""Links and names in the record: what they lead to, and whom a change of them wakes."""

from dataclasses import replace

from automation.model import Link, LinkKind, Reading, Sighting, Stale
from automation.store.record import Record
from tests.builders import at
from tests.store.world import rows_of
from tests.taking import NODE, PARENT, agenda, an_issue, linked, said, settled, states, takes_in
from tests.test_any_order import part, single


def under(number: int, link: Link = PARENT, *, seconds: float = 0) -> Sighting:
    return an_issue(number, seconds=seconds, links={"field": frozenset({link})})


def test_a_link_leads_to_its_item_whichever_comes_first(record: Record) -> None:
    takes_in(record, said(under(2)))
    assert linked(record) == {("github:7002", "parent", None)}

    takes_in(record, said(an_issue(1, type_="epic")), seconds=2)

    assert linked(record) == {("github:7002", "parent", "github:7001")}


def test_a_link_that_is_taken_away_leaves_the_table(record: Record) -> None:
    takes_in(record, said(an_issue(1)), said(under(2)))

    takes_in(record, said(an_issue(2, seconds=2, links={"field": frozenset()})), seconds=2)

    assert linked(record) == set()


def test_the_links_of_a_deleted_item_go_and_what_it_was_part_of_is_looked_at(
    record: Record,
) -> None:
    takes_in(record, said(an_issue(1, type_="epic")), said(under(2)))
    settled(record)

    takes_in(record, said(replace(under(2, seconds=3), deleted=True)), seconds=3)

    assert linked(record) == set()
    assert agenda(record)["github:7001", "look"] == "issue/deleted"


def test_a_change_wakes_everything_the_item_is_part_of(record: Record) -> None:
    up = Link(LinkKind.PARENT, "github:7002", "field")
    takes_in(record, said(an_issue(1, type_="epic")), said(under(2)), said(under(3, up)))
    settled(record)

    moved = replace(under(3, up, seconds=2), fields={"title": "Other", "state": "open"})
    takes_in(record, said(moved), seconds=2)

    assert agenda(record) == {
        ("github:7003", "look"): "title",
        ("github:7002", "look"): "issue/title",
        ("github:7001", "look"): "issue/title",
    }


def test_moving_an_item_wakes_the_old_and_the_new_ancestors(record: Record) -> None:
    takes_in(record, said(an_issue(1)), said(an_issue(4)), said(under(2)))
    settled(record)

    elsewhere = Link(LinkKind.PARENT, "*:acme/shop#4", "field")
    takes_in(record, said(under(2, elsewhere, seconds=2)), seconds=2)

    woken = {subject for subject, reason in agenda(record) if reason == "look"}
    assert woken == {"github:7001", "github:7002", "github:7004"}


def test_a_name_that_comes_to_be_known_wakes_whoever_waited_for_it(record: Record) -> None:
    takes_in(record, said(under(2)))
    settled(record)

    takes_in(record, said(an_issue(1, type_="epic")), seconds=2)

    assert agenda(record)["github:7002", "look"] == "links"
    assert "issue/links" in agenda(record)["github:7001", "look"]


def test_a_name_that_a_second_item_takes_leads_nowhere(record: Record) -> None:
    page = "url:https://tracker.example/1"
    takes_in(record, said(an_issue(1, aliases=(page,))), said(under(2, replace(PARENT, to=page))))
    assert linked(record) == {("github:7002", "parent", "github:7001")}

    takes_in(record, said(an_issue(3, aliases=(page,))), seconds=2)

    assert linked(record) == {("github:7002", "parent", None)}


def test_whoever_waits_for_an_item_is_looked_at_when_that_is_closed(record: Record) -> None:
    waits = Link(LinkKind.BLOCKED_BY, "github:7003", "field")
    blocked = an_issue(2, links={"field": frozenset({PARENT, waits})})
    takes_in(record, said(an_issue(1, type_="epic")), said(blocked), said(an_issue(3)))
    settled(record)

    closed = replace(an_issue(3, seconds=2), fields={"title": "Old", "state": "closed"})
    takes_in(record, said(closed), seconds=2)

    woken = agenda(record)
    assert woken["github:7002", "look"] == "issue/state"
    assert woken["github:7001", "look"] == "issue/state"


def test_whoever_waits_for_an_item_is_left_alone_when_that_gets_a_label(record: Record) -> None:
    waits = Link(LinkKind.BLOCKED_BY, "github:7003", "field")
    takes_in(record, said(under(2, waits)), said(an_issue(3)))
    settled(record)

    takes_in(record, said(replace(an_issue(3, seconds=2), labels=("bug",))), seconds=2)

    assert agenda(record) == {("github:7003", "look"): "labels"}


def test_a_circle_of_parents_is_walked_once(record: Record) -> None:
    up = Link(LinkKind.PARENT, "github:7002", "field")
    takes_in(record, said(under(1, up)), said(under(2)))
    settled(record)

    takes_in(record, said(replace(under(1, up, seconds=2), labels=("bug",))), seconds=2)

    assert agenda(record) == {
        ("github:7001", "look"): "labels",
        ("github:7002", "look"): "issue/labels",
    }


def test_names_are_written_down_once(record: Record) -> None:
    takes_in(record, said(an_issue(1, aliases=(NODE,))))
    names = rows_of(record, "alias")

    takes_in(record, said(an_issue(1, aliases=(NODE,), seconds=2)), seconds=2)

    assert rows_of(record, "alias") == names
    assert {row["key"] for row in names} == {
        "github:7001",
        "github:acme/shop#1",
        "*:acme/shop#1",
        NODE,
    }


def test_a_key_that_moved_keeps_leading_to_its_item(record: Record) -> None:
    takes_in(record, said(an_issue(1)))
    takes_in(record, said(replace(an_issue(1, seconds=2), key="github:acme/store#8")), seconds=2)

    names = ["github:acme/shop#1", "github:acme/store#8", "*:acme/store#8"]

    assert record.inbox.resolve(names) == dict.fromkeys(names, "github:7001")


# --- names that went stale --------------------------------------------------------------------


def test_a_renamed_label_has_its_items_read_again_a_few_each_second(record: Record) -> None:
    some = [replace(an_issue(n), labels=("bug",)) for n in range(60)]
    takes_in(record, *map(said, some), said(an_issue(99)))
    settled(record)

    takes_in(record, Reading(stale=(Stale("github", "acme/shop", label="bug"),)), seconds=2)

    due = [row["due_at"] for row in rows_of(record, "agenda")]
    assert len(due) == 60
    assert (min(due), max(due)) == (at(2), at(2 + 59 / 50))
    assert states(record)["d-2-0"] == "absorbed"


def test_one_link_told_alone_lives_on_beside_the_rest(record: Record) -> None:
    takes_in(record, said(an_issue(1)), said(an_issue(2)))
    told = replace(part(3, link_changes=single(PARENT, stands=True)), item_id="github:7002")

    takes_in(record, said(told), seconds=3)

    assert linked(record) == {("github:7002", "parent", "github:7001")}
