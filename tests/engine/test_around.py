"""What a rule sees around an item, and that nothing is built which no rule reads."""

from dataclasses import replace

import pytest

from automation.engine.folder.facts import ItemFacts, View, facts
from automation.engine.language.expressions import ExpressionError, Scope, compile_expression
from automation.graph import Edge, Graph
from automation.model import Item, LinkKind
from tests.engine.cases import MAPPING, NOW, bench, edited
from tests.engine.files import SOUND, changed, load_texts
from tests.engine.items import item

EPIC = item("jira:PAY-1", "epic", title="Payouts")
DONE = item("jira:PAY-2", status="Done", state="closed", title="Ledger")
DOING = item("jira:PAY-3", status="In Progress")
PULL = item("github:acme/shop#7", "pull_request", facets={"review/1": "approved"})
SUPPLIER = item("jira:SEC-40", status="In Progress")
SETTLED = item("jira:SEC-41", status="Done")
ASKED = item("jira:SUP-7", "request")
RELEASE = item("github:acme/shop#v2", "release", tag="v2.0")
GRAPH = Graph(
    {each.id: each for each in (EPIC, DONE, DOING, PULL, SUPPLIER, SETTLED, ASKED, RELEASE)},
    (
        Edge(DONE.id, LinkKind.PARENT, EPIC.id),
        Edge(DOING.id, LinkKind.PARENT, EPIC.id),
        Edge(PULL.id, LinkKind.WORKS_ON, DOING.id),
        Edge(DOING.id, LinkKind.BLOCKED_BY, SUPPLIER.id),
        Edge(DOING.id, LinkKind.BLOCKED_BY, SETTLED.id),
        Edge(ASKED.id, LinkKind.ASKS_FOR, DOING.id),
        Edge(RELEASE.id, LinkKind.SHIPS, DONE.id),
    ),
)


def value(source: str, about: Item, around: Graph = GRAPH) -> object:
    known = {"item": facts(about, View(around))}
    return compile_expression(source, Scope()).evaluate(known, NOW)


@pytest.mark.parametrize(
    ("source", "about", "expected"),
    [
        ("item.children | names", EPIC, "PAY-2 and PAY-3"),
        (
            "item.parts | names",
            EPIC,
            "PAY-2, PAY-3, acme/shop#v2 and acme/shop#7",
        ),
        ("item.parts | where('type', 'issue') | count", EPIC, 2),
        ("item.children | where('status_group', 'done') | names", EPIC, "PAY-2"),
        ("item.children | share('status_group', 'done')", EPIC, 50),
        ("item.parent.title", DOING, "Payouts"),
        ("item.parent.key", PULL, "jira:PAY-3"),
        ("item.parent.parent.title", PULL, "Payouts"),
        ("item.parent.children | count", DOING, 2),
        ("item.parent.title", EPIC, None),
        ("item.parent.parent.title", EPIC, None),
        ("item.parent is missing", EPIC, True),
        ("item.ancestors | names", PULL, "PAY-3 and PAY-1"),
        ("item.blockers | names", DOING, "SEC-40 and SEC-41"),
        ("item.blocked_by_open | names", DOING, "SEC-40"),
        ("item.pull_requests | where('review', 'approved') | count", DOING, 1),
        ("item.requests | names", DOING, "SUP-7"),
        ("item.release.tag", DONE, "v2.0"),
        ("item.release is missing", DOING, True),
        ("item.children | where('type', 'epic') | count", EPIC, 0),
    ],
)
def test_the_items_around_are_items(source: str, about: Item, expected: object) -> None:
    assert value(source, about) == expected


@pytest.mark.parametrize(
    ("source", "links"),
    [
        ("item.title", 0),
        ("item.children | count", 1),
        ("item.parent.children | count", 2),
        ("item.parts | where('state', 'open') | count", 6),
        ("item.parent.ancestors | names", 7),
    ],
)
def test_how_far_an_expression_looks_is_known_before_it_runs(source: str, links: int) -> None:
    assert compile_expression(source, Scope()).links == links


