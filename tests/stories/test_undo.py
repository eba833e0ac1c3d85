"""What a run wrote is put back, where nobody touched it since, and the rule rests then."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from automation.store import schema
from automation.taking_back import Back
from tests.databases import Home
from tests.fakes.tracker import outage
from tests.store.world import rows_of
from tests.stories.clockwork import Clockwork, stuck
from tests.stories.crew import Crew, triage

DAY = 24 * 3600


def nobody(connection: str, name: str) -> str | None:
    del connection, name
    return None


@pytest.fixture
def crew(home: Home) -> Iterator[Crew]:
    made = Crew(home, triage())
    made.hears("opened")
    made.echoes("needs-triage", labels=["needs-triage"])
    yield made
    made.line.close()


def run_of(crew: Crew) -> str:
    return crew.line.record.runs.newest()[0].name


def backs(crew: Crew, run: str) -> list[Back]:
    return list(crew.line.record.undoing.of_run(run, nobody))


def undoes(crew: Crew, run: str | None = None) -> list[Back]:
    """A person undoes a run, and Pitboard works."""
    name, wall = run or run_of(crew), crew.time()
    found = backs(crew, name)
    crew.line.record.undoing.undo(name, found, wall=wall, now=crew.line.now())
    crew.works()
    return found


def test_a_label_that_a_run_put_on_is_taken_off_again(crew: Crew) -> None:
    assert crew.labels == {"needs-triage"}

    undoes(crew)

    assert crew.labels == set()


def test_one_write_is_undone_by_its_number(crew: Crew) -> None:
    (row,) = rows_of(crew.line.record, "outbox")

    undoes(crew, str(row["id"]))

    assert crew.labels == set()


def test_after_an_undo_the_rule_rests_and_writes_nothing_of_the_same_again(crew: Crew) -> None:
    undoes(crew)
    crew.time.pass_(60)
    crew.echoes("needs-triage", on=False, labels=[])
    crew.time.pass_(60)
    crew.hears("edited", title="Another title")

    assert crew.labels == set()
    assert [row["rule"] for row in crew.line.record.fuses.resting()] == ["triage"]


def test_a_rule_that_a_person_lets_go_after_an_undo_writes_again(crew: Crew) -> None:
    undoes(crew)
    crew.time.pass_(60)
    crew.echoes("needs-triage", on=False, labels=[])
    crew.time.pass_(60)
    of = crew.line.bounds["triage"]
    crew.line.record.fuses.apply_all(of, wall=crew.time(), now=crew.line.now())
    crew.works()

    assert crew.labels == {"needs-triage"}


def test_what_a_person_edited_since_stays_and_it_is_said(crew: Crew) -> None:
    crew.time.pass_(DAY)
    crew.github.standing["acme/shop#12"] = {"triaged"}
    crew.hears("unlabeled", label="needs-triage", labels=["triaged"])

    (back,) = undoes(crew)

    assert (back.effects, back.why) == ((), "a person edited it since")
    assert crew.labels == {"triaged"}


def test_an_edit_that_was_not_told_yet_is_seen_before_anything_is_put_back(crew: Crew) -> None:
    crew.github.standing["acme/shop#12"] = {"triaged"}

    undoes(crew)

    assert crew.labels == {"triaged"}
    assert rows_of(crew.line.record, "outbox")[-1]["state"] == "held"


def test_a_deleted_item_is_said_and_left(crew: Crew) -> None:
    run = run_of(crew)
    crew.time.pass_(60)
    crew.hears("deleted")

    (back,) = backs(crew, run)

    assert (back.effects, back.why) == ((), "the item is deleted")


def test_what_was_put_back_is_not_put_back_twice(crew: Crew) -> None:
    run = run_of(crew)
    undoes(crew, run)

    (back,) = backs(crew, run)

    assert (back.effects, back.why) == ((), "it was put back already")


def test_an_undo_can_be_undone(crew: Crew) -> None:
    crew.time.pass_(120)
    undoes(crew)
    undone = next(each.name for each in crew.line.record.runs.newest() if "/undo@" in each.name)
    crew.time.pass_(120)

    undoes(crew, undone)

    assert crew.labels == {"needs-triage"}


def test_an_undo_waits_out_a_new_set_of_rules(crew: Crew) -> None:
    name = run_of(crew)
    found = backs(crew, name)
    crew.line.record.undoing.undo(name, found, wall=crew.time(), now=crew.line.now())
    crew.line.activate({"triage.yaml": triage(state="paused")})

    crew.works()

    assert crew.labels == set()


def test_what_the_rule_wants_meanwhile_takes_no_undo_s_place(crew: Crew) -> None:
    name = run_of(crew)
    found = backs(crew, name)
    crew.github.refuse = [outage()]
    crew.line.record.undoing.undo(name, found, wall=crew.time(), now=crew.line.now())
    crew.works()
    crew.time.pass_(1)
    crew.hears("edited", title="Another title", labels=["needs-triage"])
    crew.time.pass_(600)

    crew.works()

    assert crew.labels == set()


def test_our_own_undo_comes_back_and_is_nobody_s_edit(crew: Crew) -> None:
    undoes(crew)
    crew.time.pass_(1)
    crew.echoes("needs-triage", on=False, labels=[])

    assert crew.item().overrides == []


def test_a_run_that_waits_is_withdrawn(home: Home) -> None:
    crew = Crew(home, triage().replace("derive:", "limits: {writes_per_run: 1}\nderive:"))
    crew.github.refuse = [RuntimeError("boom")]
    crew.hears("opened")
    undoes(crew)
    crew.time.pass_(DAY)
    crew.works()

    assert crew.labels == set()


def test_the_second_of_two_runs_is_put_back_to_what_the_first_wrote(crew: Crew) -> None:
    crew.time.pass_(120)
    crew.hears("labeled", label="bug", labels=["bug", "needs-triage"])
    crew.github.standing["acme/shop#12"] |= {"bug"}
    assert crew.labels == {"bug", "triaged"}
    first, second = (each.name for each in reversed(crew.line.record.runs.newest()))

    assert [back.why for back in backs(crew, first)] == [
        "triage wrote there again since; undo that first"
    ]
    undoes(crew, second)

    assert crew.labels == {"bug", "needs-triage"}


def test_a_comment_cannot_be_unsent_and_the_label_beside_it_is_put_back(home: Home) -> None:
    jira = Clockwork(home, rule=stuck("1 business day"))
    jira.opens("pay")
    jira.moves("Blocked")
    jira.is_at("2026-10-21 12:00")
    run = jira.line.record.runs.newest()[0].name

    found = jira.line.record.undoing.of_run(run, nobody)

    told = {back.last.effect.field.partition(":")[0]: back.why for back in found}
    assert told == {"labels": "", "comment": "a comment cannot be unsent"}
    jira.ends()


def test_every_kind_of_write_keeps_what_stood_before(crew: Crew) -> None:
    with crew.line.record.database.reading() as connection:
        box = schema.outbox
        found = connection.execute(select(box.c.before).where(box.c.state == "done")).all()
    assert [row.before for row in found] == [[]]
