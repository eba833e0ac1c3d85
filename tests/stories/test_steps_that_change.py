"""Rules that move, assign, link and open items in both trackers: once, and not told by themselves.

A watcher comments on everything that anybody does; what Pitboard did itself must make it say
nothing.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from automation.sandbox.github import acts as g
from automation.sandbox.github.state import Issue
from automation.sandbox.jira import acts as j
from automation.sandbox.jira.state import Issue as Card
from tests.faults.calls import call
from tests.stories.company import BOT, SHOP, Company, company, mapping

MARA = "712020:5e1d0a44-mara"
BUG, STORY, EPIC = "PAY-3", "PAY-2", "PAY-1"
PEOPLE = f"""\
pitboard: 1
people:
  mara: {{name: Mara Lind, accounts: {{github: mara-lind, jira: "{MARA}"}}}}
  jonas: {{name: Jonas Weil, accounts: {{github: jonas-weil}}}}
"""
HEAD = """\
pitboard: 1
rule: {rule}
title: What a kickoff always takes
why: Nobody remembers all the steps of a kickoff.
owner: product-ops
state: live
when:
  - changed: {{type: issue, fields: labels}}
about: {{path: event.item, projects: [{project}]}}
if: "'kickoff' in item.labels"
then:
"""
IN_JIRA = f"""{HEAD.format(rule="kickoff-jira", project="PAY")}\
  - transition: In Review
  - assign: mara
  - link: {{to: {STORY}, as: blocks}}
  - create: {{type: Task, title: "Tell of {{{{ item.key }}}}", text: Soon., labels: [docs],
             parent: {EPIC}}}
"""
IN_GITHUB = f"""{HEAD.format(rule="kickoff-github", project=SHOP)}\
  - transition: not planned
  - assign: {{to: mara, replace: true}}
  - link: {{to: "#1", as: blocked by}}
  - create: {{title: "Tell of {{{{ item.key }}}}", text: Soon., labels: [docs], parent: "#1"}}
"""
KINDS = (
    *(f"github.issues.{each}" for each in ("opened", "closed", "labeled", "assigned")),
    "github.issues.unassigned",
    "github.sub_issues.parent_issue_added",
    "github.issue_dependencies.blocked_by_added",
    *("jira.issue.created", "jira.issue.updated", "jira.link.created"),
)
TRIGGERS = "\n".join(f"  - event: {kind}" for kind in KINDS)
WATCHER = f"""\
pitboard: 1
rule: watcher
title: Tell under an item what somebody did to it
why: Nobody heard of it.
owner: product-ops
state: live
when:
{TRIGGERS}
about: {{path: event.item}}
limits: {{writes_per_run: 100}}
then:
  - comment: "Seen: {{{{ event.kind }}}}."
