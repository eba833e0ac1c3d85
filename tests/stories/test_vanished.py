"""What Pitboard's account may not see any more counts nowhere, until it is seen again."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from automation.bootstrap import Line
from automation.model import Delivery
from automation.sandbox.github import acts as g
from automation.sandbox.jira import acts as j
from automation.sandbox.jira.site import HEALTH
from automation.sandbox.jira.state import State
from automation.store.views import ItemView
from automation.web.app import create_app
from tests.store.world import rows_of
from tests.stories.company import SHOP, Company, company, mapping
from tests.stories.down import works
from tests.stories.test_recovery_jira import a_town

EPIC, STORY, BUG, AUDIT = "PAY-1", "PAY-2", "PAY-3", "SEC-1"
ON_TRACK, OFF_TRACK = "10060", "10062"
BLOCKED = "10003"

PARTS = """\
pitboard: 1
rule: epic-health
title: An epic reads what its parts say
why: Health was typed by hand on Thursdays and was stale by Monday.
owner: product-ops
state: live
when:
  - changed: {type: [epic, issue, pull_request], fields: any}
about: {path: event.item.ancestors, type: epic}
derive:
  field: health
  choose:
    - value: off_track
      if: "item.parts | where('status', 'Blocked') | count > 0"
      because: "{{ item.parts | where('status', 'Blocked') | names }} is blocked"
    - {value: on_track, if: true, because: "nothing is in the way"}
"""


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    with company(tmp_path, {"mapping.yaml": mapping(), "parts.yaml": PARTS}) as made:
        yield made


def becomes(acme: Company, state: State) -> None:
    """Pitboard's account sees this of Jira from now on, and nobody tells of it."""
    acme.jira._state = state


def without(state: State, *keys: str, project: str = "") -> State:
    gone = [one.id for one in state.issues.values() if one.key in keys or one.project == project]
    return replace(
        state,
        issues={id_: one for id_, one in state.issues.items() if id_ not in gone},
        projects={key: one for key, one in state.projects.items() if key != project},
        links={
            id_: one for id_, one in state.links.items() if not {one.source, one.target} & set(gone)
        },
    )


def view(acme: Company, key: str) -> ItemView:
    return acme.item(f"jira:{key}")


def is_listed(acme: Company, key: str) -> bool:
    return f"jira:{key}" in {one.item.key for one in acme.line.record.views.items()}


def page(acme: Company, key: str) -> str:
    return create_app(acme.line).test_client().get(f"/items/jira:{key}").get_data(as_text=True)


def health(acme: Company) -> object:
    return acme.card(EPIC).fields[HEALTH]


def test_a_part_that_we_may_not_see_counts_no_more_until_it_is_seen_again(acme: Company) -> None:
    acme.plans(j.MoveCard(acme.card(BUG).id, BLOCKED))
    assert health(acme) == OFF_TRACK

    whole = acme.jira.state
    becomes(acme, without(whole, BUG))
    acme.passes(hours=6, minutes=16)

    assert view(acme, BUG).item.vanished
    assert not is_listed(acme, BUG)
    assert health(acme) == ON_TRACK

    becomes(acme, replace(acme.jira.state, issues={**whole.issues, **acme.jira.state.issues}))
    acme.passes(minutes=16)

    assert view(acme, BUG).item.deleted_at is None
    assert is_listed(acme, BUG)
    assert health(acme) == OFF_TRACK


def test_its_page_says_that_it_cannot_be_seen(acme: Company) -> None:
    becomes(acme, without(acme.jira.state, BUG))
    acme.passes(hours=6, minutes=16)

    assert "Not to be seen in the tracker since" in page(acme, BUG)
    assert "Not to be seen" not in page(acme, EPIC)


def test_a_late_webhook_does_not_bring_it_back(acme: Company) -> None:
    acme.plans(j.MoveCard(acme.card(BUG).id, BLOCKED))
    told = acme.ears["jira"].heard
    late = [each for each in told if each.payload.get("issue", {}).get("key") == BUG][-1]
    whole = acme.jira.state
    becomes(acme, without(whole, BUG))
    acme.passes(hours=6, minutes=16)

    acme.line.record.inbox.receive(Delivery("jira", "late", "", late.body, acme.time()), timeout=5)
    acme.works()
    assert view(acme, BUG).item.vanished

    becomes(acme, whole)
    acme.line.record.inbox.receive(Delivery("jira", "later", "", late.body, acme.time()), timeout=5)
    acme.works()
    assert not view(acme, BUG).item.vanished


def test_a_told_deletion_stays_final(acme: Company) -> None:
    before = acme.jira.state
    acme.plans(j.DeleteIssue(acme.card(BUG).id))
    told = view(acme, BUG).item.deleted_at

    becomes(acme, before)
    acme.passes(hours=6, minutes=16)

    assert (view(acme, BUG).item.deleted_at, view(acme, BUG).item.vanished) == (told, False)


def test_a_project_that_we_may_not_see_does_not_keep_us_from_the_others(acme: Company) -> None:
    whole = acme.jira.state
    acme.dies()
    becomes(acme, without(whole, project="SEC"))
    acme.plans(j.EditIssue(acme.card(STORY).id, {"summary": "Renamed meanwhile"}))
    acme.passes(minutes=16)
    acme.comes_back()

    assert view(acme, AUDIT).item.vanished
    assert view(acme, STORY).item.fields["title"] == "Renamed meanwhile"

    seen = acme.jira.state
    issues = {**whole.issues, **seen.issues}
    becomes(acme, replace(seen, projects=whole.projects, issues=issues))
    acme.passes(minutes=16)
    assert not view(acme, AUDIT).item.vanished
    assert errors(acme) == []


def test_a_token_that_has_ended_makes_nothing_vanish(acme: Company) -> None:
    settings = acme.line.settings
    jira = settings.connections["jira"]
    ended = jira.model_copy(update={"token": "pitboard@example.org:another"})
    sites = {**settings.connections, "jira": ended}
    acme.line.close()
    acme.line = Line(replace(settings, connections=sites), clock=acme.time)
    becomes(acme, without(acme.jira.state, STORY))

    acme.line.connect()
    acme.works()

    assert view(acme, STORY).item.deleted_at is None
    assert "401" in str(errors(acme))


def test_an_issue_deleted_in_github_unheard_vanishes_too(acme: Company) -> None:
    acme.does(g.AddComment(SHOP, 1, "Here."))
    acme.dies()
    acme.does(g.DeleteIssue(SHOP, 1))
    acme.comes_back()

    assert acme.item(f"github:{SHOP}#1").item.deleted_at is not None


def test_a_start_asks_for_all_in_one_call_and_a_quiet_pass_for_none(tmp_path: Path) -> None:
    with a_town(tmp_path) as town:
        line = town.starts()
        works(line)
        line.connect()
        town.watch.pass_(seconds=1)
        before = len(town.asked.calls)
        works(line)
        at_start = town.asked.calls[before:]
        town.watch.pass_(minutes=16)
        before = len(town.asked.calls)
        works(line)
        line.close()

    assert at_start.count("POST /rest/api/2/issue/bulkfetch") == 1
    assert "POST /rest/api/2/issue/bulkfetch" not in town.asked.calls[before:]


def errors(acme: Company) -> list[str]:
    rows = rows_of(acme.line.record, "agenda")
    return [row["error"] for row in rows if row["reason"] in ("recover", "reread") and row["error"]]
