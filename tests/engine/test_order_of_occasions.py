"""Several occasions of one look count in the order of time, and the last has the last word."""

from dataclasses import replace
from datetime import timedelta

from automation.effects import Plan, SetLabel
from automation.model import Change
from automation.ports import Reason
from tests.engine.cases import bench, happened
from tests.engine.items import item
from tests.engine.stepped import commented, rule

STICKY = rule(
    "changed: {type: issue, fields: status}",
    '  - comment: {sticky: status, text: "It is {{ event.status.new }} now."}\n',
)
WAITING = rule(
    "changed: {type: issue, fields: status}",
    """\
  - {label: {add: [waiting]}, if: "event.status.new == 'Waiting'"}
  - {label: {remove: [waiting]}, if: "event.status.new != 'Waiting'"}
""",
)
STORY = item("jira:PAY-1")
LABELLED = item("jira:PAY-1", labels=("waiting",))


def moved(key: str, old: str, new: str, *, minutes: int) -> Reason:
    """The status moved, so many minutes ago, as the changelog entry of this key."""
    change = Change("status", old, new)
    told = happened(
        "jira.issue.updated", change, ago=timedelta(minutes=minutes), name=f"occasion:{key}"
    )
    assert told.event is not None
    return replace(told, event=replace(told.event, key=key))


def labels(plan: Plan) -> list[str | None]:
    return [each.effect.value for each in plan.steps if isinstance(each.effect, SetLabel)]


def test_the_sticky_comment_says_the_last_of_two_changes_however_their_keys_sort() -> None:
    earlier = moved("changelog.9999", "To do", "Doing", minutes=5)
    later = moved("changelog.10000", "Doing", "Done", minutes=1)

    said = commented(bench(STICKY, about=STORY), later, earlier)

    assert said[-1] == "It is Done now."


def test_what_a_later_occasion_takes_back_is_not_written() -> None:
    there = moved("a", "Doing", "Waiting", minutes=9)
    back = moved("b", "Waiting", "Doing", minutes=1)

    assert labels(bench(WAITING, about=STORY).decides(there, back)) == []


def test_what_a_later_occasion_wants_again_is_written_once() -> None:
    there = moved("a", "Doing", "Waiting", minutes=9)
    back = moved("b", "Waiting", "Doing", minutes=5)
    again = moved("c", "Doing", "Waiting", minutes=1)

    plan = bench(WAITING, about=STORY).decides(there, back, again)

    assert labels(plan) == ["waiting"]
    assert plan.settled == ()


def test_a_label_that_stands_is_kept_where_it_was_taken_away_and_given_back() -> None:
    away = moved("a", "Waiting", "Doing", minutes=9)
    back = moved("b", "Doing", "Waiting", minutes=1)

    assert labels(bench(WAITING, about=LABELLED).decides(away, back)) == []