"""


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    files = {"mapping.yaml": mapping(), "people.yaml": PEOPLE, "watcher.yaml": WATCHER}
    with company(tmp_path, {**files, "jira.yaml": IN_JIRA, "github.yaml": IN_GITHUB}) as made:
        yield made


def kicks_off_in_jira(acme: Company) -> None:
    acme.plans(j.EditIssue(acme.card(BUG).id, labels_on=("kickoff",)))


def kicks_off_in_github(acme: Company) -> None:
    acme.does(g.AddLabels(SHOP, 2, ("kickoff",)))


def made_in_jira(acme: Company) -> Sequence[Card]:
    return [each for each in acme.jira.state.issues.values() if each.creator == BOT]


def made_in_github(acme: Company) -> Sequence[Issue]:
    found = acme.github.state.repository(SHOP).issues.values()
    return [each for each in found if each.title.startswith("Tell of")]


def seen(acme: Company) -> list[str]:
    cards = acme.jira.state.issues.values()
    issues = acme.github.state.repository(SHOP).issues.values()
    said = [(one.key, c.body) for one in cards for c in one.comments]
    said += [(f"#{one.number}", c.body.partition("\n")[0]) for one in issues for c in one.comments]
    return [f"{key} {text}" for key, text in said if text.startswith("Seen: ")]


def test_a_card_is_moved_assigned_linked_and_followed_up(acme: Company) -> None:
    kicks_off_in_jira(acme)

    card, (made,) = acme.card(BUG), made_in_jira(acme)
    assert (card.status.name, card.fields["assignee"]) == ("In Review", MARA)
    assert made.summary == f"Tell of jira:{BUG}"
    assert (made.several("labels"), made.fields["parent"]) == (("docs",), acme.card(EPIC).id)
    ends = [(one.source, one.target) for one in acme.jira.state.links.values()]
    assert (card.id, acme.card(STORY).id) in ends


def test_an_issue_is_closed_assigned_linked_and_followed_up(acme: Company) -> None:
    kicks_off_in_github(acme)

    issue, (made,) = acme.issue(2), made_in_github(acme)
    assert (issue.state, issue.state_reason, issue.assignees) == (
        *("closed", "not_planned", ("mara-lind",)),
    )
    assert issue.blocked_by == (acme.issue(1).id,)
    assert (made.labels[0].name, made.parent) == ("docs", acme.issue(1).id)


def test_nothing_that_pitboard_did_itself_is_told_by_a_rule(acme: Company) -> None:
    before = seen(acme)
    kicks_off_in_jira(acme)
    kicks_off_in_github(acme)
    acme.passes(hours=1)

    told = [text for text in seen(acme) if text not in before]
    assert told == [f"{BUG} Seen: jira.issue.updated.", "#2 Seen: github.issues.labeled."]


def test_the_same_done_by_a_person_is_told(acme: Company) -> None:
    acme.plans(j.MoveCard(acme.card(BUG).id, "10002"))
    acme.does(g.OpenIssue(SHOP, "Tell of it"), g.SetAssignees(SHOP, 1, ("teo-varga",)))

    assert f"{BUG} Seen: jira.issue.updated." in seen(acme)
    assert {"#1 Seen: github.issues.assigned.", "#6 Seen: github.issues.opened."} <= {*seen(acme)}


def test_the_rows_say_what_stood_there_before(acme: Company) -> None:
    kicks_off_in_jira(acme)

    rows = {str(one["field"]).partition(":")[0]: one for one in acme.item(f"jira:{BUG}").writes}
    assert (rows["status"]["before"], rows["status"]["after"]) == (["To Do"], ["In Review"])
    assert (rows["assignees"]["before"], rows["assignees"]["after"]) == ([], ["Mara Lind"])
    assert (rows["link"]["before"], rows["link"]["after"]) == ([], [STORY])
    assert rows["create"]["said"] == f"opened {made_in_jira(acme)[0].key}"


def test_writes_in_jira_that_nobody_answered_for_are_done_once(acme: Company) -> None:
    goes_unanswered(acme.jira.settings.base_url, writes=5)

    kicks_off_in_jira(acme)
    for _ in range(6):
        acme.passes(hours=1)

    assert left(acme.jira.settings.base_url) == 0
    assert len(made_in_jira(acme)) == 1
    assert acme.card(BUG).status.name == "In Review"
    links = [(one.source, one.target) for one in acme.jira.state.links.values()]
    assert links.count((acme.card(BUG).id, acme.card(STORY).id)) == 1
    assert [text for text in seen(acme) if "created" in text] == []


def test_writes_in_github_that_nobody_answered_for_are_done_once(acme: Company) -> None:
    goes_unanswered(acme.github.settings.base_url, writes=6)

    kicks_off_in_github(acme)
    for _ in range(8):
        acme.passes(hours=1)

    assert left(acme.github.settings.base_url) == 0
    (made,) = made_in_github(acme)
    assert made.parent == acme.issue(1).id
    assert (acme.issue(2).state_reason, acme.issue(2).blocked_by) == (
        *("not_planned", (acme.issue(1).id,)),
    )
    assert [text for text in seen(acme) if "opened" in text] == []


def goes_unanswered(site: str, writes: int) -> None:
    """The next writes are done, and nobody is told."""
    order = json.dumps({"kind": "drop", "calls": writes, "writes": True})
    status, _, body = call(site, "POST", "/_sandbox/faults", order, {})
    assert status == 200, body


def left(site: str) -> int:
    """How many of these writes are still to come."""
    _, _, body = call(site, "GET", "/_sandbox/faults", "", {})
    return len(json.loads(body))
