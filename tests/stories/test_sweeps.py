"""Sweeps and the fuse as people meet them: the whole line in one process, time by hand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from automation.model import Delivery
from automation.store import schema
from tests.builders import NOON, a_delivery, an_issue_payload
from tests.databases import Home
from tests.store.world import rows_of
from tests.stories.crew import Crew, triage

HOUR = 3600
DAY = 24 * HOUR
EVENTS = "  - changed: {type: issue, fields: any}\n"
MORNING = "  - sweep: every day at 06:00 UTC\n"

WELCOME = """\
pitboard: 1
rule: welcome
title: A new issue is welcomed
why: People did not know that they were heard.
owner: product-ops
state: {state}
when:
  - event: github.issues.opened
about: {{path: event.item, type: issue}}
then:
  - label: {{add: welcomed}}
"""


def nightly(**said: str) -> str:
    """The rule, woken by the morning and by nothing else."""
    return triage(**said).replace(EVENTS, MORNING)


class Nights(Crew):
    """The crew with its rules in a folder, as the clock finds them."""

    def __init__(self, home: Home) -> None:
        super().__init__(home, nightly())
        self.folder = home.data / "rules"
        self.folder.mkdir()
        self.line.settings = replace(self.line.settings, rules=self.folder)
        self.rules(nightly())

    def rules(self, *texts: str) -> None:
        """These are the rules from now on."""
        for number, text in enumerate(texts):
            (self.folder / f"{number}.yaml").write_text(text, "utf-8")
        self.tends()
        self.tends()  # a second later

    def tends(self) -> None:
        self.line.tend()
        self.works()

    def morning(self, days: int = 1) -> None:
        """The company's clock, and everybody's, shows a minute past six of a day to come."""
        self.time.now = self.time.now.replace(hour=6, minute=1)
        self.time.pass_(days * DAY)
        self.tends()

    def issues(self, count: int) -> None:
        """So many people report something in the same minute."""
        for number in range(count):
            self.line.record.inbox.receive(self.opened(number), timeout=5)
        self.works()

    def opened(self, number: int) -> Delivery:
        payload = an_issue_payload(number=number, id_=8000 + number)
        return a_delivery(payload, id_=f"many-{number}")

    @property
    def labelled(self) -> int:
        """How many issues carry a label of ours."""
        return sum(bool(labels) for labels in self.github.standing.values())

    def resting(self) -> list[str]:
        return [str(row["rule"]) for row in self.line.record.fuses.resting()]


@pytest.fixture
def crew(home: Home) -> Iterator[Nights]:
    made = Nights(home)
    yield made
    made.line.close()


def test_what_no_event_tells_is_found_in_the_morning(crew: Nights) -> None:
    crew.hears("opened")
    before = set(crew.labels)
    crew.morning()

    assert (before, crew.labels) == (set(), {"needs-triage"})
    assert crew.item().verdicts[0]["result"] == "acted"


def test_a_morning_comes_once_and_says_nothing_twice(crew: Nights) -> None:
    crew.hears("opened")
    crew.morning()
    crew.time.pass_(HOUR)
    crew.tends()
    crew.morning()

    assert len(crew.github.writes) == 1
    assert [row["state"] for row in rows_of(crew.line.record, "tick")].count("done") == 2


def test_a_week_without_pitboard_is_one_sweep(crew: Nights) -> None:
    crew.hears("opened")
    crew.morning(days=7)

    states = [row["state"] for row in rows_of(crew.line.record, "tick")]
    assert sorted(states) == ["done", *["missed"] * 6, "planned"]
    assert crew.labels == {"needs-triage"}


def test_a_company_clock_that_jumps_a_week_is_one_sweep(crew: Nights) -> None:
    crew.hears("opened")
    with crew.line.record.database.writing() as connection:
        week = {"anchor_wall": NOON, "anchor_company": NOON + timedelta(days=7), "rate": 1}
        connection.execute(insert(schema.clock).values(id=1, **week))
    crew.tends()

    states = [row["state"] for row in rows_of(crew.line.record, "tick")]
    assert sorted(states) == ["done", *["missed"] * 6, "planned"]
    assert crew.labels == {"needs-triage"}


def test_the_twenty_sixth_issue_of_a_sweep_holds_all_of_them(crew: Nights) -> None:
    crew.issues(26)
    crew.morning()

    assert (crew.labelled, crew.resting()) == (0, ["triage"])


def test_apply_all_writes_them_and_the_rule_goes_on(crew: Nights) -> None:
    crew.issues(26)
    crew.morning()
    wall, now = crew.time(), crew.time()
    of = crew.line.bounds["triage"]
    crew.line.record.fuses.apply_all(of, wall=wall, now=now)
    crew.works()
    applied = crew.labelled
    crew.hears("opened", number=99, id_=8099)
    crew.morning()

    assert (applied, crew.labelled, crew.resting()) == (26, 27, [])


def test_apply_writes_to_one_item(crew: Nights) -> None:
    crew.issues(26)
    crew.morning()
    of = crew.line.bounds["triage"]
    crew.line.record.fuses.apply_one(of, "github:8007", wall=crew.time(), now=crew.time())
    crew.works()

    assert [key for key, on in crew.github.standing.items() if on] == ["acme/shop#7"]
    assert crew.resting() == ["triage"]


def test_a_first_set_of_differences_larger_than_the_fuse_waits_for_a_person(crew: Nights) -> None:
    crew.rules(nightly(state="shadow"))
    crew.issues(26)
    crew.morning()
    told = crew.line.record.fuses.shadow_counts()
    crew.time.pass_(HOUR)
    crew.rules(nightly(state="live"))
    early = crew.labelled
    crew.morning()

    assert told == {"triage": 26}
    assert (early, crew.labelled, crew.resting()) == (0, 0, ["triage"])


def test_enabling_a_rule_looks_at_nothing_by_itself(crew: Nights) -> None:
    crew.rules(nightly(state="shadow"))
    crew.issues(3)
    crew.rules(nightly(state="live"))

    assert rows_of(crew.line.record, "agenda") == []


def test_a_rule_with_steps_speaks_only_of_what_happens_after_it_went_live(crew: Nights) -> None:
    crew.rules(nightly(), WELCOME.format(state="shadow"))
    crew.hears("opened")
    crew.time.pass_(HOUR)
    crew.rules(nightly(), WELCOME.format(state="live"))
    went_live = crew.time()
    crew.time.pass_(HOUR)
    crew.rules(nightly(), WELCOME.format(state="live").replace("heard", "seen"))
    old = crew.opened(5)  # it happened at noon, and arrives now
    crew.hears_delivery(old)
    late = dict(crew.github.standing)
    crew.hears("opened", number=6, id_=8006)

    found = crew.line.record.rulesets.active()
    assert found is not None
    assert found.live_since["welcome"] == went_live
    assert late.get("acme/shop#5", set()) == set()
    assert crew.github.standing["acme/shop#6"] == {"welcomed"}


def test_a_fault_of_the_rule_is_a_verdict_about_that_issue(crew: Nights) -> None:
    crew.rules(nightly().replace("item.state == 'open'", "(1, item.title) | sorted | count == 2"))
    crew.issues(2)
    crew.morning()

    said = [row["result"] for row in rows_of(crew.line.record, "verdict")]
    assert said == ["failed", "failed"]
    assert [row["state"] for row in rows_of(crew.line.record, "tick")].count("done") == 1


def test_a_rule_that_changes_overnight_is_swept_the_next_morning_only(crew: Nights) -> None:
    crew.hears("opened")
    crew.time.pass_(17 * HOUR)
    crew.rules(nightly().replace("06:00", "04:00"))
    at_once = set(crew.labels)
    crew.morning()

    assert (at_once, crew.labels) == (set(), {"needs-triage"})
