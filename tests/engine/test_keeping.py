"""A run kept as a test: it passes at once where it is pasted, and gives nobody and nothing away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from automation.effects import Verdict
from automation.engine.language.frame import EvaluationError
from automation.engine.why import inline_tests
from automation.engine.why.keeping import Kept, keep
from automation.model import Actor, Change, LinkKind
from automation.ports.explaining import Told
from tests.engine.appraised import MAPPING, RULE, WHOLE, epic
from tests.engine.asked import TRIAGE, an_event, asks
from tests.engine.cases import NOW, Bench, bench, edited
from tests.engine.files import load_texts
from tests.engine.items import graph, item
from tests.engine.stepped import MOVED, TO_DONE

SECRET = item("jira:SEC-9", visibility="restricted", title="Ann-Moss leaves", status="Hushed")


def kept(one: Bench, source: str, told: Told = Told()) -> Kept:  # noqa: B008 - it is frozen
    return keep(asks(one, told), source)


def pasted(source: str, found: Kept, *more: str) -> tuple[inline_tests.TestResult, ...]:
    """What becomes of the tests of the file once the test stands at its end."""
    others = {f"{number}.yaml": text for number, text in enumerate(more, start=1)}
    rules = load_texts({"0.yaml": source + found.text, **others})
    return inline_tests.run(rules.rules[0], rules.world)


def passes(source: str, found: Kept, *more: str) -> bool:
    results = pasted(source, found, *more)
    return bool(results) and all(each.passed for each in results)


def test_it_passes_at_once_where_it_is_pasted() -> None:
    one = bench(TRIAGE, about=item("jira:PAY-1", labels=("bug",), priority="High"))

    found = kept(one, TRIAGE)

    assert passes(TRIAGE, found)
    assert found.text == (
        "tests:\n"
        '  - name: "jira:PAY-1 as it was on 18 Nov 2026"\n'
        "    now: 2026-11-18T09:00:00Z\n"
        "    given: {item: {type: issue, project: PAY, state: open, labels: [bug], "
        "priority: High}}\n"
        '    expect: {value: none, because: "kinds count is below 4"}\n'
    )
    assert found.note == ""


def test_only_what_the_rule_looks_at_is_given() -> None:
    one = bench(TRIAGE, about=item("jira:PAY-1", priority="High", title="Secret", points=3))

    assert "title" not in kept(one, TRIAGE).text
    assert "points" not in kept(one, TRIAGE).text


def test_a_run_that_did_nothing_expects_nothing() -> None:
    found = kept(bench(TRIAGE, about=item("jira:PAY-1", state="closed")), TRIAGE)

    assert "expect: {acts: false}" in found.text
    assert passes(TRIAGE, found)


def test_it_stands_under_the_tests_there_are_with_a_name_of_its_own() -> None:
    one = bench(TRIAGE, about=item("jira:PAY-1", priority="High"))
    once = TRIAGE + kept(one, TRIAGE).text

    again = kept(replace(one, rules=load_texts({"0.yaml": once})), once)

    assert "on 18 Nov 2026, run 2" in again.text
    assert not again.text.startswith("tests:")
    assert len(pasted(once, again)) == 2
    assert passes(once, again)


PARTS = TRIAGE.replace("type: issue", "type: epic").replace(
    "kinds: item.labels | without('needs-triage')",
    "kinds: item.children | where('status', 'Blocked') | before('created', now)",
)


def test_what_is_around_it_is_given_with_what_is_looked_at() -> None:
    about = item("jira:PAY-1", "epic", priority="High")
    parts = [item(f"jira:PAY-{n}", status=s) for n, s in ((2, "Blocked"), (3, "Done"))]
    one = replace(bench(PARTS, about=about), around=graph(*((each, about) for each in parts)))

    found = kept(one, PARTS)

    said = " ".join(found.text.split())
    assert 'children: - {key: "jira:PAY-2", status: Blocked, created: 2026-10-05T08:00:00Z}' in said
    assert '- {key: "jira:PAY-3", status: Done}' in said
    assert passes(PARTS, found)


def test_a_restricted_item_keeps_what_the_rule_asks_for_and_no_more() -> None:
    rule = PARTS.replace(
        "because: nobody said what it is", 'because: "{{ item.children | names }}"'
    )
    about = item("jira:PAY-1", "epic", priority="High", visibility="restricted")
    one = replace(bench(rule, about=about), around=graph((SECRET, about)))

    found = kept(one, rule)

    for word in ("SEC-9", "Hushed", "Moss", "PAY-1"):
        assert word not in found.text
    assert "jira:TEST-" in found.text
    assert passes(rule, found)


def test_people_have_invented_names_and_programs_their_own() -> None:
    rule = TRIAGE.replace("item.priority != 'Low'", "item.author != item.reporter")
    about = item("jira:PAY-1", author="ann-moss", reporter="renovate[bot]")

    found = kept(bench(rule, about=about), rule)

    assert "ann-moss" not in found.text
    assert "ada-fern" in found.text
    assert '"renovate[bot]"' in found.text
    assert passes(rule, found)


def test_a_title_keeps_only_the_words_that_the_rule_asks_for() -> None:
    rule = TRIAGE.replace("item.priority != 'Low'", "item.title | starts_with('Crash')")

    found = kept(bench(rule, about=item("jira:PAY-1", title="Crash at Globex")), rule)

    assert "title: Crash invented" in found.text
    assert passes(rule, found)


def test_a_step_is_kept_with_its_event() -> None:
    one = bench(MOVED, about=item("jira:PAY-1", title="Pay", status="Done"))
    told = Told(events=(an_event(one, TO_DONE),))

    found = kept(one, MOVED, told)

    assert "event: {kind: jira.issue.updated, actor: ada-fern, changed: {status: {from: To do" in (
        " ".join(found.text.split())
    )
    assert 'expect: {steps: ["comment: Done by ada-fern: invented"]}' in found.text
    assert passes(MOVED, found)


def test_what_called_no_rule_is_kept_as_that() -> None:
    one = bench(MOVED, about=item("jira:PAY-1", title="Pay"))
    back = Change("status", "Done", "To do")

    found = kept(one, MOVED, Told(events=(an_event(one, back),)))

    assert "expect: {acts: false}" in found.text
    assert "changed: {status: {from: Done, to: To do}}" in " ".join(found.text.split())
    assert passes(MOVED, found)


def test_a_rule_with_steps_needs_something_that_happened() -> None:
    with pytest.raises(EvaluationError, match="nothing happened"):
        kept(bench(MOVED, about=item("jira:PAY-1")), MOVED)


def test_a_bot_stays_one() -> None:
    one = bench(MOVED, about=item("jira:PAY-1", title="Pay"))
    happened = replace(an_event(one, TO_DONE), actor=Actor("1", "renovate", is_bot=True))

    found = kept(one, MOVED, Told(events=(happened,)))

    assert "actor: renovate bot: true" in " ".join(found.text.split())
    assert passes(MOVED, found)


def test_labels_that_came_are_kept_as_a_change() -> None:
    rule = MOVED.replace("fields: status, from: [To do, In review], to: Done", "fields: labels")
    one = bench(rule, about=item("jira:PAY-1", title="Pay"))

    found = kept(one, rule, Told(events=(an_event(one, Change("label:bug", None, "bug")),)))

    assert "changed: {labels: {to: bug}}" in " ".join(found.text.split())
    assert passes(rule, found)


def test_a_health_is_kept_with_its_signals_and_its_progress() -> None:
    one = epic(WHOLE)

    found = kept(one, RULE)

    assert "signals: {serious: [B1], watch: [S1]}" in found.text
    assert "progress: {done: 18, total: 31, added: 4}" in found.text
    assert "value: at_risk" in found.text
    assert passes(RULE, found, MAPPING)


def test_what_no_test_can_be_like_is_said() -> None:
    teams = "pitboard: 1\nteams: {pay: {name: Pay, projects: [PAY], holidays: [2026-11-17]}}\n"
    rule = TRIAGE.replace("item.priority != 'Low'", "item.created | working_days > 31")
    about = item("jira:PAY-1")

    found = kept(bench(rule, teams, about=about), rule)

    assert found.note.startswith("In truth the rule says unmet here; the test comes to")
    assert passes(rule, found, teams)


def test_a_link_that_goes_deeper_than_a_test_can_is_left_out() -> None:
    rule = TRIAGE.replace("item.priority != 'Low'", "item.parent.parent.title != 'x'")
    chain = [item(f"jira:PAY-{number}") for number in range(1, 5)]
    around = graph(*pairwise(chain), kind=LinkKind.PARENT)
    one = replace(bench(rule, about=chain[0]), around=around)

    assert passes(rule, kept(one, rule))


def test_now_is_the_time_that_was_asked_about() -> None:
    one = bench(TRIAGE, about=item("jira:PAY-1", priority="High"))
    then = datetime(2026, 11, 2, 8, tzinfo=UTC)
    told = Told(verdict=Verdict("triage", "x", one.item.id, NOW, "agreed", ""))

    assert "now: 2026-11-02T08:00:00Z" in keep(asks(one, told, now=then), TRIAGE).text


HELD = """\
pitboard: 1
rule: stuck
title: What is blocked for long is said
why: Nobody saw it.
owner: product-ops
state: live
when:
  - held: {type: issue, field: status, is: Blocked, for: 3 working days}
