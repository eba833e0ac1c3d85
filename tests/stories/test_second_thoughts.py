"""What a user expects when plans change on the way: a rule, an issue, a person, an outage."""

from collections.abc import Iterator

import pytest
from sqlalchemy import insert, update

from automation.errors import ServiceError
from automation.store import schema
from automation.store.record import Record
from automation.store.retention import tidy
from tests.builders import ISSUE, US, a_delivery, an_issue_payload, at
from tests.databases import Home
from tests.fakes.tracker import outage, refusal
from tests.store.world import an_item, arrives, cases, mail, rows_of, takes_in
from tests.stories.crew import Crew, triage

DAY = 24 * 3600


@pytest.fixture
def crew(home: Home) -> Iterator[Crew]:
    made = Crew(home, triage())
    yield made
    made.line.close()


def waiting(crew: Crew) -> None:
    """A wish that waits out an outage."""
    crew.github.refuse = [outage()]
    crew.hears("opened")
    assert crew.labels == set()


def test_a_wish_of_a_paused_rule_is_not_written(crew: Crew) -> None:
    waiting(crew)
    crew.line.activate({"triage.yaml": triage(state="paused")})
    crew.works()
    crew.time.pass_(600)
    crew.works()
    assert crew.github.writes == []


def test_a_wish_of_a_removed_rule_is_not_written(crew: Crew) -> None:
    waiting(crew)
    crew.line.activate({})
    crew.time.pass_(600)
    crew.works()
    assert crew.github.writes == []


def test_a_wish_of_a_shadow_rule_is_not_written(crew: Crew) -> None:
    waiting(crew)
    crew.line.activate({"triage.yaml": triage(state="shadow")})
    crew.time.pass_(600)
    crew.works()
    assert crew.github.writes == []


def test_a_wish_is_not_written_once_the_issue_is_closed(crew: Crew) -> None:
    crew.github.refuse = [outage()]
    crew.hears("opened")
    crew.time.pass_(1)
    crew.github.refuse = [outage()] * 3
    crew.hears("closed", state="closed")
    crew.github.refuse = []
    crew.time.pass_(600)
    crew.works()
    assert crew.github.writes == []


def test_a_wish_for_a_deleted_item_is_withdrawn(crew: Crew) -> None:
    waiting(crew)
    crew.time.pass_(1)
    crew.hears("deleted")
    crew.time.pass_(600)
    crew.works()
    assert crew.github.writes == []


def test_a_shadow_rule_does_not_withdraw_a_live_rules_wish(home: Home) -> None:
    crew = Crew(home, triage(fields="[labels]"))
    twin = triage(state="shadow", fields="any").replace("rule: triage", "rule: triage-next")
    crew.line.activate({"a.yaml": triage(fields="[labels]"), "b.yaml": twin})
    crew.github.refuse = [outage()]
    crew.hears("opened")
    crew.time.pass_(1)
    crew.github.refuse = [outage()] * 3
    crew.hears("edited", title="Another title")
    crew.github.refuse = []
    crew.time.pass_(600)
    crew.works()
    assert crew.labels == {"needs-triage"}


def test_a_shadow_rule_does_not_replace_a_live_rules_value(home: Home) -> None:
    crew = Crew(home, triage())
    twin = (
        triage(state="shadow")
        .replace("rule: triage", "rule: triage-next")
        .replace("no label says what it is about", "SHADOW")
    )
    crew.line.activate({"a.yaml": triage(), "b.yaml": twin})
    crew.hears("opened")
    assert crew.item().derived[0].rule == "triage"


def test_an_echo_absorbed_late_is_still_an_echo(crew: Crew) -> None:
    crew.hears("opened")
    crew.time.pass_(1)
    payload = an_issue_payload(
        "labeled", by=US, seconds=1, label="needs-triage", labels=["needs-triage"]
    )
    crew.line.record.inbox.receive(a_delivery(payload, id_="echo", seconds=1), timeout=5)
    crew.time.pass_(20 * 60)  # the workers were stopped, the receiver was not
    crew.works()
    assert crew.item().overrides == []


def test_an_edit_during_an_outage_stops_the_write(crew: Crew) -> None:
    crew.github.standing["acme/shop#12"] = {"bug"}
    crew.hears("opened", labels=["bug"])
    crew.time.pass_(1)
    crew.echoes("triaged", labels=["bug", "triaged"])
    crew.time.pass_(60)
    crew.github.refuse = [outage()]
    crew.hears("unlabeled", label="bug", labels=["triaged"])
    crew.github.standing["acme/shop#12"] = set()  # a person; its webhook is late as well
    crew.time.pass_(10)
    crew.works()
    assert crew.labels == set()


