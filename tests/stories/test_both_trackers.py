"""One company in two trackers: what happens in one is read, decided and written in the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.sandbox.github import acts as g
from automation.sandbox.jira import acts as j
from automation.sandbox.jira.site import HEALTH
from automation.web.app import create_app
from tests.stories.company import BOT, SHOP, Company, company, mapping

ON_TRACK, AT_RISK, OFF_TRACK = "10060", "10061", "10062"
AIKO = "712020:77c0de31-aiko"
EPIC, STORY = "PAY-1", "PAY-2"

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
  hand_edit: keep for 14 days
  choose:
    - value: off_track
      if: "item.parts | where('status', 'Blocked') | count > 0"
      because: "{{ item.parts | where('status', 'Blocked') | names }} is blocked"
    - value: at_risk
      if: "item.parts | where('checks', 'failure') | count > 0"
      because: "the checks of {{ item.parts | where('checks', 'failure') | names }} fail"
    - {value: on_track, if: true, because: "nothing is in the way"}
"""
NOTED = """\
pitboard: 1
rule: noted
title: Whoever says something is told that it was read
why: People did not know whether anybody reads what they write.
owner: product-ops
state: live
when:
  - event: github.issue_comment.created
  - event: jira.comment.created
about: {path: event.item}
then:
  - comment: "{{ actor.login }} was heard."
"""
WATCHED = """\
pitboard: 1
rule: watched
title: A change of an epic's health is told under it
why: Nobody saw when it changed.
owner: product-ops
state: live
when:
  - changed: {type: epic, fields: health}
about: {path: event.item, type: epic}
then:
  - comment: "Somebody moved the health."
"""


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    rules = {"mapping.yaml": mapping(), "parts.yaml": PARTS, "noted.yaml": NOTED}
    with company(tmp_path, {**rules, "watched.yaml": WATCHED}) as made:
        yield made


def opens_pull(acme: Company, branch: str = f"{STORY}-each-step") -> int:
    """A pull request whose branch names the story, and whose checks fail."""
    acme.does(g.Push(SHOP, branch, "Steps"), g.OpenPull(SHOP, "Show each step", branch))
    acme.does(g.CompleteChecks(SHOP, branch, "failure"))
    return max(acme.github.state.repository(SHOP).issues)


def health(acme: Company) -> object:
    return acme.card(EPIC).fields[HEALTH]


def said(acme: Company, key: str = EPIC) -> list[str]:
    return [one.body for one in acme.card(key).comments if one.author == BOT]


def writes(acme: Company) -> int:
    return len(acme.jira.writes) + len(acme.github.writes)


# --- the graph ---------------------------------------------------------------------------------


def test_a_pull_request_s_branch_leads_through_the_story_to_the_epic(acme: Company) -> None:
    pull = opens_pull(acme)

    epic = acme.item(f"jira:{EPIC}")
    assert health(acme) == AT_RISK
    assert (epic.derived[0].value, epic.derived[0].because) == (
        "at_risk",
        f"the checks of {SHOP}#{pull} fail",
    )
    assert next(one.url for one in epic.derived[0].evidence).endswith(f"/{SHOP}/pull/{pull}")


def test_the_epic_follows_its_parts_in_both_trackers(acme: Company) -> None:
    opens_pull(acme)
    acme.plans(j.MoveCard(acme.card(STORY).id, "10003"))
    blocked = health(acme)
    acme.plans(j.MoveCard(acme.card(STORY).id, "10001"))
    acme.does(g.CompleteChecks(SHOP, f"{STORY}-each-step", "success"))

    assert (blocked, health(acme)) == (OFF_TRACK, ON_TRACK)


def test_an_epic_that_a_part_leaves_is_looked_at_again(acme: Company) -> None:
    opens_pull(acme)
    acme.plans(j.EditIssue(acme.card(STORY).id, {"parent": None}))

    assert health(acme) == ON_TRACK


