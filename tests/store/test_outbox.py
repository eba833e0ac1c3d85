from automation.effects import Outcome, SetLabel
from automation.ports import Answer, Errand
from automation.store.record import Record
from tests.builders import ISSUE, a_wish, at
from tests.store.world import an_item, plans, rows_of, takes_in

DONE = Answer(Outcome.DONE, "written", before=(), after=("needs-triage",))
OUTAGE = Answer(Outcome.FAILED, "GitHub answered 502", blames=False)
REFUSED = Answer(Outcome.FAILED, "GitHub answered 422", blames=True)


def claims(record: Record, *, owner: str = "me", seconds: float = 0) -> list[Errand]:
    return list(record.outbox.claim(owner=owner, wall=at(seconds), limit=10))


def begins(record: Record, errand: Errand, *, owner: str = "me", seconds: float = 0) -> bool:
    return record.outbox.begin(errand, owner=owner, wall=at(seconds))


def ends(
    record: Record, errand: Errand, answer: Answer, *, owner: str = "me", seconds: float = 0
) -> bool:
    return record.outbox.settle(errand, answer, owner=owner, wall=at(seconds))


def sends(record: Record, *, seconds: float = 0) -> None:
    errand = claims(record, seconds=seconds)[0]
    assert begins(record, errand, seconds=seconds)
    assert ends(record, errand, DONE, seconds=seconds)


def states(record: Record) -> list[tuple[str | None, str]]:
    return [(row["value"], row["state"]) for row in rows_of(record, "outbox")]


def test_a_written_wish_is_done_and_remembered(record: Record) -> None:
    plans(record, a_wish())

    sends(record)

    assert states(record) == [("needs-triage", "done")]
    assert rows_of(record, "written")[0]["value"] == "needs-triage"


def test_a_newer_wish_replaces_one_that_waits(record: Record) -> None:
    plans(record, a_wish("needs-triage"))
    plans(record, a_wish("triaged"), seconds=1)

    assert states(record) == [("triaged", "planned")]
    assert rows_of(record, "outbox")[0]["seq"] == 2


def test_a_retry_of_an_older_wish_is_dropped_before_its_write(record: Record) -> None:
    plans(record, a_wish("needs-triage"))
    stale = claims(record)[0]
    plans(record, a_wish("triaged"), seconds=1)

    assert not begins(record, stale, seconds=2)


def test_a_wish_that_came_and_went_is_withdrawn(record: Record) -> None:
    plans(record, a_wish())
    plans(record, settled=[a_wish().effect.key], seconds=1)

    assert states(record) == [("needs-triage", "withdrawn")]
    assert claims(record, seconds=2) == []


def test_a_b_a_b_ends_at_b_with_every_write_on_record(record: Record) -> None:
    for n, value in enumerate(("needs-triage", "triaged", "needs-triage", "triaged")):
        plans(record, a_wish(value), seconds=n * 10)
        sends(record, seconds=n * 10 + 1)

    assert states(record) == [
        ("needs-triage", "done"),
        ("triaged", "done"),
        ("needs-triage", "done"),
        ("triaged", "done"),
    ]
    assert rows_of(record, "written")[0]["value"] == "triaged"


def test_a_newer_wish_waits_while_the_older_one_is_being_sent(record: Record) -> None:
    plans(record, a_wish("needs-triage"))
    errand = claims(record)[0]
    begins(record, errand)
    plans(record, a_wish("triaged"), seconds=1)

    assert claims(record, owner="other", seconds=2) == []
    assert ends(record, errand, DONE, seconds=3)
    assert [e.effect.value for e in claims(record, seconds=4)] == ["triaged"]


def test_the_echo_of_a_write_that_was_overtaken_is_still_ours(record: Record) -> None:
    plans(record, a_wish("needs-triage"))
    begins(record, claims(record)[0])
    plans(record, a_wish("triaged"), seconds=1)

    ours = record.inbox.own_writes([ISSUE], since=at(0), told=at(0))

    assert ("label:needs-triage", True) in {(write.facet, write.stands) for write in ours}


