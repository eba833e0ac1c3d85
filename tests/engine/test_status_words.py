"""Rules look at the status of what they are about, and at nothing that is not there."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from automation.appraisal import Signal, Status
from automation.engine.language.expressions import (
    EvaluationError,
    ExpressionError,
    Scope,
    compile_expression,
)
from automation.engine.language.frame import STATUS
from automation.engine.language.signal_words import (
    OF_COLOUR,
    OF_PACE,
    OF_PROGRESS,
    OF_SIGNALS,
    OF_STATUS,
)
from automation.engine.language.vocabulary import Field
from automation.errors import RuleError
from automation.graph import HIGHEST
from automation.model import Evidence
from tests.engine.appraised import CALM, RULE, SINCE, WHOLE, epic
from tests.engine.cases import NOW, only
from tests.engine.files import changed, load_rule, load_texts

AGED = Signal("A2", "serious", SINCE, "3 items older than usual")
STATUS_NOW = replace(
    WHOLE,
    signals=(AGED, *WHOLE.signals),
    moved=Evidence("moved", "", NOW, ""),
    paused_since=SINCE,
)


def value(source: str, status: Status | None = STATUS_NOW) -> object:
    facts: dict[str, object] = {"item": {"type": "epic"}}
    if status is not None:
        facts[STATUS] = status
    return compile_expression(source, Scope()).evaluate(facts, NOW)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("'B1' in signals", True),
        ("'F2' in signals", False),
        ("'B1' in signals.serious", True),
        ("'S1' in signals.serious", False),
        ("signals | count", 3),
        ("signals.serious | names", "A2 and B1"),
        ("signals.colour.serious | names", "B1"),
        ("signals.watch | families | count", 1),
        ("signals | families | names", "A, B and S"),
        ("signals.unknown | count == 0", True),
        ("item.progress.done", 18),
        ("item.progress.total - item.progress.done", 13),
        ("item.progress.added", 4),
        ("item.progress.dropped + item.progress.removed", 0),
        ("item.target | day", "27 Nov 2026"),
        ("item.first_target < item.target", True),
        ("item.moves >= 2", True),
        ("item.last_moved == now", True),
        ("item.paused_since | day", "2 Oct 2026"),
        ("pace.known and pace.likely > item.target", True),
    ],
)
def test_a_word_reads_what_was_found(source: str, expected: object) -> None:
    assert value(source) == expected


def test_what_was_not_found_is_missing_and_no_pace_is_known() -> None:
    bare = Status(NOW, STATUS_NOW.progress)

    assert [value(f"item.{name}", bare) for name in ("target", "paused_since")] == [None, None]
    assert value("pace.known", bare) is False
    assert value("pace.likely < now", bare) is False


WORDS = [
    field
    for words in (OF_STATUS, OF_PROGRESS, OF_SIGNALS, OF_COLOUR, OF_PACE)
    for field in words.values()
]


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.example)
def test_the_example_of_every_word_works_and_shows_the_word(word: Field) -> None:
    assert word.name in word.example
    assert word.description
    assert value(word.example) is not None


def test_without_a_status_nothing_is_said_instead_of_green() -> None:
    with pytest.raises(EvaluationError, match="was not worked out"):
        value("signals.serious | count == 0", None)

    plan = replace(epic(), background=None).decides()

    assert only(plan).result == "failed"
    assert "was not worked out" in only(plan).because
    assert (plan.derived, plan.status) == ((), None)


@pytest.mark.parametrize(
    ("source", "offset", "message", "near"),
    [
        ("'F9' in signals", 0, "signals never holds 'F9'", None),
        ("'b1' not in signals.serious", 0, "signals.serious never holds 'b1'", "B1"),
        ("3 in signals.watch", 0, "signals.watch never holds 3", None),
        ("signals.seriuos | count > 0", 8, 'signals has no "seriuos"', "serious"),
        ("signals.colour | count > 0", 8, "write signals.colour.serious", None),
        ("signals.colour.unknown | count", 15, 'signals.colour has no "unknown"', None),
        ("item.progress.don > 3", 14, 'item.progress has no "don"', "done"),
        ("item.progress > 3", 5, "`item.progress` needs a field", None),
        ("item.progres.done > 3", 5, 'item has no field "progres"', "progress"),
        ("item.first_traget < now", 5, 'item has no field "first_traget"', "first_target"),
        ("pace.sure", 5, 'pace has no "sure"', None),
        ("pace", 0, "`pace` needs a field", None),
        ("signal | count", 0, 'unknown name "signal"', "signals"),
        ("item.parent.moves > 1", 12, "only known of the item that the rule is about", None),
        ("item.parent.progress.done > 1", 12, "only known of the item", None),
        ("signals == 'B1'", 11, "never equal", None),
    ],
)
def test_a_word_there_is_none_of_is_refused_with_the_one_that_was_meant(
    source: str, offset: int, message: str, near: str | None
) -> None:
    with pytest.raises(ExpressionError) as raised:
        compile_expression(source, Scope())

    assert message in raised.value.message
    assert (raised.value.offset, raised.value.suggestion) == (offset, near)


def test_only_ids_have_families() -> None:
    facts = {"item": {"labels": ("bug",)}}

    with pytest.raises(EvaluationError, match="bug is none"):
        compile_expression("item.labels | families | count", Scope()).evaluate(facts, NOW)


@pytest.mark.parametrize("row", ["'B1' in signals", "item.progress.done > 3", "pace.known"])
def test_a_rule_that_looks_at_the_status_looks_as_far_as_anybody_can(row: str) -> None:
    text = RULE.replace("'F2' in signals.serious", row)

    assert load_texts({"rule.yaml": text}).reach == HIGHEST


def test_a_name_under_let_carries_the_signals() -> None:
    text = changed("derive:\n", "let:\n  bad: signals.serious\nderive:\n", RULE)
    text = changed("\"'F2' in signals.serious\"", "\"'F2' in bad\"", text)

    assert load_rule(text).appraises
    assert load_texts({"rule.yaml": text}).reach == HIGHEST
    assert [each.value for each in epic(rule=text).decides().derived] == ["at_risk"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("type: epic}", "type: issue}", "which no issue has of its own; write epic or"),
        (", type: epic}", "}", "name a `type` that has one"),
        ("at_once: [F2]", "at_once: [F9]", 'there is no signal "F9"'),
    ],
)
def test_a_rule_that_cannot_have_a_status_is_refused(old: str, new: str, told: str) -> None:
    with pytest.raises(RuleError, match=told):
        load_rule(changed(old, new, RULE))


STEPS = """\
pitboard: 1
rule: tell
title: Tell of a date that passed
why: Nobody heard of it.
owner: product-ops
when:
  - sweep: every day at 06:00
