"""Commands in comments, in both trackers: asked once, answered once, done by the shipped rules."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation import paths, rulefiles
from automation.model import Delivery
from automation.sandbox.github import acts as g
from automation.sandbox.jira import acts as j
from automation.sandbox.jira.site import HEALTH
from automation.trackers.door import kept_headers
from automation.trackers.jira.parse import DOOR as JIRA_DOOR
from tests.sandbox.world import Heard
from tests.stories.company import BOT, SHOP, Company, company

TEO = "712020:c4a9fe02-teo"
AIKO = "712020:77c0de31-aiko"
EPIC, STORY = "PAY-1", "PAY-2"
ON_TRACK, OFF_TRACK = "10060", "10062"
PARTS = """\
pitboard: 1
rule: epic-health
title: An epic reads what its parts say
why: Health was typed by hand on Thursdays and was stale by Monday.
owner: product-ops
state: live
when:
  - changed: {type: [epic, issue], fields: any}
about: {path: event.item.ancestors, type: epic}
derive:
  field: health
  choose:
    - value: off_track
      if: "item.parts | where('status', 'Blocked') | count > 0"
      because: "{{ item.parts | where('status', 'Blocked') | names }} is blocked"
    - {value: on_track, if: true, because: "nothing is in the way"}
"""
LOUD = """\
pitboard: 1
rule: loud
title: Says something whenever an epic is renamed
why: To see whether anything is said.
owner: product-ops
state: live
when: [{changed: {type: epic, fields: title}}]
about: {path: event.item, type: epic}
then: [{comment: "Renamed to {{ item.title }}"}]
"""
PEOPLE = """\
pitboard: 1
people:
  mara:
    name: Mara Lind
    mail: mara.lind@example.org
    team: payments
    accounts: {github: mara-lind, jira: "712020:5e1d0a44-mara"}
  teo:
    name: Teo Varga
    team: payments
    accounts: {github: teo-varga, jira: "712020:c4a9fe02-teo"}
"""
TEAMS = """\
pitboard: 1
teams:
  payments: {name: Payments, lead: mara, projects: [PAY, acme/shop]}
