"""A back-test over a company that was really played: both trackers, the whole line, its record."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from automation.backtest.difference import Differences, differences
from automation.backtest.outcome import COMMENT, NOTICE, WEBHOOK, Act, Outcome, Told
from automation.backtest.replay import BRISK, EXACT, Pace
from automation.backtest.running import backtest
from automation.backtest.telling import summary
from automation.sandbox.github import acts as g
from automation.sandbox.jira import acts as j
from automation.sandbox.jira.site import HEALTH
from automation.store import schema
from tests.store.world import rows_of
from tests.stories.company import SHOP, Company, company, mapping
from tests.stories.test_both_trackers import AIKO, EPIC, NOTED, ON_TRACK, PARTS, STORY, WATCHED

BLOCKED, DOING = "10003", "10001"
SWEPT = """\
pitboard: 1
rule: looked-at
title: Every morning it is said which epic somebody should look at
why: Nobody looked on Mondays.
owner: product-ops
state: live
when:
  - sweep: every day at 06:00 UTC
about: {path: event.item, type: epic}
if: "item.parts | where('status', 'Blocked') | count > 0"
derive:
  label: look
  choose:
    - {value: look-at-it, if: true, because: "something is blocked"}
"""
HELD = """\
pitboard: 1
rule: long-blocked
title: A story that is blocked for long says so
why: It was seen on Thursdays only.
owner: product-ops
state: live
when:
  - held: {type: issue, field: status, is: Blocked, for: 8 hours}
about: {path: event.item, type: issue}
then:
  - comment: "Blocked for eight hours."
"""
FILES: Mapping[str, str] = {
    "mapping.yaml": mapping(),
    "parts.yaml": PARTS,
    "noted.yaml": NOTED,
    "watched.yaml": WATCHED,
    "swept.yaml": SWEPT,
    "held.yaml": HELD,
}


def plays(acme: Company) -> None:
    """Four days: a story is blocked and freed, checks fail, people talk and overrule."""
    story = acme.card(STORY).id
    _hours(acme, 1)
    for status, hours in ((BLOCKED, 5), (DOING, 2), (BLOCKED, 20)):
        acme.plans(j.MoveCard(story, status))
        _hours(acme, hours)
    branch = f"{STORY}-each-step"
    acme.does(g.Push(SHOP, branch, "Steps"), g.OpenPull(SHOP, "Show each step", branch))
    acme.plans(j.AddComment(story, "The mail provider has answered."), by=AIKO)
    acme.passes(minutes=10)
    acme.does(g.AddComment(SHOP, 1, "Seen again today."), by="teo-varga")
    acme.plans(j.MoveCard(story, DOING))
    _hours(acme, 30)
    acme.does(g.CompleteChecks(SHOP, branch, "failure"))
    _hours(acme, 3)
    acme.plans(j.EditIssue(acme.card(EPIC).id, {HEALTH: ON_TRACK}))
    _hours(acme, 1)
    acme.plans(j.MoveCard(story, BLOCKED))
    _hours(acme, 24)


def _hours(acme: Company, many: int) -> None:
    """Hour by hour, so that what falls due meanwhile does so in its hour."""
    for _ in range(many):
        acme.passes(hours=1)


@contextmanager
def played(data: Path, files: Mapping[str, str]) -> Iterator[tuple[Company, datetime]]:
    """The company after these days, and when they began."""
    with company(data, files) as acme:
        since = acme.time()
        plays(acme)
        yield acme, since


def asked(acme: Company, since: datetime, becomes: Mapping[str, str]) -> Differences:
    found = acme.line.record.rulesets.active()
    assert found is not None
    return backtest(acme.line.record, found.files, becomes, since=since, until=acme.time())


def happened(acme: Company) -> Outcome:
    """What really was written and said."""
    rows = [r for r in rows_of(acme.line.record, "outbox") if r["state"] == "done"]
    told = tuple(
        Told(r["target"], r["field"], r["company_at"], _value(r["value"]), "", r["rule"])
        for r in rows
        if r["kind"] in ("field", "label")
    )
    acts = tuple(
        Act(r["company_at"], COMMENT, r["rule"], r["target"], r["field"], r["value"])
        for r in rows
        if r["kind"] == "comment"
    )
    return Outcome(told=told, acts=acts)


def _hour(at: datetime | None) -> datetime | None:
    """A company that is played hour by hour notices a time within its hour."""
    return at and at.replace(minute=0, second=0)


def _value(word: str | None) -> str | None:
    return None if word is None else word.lower().replace(" ", "_")


def written(found: Differences) -> Sequence[tuple[object, ...]]:
    """What would be written otherwise: where a person had decided, nothing is written."""
    return [
        (d.item_id, d.field, d.was, d.becomes, _hour(d.at), _hour(d.until))
        for d in found.values
        if d.by_hand is None
    ]


CHANGED: Mapping[str, str] = {
    **FILES,
    "parts.yaml": PARTS.replace("value: off_track", "value: at_risk", 1),
    "noted.yaml": NOTED.replace("was heard", "has been heard"),
    "swept.yaml": SWEPT.replace("06:00", "08:00"),
    "held.yaml": HELD.replace("for: 8 hours", "for: 15 hours"),
}


Played = tuple[Company, datetime]


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """One company, played once: a back-test only reads its record."""
    with played(tmp_path_factory.mktemp("was"), FILES) as found:
        yield found


def test_unchanged_rules_differ_nowhere(firm: Played) -> None:
    found = asked(*firm, FILES)

    assert found.is_none
    assert found.events > 5
    assert {act.rule for act in happened(firm[0]).acts} == {"noted", "long-blocked", "watched"}
    assert found.acts[COMMENT].was == found.acts[COMMENT].becomes > 1


def test_what_is_printed_is_what_happens_when_the_same_events_meet_the_changed_rules(
    firm: Played, tmp_path: Path
) -> None:
    printed, was = asked(*firm, CHANGED), happened(firm[0])
    with played(tmp_path, CHANGED) as (acme, since):
        becomes, until = happened(acme), acme.time()
    really = differences(was, becomes, since=since, until=until, events=0)

    assert written(printed) == written(really) != []
    for which in ("more", "fewer"):
        said, heard = (getattr(each.acts[COMMENT], which) for each in (printed, really))
        assert [replace(a, at=_hour(a.at)) for a in said] == [
            replace(a, at=_hour(a.at)) for a in heard
        ]
        assert {act.rule for act in said} >= {"noted", "long-blocked"}


LOOKED = """\
pitboard: 1
rule: looked-after
title: An epic that somebody should look at says since when
why: It has to be seen that our own label came back.
owner: product-ops
state: live
when:
  - changed: {type: epic, fields: labels}
