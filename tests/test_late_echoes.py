"""Our own writes are known for ours however late, how long or how wordless they come back."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from automation.echoes import Echoes
from automation.intake import absorbed
from automation.model import Actor, Change, Event, Mark, Reading
from automation.pipeline import Site, absorb
from automation.ports import Account, Mail, OwnWrite
from automation.store.record import Record
from automation.trackers.github.parse import parse as parse_github
from automation.trackers.jira.parse import parse as parse_jira
from tests.builders import (
    ANN,
    ISSUE,
    US,
    Time,
    a_delivery,
    a_sighting,
    a_wish,
    an_event,
    an_issue_payload,
    at,
)
from tests.databases import Home
from tests.fakes.tracker import FakeTracker
from tests.store.world import plans
from tests.stories.crew import Crew, triage
from tests.trackers import jira_payloads as jira
from tests.ways.world import a_comment, states, turn

TWO_HOURS = 7200
LONG = "All that happened. " * 400
OUR_ID = "5c5f-ann"
"""The account that Jira's samples are written with."""


def writes_a_label(record: Record, time: Time) -> None:
    plans(record, a_wish())
    turn(record, FakeTracker(), time)
    assert states(record) == {"label:triage": "done"}


def says(record: Record, time: Time, text: str) -> None:
    plans(record, a_comment(text))
    turn(record, FakeTracker(), time)


def a_spoken_comment(text: str, *, by: Actor = US) -> dict[str, Any]:
    """GitHub tells, a second after noon, that this was said."""
    told = an_issue_payload("created", by=by, seconds=1)
    when = told["issue"]["updated_at"]
    told["comment"] = {
        "id": 5,
        "html_url": "https://github.example/acme/shop/issues/12#issuecomment-5",
        "body": f"{text}\n\n<!-- pitboard:health -->",
        "created_at": when,
        "updated_at": when,
        "user": told["sender"],
    }
    return told


def heard(
    record: Record, time: Time, said: Mapping[str, Any], *, kind: str, after: float
) -> list[Event]:
    """Which occasions somebody hears of, from a webhook that comes so many seconds later."""
    found: list[Event] = []

    def hears(event: Event) -> bool:
        found.append(event)
        return True

    time.pass_(after)
    seconds = (time() - at(0)).total_seconds()
    record.inbox.receive(a_delivery(said, id_="late", kind=kind, seconds=seconds), timeout=5)
    sites = {"github": Site(parse_github, 0)}
    absorb(record.inbox, sites, owner="me", clock=time, hears=hears)
    return found


def test_our_own_label_is_ours_even_if_its_webhook_comes_hours_later(record: Record) -> None:
    time = Time()
    writes_a_label(record, time)
    said = an_issue_payload(
        "labeled", labels=["needs-triage"], label="needs-triage", by=US, seconds=1
    )

    assert heard(record, time, said, kind="issues", after=TWO_HOURS) == []

    assert record.inbox.known([ISSUE])[ISSUE].item.marks["label:needs-triage"].ours


def test_our_own_comment_is_ours_even_if_its_webhook_comes_hours_later(record: Record) -> None:
    time = Time()
    says(record, time, "Thanks.")

    said = a_spoken_comment("Thanks.")

    assert heard(record, time, said, kind="issue_comment", after=TWO_HOURS) == []


def test_our_own_long_comment_is_ours(record: Record) -> None:
    time = Time()
    says(record, time, LONG)

    assert heard(record, time, a_spoken_comment(LONG), kind="issue_comment", after=2) == []


def test_a_person_who_repeats_our_comment_is_heard_however_late(record: Record) -> None:
    time = Time()
    says(record, time, "Thanks.")

    said = a_spoken_comment("Thanks.", by=ANN)

    (event,) = heard(record, time, said, kind="issue_comment", after=TWO_HOURS)
    assert event.actor == ANN


def test_what_we_never_said_is_heard_though_it_came_from_our_account(record: Record) -> None:
    time = Time()
    says(record, time, "Thanks.")

    said = a_spoken_comment("Where is it?")

    assert len(heard(record, time, said, kind="issue_comment", after=TWO_HOURS)) == 1