def test_what_a_person_set_in_jira_is_left_alone_for_fourteen_days(acme: Company) -> None:
    opens_pull(acme)
    acme.passes(days=1)
    acme.plans(j.EditIssue(acme.card(EPIC).id, {HEALTH: ON_TRACK}))
    before = writes(acme)

    acme.plans(j.MoveCard(acme.card(STORY).id, "10003"))
    acme.passes(days=13, hours=23)
    held, written = health(acme), writes(acme) - before
    acme.passes(days=1)

    assert (held, written) == (ON_TRACK, 0)
    assert health(acme) == OFF_TRACK


def test_both_values_stand_on_the_page_and_in_the_api_while_a_person_is_right(
    acme: Company,
) -> None:
    pull = opens_pull(acme)
    acme.plans(j.EditIssue(acme.card(EPIC).id, {HEALTH: ON_TRACK}))
    browser = create_app(acme.line).test_client()

    page = browser.get(f"/items/jira:{EPIC}").get_data(as_text=True)
    told = browser.get(f"/api/v1/items/jira:{EPIC}").json

    assert told is not None
    assert told["derived"][0]["value"] == "at_risk"
    assert told["overrides"][0]["value"] == "on_track"
    assert told["overrides"][0]["by"] == "Mara Lind"
    for words in ("at risk", "on track", "Mara Lind", f"the checks of {SHOP}#{pull} fail"):
        assert words.casefold() in page.casefold()


# --- echoes ------------------------------------------------------------------------------------


def test_our_own_field_comes_back_and_wakes_nothing(acme: Company) -> None:
    opens_pull(acme)

    assert health(acme) == AT_RISK
    assert acme.item(f"jira:{EPIC}").overrides == []
    assert said(acme) == []
    assert writes(acme) == 1


def test_our_own_comment_comes_back_and_wakes_nothing(acme: Company) -> None:
    acme.plans(j.AddComment(acme.card(STORY).id, "The mail provider has answered."), by=AIKO)
    acme.does(g.AddComment(SHOP, 1, "Seen again today."), by="teo-varga")

    assert said(acme, STORY) == ["Aiko Tanabe was heard."]
    bot = [one.body for one in acme.issue(1).comments if one.user == "pitboard[bot]"]
    assert [one.partition("\n")[0] for one in bot] == ["teo-varga was heard."]
    assert writes(acme) == 2


def test_somebody_else_s_field_with_our_token_is_a_person_s(acme: Company) -> None:
    opens_pull(acme)
    acme.plans(j.EditIssue(acme.card(EPIC).id, {HEALTH: OFF_TRACK}), by=BOT)

    assert health(acme) == OFF_TRACK
    assert [one.value for one in acme.item(f"jira:{EPIC}").overrides] == ["off_track"]
    assert said(acme) == ["Somebody moved the health."]


def test_somebody_else_s_words_with_our_token_are_heard(acme: Company) -> None:
    story = acme.card(STORY).id
    acme.plans(j.AddComment(story, "Is this ready?"), by=AIKO)
    acme.does(g.AddComment(SHOP, 1, "Is this ready?"), by="teo-varga")

    acme.plans(j.AddComment(story, "Written by hand, with the token."), by=BOT)
    acme.does(g.AddComment(SHOP, 1, "By hand as well."), by="pitboard[bot]")

    assert said(acme, STORY)[1:] == ["Written by hand, with the token.", "Pitboard was heard."]
    heard = [one.body.partition("\n")[0] for one in acme.issue(1).comments]
    assert heard[2:] == ["By hand as well.", "pitboard[bot] was heard."]


def test_a_rule_about_the_health_is_not_called_by_another_field(acme: Company) -> None:
    acme.plans(j.EditIssue(acme.card(EPIC).id, {"duedate": "2026-12-18"}))
    before = said(acme)
    acme.plans(j.EditIssue(acme.card(EPIC).id, {HEALTH: OFF_TRACK}))

    assert (before, said(acme)) == ([], ["Somebody moved the health."])
