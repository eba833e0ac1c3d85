"""What a rule says in words of its own names no item that its readers may not see."""

from dataclasses import replace

import pytest

from automation.effects import Comment, Email, SetLabel
from automation.graph import Edge, Graph
from automation.model import Event, Item, LinkKind, Mark
from automation.ports import Reason
from tests.engine.cases import ANN, NOW, Bench, bench, happened, said
from tests.engine.items import item
from tests.engine.stepped import HEAD, PEOPLE, TEAMS, rule

EVENT = "event: jira.issue.updated"
SHOWN = "{{ item.parent.key }} ({{ item.parent.title }}), {{ item.blockers | names }}"
HIDDEN = {
    "public": "an item that is not public (an item that is not public), an item that is not public",
    "internal": "a restricted item (a restricted item), a restricted item",
}


SECRET = "https://jira.example.com/browse/SEC-40"


def around(one: Bench, seen: str, *, mine: str) -> Bench:
    """The item under an epic and waiting for it, seen by so many; `mine` is who sees the item."""
    own = replace(one.item, visibility=mine)
    epic = item(
        *("jira:SEC-40", "epic"),
        visibility=seen,
        title="Leaked keys",
        status="Done",
        labels=("customer:Globex",),
        url=SECRET,
        marks={"status": Mark(NOW, "Done", "ann-moss closed it", f"{SECRET}#1", "e-1", ANN)},
    )
    edges = tuple(Edge(own.id, kind, epic.id) for kind in (LinkKind.PARENT, LinkKind.BLOCKED_BY))
    return replace(one, item=own, around=Graph({each.id: each for each in (own, epic)}, edges))


def wishes(one: Bench, kind: type, *reasons: Reason) -> list[object]:
    plan = one.decides(*(reasons or (happened(),)))
    return [each.effect for each in plan.steps if isinstance(each.effect, kind)]


def commented(then: str, seen: str, *, mine: str) -> str:
    one = around(bench(rule(EVENT, f"  - comment: '{then}'\n")), seen, mine=mine)
    (said_,) = wishes(one, Comment)
    assert isinstance(said_, Comment)
    return said_.text


@pytest.mark.parametrize(
    ("mine", "seen"), [("public", "internal"), ("public", "restricted"), ("internal", "restricted")]
)
def test_a_comment_names_nothing_narrower_than_its_item(mine: str, seen: str) -> None:
    assert commented(SHOWN, seen, mine=mine) == HIDDEN[mine]


@pytest.mark.parametrize(
    ("mine", "seen"),
    [("public", "public"), ("internal", "internal"), ("restricted", "restricted")],
)
def test_a_comment_names_what_its_readers_may_see(mine: str, seen: str) -> None:
    text = commented(SHOWN, seen, mine=mine).replace("\u200b", "")

    assert text == "jira:SEC-40 (Leaked keys), SEC-40"


def test_only_how_far_it_is_is_told_of_a_hidden_item() -> None:
    text = (
        '{{ item.blockers | where("status_group", "done") | count }} done, '
        "url {{ item.parent.url }}, labels {{ item.parent.labels | count }}, "
        "status {{ item.parent.status }}, its parts {{ item.parent.parts | count }}"
    )

    assert commented(text, "restricted", mine="internal") == (
        "1 done, url missing, labels 0, status missing, its parts 0"
    )


def test_a_name_under_let_gives_nothing_away() -> None:
    more = "let:\n  above: item.parent.key\n"
    text = rule(EVENT, "  - comment: 'Part of {{ above }}'\n", more=more)
    one = around(bench(text), "restricted", mine="public")

    (comment,) = wishes(one, Comment)

    assert "an item that is not public" in str(comment)
    assert "SEC" not in str(comment)


def test_a_condition_sees_everything() -> None:
    step = "  - comment: {text: Waits.}\n    if: item.parent.key == 'jira:SEC-40'\n"
    one = around(bench(rule(EVENT, step)), "restricted", mine="public")

    assert len(wishes(one, Comment)) == 1


def test_a_label_names_nothing_hidden() -> None:
    one = around(
        bench(rule(EVENT, "  - label: {add: ['{{ item.parent.title }}']}\n")),
        *("restricted",),
        mine="public",
    )

    (label,) = wishes(one, SetLabel)

    assert isinstance(label, SetLabel)
    assert label.value == "an item that is not public"


def test_a_mail_is_for_the_company() -> None:
    step = "  - email: {to: team, subject: 'On {{ item.parent.key }}', text: Late.}\n"
    mails = []
    for seen in ("internal", "restricted"):
        one = around(bench(rule(EVENT, step), TEAMS, PEOPLE), seen, mine="public")
        mails += [each.subject for each in wishes(one, Email) if isinstance(each, Email)]

    assert mails == ["On jira:SEC-40", "On a restricted item"]


def test_what_happened_to_a_hidden_item_is_not_told_under_another() -> None:
    step = "  - comment: '{{ actor.login }} said {{ event.comment }} at {{ event.url }}'\n"
    one = bench(rule(EVENT, step, about="{path: event.item.parent}"))
    hidden, parent = replace(one.item, visibility="restricted"), _public()
    known = Graph({e.id: e for e in (hidden, parent)}, (_under(hidden, parent),))
    reason = happened(comment="SEC-40 is why")
    assert isinstance(reason.event, Event)
    reason = replace(reason, event=replace(reason.event, item_id=hidden.id))

    plan = replace(one, item=hidden, around=known).decides(reason)
    (step_,) = plan.steps

    assert isinstance(step_.effect, Comment)
    assert step_.effect.text == "missing said missing at missing"
    assert "PAY-1" not in str(step_.evidence)


def test_a_reason_of_a_rule_names_nothing_restricted() -> None:
    derives = HEAD + (
        "when:\n  - changed: {type: epic, fields: any}\nabout: {path: event.item}\n"
        "derive:\n  label: waits\n  choose:\n"
        "    - {value: waits, if: true, because: 'waits for {{ item.blockers | names }}'}\n"
    )
    reasons = []
    for seen in ("internal", "restricted"):
        plan = around(bench(derives), seen, mine="public").decides()
        reasons += [plan.derived[0].because]
        assert said(plan)[0][1].startswith(plan.derived[0].because)

    assert reasons == ["waits for SEC-40", "waits for a restricted item"]


def test_the_evidence_of_a_rule_leads_to_nothing_restricted() -> None:
    derives = HEAD + (
        "when:\n  - changed: {type: epic, fields: any}\nabout: {path: event.item}\n"
        "derive:\n  label: waits\n  choose:\n"
        "    - {value: waits, if: \"item.blockers | where('status', 'Done') | count > 0\"}\n"
    )
    shown = [around(bench(derives), seen, mine="public").decides() for seen in _SEEN]

    assert ["SEC-40" in str(plan.derived[0].evidence) for plan in shown] == [True, False]


_SEEN = ("internal", "restricted")


def _public() -> Item:
    return item("jira:PAY-9", "epic", visibility="public", created=NOW)


def _under(one: Item, other: Item) -> Edge:
    return Edge(one.id, LinkKind.PARENT, other.id)