about: {path: event.item, type: epic}
if: "'F2' in signals.serious"
then:
  - comment: "{{ item.progress.done }} of {{ item.progress.total }}"
"""


def test_steps_may_look_at_the_status_of_the_item_it_happened_to_and_no_other() -> None:
    assert load_rule(STEPS).appraises
    with pytest.raises(RuleError, match="of the item it happened to alone"):
        load_rule(changed("event.item,", "event.item.ancestors,", STEPS))


def test_only_what_has_a_status_of_its_own_is_appraised() -> None:
    one = epic()
    kinds = {kind: replace(one.item, type=kind) for kind in ("epic", "objective", "issue")}

    appraises = {kind: one.rules.appraises(each) for kind, each in kinds.items()}
    assert appraises == {"epic": True, "objective": True, "issue": False}


def test_nothing_is_appraised_where_no_rule_looks_far_enough_to_tell() -> None:
    assert not load_texts({}).appraises(epic().item)


def test_a_plan_says_of_what_type_it_is_that_has_no_status() -> None:
    one = epic(CALM)

    plan = replace(one, item=replace(one.item, type="issue")).decides()

    assert (plan.status, plan.type) == (None, "issue")


def test_a_plan_brings_the_status_also_where_no_rule_is_about_the_item() -> None:
    one = epic(CALM)

    plan = replace(one, item=replace(one.item, type="objective")).decides()

    assert plan.derived == ()
    assert plan.status == CALM


def test_a_row_without_a_reason_says_the_strongest_signals_and_proves_them() -> None:
    (derived,) = epic().decides().derived

    assert derived.because.startswith("PAY-12 blocked by SEC-40 since 2 Oct")
    assert [each.event for each in derived.evidence] == ["event-7"]


def test_a_calm_one_is_proven_by_the_last_sign_of_work() -> None:
    at = datetime(2026, 11, 17, 9, tzinfo=UTC)
    moved = replace(CALM, moved=Evidence("merged it", "https://x.example", at, "event-9"))

    (derived,) = epic(moved).decides().derived

    assert (derived.value, [each.event for each in derived.evidence]) == ("on_track", ["event-9"])


def test_what_warned_a_little_proves_nothing_of_a_calm_one() -> None:
    at = datetime(2026, 11, 17, 9, tzinfo=UTC)
    block = Evidence('ada put on the label "blocked"', "https://x.example", at, "event-8")
    done = Evidence("PAY-9: ann moved it to Done", "https://x.example", SINCE, "event-3")
    watched = replace(WHOLE.signals[0], level="watch", evidence=(block,))
    calm = replace(CALM, signals=(watched,), moved=block, grounds={"on_track": (done,)})

    (derived,) = epic(calm).decides().derived

    assert (derived.value, derived.evidence) == ("on_track", (done,))


def test_evidence_is_that_of_the_worst_signals_newest_first_and_five_at_most() -> None:
    proofs = [Evidence(str(n), "", SINCE.replace(day=n), f"e{n}") for n in range(1, 9)]
    worst = replace(WHOLE.signals[0], evidence=tuple(proofs[:4]))
    other = replace(WHOLE.signals[1], evidence=tuple(proofs[4:]))

    (derived,) = epic(replace(WHOLE, signals=(worst, other))).decides().derived

    assert [each.event for each in derived.evidence] == ["e5", "e4", "e3", "e2", "e1"]
