from automation.effects import Plan, Wake
from automation.store.record import Record
from tests.builders import ISSUE, a_wish, at
from tests.store.world import an_item, cases, rows_of, takes_in


def test_a_wake_up_while_deciding_is_not_lost(record: Record) -> None:
    takes_in(record, an_item())
    under_way = cases(record)
    takes_in(record, an_item(labels=["bug"]), seconds=1)

    record.agenda.decided([(under_way[0], Plan(ISSUE))], owner="me", wall=at(2))

    assert [case.subject for case in cases(record, seconds=3)] == [ISSUE]


def test_a_decided_subject_leaves_the_agenda(record: Record) -> None:
    takes_in(record, an_item())

    record.agenda.decided([(cases(record)[0], Plan(ISSUE))], owner="me", wall=at(1))

    assert rows_of(record, "agenda") == []
    assert rows_of(record, "subject") == []


def test_two_workers_never_hold_one_subject(record: Record) -> None:
    takes_in(record, an_item())

    assert len(cases(record, owner="one")) == 1
    assert cases(record, owner="two", seconds=19) == []


def test_a_plan_that_outlived_its_lease_changes_nothing(record: Record) -> None:
    takes_in(record, an_item())
    slow = cases(record, owner="slow")
    quick = cases(record, owner="quick", seconds=21)
    record.agenda.decided([(quick[0], Plan(ISSUE))], owner="quick", wall=at(22))

    late = Plan(ISSUE, steps=(a_wish(),))
    record.agenda.decided([(slow[0], late)], owner="slow", wall=at(23))

    assert rows_of(record, "outbox") == []


def test_a_subject_whose_worker_died_is_claimed_alone(record: Record) -> None:
    for n in range(3):
        takes_in(record, an_item(f"github:{n}"))
    cases(record, owner="dead")

    assert len(cases(record, owner="next", seconds=21)) == 1


def test_a_subject_that_kills_its_worker_eight_times_is_dead(record: Record) -> None:
    takes_in(record, an_item())
    for n in range(10):
        cases(record, seconds=n * 21)

    row = rows_of(record, "agenda")[0]

    assert row["dead"]
    assert row["error"] == "the worker died while it decided about this item"


def test_a_blamed_subject_comes_back_later(record: Record) -> None:
    takes_in(record, an_item())
    record.agenda.blame(cases(record)[0], "boom", owner="me", wall=at(0))

    assert cases(record, seconds=1) == []
    assert len(cases(record, seconds=3)) == 1


def test_a_replay_revives_dead_rows(record: Record) -> None:
    takes_in(record, an_item())
    for n in range(10):
        cases(record, seconds=n * 21)

    assert record.agenda.replay(ISSUE, wall=at(300)) == 1
    assert len(cases(record, seconds=300)) == 1


def test_a_later_look_waits_for_the_companys_clock(record: Record) -> None:
    takes_in(record, an_item())
    wake = Wake(ISSUE, "timer:needs-triage:0", "company", at(100))
    record.agenda.decided([(cases(record)[0], Plan(ISSUE, wakes=(wake,)))], owner="me", wall=at(1))

    assert cases(record, seconds=99) == []
    assert len(cases(record, seconds=100)) == 1
