"""Six true webhooks about one item, in all 720 orders: as the trackers write them, as absorb folds.

Some share a second, which no order can tell apart: then the item asks to be read again.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from automation.echoes import Echoes
from automation.folding import fold
from automation.intake import lead
from automation.model import Delivery, Item, Reading
from automation.ports import Known, Mail, Parser, Renewed
from automation.sandbox.entry import Via
from automation.sandbox.github import acts as g
from automation.sandbox.github.emission import emit
from automation.sandbox.github.seed import founding as github_founding
from automation.sandbox.github.wire import Wire as GitHubWire
from automation.sandbox.jira import acts as j
from automation.sandbox.jira.entry import Entry, enact
from automation.sandbox.jira.hooks import payload
from automation.sandbox.jira.seed import VISITOR
from automation.sandbox.jira.seed import founding as jira_founding
from automation.sandbox.jira.wire import Wire as JiraWire
from automation.trackers.github import parse as github
from automation.trackers.jira import parse as jira
from automation.trackers.jira.kinds import REREAD

BEGIN = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)
SITE = "http://127.0.0.1:1"
NOBODY = Echoes({}, frozenset())
SHOP = "acme/shop"


def at(seconds: int) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


@dataclass(frozen=True)
class Told:
    """Six messages about the item `id`, what a re-read answers, and who reads them."""

    id: str
    six: Sequence[Delivery]
    again: Delivery
    parse: Parser

    def reads(self, deliveries: Sequence[Delivery]) -> Sequence[Reading]:
        """What the deliveries say, with names led to ids as absorb does before it folds."""
        letters = [(Mail(n, each, 0), self.parse(each)) for n, each in enumerate(deliveries)]
        return [reading for _, reading in lead(letters, {}, BEGIN).letters]


def github_s() -> Told:
    state, wire = github_founding("pitboard[bot]"), GitHubWire(SITE)
    sent: list[Delivery] = []
    story: Sequence[tuple[int, str, g.Act]] = (
        (0, "acme", g.CreateRepository(SHOP, private=False, description="")),
        (0, "acme", g.CreateLabel(SHOP, "bug", "c93c37")),
        (0, "mara-lind", g.OpenIssue(SHOP, "Refunds customers can follow")),
        (1, "teo-varga", g.OpenIssue(SHOP, "Broken", "After #1")),
        (1, "mara-lind", g.AddLabels(SHOP, 2, ("bug",))),
        (2, "mara-lind", g.AddSubIssue(SHOP, 1, 0)),
        (2, "teo-varga", g.AddComment(SHOP, 2, "Seen again today.")),
        (2, "teo-varga", g.CloseIssue(SHOP, 2)),
    )
    for second, by, act in story:
        if isinstance(act, g.AddSubIssue):
            act = replace(act, sub_issue=state.repository(SHOP).issue(2).id)  # noqa: PLW2901 - its id is made up only now
        done = emit(state, act, by=by, at=at(second), wire=wire)
        state = done.state
        sent += [_delivery("github", n, one.event, one.payload) for n, one in enumerate(done.sent)]
    repository = state.repository(SHOP)
    issue = repository.issue(2)
    page = {
        "issue": wire.issue(state, repository, issue),
        "repository": wire.repository(state, repository),
    }
    again = _delivery("github", 0, github.REREAD, page)
    return Told(f"github:{issue.id}", sent[-6:], again, github.parse)


def jira_s() -> Told:
    state, wire = jira_founding("pitboard@example.org"), JiraWire(SITE)
    sent: list[Delivery] = []
    made: list[str] = []

    def does(second: int, act: j.Act) -> None:
        nonlocal state
        done = enact(state, Entry(at=at(second), via=Via.PAGE, deeds=(j.Deed(VISITOR, act),)))
        assert done.refusal is None
        state = done.state
        made.extend(one.issue.id for one in done.happenings if one.issue)
        said = (payload(one, state=state, wire=wire) for one in done.happenings)
        sent.extend(_delivery("jira", n, "", one) for n, one in enumerate(said))

    does(0, j.CreateIssue("PAY", {"summary": "Refunds", "issuetype": "10100"}))
    does(0, j.CreateIssue("SEC", {"summary": "Audit"}))
    epic, audit = made
    does(1, j.CreateIssue("PAY", {"summary": "Steps, see SEC-1", "issuetype": "10101"}))
    story = made[-1]
    does(1, j.EditIssue(story, {"parent": epic}, ("customer:acme",)))
    does(2, j.MoveCard(story, "10001"))
    does(2, j.LinkIssues("10400", source=audit, target=story))
    does(2, j.AddComment(story, "Waiting for the audit."))
    hits = wire.issue(state, state.issues[story])
    again = _delivery("jira", 0, REREAD, {"issue": hits})
    return Told(f"jira:{story}", sent[-6:], again, jira.parse)


def _delivery(connection: str, number: int, kind: str, said: Mapping[str, object]) -> Delivery:
    return Delivery(connection, f"d-{number}", kind, json.dumps(said).encode(), BEGIN)


TRACKERS = pytest.mark.parametrize("make", [github_s, jira_s], ids=["GitHub", "Jira"])

Items = Mapping[str, Renewed]


def ends(readings: Sequence[Reading]) -> Items:
    """Every item after one batch of these readings."""
    return {each.item.id: each for each in fold(readings, {}, NOBODY, {})}


def goes_on(found: Items, reading: Reading) -> Items:
    """The same after a batch with this reading alone."""
    known = {id_: Known(each.item, 1) for id_, each in found.items()}
    return {**found, **{each.item.id: each for each in fold([reading], known, NOBODY, {})}}


def bare(found: Items) -> Mapping[str, Item]:
    """Without marks: how a change is explained depends on which of its messages came first."""
    return {id_: replace(each.item, marks={}) for id_, each in found.items()}


@TRACKERS
def test_all_720_orders_end_alike_and_ask_to_be_read_again_where_that_is_wrong(
    make: Callable[[], Told],
) -> None:
    told = make()
    six, (again,) = told.reads(told.six), told.reads([told.again])
    truth = ends([again])[told.id].item

    found = [ends(order) for order in permutations(six)]

    assert (len(six), len(found)) == (6, 720)
    assert [each for each in found if bare(each) != bare(found[0])] == []
    right = shown(found[0][told.id].item, truth) == shown(truth, truth)
    assert right or all(each[told.id].reread for each in found)
    for each in found:
        assert shown(goes_on(each, again)[told.id].item, truth) == shown(truth, truth)


@TRACKERS
def test_all_720_orders_of_each_webhook_twice_in_batches_of_one_end_alike(
    make: Callable[[], Told],
) -> None:
    told = make()
    six = told.reads(told.six)
    expected = bare(ends(six))

    for order in permutations(six):
        found: Items = {}
        for reading in (each for each in order for _ in range(2)):
            found = goes_on(found, reading)
        assert bare(found) == expected


def shown(item: Item, truth: Item) -> tuple[object, ...]:
    """What a re-read shows of an item: only the links of those origins that it tells about."""
    origins = {name.removeprefix("links:") for name in truth.guards if name.startswith("links:")}
    links = {link for link in item.links if link.origin in origins}
    return item.key, item.fields, item.labels, links, item.deleted_at
