"""Answers that are no rule's: over the limit of a minute they are left out, and nothing rests."""

from automation.effects import Comment, Plan, Step
from automation.ports import Bounds, Case, Reason
from automation.sayings import COMMANDS
from automation.store.fuse import fuse
from automation.store.plans import LEFT_OUT, keep_plans
from automation.store.record import Record
from tests.builders import NOON
from tests.store.world import rows_of

BOUNDS = {COMMANDS: Bounds(COMMANDS, "Answers", "v1", writes=2)}


def answered(subject: str) -> tuple[Case, Plan]:
    reply = Comment("jira", subject, "", "Hello", f"{COMMANDS}/answer/{subject}")
    step = Step(reply, subject, COMMANDS, "v1", "somebody asked for it", ())
    return Case(subject, (Reason("look", 1),), None, {}, {}, {}), Plan(subject, steps=(step,))


def test_more_answers_in_a_minute_than_may_be_are_left_out_and_nothing_rests(
    record: Record,
) -> None:
    decided = [answered(f"jira:{number}") for number in range(5)]
    with record.rulesets._database.writing() as connection:
        fused = fuse(connection, decided, BOUNDS, wall=NOON)
        plans = [plan for _, plan in fused.decided]
        keep_plans(connection, plans, wall=NOON, way=fused.way, bounds=BOUNDS)

    assert [each is LEFT_OUT for each in fused.ways.values()] == [True, True, True]
    assert len(rows_of(record, "outbox")) == 2
    assert record.fuses.resting() == []