about: {path: event.item, type: epic}
derive:
  label: after
  choose:
    - {value: after-look, if: "'look-at-it' in item.labels", because: "it says so"}
"""
BESIDE = """\
pitboard: 1
rule: beside
title: Every hour something is said
why: A rule that speaks must not change what another one says.
owner: product-ops
state: live
when:
  - sweep: every hour
about: {path: event.item, type: [epic, issue]}
then:
  - comment: "Another hour went by: {{ item.title }}."
"""


@pytest.mark.parametrize("pace", [EXACT, BRISK])
def test_a_new_rule_beside_them_changes_nothing_that_unchanged_rules_say(
    firm: Played, pace: Pace
) -> None:
    acme, since = firm
    was = {**FILES, "looked.yaml": LOOKED}
    becomes = {**was, "beside.yaml": BESIDE}

    found = backtest(acme.line.record, was, becomes, since=since, until=acme.time(), pace=pace)

    assert found.values == ()
    assert {act.rule for acts in found.acts.values() for act in acts.more} == {"beside"}
    assert not any(acts.fewer for acts in found.acts.values())


TOLD = """\
pitboard: 1
rule: told
title: Whoever leads hears of a blocked story, and so does a chat
why: It was seen on Thursdays only.
owner: product-ops
state: live
when:
  - changed: {type: issue, fields: status, to: Blocked}
about: {path: event.item, type: issue}
then:
  - notify: {to: ops@example.com, text: "{{ item.title }} is blocked", digest: daily 09:00}
  - webhook: {url: "https://hooks.example.com/a", json: {key: "{{ item.key }}"}}
"""


def test_lines_for_people_and_webhooks_are_counted(firm: Played) -> None:
    found = asked(*firm, {**FILES, "told.yaml": TOLD})

    assert (found.acts[NOTICE].was, found.acts[WEBHOOK].was) == (0, 0)
    assert found.acts[NOTICE].becomes == found.acts[WEBHOOK].becomes == 3
    assert "3 notices instead of 0; 3 webhooks instead of 0" in summary(found)
    assert not found.failed


def test_where_a_person_had_set_something_else_it_is_said(firm: Played) -> None:
    found = asked(*firm, CHANGED)

    against = [d for d in found.values if d.is_against_a_person]
    assert found.against_people == [firm[0].item(f"jira:{EPIC}").item.id]
    assert [(d.was, d.becomes, d.by_hand and d.by_hand.value) for d in against] == [
        ("off_track", "at_risk", "on_track")
    ]


def test_a_back_test_writes_nothing_into_the_record(firm: Played) -> None:
    record = firm[0].line.record
    before = {name: rows_of(record, name) for name in schema.metadata.tables}

    asked(*firm, CHANGED)

    assert before == {name: rows_of(record, name) for name in schema.metadata.tables}
