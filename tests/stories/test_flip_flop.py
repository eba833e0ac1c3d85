"""Two rules that disagree stop after six writes, at that field and nowhere else."""

from collections.abc import Iterator

import pytest

from tests.databases import Home
from tests.store.world import rows_of
from tests.stories.crew import Crew

PEOPLE = "pitboard: 1\npeople:\n  ann: {name: Ann Moss, mail: ann@acme.example}\n"
ON = """\
pitboard: 1
rule: puts-on
title: Edited issues are marked
why: Nobody saw them.
owner: ann
state: live
when:
  - event: github.issues.edited
about: {path: event.item}
then:
  - {label: {add: [hot]}, if: "item.title == 'on'"}
  - {label: {remove: [hot]}, if: "item.title == 'off'"}
  - {label: {add: [seen]}, if: "item.title == 'seen'"}
"""


@pytest.fixture
def crew(home: Home) -> Iterator[Crew]:
    made = Crew(home, ON)
    made.line.activate({"on.yaml": ON, "people.yaml": PEOPLE})
    made.hears("opened")
    yield made
    made.line.close()


def edited(crew: Crew, *titles: str, minutes: float = 30) -> None:
    """A person renames the issue, each time some minutes later, and hears of our labels."""
    for title in titles:
        crew.time.pass_(minutes * 60)
        crew.hears("edited", title=title, labels=sorted(crew.labels))


def held(crew: Crew) -> list[str]:
    rows = rows_of(crew.line.record, "outbox")
    return [row["said"] for row in rows if row["open"] and row["state"] == "held"]


def mails(crew: Crew) -> list[str]:
    rows = rows_of(crew.line.record, "outbox")
    return [row["wish"]["subject"] for row in rows if row["kind"] == "email"]


def test_the_seventh_write_to_and_fro_is_held_and_its_owner_told_once(crew: Crew) -> None:
    edited(crew, "on", "off", "on", "off", "on", "off")
    assert (held(crew), mails(crew)) == ([], [])

    edited(crew, "on", "off", "on")

    assert crew.labels == set()
    took_turns = "hot, nothing, hot, nothing, hot, nothing"
    assert held(crew) == [
        f"held: written to and fro within a day ({took_turns}); look, then apply it"
    ]
    assert mails(crew) == ['The rule "Edited issues are marked" rests at one item']


def test_another_field_of_the_item_is_written_all_the_same(crew: Crew) -> None:
    edited(crew, "on", "off", "on", "off", "on", "off", "on", "seen")

    assert crew.labels == {"seen"}


def test_what_goes_to_and_fro_over_days_is_no_flip_flop(crew: Crew) -> None:
    edited(crew, "on", "off", "on", "off", "on", "off", "on", minutes=9 * 60)

    assert (held(crew), crew.labels) == ([], {"hot"})


def test_a_person_lets_it_go_and_it_is_counted_anew(crew: Crew) -> None:
    edited(crew, "on", "off", "on", "off", "on", "off", "on")
    of = crew.line.bounds["puts-on"]
    subject = crew.item().item.id
    crew.line.record.fuses.apply_one(of, subject, wall=crew.time(), now=crew.line.now())
    crew.works()
    assert crew.labels == {"hot"}

    edited(crew, "off")

    assert (held(crew), crew.labels) == ([], set())


def test_the_item_page_says_why_nothing_is_written(crew: Crew) -> None:
    edited(crew, "on", "off", "on", "off", "on", "off", "on")

    (verdict,) = crew.item().verdicts
    assert (verdict["result"], verdict["because"]) == ("over", held(crew)[0])