def test_a_rule_file_away_for_a_moment_forgets_no_hand_edit(crew: Crew) -> None:
    crew.hears("opened")
    crew.echoes("needs-triage", labels=["needs-triage"])
    crew.time.pass_(DAY)
    crew.github.standing["acme/shop#12"] = set()
    crew.hears("unlabeled", label="needs-triage", labels=[])
    crew.line.activate({})  # git checkout, an editor that writes anew
    crew.works()
    crew.time.pass_(1)
    crew.line.activate({"triage.yaml": triage()})
    crew.time.pass_(60)
    crew.hears("edited", title="x")
    assert crew.labels == set()


def test_an_override_that_no_longer_holds_is_not_shown(crew: Crew) -> None:
    crew.hears("opened")
    crew.echoes("needs-triage", labels=["needs-triage"])
    crew.time.pass_(DAY)
    crew.github.standing["acme/shop#12"] = set()
    crew.hears("unlabeled", label="needs-triage", labels=[])
    crew.line.activate({"triage.yaml": triage().replace("14 days", "1 day")})
    crew.time.pass_(2 * DAY)
    crew.hears("edited", title="x")
    assert crew.labels == {"needs-triage"}
    assert [o for o in crew.item().overrides if o.until > crew.time()] == []


def test_a_reread_of_a_removed_connection_stops_nothing(crew: Crew) -> None:
    crew.hears("opened")
    with crew.line.record.database.writing() as c:
        c.execute(
            insert(schema.agenda).values(
                subject=ISSUE,
                reason="reread",
                due_on="wall",
                due_at=crew.time(),
                seq=1,
                since=crew.time(),
            )
        )
    crew.line.__dict__["_trackers"] = {}
    crew.line._given_trackers = {}
    crew.line.work("deliver")


def test_a_replayed_write_does_not_write_what_is_not_wanted(crew: Crew) -> None:
    crew.github.refuse = [refusal()] * 50
    crew.hears("opened")
    for _ in range(10):
        crew.time.pass_(3600)
        crew.works()
    crew.github.refuse = []
    row = rows_of(crew.line.record, "outbox")[0]
    assert row["state"] == "dead"
    crew.hears("closed", state="closed")
    crew.line.record.outbox.replay(row["id"], wall=crew.time())
    crew.works()
    assert crew.github.writes == []


def test_a_wake_up_during_the_eighth_failure_is_not_buried(record: Record) -> None:
    takes_in(record, an_item())
    with record.database.writing() as c:
        c.execute(update(schema.agenda).values(attempts=7))
    case = cases(record)[0]
    takes_in(record, an_item(labels=["bug"]), seconds=1)
    record.agenda.blame(case, "boom", owner="me", wall=at(1))
    assert not rows_of(record, "agenda")[0]["dead"]


def test_a_replay_without_a_body_says_so(record: Record) -> None:
    arrives(record)
    m = mail(record)[0]
    for _n in range(8):
        record.inbox.blame(m, "bad", owner="me", wall=at(0))
        with record.database.writing() as c:
            c.execute(update(schema.inbox).values(attempts=8, state="dead"))
    tidy(record.database, wall=at(31 * DAY))
    assert record.inbox.replay("d-1", wall=at(31 * DAY)) == 0


def test_an_aged_override_slot_rename_leaves_no_old_value(crew: Crew) -> None:
    crew.hears("opened")
    crew.line.activate({"triage.yaml": triage().replace("label: triage", "label: looked-at")})
    crew.time.pass_(60)
    crew.hears("labeled", label="bug", labels=["needs-triage", "bug"])
    assert [d.field for d in crew.item().derived] == ["label:looked-at"]


def test_a_reread_refused_with_401_is_kept(crew: Crew) -> None:
    crew.hears("opened")
    with crew.line.record.database.writing() as c:
        c.execute(
            insert(schema.agenda).values(
                subject=ISSUE,
                reason="reread",
                due_on="wall",
                due_at=crew.time(),
                seq=1,
                since=crew.time(),
            )
        )
    crew.github.refuse = [ServiceError("GitHub answered 401: Bad credentials", retryable=False)]
    crew.line.work("deliver")
    assert [r for r in rows_of(crew.line.record, "agenda") if r["reason"] == "reread"]
