"""A rule may want so much in one run and no more; then it rests, and nothing it wanted is lost."""

from collections.abc import Iterable, Sequence

from automation.effects import Email, Plan, Step, Verdict
from automation.ports import Bounds, ByRule, Case, Instants, Page, Reason
from automation.store.record import Record, open_record
from tests.builders import a_wish, at
from tests.store.world import an_item, cases, rows_of, takes_in

RULE = "needs-triage"
OWNER = "mara.lind@example.org"


def bounds(
    writes: int = 25, mails: int = 100, *, derives: bool = True, mail: str = OWNER
) -> ByRule:
    return {RULE: Bounds(RULE, "Triage", "v1", writes, mails, derives=derives, mail=mail)}


def ids(count: int, start: int = 1000) -> list[str]:
    return [f"github:{number}" for number in range(start, start + count)]


def looks(record: Record, subjects: Iterable[str], *, seconds: float = 0) -> list[Case]:
    for subject in subjects:
        takes_in(record, an_item(subject), seconds=seconds)
    return cases(record, seconds=seconds)


def acted(case: Case, *steps: Step) -> tuple[Case, Plan]:
    said = Verdict(RULE, "v1", case.subject, at(0), "acted", "no label says what it is")
    return case, Plan(case.subject, steps=steps, verdicts=(said,))


def wants(
    record: Record, subjects: Sequence[str], of: ByRule, *, seconds: float = 0, value: str = "a"
) -> None:
    """An event about each of these items makes the rule want its label."""
    found = looks(record, subjects, seconds=seconds)
    decided = [acted(c, a_wish(value, target=c.subject)) for c in found]
    record.agenda.decided(decided, owner="me", wall=at(seconds), bounds=of)


def states(record: Record) -> list[str]:
    return sorted(row["state"] for row in rows_of(record, "outbox") if row["kind"] == "label")


def claimable(record: Record, seconds: float = 1) -> list[str]:
    found = record.outbox.claim(owner="sender", wall=at(seconds), limit=500)
    return sorted(e.effect.target for e in found if not isinstance(e.effect, Email))


# --- a window of events ----------------------------------------------------------------------


def test_as_many_items_as_the_limit_go_at_once(record: Record) -> None:
    wants(record, ids(25), bounds())

    assert states(record) == ["planned"] * 25
    assert record.fuses.resting() == []


def test_the_twenty_sixth_item_of_a_window_is_held_and_the_rule_rests(record: Record) -> None:
    wants(record, ids(26), bounds())

    assert states(record) == ["held"] + ["planned"] * 25
    assert len(claimable(record)) == 25
    rests = record.fuses.resting()[0]
    assert (rests["rule"], rests["run"], rests["subjects"], rests["most"]) == (
        RULE,
        "window@2026-10-02T12:00:00Z",
        26,
        25,
    )


def test_the_limit_counts_over_all_batches_and_processes_of_a_window(record: Record) -> None:
    other = open_record(record.database.path, {})
    wants(record, ids(20), bounds())
    wants(other, ids(20, 2000), bounds(), seconds=30)
    other.close()

    assert states(record) == ["held"] * 15 + ["planned"] * 25


def test_each_window_counts_for_itself(record: Record) -> None:
    for minute in range(3):
        wants(record, ids(20, 1000 * (minute + 1)), bounds(), seconds=60 * minute)

    assert states(record) == ["planned"] * 60


def test_more_about_an_item_that_counts_already_is_no_further_item(record: Record) -> None:
    wants(record, ids(25), bounds())
    wants(record, ids(25), bounds(), seconds=10, value="b")

    assert states(record) == ["planned"] * 25


def test_a_wish_that_waits_unchanged_is_no_news(record: Record) -> None:
    """A tracker was away for an hour, and every item that waits for it is looked at again."""
    for part in range(2):
        wants(record, ids(20, 1000 + 20 * part), bounds(), seconds=60 * part)
    wants(record, ids(40), bounds(), seconds=3600)

    assert states(record) == ["planned"] * 40


def test_a_rule_that_rests_wants_everything_in_vain(record: Record) -> None:
    wants(record, ids(26), bounds())
    wants(record, ids(1, 5000), bounds(), seconds=3600)

    assert states(record).count("held") == 2
    said = {row["subject"]: row for row in rows_of(record, "verdict")}["github:5000"]
    assert said["result"] == "resting"
    assert said["because"] == (
        "resting since 2 Oct 12:00 UTC: 26 items wanted at once, the limit is 25"
    )


def test_a_wish_that_is_held_can_be_replaced_and_withdrawn(record: Record) -> None:
    wants(record, ids(26), bounds(1))
    wants(record, ids(26), bounds(1), seconds=60, value="b")
    replaced = {row["value"] for row in rows_of(record, "outbox") if row["state"] == "held"}
    case = looks(record, ids(1, 1025), seconds=120)[0]
    settled = Plan(case.subject, settled=(a_wish(target=case.subject).effect.key,))
    record.agenda.decided([(case, settled)], owner="me", wall=at(120), bounds=bounds(1))

    assert replaced == {"b"}
    assert states(record).count("withdrawn") == 1


