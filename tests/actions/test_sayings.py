"""What each action of a command does, once: answers, and what is kept of what a person said."""

from automation.engine.why.inline_tests import in_words
from tests.actions.test_actions import HEAD, PEOPLE, TEAMS, of
from tests.engine.cases import bench, happened
from tests.engine.items import item

# --- reply -----------------------------------------------------------------------------------


def test_reply_answers_under_the_item_where_it_happened() -> None:
    assert of("reply: 'Heard, {{ actor.login }}.'") == ["comment: Heard, ann-moss."]


# --- snooze ----------------------------------------------------------------------------------


def said_by(step: str) -> list[str]:
    """What one step keeps of what a person said, in words."""
    one = bench(HEAD.format(rule="shown", step=step), TEAMS, PEOPLE, about=item("jira:PAY-1"))
    return [in_words(each) for each in one.decides(happened()).sayings]


def test_snooze_counts_working_days_from_the_event_on() -> None:
    assert said_by("snooze: {for: 3 working days}") == ["snooze until 23 Nov 2026"]


def test_snooze_longer_than_the_most_is_not_done() -> None:
    assert said_by("snooze: {for: 3 weeks, most: 20 days}") == []


# --- unpin -----------------------------------------------------------------------------------


def test_unpin_names_a_field_or_all_of_them() -> None:
    assert said_by("unpin: health") == ["unpin: health"]
    assert said_by("unpin: any") == ["unpin: any"]


# --- explain ---------------------------------------------------------------------------------


def test_explain_answers_also_where_nothing_is_on_record() -> None:
    (said,) = of("explain: health")

    assert said == "comment: No rule fills `health` of this item, nor anything else of it."


# --- propose ---------------------------------------------------------------------------------


def test_propose_keeps_a_value_and_writes_nothing() -> None:
    step = "propose: {field: due, value: 2026-12-01, why: late}"

    assert said_by(step) == ["propose due: 2026-12-01"]
    assert of(step) == []