"""


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    shipped = rulefiles.read_folder(paths.rules())
    commands = {
        name.rpartition("/")[2]: text
        for name, text in shipped.items()
        if name.startswith("commands/")
    }
    files = {"mapping.yaml": shipped["mapping.yaml"], "people.yaml": PEOPLE, "teams.yaml": TEAMS}
    rules = {"parts.yaml": PARTS, "loud.yaml": LOUD, **files, **commands}
    with company(tmp_path, rules) as made:
        made.passes(seconds=60)
        yield made


def asks(acme: Company, line: str, *, by: str = TEO, key: str = EPIC) -> str:
    """Write a comment in Jira; what Pitboard answers, "" for nothing."""
    before = len(answers(acme, key))
    acme.plans(j.AddComment(acme.card(key).id, line), by=by)
    said = answers(acme, key)[before:]
    assert len(said) <= 1, said
    return said[0] if said else ""


def answers(acme: Company, key: str = EPIC) -> list[str]:
    return [one.body for one in acme.card(key).comments if one.author == BOT]


def hears(acme: Company, one: Heard) -> bool:
    """Take in a webhook by itself, as Jira sends it again."""
    headers = {name.lower(): value for name, value in one.headers.items()}
    kept = kept_headers(JIRA_DOOR, headers)
    again = Delivery("jira", "told-again", "", one.body, acme.time(), kept)
    acme.line.record.inbox.receive(again, timeout=5)
    acme.works()
    return True


def health(acme: Company) -> object:
    return acme.card(EPIC).fields[HEALTH]


def test_a_snoozed_item_is_not_spoken_of_until_then_and_its_fields_go_on(acme: Company) -> None:
    answer = asks(acme, "/pitboard snooze 2 days the supplier answers on Monday")
    acme.plans(j.EditIssue(acme.card(EPIC).id, {"summary": "Refunds to follow"}))
    acme.plans(j.MoveCard(acme.card(STORY).id, "10003"))
    quiet, filled = len(answers(acme)), health(acme)

    acme.passes(days=3)
    acme.plans(j.EditIssue(acme.card(EPIC).id, {"summary": "Refunds once more"}))

    assert answer.startswith("Quiet for 2 days, until 4 Oct 2026.")
    assert (quiet, filled) == (1, OFF_TRACK)
    assert answers(acme)[1:] == ["Renamed to Refunds once more"]


def test_a_snooze_of_no_days_ends_it(acme: Company) -> None:
    asks(acme, "/pitboard snooze 2 weeks")
    asks(acme, "/pitboard snooze 0 days")
    acme.plans(j.EditIssue(acme.card(EPIC).id, {"summary": "Refunds to follow"}))

    assert answers(acme)[-1] == "Renamed to Refunds to follow"


def test_a_snooze_longer_than_the_rule_allows_is_refused_in_words(acme: Company) -> None:
    said = asks(acme, "/pitboard snooze 52 weeks")

    assert said == "That cannot be done: 60 days is the longest that can be asked for."


def test_unpin_lets_pitboard_write_at_once_what_a_person_had_set(acme: Company) -> None:
    acme.plans(j.MoveCard(acme.card(STORY).id, "10003"))
    acme.passes(hours=1)
    acme.plans(j.EditIssue(acme.card(EPIC).id, {HEALTH: ON_TRACK}))
    held = health(acme)

    answer = asks(acme, "/pitboard unpin health")

    assert (held, health(acme)) == (ON_TRACK, OFF_TRACK)
    assert answer == "Pitboard fills it again: health."
    assert acme.item(f"jira:{EPIC}").overrides == []


def test_a_later_edit_of_a_person_stays_again(acme: Company) -> None:
    acme.plans(j.MoveCard(acme.card(STORY).id, "10003"))
    acme.plans(j.EditIssue(acme.card(EPIC).id, {HEALTH: ON_TRACK}))
    asks(acme, "/pitboard unpin")
    acme.passes(hours=1)
    acme.plans(j.EditIssue(acme.card(EPIC).id, {HEALTH: ON_TRACK}))
    acme.passes(hours=1)

    assert health(acme) == ON_TRACK
    assert [each.value for each in acme.item(f"jira:{EPIC}").overrides] == ["on_track"]


def test_unpin_where_nobody_set_anything_says_so(acme: Company) -> None:
    said = asks(acme, "/pitboard unpin")

    assert said == "Nobody's word holds here; Pitboard fills it as it is."


def test_explain_tells_value_reason_and_evidence(acme: Company) -> None:
    acme.plans(j.MoveCard(acme.card(STORY).id, "10003"))
    reads, because, proof = asks(acme, "/pitboard explain", by=AIKO).split("\n\n")

    assert reads.startswith("Health reads Off track since ")
    assert because == "Because: PAY-2 is blocked."
    assert proof.startswith("Evidence:\n- ")
    assert "/browse/PAY-2" in proof


def test_explain_of_a_field_that_no_rule_fills_names_those_it_can(acme: Company) -> None:
    acme.plans(j.MoveCard(acme.card(STORY).id, "10003"))
    said = asks(acme, "/pitboard explain @weather")

    assert "fills `@\u200bweather` of this item; rules fill `health`." in said


def test_an_eta_is_on_record_and_in_the_owners_mail_and_not_in_the_due_date(acme: Company) -> None:
    due = acme.card(EPIC).fields["duedate"]
    said = asks(acme, "/pitboard eta 2026-12-24 the audit takes longer @all")
    (mail,) = [each for each in acme.item(f"jira:{EPIC}").writes if each["kind"] == "email"]

    assert said.startswith("Noted: Teo Varga expects 24 Dec 2026.")
    assert acme.card(EPIC).fields["duedate"] == due
    assert [(p.value, p.by, p.why) for p in acme.item(f"jira:{EPIC}").proposals] == [
        ("24 Dec 2026", "Teo Varga", "the audit takes longer @all")
    ]
    assert mail["wish"]["recipient"] == "mara.lind@example.org"
    assert mail["wish"]["subject"] == "PAY-1: Teo Varga expects it on 24 Dec 2026"


def test_whoever_may_not_is_told_who_may(acme: Company) -> None:
    said = asks(acme, "/pitboard snooze 5 days", by=AIKO)

    assert said == (
        "`/pitboard snooze` is for people of this item's team or people with the role product; "
        "nothing was done."
    )
    assert acme.item(f"jira:{EPIC}").snooze is None


def test_help_lists_the_live_commands_and_who_may(acme: Company) -> None:
    lines = asks(acme, "/pitboard").splitlines()

    assert lines[0] == "You can ask this here:"
    assert "- `/pitboard help`: This list." in lines
    assert (
        "- `/pitboard snooze <time> (why)`: Say nothing about this item for so long. "
        "For people of this item's team or people with the role product." in lines
    )
    assert sum(line.startswith("- ") for line in lines) == 5


def test_an_unknown_command_is_answered_with_the_one_that_was_meant(acme: Company) -> None:
    said = asks(acme, "/pitboard snoze 5 days")

    assert said == (
        "I do not know `/pitboard snoze`. Did you mean `/pitboard snooze`? "
        "`/pitboard help` lists what you can ask."
    )


@pytest.mark.parametrize(
    "text",
    [
        "> /pitboard help",
        "bq. /pitboard help",
        "{code}\n/pitboard help\n{code}",
        "Try\n/pitboard help",
        "see /pitboard help",
        "/pitboards help",
    ],
)
def test_talking_about_a_command_is_none(acme: Company, text: str) -> None:
    assert asks(acme, text) == ""


def test_an_edited_comment_does_not_run_again(acme: Company) -> None:
    asks(acme, "/pitboard help")
    comment = acme.card(EPIC).comments[-2]
    assert comment.body == "/pitboard help"

    acme.plans(j.EditComment(acme.card(EPIC).id, comment.id, "/pitboard explain"), by=TEO)

    assert len(answers(acme)) == 1


def test_the_same_webhook_twice_is_answered_once(acme: Company) -> None:
    asks(acme, "/pitboard help")
    heard = [one for one in acme.ears["jira"].heard if b"/pitboard help" in one.body]
    assert hears(acme, heard[0])

    assert len(answers(acme)) == 1


def test_what_a_person_writes_calls_nobody_and_closes_nothing(acme: Company) -> None:
    said = asks(acme, "/pitboard <b>@all</b>")

    assert "@all" not in said
    assert "<b>" not in said


# --- GitHub ------------------------------------------------------------------------------------


def comments(acme: Company, number: int = 2) -> list[str]:
    return [one.body for one in acme.issue(number).comments if one.user != "mara-lind"]


def test_a_command_in_github_is_answered_there(acme: Company) -> None:
    acme.does(g.AddComment(SHOP, 2, "/Pitboard Help\r\nthank you"))
    (said,) = comments(acme)

    assert said.startswith("You can ask this here:")


def test_a_bot_is_not_answered(acme: Company) -> None:
    acme.does(g.AddComment(SHOP, 2, "/pitboard help"), by="renovate[bot]")

    assert [one.body for one in acme.issue(2).comments] == ["/pitboard help"]


def test_a_snooze_in_github_is_kept_with_its_reason(acme: Company) -> None:
    acme.does(g.AddComment(SHOP, 2, "/pitboard snooze 5 working days no time"))
    snooze = acme.item(f"github:{SHOP}#2").snooze

    assert snooze is not None
    assert (snooze.by, snooze.why) == ("Mara Lind", "no time")