about: {path: event.item}
then:
  - comment: "Blocked for long."
"""


@pytest.mark.parametrize(("days", "acts"), [(9, True), (1, False)])
def test_what_was_held_is_kept_with_since_when(days: int, acts: bool) -> None:  # noqa: FBT001 - a parameter of the test
    since = NOW - timedelta(days=days)
    about = item("jira:PAY-1", status="Blocked", marks={"status": edited("Blocked", since)})

    fired = Verdict("stuck", "abc", about.id, NOW, "acted", "")
    found = kept(bench(HELD, about=about), HELD, Told(verdict=fired if acts else None))

    assert f"status_since: {since:%Y-%m-%dT%H:%M:%SZ}" in found.text
    assert found.note == ""
    assert ("Blocked for long" in found.text) is acts
    assert passes(HELD, found)


COMMAND = """\
pitboard: 1
rule: later
title: Quiet for a while
why: People asked for it.
owner: product-ops
state: live
when:
  - command: {name: later, args: {time: duration, why: optional rest}, help: Quiet for a while}
about: {path: event.item}
then:
  - comment: "Quiet for {{ args.time }}."
"""


def test_a_command_is_kept_with_what_stood_behind_it() -> None:
    one = bench(COMMAND, about=item("jira:PAY-1"))
    asked = an_event(one, kind="jira.comment.created")
    said = replace(asked, about={"command": "later 3 days Globex is ill"})

    found = kept(one, COMMAND, Told(events=(said,)))

    assert 'args: {time: "3 days", why: invented}' in found.text
    assert "Globex" not in found.text
    assert passes(COMMAND, found)
