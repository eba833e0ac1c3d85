"""What an item's own tracker, the company and nobody else is told of what not everybody may see."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from automation import rulefiles
from automation.appraisal import Background
from automation.effects import Plan
from automation.engine.ruleset.loader import load
from automation.graph import Edge, Graph
from automation.model import Item, Link, LinkKind, Mark
from automation.status.appraise import appraise
from automation.store.record import Record
from automation.telling import Teller
from automation.trackers.own.parse import parse
from automation.visibility import gives_away, narrower
from tests.builders import at
from tests.engine import sheets
from tests.engine.appraised import RULE, commented
from tests.engine.cases import NOW, Bench, bench, edited
from tests.engine.items import item
from tests.engine.sheets import world
from tests.taking import agenda, an_issue, said, settled, takes_in

LONG = datetime(2026, 1, 5, tzinfo=UTC)
SINCE = NOW - timedelta(days=30)
HEAD = "pitboard: 1\nmapping: trackers\n"
PEOPLE = "pitboard: 1\npeople: {mara: {name: Mara Lind, accounts: {github: ann-moss}}}\n"
PLACES = 'fields:\n  health: {github: {label: "health: "}}\n  status_comment: {github: comment}\n'
VAULT = HEAD + "restricted: {projects: [acme/shop], labels: [confidential]}\n"


def waiting(epic: str, blocker: str) -> Bench:
    """An epic of GitHub with a part that has waited for SEC-40, each seen by so many."""
    link = Mark(SINCE, "jira:SEC-40", "ann-moss says it is blocked by SEC-40", "", "e-1")
    top = item("github:acme/shop#7", "epic", visibility=epic)
    part = item("github:acme/shop#8", visibility=epic, marks={"link:blocked_by:jira:SEC-40": link})
    other = item("jira:SEC-40", visibility=blocker, labels=("customer:Globex",))
    edges = (
        Edge(part.id, LinkKind.PARENT, top.id),
        Edge(part.id, LinkKind.BLOCKED_BY, other.id),
    )
    known = Background(finished=(NOW - timedelta(days=3),) * 12, began=LONG)
    one = bench(RULE, HEAD + PLACES, PEOPLE, about=top)
    around = Graph({each.id: each for each in (top, part, other)}, edges)
    return replace(one, around=around, background=known, appraise=appraise)


def told(plan: Plan) -> str:
    (health,) = plan.derived
    return f"{health.because} {health.evidence} {plan.status}"


def read(plan: Plan) -> str:
    """The comment as people read it: trackers are kept from taking a key for a mention."""
    return commented(plan).replace("\u200b", "")


def test_what_everybody_reads_names_nothing_that_is_the_companys() -> None:
    plan = waiting("public", "internal").decides()

    assert "acme/shop#8 blocked by an item that is not public since" in read(plan)
    assert "SEC" not in commented(plan)
    assert "jira.example" not in commented(plan)


def test_the_company_is_told_what_a_public_item_waits_for() -> None:
    plan = waiting("public", "internal").decides()

    assert "acme/shop#8 blocked by SEC-40 since" in told(plan)


def test_a_comment_that_only_the_company_reads_names_what_blocks() -> None:
    plan = waiting("internal", "internal").decides()

    assert "acme/shop#8 blocked by SEC-40 since" in read(plan)


@pytest.mark.parametrize("epic", ["public", "internal"])
def test_what_is_restricted_is_named_nowhere_else(epic: str) -> None:
    plan = waiting(epic, "restricted").decides()

    assert "blocked by" in commented(plan)
    assert "SEC-40" not in commented(plan)
    assert "SEC-40" not in told(plan)


def test_a_pending_change_for_the_better_gives_nothing_away() -> None:
    one = waiting("public", "internal")
    before = one.then(one.decides())
    calm = replace(before, around=Graph({one.item.id: one.item}))

    assert "SEC" not in commented(calm.decides(now=NOW + timedelta(days=1)))


def test_a_person_has_no_name_where_everybody_reads() -> None:
    named, nobody = (_held(seen) for seen in ("internal", "public"))

    assert "Mara Lind set On track" in named
    assert "somebody set On track" in nobody
    assert "Mara" not in nobody


def _held(seen: str) -> str:
    one = waiting(seen, "internal")
    mark = {"label:health: on track": edited("health: on track", NOW - timedelta(days=1))}
    labels = frozenset({"health: on track"})
    return commented(replace(one, item=replace(one.item, labels=labels, marks=mark)).decides())


def test_public_is_wider_than_internal_and_internal_than_restricted() -> None:
    assert narrower("internal", "public")
    assert narrower("restricted", "internal")
    assert narrower("secret", "internal")
    assert not narrower("internal", "internal")


def test_a_key_that_nobody_knows_is_hidden_where_everybody_reads() -> None:
    known = (item("jira:PAY-1", visibility="public"), item("jira:SEC-1", visibility="restricted"))

    assert not gives_away("put it under PAY-1", known, "public")
    assert gives_away("put it under PAY-2", known, "public")
    assert gives_away("see https://jira.example.com/x", known, "public")
    assert not gives_away("put it under PAY-2", known, "internal")
    assert gives_away("put it under SEC-1", known, "internal")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("see https://jira.example.com/SEC-1?focusedId=4", True),
        ("see https://elsewhere.example.com/browse/SEC-1", True),
        ("see https://jira.example.com/SEC-12", False),
        ("fixes acme/vault#13", True),
        ("fixes vault#13 for good", True),
        ("fixes #13", True),
        ("fixes #3 and vault#131", False),
        ("see https://github.example.com/acme/vault#13", True),
    ],
)
def test_an_item_is_named_by_its_address_and_by_a_part_of_its_key(text: str, names: bool) -> None:  # noqa: FBT001 - a parameter of the table above
    known = [item(key, visibility="restricted") for key in ("jira:SEC-1", "github:acme/vault#13")]

    assert gives_away(text, known, "internal") is names


def test_a_project_and_a_label_restrict_and_nothing_widens() -> None:
    files = world(mapping=VAULT)
    shut = item("github:acme/shop#1", visibility="public")
    open_ = item("github:acme/app#1", visibility="internal")

    assert files.visibility(shut) == "restricted"
    assert files.visibility(open_) == "internal"
    assert files.visibility(replace(open_, labels=frozenset({"Confidential"}))) == "restricted"
    assert files.visibility(replace(open_, visibility="restricted")) == "restricted"


def test_what_one_connection_restricts_does_not_open_what_all_do() -> None:
    more = VAULT + "connections: {jira: {restricted: {projects: [HR]}}}\n"

    assert world(mapping=more).visibility(item("jira:HR-1")) == "restricted"
    assert world(mapping=more).visibility(item("jira:PAY-1", labels=("confidential",))) == (
        "restricted"
    )
    assert world(mapping=more).visibility(item("github:HR#1")) == "internal"


def test_a_wrong_key_under_restricted_is_told_at_its_line() -> None:
    _, (problem,) = sheets.judged({"mapping.yaml": HEAD + "restricted: {project: [x]}\n"})

    assert str(problem).startswith('mapping.yaml:3:14  restricted.project: unknown key "project"')


def test_an_item_is_on_record_as_the_files_have_it(record: Record) -> None:
    takes_in(record, said(an_issue(1)), visibility=world(mapping=VAULT).visibility)

    assert _seen(record).visibility == "restricted"


def test_an_item_that_the_files_come_to_restrict_is_taken_in_anew(record: Record) -> None:
    takes_in(record, said(an_issue(1)))
    was = _seen(record).visibility
    rules = load({"mapping.yaml": rulefiles.read(VAULT, "mapping.yaml")}, "a-hash")

    Teller(record).tend(rules, wall=at(2), now=at(2))
    (mail,) = record.inbox.claim(owner="me", wall=at(60), limit=50)
    takes_in(record, parse(mail.delivery), seconds=3, visibility=rules.world.visibility)

    assert (was, _seen(record).visibility) == ("public", "restricted")


@pytest.mark.parametrize("by_tracker", ["public", "internal", "restricted"])
def test_what_the_files_restrict_no_longer_is_what_its_tracker_says(
    record: Record, by_tracker: str
) -> None:
    seen = replace(an_issue(1), visibility=by_tracker)
    takes_in(record, said(seen), visibility=world(mapping=VAULT).visibility)
    was = _seen(record).visibility

    _saved(record, HEAD, seconds=2)

    assert (was, _seen(record).visibility) == ("restricted", by_tracker)


def test_a_tracker_has_the_last_word_about_what_only_the_files_had_restricted(
    record: Record,
) -> None:
    shut = world(mapping=VAULT).visibility
    takes_in(record, said(an_issue(1)), visibility=shut)
    closer = replace(an_issue(1, seconds=5), visibility="restricted")
    takes_in(record, said(closer), seconds=5, visibility=shut)

    _saved(record, HEAD, seconds=6)

    assert _seen(record).visibility == "restricted"


def test_whoever_waits_for_an_item_looks_again_once_fewer_may_see_it(record: Record) -> None:
    waits = frozenset({Link(LinkKind.BLOCKED_BY, "github:acme/shop#1", "field")})
    blocker = an_issue(1, labels=("confidential",))
    takes_in(record, said(blocker), said(an_issue(2, links={"field": waits})))
    settled(record)

    _saved(record, HEAD, seconds=2)
    assert agenda(record) == {}

    _saved(record, VAULT.replace("acme/shop", "nothing"), seconds=70)
    assert agenda(record)["github:7002", "look"]


def _saved(record: Record, mapping: str, *, seconds: float) -> None:
    """The clock tells the line of a set with this mapping, and the line takes it in."""
    rules = load({"mapping.yaml": rulefiles.read(mapping, "mapping.yaml")}, f"hash-{seconds}")
    Teller(record).tend(rules, wall=at(seconds), now=at(seconds))
    told = [parse(each.delivery) for each in record.inbox.claim(owner="it", wall=at(90), limit=9)]
    takes_in(record, *told, seconds=seconds + 1, visibility=rules.world.visibility)


def _seen(record: Record) -> Item:
    (known,) = record.inbox.known(["github:7001"]).values()
    return known.item
