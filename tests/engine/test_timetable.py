"""How timers are found, at what cost, and when they are due at another time than before."""

from datetime import UTC, datetime

import pytest

from automation.engine.ruleset.timers import timer_rule
from automation.graph import HIGHEST
from tests.engine.cases import look
from tests.engine.files import load_texts
from tests.engine.stepped import PEOPLE, TEAMS
from tests.engine.waiting import BLOCKED, blocked, one, timers, waits


def test_an_event_costs_the_timers_it_arms_and_no_others() -> None:
    fields = ("status", "priority", "points", "sprint")
    texts = {
        f"{number}.yaml": waits(
            f"held: {{type: issue, field: {fields[number % 4]}, for: {number + 1} hours}}"
        ).replace("rule: tell", f"rule: tell-{number}")
        for number in range(80)
    }
    table = load_texts(texts).timers

    assert len(list(table.armed_by(frozenset({"priority"}), "issue"))) == 20
    assert list(table.armed_by(frozenset({"priority"}), "epic")) == []
    assert list(table.armed_by(frozenset({"title"}), "issue")) == []
    assert len(list(table.armed_by(frozenset({"new"}), "issue"))) == 80


def test_working_days_are_another_team_s_when_the_team_may_change() -> None:
    rule = waits(BLOCKED.replace("2 days", "2 working days"))
    table = load_texts({"0.yaml": rule}).timers

    for facet in ("labels", "links", "components", "project"):
        assert len(list(table.armed_by(frozenset({facet}), "issue"))) == 1


def reading(rule: str, teams: str = TEAMS) -> str:
    return load_texts({"0.yaml": rule, "1.yaml": teams, "2.yaml": PEOPLE}).timers.readings()["tell"]


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("title: Tell", "title: Say", True),
        ("comment: waited", "comment: still waits", True),
        ("2 working days", "3 working days", False),
        ("is: Blocked", "is: [Blocked, Waiting]", False),
        ("state: live", "state: shadow", False),
    ],
)
def test_a_timer_reads_otherwise_where_it_may_be_due_at_another_time(
    old: str, new: str, *, same: bool
) -> None:
    rule = waits(BLOCKED.replace("2 days", "2 working days"))

    assert (reading(rule) == reading(rule.replace(old, new))) is same


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("name: Payments", "name: Payouts", True),
        ("projects: [PAY]", "projects: [PAY], holidays: [2026-12-24]", False),
        ("projects: [PAY]", "projects: [PAY], zone: Europe/Berlin", False),
        ("projects: [PAY]", "projects: [PAY, SEC]", False),
    ],
)
def test_and_where_the_days_of_a_team_change(old: str, new: str, *, same: bool) -> None:
    days, hours = waits(BLOCKED.replace("2 days", "2 working days")), waits(BLOCKED)
    teams = TEAMS.replace(old, new)

    assert (reading(days) == reading(days, teams)) is same
    assert reading(hours) == reading(hours, teams)


def test_the_row_of_a_trigger_stays_its_own_wherever_it_stands() -> None:
    other = "held: {type: issue, field: priority, for: 4 days}"
    names = [
        set(load_texts({"0.yaml": waits(*when)}).timers.by_name)
        for when in ((BLOCKED,), (other, BLOCKED.replace("2 days", "9 days")))
    ]

    assert names[0] < names[1]


@pytest.mark.parametrize(
    ("reason", "rule"),
    [
        ("timer:tell:0", None),
        ("timer:tell:1", None),
        ("timer:tell:2", "tell"),
        ("timer:tell:arm", "tell"),
        ("look", None),
        ("wake:tell:2", None),
    ],
)
def test_rows_of_triggers_are_told_from_other_timers(reason: str, rule: str | None) -> None:
    assert timer_rule(reason) == rule


def test_clocks_put_back_give_no_hour_away() -> None:
    teams = TEAMS.replace("lead: mara", "lead: mara, zone: Europe/Berlin")
    begun = datetime(2026, 10, 23, 14, tzinfo=UTC)  # 16:00 in Berlin, summer time
    found = one(blocked(begun), waits(BLOCKED.replace("2 days", "3 business days")), teams, PEOPLE)

    assert timers(found.decides(look("status"), now=begun)) == [
        ("company", datetime(2026, 10, 28, 15, tzinfo=UTC))
    ]


def test_whose_days_they_are_is_looked_for_up_to_the_epic() -> None:
    days = waits(BLOCKED.replace("2 days", "2 working days"))

    assert [load_texts({"0.yaml": each}).reach for each in (days, waits(BLOCKED))] == [HIGHEST, 0]