def test_a_third_step_away_is_refused() -> None:
    with pytest.raises(ExpressionError, match="looks too far; two steps are the most"):
        compile_expression("item.parent.parent.parent.title", Scope())


def test_a_name_under_let_does_not_hide_how_far_it_is() -> None:
    text = changed(
        "  sorted: item.labels", "  up: item.parent\n  far: up.parent\n  sorted: item.labels"
    )
    far = changed("sorted | count == 0", "far.title == 'x'", text)

    assert load_texts({"a.yaml": far}).reach == 2
    with pytest.raises(Exception, match="looks too far"):
        load_texts({"a.yaml": changed("far.title", "far.parent.title", far)})


def test_a_set_of_rules_reaches_as_far_as_its_farthest_rule() -> None:
    near = changed("sorted | count == 0", "item.children | count == 0")

    assert load_texts({"a.yaml": SOUND}).reach == 0
    assert load_texts({"a.yaml": near}).reach == 1
    assert load_texts({"a.yaml": near.replace("state: live", "state: paused")}).reach == 0


def test_nothing_around_is_built_for_a_rule_that_does_not_read_it() -> None:
    class Untouched(Graph):
        def parents(self, id_: str) -> list[Item]:
            raise AssertionError(id_)

        children = descendants = ancestors = targets = sources = parents  # type: ignore[assignment]

    plan = bench(
        changed(", projects: [acme/shop]", ""),
        about=item("github:acme/shop#1", labels=("bug",)),
        around=Untouched(),
    ).decides()

    assert [verdict.result for verdict in plan.verdicts] == ["agreed"]


def test_what_was_worked_out_is_not_worked_out_again() -> None:
    known = facts(EPIC, View(GRAPH))

    assert known["children"] is known["children"]


def test_what_no_rule_can_name_is_not_there() -> None:
    with pytest.raises(KeyError):
        facts(EPIC)["nonsense"]


@pytest.mark.parametrize(
    ("facets", "expected"),
    [
        ({}, "pending"),
        ({"review/1": "approved"}, "approved"),
        ({"review/1": "approved", "review/2": "changes_requested"}, "changes_requested"),
        ({"review/1": None}, "pending"),
        ({"review/1": "dismissed"}, "pending"),
    ],
)
def test_reviews_come_to_their_worst_word(facets: dict[str, str | None], expected: str) -> None:
    assert value("item.review", item("github:a/b#1", "pull_request", facets={**facets})) == expected


def test_only_a_pull_request_is_reviewed() -> None:
    assert value("item.review is missing", EPIC) is True


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("success", "success"),
        ("neutral", "success"),
        ("timed_out", "failure"),
        ("in_progress", "pending"),
        (None, None),
    ],
)
def test_checks_come_to_one_word(word: str | None, expected: str | None) -> None:
    assert (
        value("item.checks", item("github:a/b#1", "pull_request", facets={"checks": word}))
        == expected
    )


def test_a_facet_is_read_like_a_field() -> None:
    pushed = item("github:a/b#1", "pull_request", facets={"pushed": NOW})

    assert value("item.pushed", pushed) == NOW


def test_a_field_named_in_the_mapping_is_read_by_that_name() -> None:
    severe = item("jira:PAY-9", "issue", customfield_10040="High")
    rule = changed(
        "sorted | count == 0", "item.severity == 'High'", changed(", projects: [acme/shop]", "")
    )

    changed_by_hand = replace(severe, marks={"customfield_10040": edited("High")})
    plan = bench(rule, MAPPING, about=changed_by_hand).decides()

    (derived,) = plan.derived
    assert derived.value == "needs-triage"
    assert [each.event for each in derived.evidence] == ["event-0"]


def test_an_item_around_is_seen_whole() -> None:
    children = facts(EPIC, View(GRAPH))["children"]

    assert isinstance(children, tuple)
    child = children[0]
    assert isinstance(child, ItemFacts)
    assert (child["title"], child["status_group"]) == ("Ledger", "done")