def test_a_slow_write_that_outlived_its_lease_settles_nothing(record: Record) -> None:
    plans(record, a_wish())
    slow = claims(record, owner="slow")[0]
    begins(record, slow, owner="slow")
    again = claims(record, owner="next", seconds=21)[0]
    already = Answer(Outcome.ALREADY, before=("needs-triage",), after=("needs-triage",))

    assert ends(record, again, already, owner="next", seconds=22)
    assert not ends(record, slow, DONE, owner="slow", seconds=23)
    assert states(record) == [("needs-triage", "already")]


def test_a_sender_whose_lease_ran_out_does_not_begin(record: Record) -> None:
    plans(record, a_wish())
    frozen = claims(record)[0]

    assert not begins(record, frozen, seconds=21)


def test_an_outage_blames_no_row_and_pauses_the_connection(record: Record) -> None:
    plans(record, a_wish())
    plans(record, a_wish(target="github:7002"))
    errand = claims(record)[0]

    ends(record, errand, OUTAGE)

    assert rows_of(record, "outbox")[0]["attempts"] == 0
    assert claims(record, seconds=0.5) == []


def test_one_row_probes_a_connection_that_was_down(record: Record) -> None:
    for n in range(3):
        plans(record, a_wish(target=f"github:{n}"))
    ends(record, claims(record)[0], OUTAGE)

    assert len(claims(record, owner="later", seconds=60)) == 1


def test_a_refused_write_is_dead_after_eight_attempts(record: Record) -> None:
    plans(record, a_wish())
    seconds = 0.0
    for _ in range(8):
        errand = claims(record, seconds=seconds)[0]
        ends(record, errand, REFUSED, seconds=seconds)
        seconds += 1800

    assert states(record) == [("needs-triage", "dead")]
    assert rows_of(record, "outbox")[0]["said"] == "GitHub answered 422"


def test_a_replay_of_a_dead_write_decides_anew(record: Record) -> None:
    test_a_refused_write_is_dead_after_eight_attempts(record)

    assert record.outbox.replay(1, wall=at(20_000)) == 1
    assert states(record) == [("needs-triage", "withdrawn")]
    assert rows_of(record, "agenda")[0]["changed"] == "any"


def test_what_is_not_dead_is_not_replayed(record: Record) -> None:
    plans(record, a_wish())

    assert record.outbox.replay(1, wall=at(1)) == 0


def test_a_write_that_kills_its_sender_eight_times_is_dead(record: Record) -> None:
    plans(record, a_wish())
    for n in range(10):
        claims(record, seconds=n * 21)

    assert states(record) == [("needs-triage", "dead")]


def test_a_held_wish_asks_to_read_the_item_and_to_decide_again(record: Record) -> None:
    plans(record, a_wish())

    ends(record, claims(record)[0], Answer(Outcome.HELD, "edited in the tracker"))

    assert {row["reason"] for row in rows_of(record, "agenda")} == {"look", "reread"}


def test_a_row_given_back_can_be_claimed_at_once(record: Record) -> None:
    plans(record, a_wish())
    record.outbox.give_back(claims(record)[0], owner="me")

    again = claims(record, owner="other")

    assert [errand.attempts for errand in again] == [0]


def test_writes_keep_the_pace_of_their_connection(record: Record) -> None:
    for n in range(5):
        wish = a_wish(target=f"slow:{n}")
        takes_in(record, an_item(f"slow:{n}"))
        slow = SetLabel("slow", f"slow:{n}", "label:triage", ("a",), "a", ())
        plans(record, wish.__class__(slow, f"slow:{n}", "r", "h", "because", ()))

    went = {second: len(claims(record, seconds=second)) for second in (0, 0.5, 1, 2, 3, 60)}

    assert went == {0: 1, 0.5: 0, 1: 1, 2: 1, 3: 0, 60: 1}
