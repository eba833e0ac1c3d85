"""Who asked for an item, since when, and how we know."""

from datetime import UTC, datetime

from automation.model import LinkKind, Mark
from tests.engine.items import CREATED, graph, item
from tests.engine.sheets import world

LATER = datetime(2026, 10, 20, tzinfo=UTC)


def mark(at: datetime, value: str | None = "customer:acme") -> Mark:
    return Mark(at=at, value=value, text="", url="", event="e")


def test_a_label_names_the_customer_and_its_mark_tells_since_when() -> None:
    asked = item(
        "jira:SEC-1",
        labels=("customer:acme", "customer:Hooli"),
        marks={"label:customer:acme": mark(LATER)},
    )

    found = [(each.customer, each.since, each.how) for each in world().requests(asked)]

    assert found == [
        ("Hooli", CREATED, "label customer:Hooli"),
        ("acme", LATER, "label customer:acme"),
    ]


def test_a_request_that_is_linked_asks_for_the_item() -> None:
    wanted = item("jira:SEC-1")
    support = item("jira:SUP-7", labels=("customer:acme",))
    nameless = item("jira:SUP-8", created=LATER)
    around = graph((support, wanted), (nameless, wanted), kind=LinkKind.ASKS_FOR)

    found = world().requests(wanted, around)

    assert [(each.customer, each.how) for each in found] == [
        ("acme", "jira:SUP-7"),
        ("SUP-8", "jira:SUP-8"),
    ]


def test_what_is_a_request_itself_asks_for_itself() -> None:
    by_project = world().requests(item("jira:SUP-9", organization="Globex"))
    by_type = world().requests(item("jira:OPS-9", kind="Support request"))

    assert [each.customer for each in by_project] == ["Globex"]
    assert [each.customer for each in by_type] == ["OPS-9"]


def test_an_imported_row_counts_with_its_file_line_and_page() -> None:
    (found,) = world().requests(item("jira:PAY-1"))

    assert (found.customer, found.how) == ("Globex", "asked.csv:2")
    assert found.since == datetime(2026, 9, 1, tzinfo=UTC)
    assert found.url == "https://desk.example.com/7"
    assert [each.customer for each in world().requests(item("github:acme/shop#12"))] == ["Initech"]
    assert world().requests(item("github-eu:acme/shop#12")) == ()


def test_a_customer_who_asked_twice_waits_since_the_first_time() -> None:
    twice = item("jira:PAY-1", labels=("customer:globex",))

    (found,) = world().requests(twice)

    assert found.since == datetime(2026, 9, 1, tzinfo=UTC)


def test_an_item_that_nobody_asked_for_has_no_requests() -> None:
    assert world().requests(item("jira:SEC-2", labels=("bug",))) == ()