def history_tells_us(record: Record, time: Time, days: float) -> Mark:
    """How a label of ours is taken, found on an issue so many days after we put it there, together
    with something we did on that very day.
    """
    writes_a_label(record, time)
    _reads(record, time, Reading(sightings=(a_sighting(),)))
    time.pass_(days * 24 * 3600)
    old = an_event(Change("title", "Checkout", "Checkout hangs"), seconds=1, by=US)
    seconds = (time() - at(0)).total_seconds()
    found = a_sighting(seconds=seconds, labels=("needs-triage",))
    _reads(record, time, Reading(sightings=(found,), past=(old,)))
    return record.inbox.known([ISSUE])[ISSUE].item.marks["label:needs-triage"]


def _reads(record: Record, time: Time, reading: Reading) -> None:
    seconds = (time() - at(0)).total_seconds()
    record.inbox.receive(a_delivery(id_=f"d-{seconds}-read", seconds=seconds), timeout=5)
    absorb(record.inbox, {"github": Site(lambda _: reading, 0)}, owner="me", clock=time)


def test_a_change_that_names_nobody_may_be_ours_of_days_ago_and_not_of_months(
    record: Record,
) -> None:
    assert history_tells_us(record, Time(), days=2).ours


def test_a_change_that_names_nobody_is_not_ours_because_we_wrote_the_same_months_ago(
    record: Record,
) -> None:
    assert not history_tells_us(record, Time(), days=60).ours


# --- Jira tells of comments without their words -------------------------------------------------


def an_edited_comment(**user: str) -> dict[str, Any]:
    editor = jira.cloud_user(**user)
    return jira.a_comment("comment_updated", author=editor, updateAuthor=editor)


def an_issue_commented_on(**user: str) -> dict[str, Any]:
    speaker = jira.cloud_user(**user)
    said = jira.a_comment(author=speaker, updateAuthor=speaker)["comment"]
    return jira.a_message(
        user=speaker,
        issue=jira.an_issue(),
        comment=said,
        issue_event_type_name="issue_commented",
    )


def is_heard(payload: Mapping[str, Any]) -> bool:
    """Whether this is an occasion, where we said something about the same issue before."""
    delivery = jira.a_delivery(payload)
    reading = parse_jira(delivery)
    event = reading.event
    assert event is not None
    accounts = {"jira": Account("jira", OUR_ID, event.at - timedelta(days=1))}
    ours = OwnWrite(event.item_id, "comment", stands=True, value="Waiting for the bank.")
    (row,) = absorbed(
        [(Mail(1, delivery, 0), reading)],
        {event.item_id},
        lambda _: True,
        Echoes(accounts, frozenset({ours})),
        event.at,
    )
    assert row.event is not None
    return row.occasion


def test_our_own_edit_of_a_sticky_comment_in_jira_is_no_occasion() -> None:
    assert not is_heard(an_edited_comment(id_=OUR_ID))


def test_our_own_comment_told_as_an_update_of_the_issue_is_no_occasion() -> None:
    assert not is_heard(an_issue_commented_on(id_=OUR_ID))


def test_a_persons_edit_and_a_persons_comment_in_jira_are_occasions() -> None:
    assert is_heard(an_edited_comment(id_="5c5f-bo"))
    assert is_heard(an_issue_commented_on(id_="5c5f-bo"))


# --- a rule looks again at what it wrote, whatever it waits for ---------------------------------

BROKEN = (
    triage(fields="[title]")
    .replace("kinds | count == 0", "item.title == 'Broken'")
    .replace("value: triaged", "value: none")
)


@pytest.fixture
def crew(home: Home) -> Iterator[Crew]:
    """An issue is broken, and we have just written that; GitHub has not told us so yet."""
    made = Crew(home, BROKEN)
    made.hears("opened", title="Broken")
    assert made.labels == {"needs-triage"}
    made.time.pass_(1)
    yield made
    made.line.close()


def test_a_write_that_was_overtaken_is_taken_back_once_it_is_seen(crew: Crew) -> None:
    crew.hears("edited", title="Fine", labels=[])  # before our write, and told after it
    crew.time.pass_(1)
    crew.hears("labeled", by=US, title="Fine", label="needs-triage", labels=["needs-triage"])

    assert crew.labels == set()
    assert crew.item().overrides == []


def test_what_a_person_sets_instead_is_seen_at_once(crew: Crew) -> None:
    crew.hears("labeled", by=US, title="Broken", label="needs-triage", labels=["needs-triage"])
    crew.time.pass_(60)
    crew.github.standing["acme/shop#12"] = set()
    crew.hears("unlabeled", title="Broken", label="needs-triage", labels=[])

    assert [one.by for one in crew.item().overrides] == [ANN.login]
    assert crew.labels == set()
