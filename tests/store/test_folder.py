"""What telling the rule folder needs of the record, on each database."""

from automation.model import Link, LinkKind
from automation.store.record import Record
from tests.builders import NOON, at
from tests.taking import an_issue, said, takes_in


def test_every_status_that_an_item_stands_in_is_told_once(record: Record) -> None:
    takes_in(
        record,
        *(said(an_issue(n, fields={"title": "x", "status": "Offen"})) for n in (1, 2)),
        said(an_issue(3, fields={"status": 'In "Review"', "status_category": "indeterminate"})),
        said(an_issue(4, fields={"title": "no status", "status": None})),
        said(an_issue(5, fields={"title": "gone", "status": "Weg"}, deleted=True)),
    )

    assert record.folder.statuses() == [
        ("github", 'In "Review"', "indeterminate"),
        ("github", "Offen", ""),
    ]


def test_items_come_page_by_page_in_the_order_of_their_ids(record: Record) -> None:
    takes_in(record, *(said(an_issue(n)) for n in (3, 1, 2)), said(an_issue(4, deleted=True)))

    first = record.folder.page("", limit=2)
    second = record.folder.page(first[-1].id, limit=2)

    assert [each.id for each in (*first, *second)] == [
        "github:7001",
        "github:7002",
        "github:7003",
    ]


def test_what_asks_for_an_item_or_is_related_to_it_stands_beside_it(record: Record) -> None:
    def to(kind: LinkKind, number: int) -> dict[str, frozenset[Link]]:
        return {"field": frozenset({Link(kind, f"github:acme/shop#{number}", "field")})}

    takes_in(
        record,
        said(an_issue(1, links=to(LinkKind.RELATES, 4))),
        said(an_issue(2, links=to(LinkKind.ASKS_FOR, 1))),
        said(an_issue(3, links=to(LinkKind.PARENT, 1))),
        said(an_issue(4)),
    )

    beside = record.folder.beside("github:7001")

    assert set(beside.items) == {"github:7001", "github:7002", "github:7004"}
    assert {(edge.source, edge.kind) for edge in beside.edges} == {
        ("github:7001", LinkKind.RELATES),
        ("github:7002", LinkKind.ASKS_FOR),
    }


def test_asking_again_keeps_one_row_that_is_due_at_once(record: Record) -> None:
    record.folder.ask(["own:obj-1"], wall=NOON)
    (wish,) = record.outbox.rereads(wall=NOON, limit=9)
    record.outbox.unseen(wish, gone=False, wall=NOON, said="it answered 503", after=600)
    later = record.outbox.rereads(wall=at(599), limit=9)

    record.folder.ask(["own:obj-1"], wall=at(300))

    assert later == []
    assert [w.key for w in record.outbox.rereads(wall=at(300), limit=9)] == ["obj-1"]
