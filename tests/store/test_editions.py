"""Editions are on record once for each (report, period, recipient), on both databases."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select, update

from automation.effects import Email
from automation.ports import Instants, Run
from automation.ports.reporting import Issue, Letter
from automation.store import schema
from automation.store.leases import MOST_ATTEMPTS
from automation.store.record import Record
from automation.store.ticks import start
from tests.builders import NOON, at
from tests.store.world import rows_of

SCHEDULE = "report:weekly/send Europe/Berlin"
WEEK = timedelta(days=7)


def is_due(record: Record, planned: datetime = NOON, schedule: str = SCHEDULE) -> None:
    with record.database.writing() as connection:
        start(connection, Run(schedule, planned), "v1", NOON)


def claim(record: Record, *, owner: str = "me", wall: datetime = NOON) -> Issue | None:
    return record.editions.claim(owner=owner, instants=Instants(wall, wall))


def a_letter(
    recipient: str, *, period: str = "2026-W40", as_of: datetime = NOON, **told: str | None
) -> Letter:
    email = Email(recipient, "wk 40", "text", "report:weekly", period, html="<p>")
    return Letter("weekly", period, email, told, as_of, "Weekly, 2026-W40")


def keeps(
    record: Record, issue: Issue, *letters: Letter, owner: str = "me", wall: datetime = NOON
) -> bool:
    return record.editions.issued(issue, letters, version="v1", owner=owner, wall=wall)


def issued(record: Record, planned: datetime, *letters: Letter) -> None:
    """A whole issue, begun and finished."""
    is_due(record, planned)
    issue = claim(record, wall=max(planned, NOON))
    assert issue is not None
    assert keeps(record, issue, *letters, wall=max(planned, NOON))
    record.editions.finish(issue, owner="me", wall=max(planned, NOON))


def recipients(record: Record) -> Sequence[str]:
    return sorted(each.recipient for each in record.editions.list(100))


def test_nothing_is_claimed_before_its_time(record: Record) -> None:
    is_due(record, at(60))

    assert claim(record) is None
    assert claim(record, wall=at(60)) == Issue("weekly", "send", "Europe/Berlin", at(60), 1)


def test_one_worker_at_a_time_composes_a_report(record: Record) -> None:
    is_due(record)

    assert claim(record) is not None
    assert claim(record, owner="other") is None


def test_an_edition_and_its_mail_are_kept_together_and_once(record: Record) -> None:
    is_due(record)
    issue = claim(record)
    assert issue is not None

    assert keeps(record, issue, a_letter("a@x.org"), a_letter("b@x.org"))
    assert keeps(record, issue, a_letter("b@x.org"), a_letter("c@x.org"))

    assert recipients(record) == ["a@x.org", "b@x.org", "c@x.org"]
    assert record.editions.had(replace(issue, planned_at=issue.planned_at)) == {
        *("a@x.org", "b@x.org", "c@x.org")
    }
    with record.database.reading() as connection:
        effects = connection.scalars(select(schema.outbox.c.effect)).all()
    assert len(effects) == len(set(effects)) == 3


def test_up_to_when_an_edition_told_is_kept_and_of_an_older_one_it_is_when_it_was_planned(
    record: Record,
) -> None:
    issued(record, NOON, a_letter("late@x.org", as_of=at(7200)), a_letter("old@x.org"))
    table = schema.edition
    with record.database.writing() as connection:
        mine = table.c.recipient == "old@x.org"
        connection.execute(update(table).where(mine).values(as_of=None))

    last = record.editions.last("weekly", before=NOON + WEEK)

    assert {to: (each.planned_at, each.as_of) for to, each in last.items()} == {
        "late@x.org": (NOON, at(7200)),
        "old@x.org": (NOON, NOON),
    }


def test_whoever_lost_the_lease_keeps_nothing(record: Record) -> None:
    is_due(record)
    issue = claim(record)
    assert issue is not None
    later = at(30)
    assert claim(record, owner="other", wall=later) is not None

    assert not keeps(record, issue, a_letter("a@x.org"), wall=later)
    record.editions.finish(issue, owner="me", wall=later)

    assert recipients(record) == []
    assert keeps(record, issue, a_letter("a@x.org"), owner="other", wall=later)


def test_each_batch_holds_the_lease_for_longer(record: Record) -> None:
    is_due(record)
    issue = claim(record)
    assert issue is not None

    assert keeps(record, issue, a_letter("a@x.org"), wall=at(15))
    assert keeps(record, issue, a_letter("b@x.org"), wall=at(30))


def test_what_was_left_of_an_issue_is_claimed_again(record: Record) -> None:
    is_due(record)
    issue = claim(record)
    assert issue is not None
    keeps(record, issue, a_letter("a@x.org"))

    record.editions.rest(issue, owner="me")

    assert claim(record, owner="other") == issue


def test_a_whole_issue_is_done_with_the_number_of_its_editions(record: Record) -> None:
    issued(record, NOON, a_letter("a@x.org"), a_letter("b@x.org"))

    assert claim(record, wall=at(3600)) is None
    (shown,) = record.ticks.shown()["report:weekly"]
    assert (shown["state"], shown["subjects"]) == ("done", 2)


def test_an_issue_that_fails_eight_times_is_dead_and_shown(record: Record) -> None:
    is_due(record)
    wall = NOON
    for _ in range(MOST_ATTEMPTS):
        issue = claim(record, wall=wall)
        assert issue is not None
        record.editions.blame(issue, "KeyError: 'x'", owner="me", wall=wall)
        assert claim(record, wall=wall) is None
        wall += timedelta(hours=1)

    assert claim(record, wall=wall) is None
    (dead,) = record.views.agenda(dead=True, limit=5)
    assert (dead["subject"], dead["error"]) == ("report:weekly", "KeyError: 'x'")


def test_what_a_reader_was_told_last_is_found_and_not_what_this_week_told_others(
    record: Record,
) -> None:
    issued(record, NOON - WEEK, a_letter("a@x.org", period="2026-W39", i="on_track"))
    issued(record, NOON, a_letter("b@x.org", i="at_risk"))

    last = record.editions.last("weekly", before=at(3600), but="2026-W40")

    assert {mail: each.planned_at for mail, each in last.items()} == {"a@x.org": NOON - WEEK}
    assert record.editions.told(last["a@x.org"].id) == {"i": "on_track"}
    assert record.editions.last("weekly", before=at(3600)).keys() == {"a@x.org", "b@x.org"}


def test_the_newest_of_a_readers_editions_counts(record: Record) -> None:
    for weeks in (2, 1):
        period = f"2026-W{40 - weeks}"
        issued(record, NOON - weeks * WEEK, a_letter("a@x.org", period=period, i=period))

    last = record.editions.last("weekly", before=NOON, but="2026-W40")

    assert record.editions.told(last["a@x.org"].id) == {"i": "2026-W39"}


def test_how_often_a_reader_wants_it_is_kept_and_taken_back(record: Record) -> None:
    editions = record.editions
    editions.wants("weekly", "a@x.org", "monthly", wall=NOON)
    editions.wants("weekly", "a@x.org", "never", wall=NOON)
    editions.wants("other", "a@x.org", "monthly", wall=NOON)
    assert editions.rhythms("weekly") == {"a@x.org": "never"}

    editions.wants("weekly", "a@x.org", "weekly", wall=NOON)

    assert editions.rhythms("weekly") == {}
    assert editions.rhythms("other") == {"a@x.org": "monthly"}


def test_only_the_last_word_on_an_edition_counts(record: Record) -> None:
    for word in ("useful", "not"):
        record.editions.tap(1, word, wall=NOON)

    (row,) = rows_of(record, "tap")
    assert (row["edition"], row["word"]) == (1, "not")


def test_several_may_say_at_once_what_they_think_of_an_edition(record: Record) -> None:
    def says(n: int) -> None:
        record.editions.tap(1, ("useful", "not")[n % 2], wall=NOON)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(says, range(40)))

    assert len(rows_of(record, "tap")) == 1


def test_an_edition_is_found_by_what_its_links_say(record: Record) -> None:
    issued(record, NOON, a_letter("a@x.org"))

    found = record.editions.find("weekly", "2026-W40", "a@x.org")

    assert found is not None
    assert record.editions.find("weekly", "2026-W41", "a@x.org") is None
    edition = record.editions.get(found)
    assert edition is not None
    assert (edition.recipient, edition.state, edition.sent_at) == ("a@x.org", "planned", None)