def test_mails_have_a_limit_of_their_own(record: Record) -> None:
    found = looks(record, ids(30))
    mails = [acted(c, a_mail(c.subject)) for c in found]
    record.agenda.decided(mails, owner="me", wall=at(0), bounds=bounds(writes=1, mails=28))

    sent = [row["state"] for row in rows_of(record, "outbox") if row["subject"] != f"rule:{RULE}"]
    assert (sent.count("planned"), sent.count("held")) == (28, 2)


def test_the_owner_of_the_rule_is_told_once(record: Record) -> None:
    wants(record, ids(26), bounds())
    wants(record, ids(26, 5000), bounds(), seconds=61)

    told = [row for row in rows_of(record, "outbox") if row["kind"] == "email"]
    assert [(row["wish"]["recipient"], row["state"]) for row in told] == [(OWNER, "planned")]
    assert "pitboard apply needs-triage --all" in told[0]["value"]


def test_where_no_file_names_an_address_only_the_page_tells(record: Record) -> None:
    wants(record, ids(26), bounds(mail=""))

    assert [row["kind"] for row in rows_of(record, "outbox")] == ["label"] * 26


def test_an_item_that_a_person_applied_goes_whatever_rests(record: Record) -> None:
    wants(record, ids(26), bounds())
    record.fuses.apply_one(bounds()[RULE], "github:1025", wall=at(60), now=at(60))
    applied = cases(record, seconds=60)
    decided = [acted(c, a_wish("a", target=c.subject)) for c in applied]
    record.agenda.decided(decided, owner="me", wall=at(60), bounds=bounds())

    assert [r.name for r in applied[0].reasons] == [f"sweep:{RULE}:apply@2026-10-02T12:01:00Z"]
    assert states(record) == ["planned"] * 26


def test_a_rule_that_is_no_longer_live_rests_no_more(record: Record) -> None:
    wants(record, ids(26), bounds())
    record.rulesets.activate("v2", {}, {RULE: "shadow"}, wall=at(60))

    assert record.fuses.resting() == []
    assert "held" not in states(record)


# --- a run, decided whole --------------------------------------------------------------------


def begins(record: Record, *, seconds: float = 0, of: ByRule | None = None) -> None:
    """A person's `apply`, which is a run like any other but for its fuse."""
    assert record.fuses.apply_all((of or bounds())[RULE], wall=at(seconds), now=at(seconds))


def sweeps(record: Record, *, trigger: str = "0") -> None:
    """A sweep of the rule comes due."""
    from automation.store.ticks import start  # noqa: PLC0415 - what the clock calls, on its own

    with record.database.writing() as connection:
        from automation.ports import Run  # noqa: PLC0415 - the same

        start(connection, Run(f"{RULE}/{trigger}", at(0)), "v1", at(0))


def claims(
    record: Record, of: ByRule, *, owner: str = "me", seconds: float = 0, limit: int = 10
) -> Page | None:
    instants = Instants(at(seconds), at(seconds))
    return record.sweeps.claim(owner=owner, instants=instants, bounds=of, limit=limit)


def turns(record: Record, of: ByRule, *, seconds: float = 0, value: str = "a") -> int:
    """Work pages until nothing is due; how many subjects were looked at."""
    count = 0
    while page := claims(record, of, seconds=seconds):
        decided = [acted(c, a_wish(value, target=c.subject)) for c in page.cases]
        record.sweeps.decided(page, decided, owner="me", bounds=of, wall=at(seconds))
        count += len(page.cases)
    return count


def there_are(record: Record, count: int) -> None:
    """Items that nothing is due for."""
    found = looks(record, ids(count))
    empty = [(c, Plan(c.subject)) for c in found]
    record.agenda.decided(empty, owner="me", wall=at(0))


def ends(record: Record) -> list[str]:
    return [row["state"] for row in rows_of(record, "tick")]


def test_a_sweep_up_to_the_limit_goes_at_once_when_it_is_decided(record: Record) -> None:
    there_are(record, 25)
    sweeps(record)
    first = claims(record, bounds())
    assert first is not None
    decided = [acted(c, a_wish("a", target=c.subject)) for c in first.cases]
    record.sweeps.decided(first, decided, owner="me", bounds=bounds(), wall=at(0))
    early = (states(record), claimable(record))
    turns(record, bounds())

    assert early == (["staged"] * 10, [])
    assert states(record) == ["planned"] * 25
    assert ends(record) == ["done"]
    assert rows_of(record, "agenda") == []


def test_a_sweep_over_the_limit_is_held_whole(record: Record) -> None:
    there_are(record, 26)
    sweeps(record)

    assert turns(record, bounds()) == 26
    assert states(record) == ["held"] * 26
    assert claimable(record, 3600) == []
    assert ends(record) == ["held"]
    rests = record.fuses.resting()[0]
    assert (rests["run"], rests["subjects"]) == (f"{RULE}/0@2026-10-02T12:00:00Z", 26)
    told = [row["value"] for row in rows_of(record, "outbox") if row["kind"] == "email"]
    assert "wanted to write to 26 items at once" in told[0]


