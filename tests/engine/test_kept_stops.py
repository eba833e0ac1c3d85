"""A rule that its trigger stopped is kept as a test that does nothing, with what it saw."""

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.engine.language.frame import EvaluationError
from automation.engine.why import inline_tests
from automation.engine.why.explaining import explained
from automation.engine.why.keeping import keep
from automation.model import Change
from automation.ports.explaining import Told, Waiting
from tests.engine.asked import an_event, asks, stopped_by
from tests.engine.cases import NOW, Bench, bench, edited
from tests.engine.files import load_texts
from tests.engine.items import item
from tests.engine.stepped import MOVED, TO_DONE, rule

WEEKLY = rule("sweep: every monday at 08:00", '  - comment: "Still open."\n')
SILENT = rule("silence: {type: issue, for: 3 working days}", '  - comment: "Quiet."\n')
HELD = rule(
    "held: {type: issue, field: status, is: Blocked, for: 3 working days}",
    '  - comment: "Blocked."\n',
)
RENAMED = Change("title", "Pay", "Pay now")


def does_nothing(one: Bench, source: str, told: Told) -> str:
    """The kept test of a run that the trigger stopped: it says so, and passes where it stands."""
    asked = asks(one, told)
    assert stopped_by(explained(asked)) == "trigger"
    found = keep(asked, source)
    rules = load_texts({"0.yaml": source + found.text})
    (result,) = inline_tests.run(rules.rules[0], rules.world)
    assert (result.passed, result.message) == (True, "")
    assert "expect: {acts: false}" in found.text
    assert found.note == ""
    return " ".join(found.text.split())


def test_what_happened_too_long_ago_is_kept_with_when_it_was() -> None:
    one = bench(MOVED, about=item("jira:PAY-1", title="Pay", status="Done"))
    late = an_event(one, TO_DONE, at=NOW - timedelta(days=8))

    text = does_nothing(one, MOVED, Told(events=(late,)))

    assert "now: 2026-11-18T09:00:00Z" in text
    assert "at: 2026-11-10T09:00:00Z" in text
    assert "status: {from: To do, to: Done}" in text


def test_what_just_happened_needs_no_time_of_its_own() -> None:
    one = bench(MOVED, about=item("jira:PAY-1", title="Pay", status="Done"))

    found = keep(asks(one, Told(events=(an_event(one, TO_DONE),))), MOVED)

    assert "at:" not in found.text


def test_a_schedule_that_has_not_come_is_kept_with_what_happened_instead() -> None:
    one = bench(WEEKLY, about=item("jira:PAY-1", title="Pay"))

    text = does_nothing(one, WEEKLY, Told(events=(an_event(one, RENAMED),)))

    assert "kind: jira.issue.updated" in text


def test_a_schedule_that_came_is_kept_without_an_event() -> None:
    one = bench(WEEKLY, about=item("jira:PAY-1", title="Pay"))

    found = keep(asks(one, Told(events=(an_event(one, RENAMED),), ran=NOW)), WEEKLY)

    assert "event:" not in found.text
    assert '["comment: Still open."]' in found.text


def test_a_time_that_is_not_up_is_kept_with_since_when() -> None:
    since = NOW - timedelta(days=1)
    about = item("jira:PAY-1", status="Blocked", marks={"status": edited("Blocked", since)})
    timer = Waiting("timer:tell:0", "company", NOW + timedelta(days=3))

    text = does_nothing(bench(HELD, about=about), HELD, Told(waiting=(timer,)))

    assert "status_since: 2026-11-17T09:00:00Z" in text


def test_a_time_that_passed_before_the_rule_was_there_is_kept_with_what_happened() -> None:
    since = NOW - timedelta(days=30)
    about = item("jira:PAY-1", status="Blocked", marks={"status": edited("Blocked", since)})
    one = bench(HELD, about=about)

    text = does_nothing(one, HELD, Told(events=(an_event(one, RENAMED),)))

    assert "kind: jira.issue.updated" in text


def test_an_item_that_no_timer_runs_for_is_kept_with_what_happened() -> None:
    about = replace(item("jira:PAY-1"), fields={"title": "Pay"})
    one = bench(SILENT, about=about)

    assert "event:" in does_nothing(one, SILENT, Told(events=(an_event(one, RENAMED),)))


def test_an_event_that_no_rule_can_wait_for_is_kept_without_its_kind() -> None:
    one = bench(MOVED, about=item("jira:PAY-1", title="Pay"))
    strange = an_event(one, kind="own.measure.told")

    text = does_nothing(one, MOVED, Told(events=(strange,)))

    assert "own.measure" not in text
    assert "event: {actor: ada-fern}" in text


def test_an_event_that_says_nothing_is_an_event_all_the_same() -> None:
    one = bench(MOVED, about=item("jira:PAY-1", title="Pay"))
    strange = replace(an_event(one, kind="own.measure.told"), actor=None)

    assert "event: {}" in does_nothing(one, MOVED, Told(events=(strange,)))


def test_a_value_that_no_test_may_give_is_left_out() -> None:
    source = MOVED.replace(
        "about: {path: event.item}", "about: {path: event.item}\nif: item.state == 'open'"
    )
    one = bench(source, about=item("jira:PAY-1", title="Sprint 7", state="future"))

    assert "future" not in does_nothing(one, source, Told(events=(an_event(one, RENAMED),)))


def test_where_nothing_ever_happened_it_is_refused() -> None:
    with pytest.raises(EvaluationError, match="nothing happened at the item"):
        keep(asks(bench(WEEKLY, about=item("jira:PAY-1"))), WEEKLY)


def test_what_happened_before_the_rule_went_live_is_refused_with_the_reason() -> None:
    one = bench(MOVED, about=item("jira:PAY-1", title="Pay", status="Done"))
    new = replace(one, live_since={"tell": NOW})
    before = an_event(one, TO_DONE, at=NOW - timedelta(days=1))

    with pytest.raises(EvaluationError, match="it happened before the rule went live"):
        keep(asks(new, Told(events=(before,))), MOVED)


def test_a_merge_is_an_event_that_a_rule_may_wait_for() -> None:
    source = rule("event: github.pull_request.merged", '  - comment: "Merged."\n')
    one = bench(source, about=item("github:acme/shop#7", "pull_request"))
    told = Told(events=(an_event(one, kind="github.pull_request.merged"),))

    assert '["comment: Merged."]' in keep(asks(one, told), source).text