def test_the_reason_names_the_rule_and_the_time(record: Record) -> None:
    there_are(record, 1)
    sweeps(record)

    page = claims(record, bounds())

    assert page is not None
    assert page.cases[0].reasons == (Reason(f"sweep:{RULE}:2026-10-02T12:00:00Z", 0),)


def test_a_sweep_of_a_rule_that_rests_is_held(record: Record) -> None:
    there_are(record, 5)
    wants(record, ids(30, 5000), bounds())
    sweeps(record)
    turns(record, bounds())

    mine = [row["state"] for row in rows_of(record, "outbox") if row["subject"] in ids(5)]
    assert mine == ["held"] * 5


def test_a_rule_that_comes_to_rest_during_its_sweep_has_the_sweep_held(record: Record) -> None:
    there_are(record, 15)
    sweeps(record)
    page = claims(record, bounds())
    assert page is not None
    decided = [acted(c, a_wish("a", target=c.subject)) for c in page.cases]
    record.sweeps.decided(page, decided, owner="me", bounds=bounds(), wall=at(0))
    wants(record, ids(26, 5000), bounds())
    turns(record, bounds())

    mine = [row["state"] for row in rows_of(record, "outbox") if row["subject"] in ids(15)]
    assert mine == ["held"] * 15


def test_apply_all_lets_everything_go_and_the_rule_work_again(record: Record) -> None:
    there_are(record, 26)
    sweeps(record)
    turns(record, bounds())
    begins(record, seconds=60)
    turns(record, bounds(), seconds=60, value="b")

    assert states(record) == ["planned"] * 26
    assert {row["value"] for row in rows_of(record, "outbox") if row["kind"] == "label"} == {"b"}
    assert record.fuses.resting() == []
    wants(record, ids(1, 5000), bounds(), seconds=120)
    assert states(record) == ["planned"] * 27


def test_apply_all_lets_a_wish_go_that_is_as_it_was(record: Record) -> None:
    there_are(record, 26)
    sweeps(record)
    turns(record, bounds())
    begins(record, seconds=60)
    turns(record, bounds(), seconds=60)

    assert states(record) == ["planned"] * 26
    assert len(claimable(record, 61)) == 26


def test_what_was_held_about_an_item_that_is_gone_is_withdrawn(record: Record) -> None:
    there_are(record, 26)
    sweeps(record)
    turns(record, bounds())
    gone = an_item("github:1000")
    version = record.inbox.known([gone.id])[gone.id].version
    dies(record, gone.id)
    begins(record, seconds=60)
    turns(record, bounds(), seconds=60)

    assert version == 1
    assert states(record) == ["planned"] * 25 + ["withdrawn"]


def dies(record: Record, id_: str) -> None:
    from sqlalchemy import update  # noqa: PLC0415 - one row, as its tracker told

    from automation.store import schema  # noqa: PLC0415 - the same

    item = schema.item
    with record.database.writing() as connection:
        connection.execute(update(item).where(item.c.id == id_).values(deleted_at=at(30)))


def test_apply_all_is_asked_once_at_a_time(record: Record) -> None:
    begins(record)

    assert not record.fuses.apply_all(bounds()[RULE], wall=at(1), now=at(1))


def test_applied_a_rule_with_steps_says_what_it_held_and_no_more(record: Record) -> None:
    of = bounds(mails=2, derives=False)
    there_are(record, 9)
    found = looks(record, ids(4, 5000))
    mails = [acted(c, a_mail(c.subject)) for c in found]
    record.agenda.decided(mails, owner="me", wall=at(0), bounds=of)
    begins(record, seconds=60, of=of)
    looked_at = turns(record, of, seconds=60)

    sent = [row for row in rows_of(record, "outbox") if row["subject"] != f"rule:{RULE}"]
    assert (looked_at, [row["state"] for row in sent]) == (0, ["planned"] * 4)
    assert ends(record) == ["done"]


def test_what_was_to_be_said_a_week_ago_is_said_no_more(record: Record) -> None:
    of = bounds(mails=2, derives=False)
    found = looks(record, ids(4))
    record.agenda.decided(
        [acted(c, a_mail(c.subject)) for c in found], owner="me", wall=at(0), bounds=of
    )
    late = 8.0 * 24 * 3600
    begins(record, seconds=late, of=of)
    turns(record, of, seconds=late)

    sent = [row for row in rows_of(record, "outbox") if row["subject"] != f"rule:{RULE}"]
    assert sorted(row["state"] for row in sent) == ["planned"] * 2 + ["withdrawn"] * 2


def a_mail(subject: str) -> Step:
    wish = a_wish(target=subject)
    effect = Email("ann@example.org", "It is late", "It is late.", subject, f"late/{subject}")
    return Step(effect, subject, RULE, "v1", wish.because, ())
