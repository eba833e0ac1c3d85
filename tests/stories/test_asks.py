"""Whatever is asked of people stands in one list, once, and few of it goes out as mails."""

from collections.abc import Iterator
from typing import Any

import pytest

from automation.settings import Settings
from automation.web.app import create_app
from tests.databases import Home
from tests.store.world import rows_of
from tests.stories.crew import Crew, triage

PEOPLE = "pitboard: 1\npeople:\n  ann: {name: Ann Moss, mail: ann@acme.example}\n"
DAY = 24 * 3600
DUE = "2026-01-15"
FIRST = "review:triage/2026-01-15"


def reviewed(*names: str, by: str = DUE) -> dict[str, str]:
    """Rules of Ann's that were to be reviewed by a day that has passed."""
    text = triage().replace("owner: product-ops", f"owner: ann\nreview_by: {by}")
    found = {name: text.replace("rule: triage", f"rule: {name}") for name in names}
    paused = {
        f"{name}.yaml": each.replace("state: live", "state: paused") if name != "triage" else each
        for name, each in found.items()
    }
    return {**paused, "people.yaml": PEOPLE}


@pytest.fixture
def crew(home: Home) -> Iterator[Crew]:
    made = Crew(home, triage())
    yield made
    made.line.close()


def lives(crew: Crew, files: dict[str, str] | None = None, *, seconds: float = 61) -> None:
    """Some time passes, and the clock looks at what there is to ask."""
    if files is not None:
        crew.line.activate(files)
    crew.time.pass_(seconds)
    crew.line.reload()
    crew.line._asker.tend(crew.line.rules, wall=crew.time(), now=crew.line.now())


def asked(crew: Crew) -> list[str]:
    return [row["id"] for row in crew.line.record.asks.listed()]


def mails(crew: Crew) -> list[Any]:
    return [row["wish"] for row in rows_of(crew.line.record, "outbox") if row["kind"] == "email"]


def states(crew: Crew) -> dict[str, str]:
    return {row["id"]: row["state"] for row in rows_of(crew.line.record, "ask")}


def test_a_review_that_passed_is_asked_of_its_owner_and_mailed_once(crew: Crew) -> None:
    lives(crew, reviewed("triage"))
    lives(crew)
    lives(crew, seconds=8 * DAY)

    assert asked(crew) == [FIRST]
    (mail,) = mails(crew)
    assert (mail["recipient"], mail["subject"]) == ("ann@acme.example", "A question about triage")


def test_two_questions_a_week_are_mailed_to_one_person(crew: Crew) -> None:
    lives(crew, reviewed("triage", "a", "b", "c", "d"))
    lives(crew, seconds=6 * DAY)
    assert (len(asked(crew)), len(mails(crew))) == (5, 2)

    lives(crew, seconds=2 * DAY)

    assert len(mails(crew)) == 4


def test_what_is_answered_is_never_asked_again(crew: Crew) -> None:
    lives(crew, reviewed("triage"))
    assert crew.line.record.asks.answer(FIRST, "yes", now=crew.line.now())

    lives(crew)
    lives(crew, seconds=40 * DAY)

    assert (asked(crew), states(crew)[FIRST]) == ([], "answered")
    assert not crew.line.record.asks.answer(FIRST, "no", now=crew.line.now())


def test_what_nobody_answers_expires_and_is_never_asked_again(crew: Crew) -> None:
    lives(crew, reviewed("triage"))
    lives(crew, seconds=28 * DAY)
    lives(crew)

    assert (asked(crew), states(crew)[FIRST]) == ([], "expired")


def test_what_settles_itself_leaves_the_list(crew: Crew) -> None:
    lives(crew, reviewed("triage"))
    lives(crew, reviewed("triage", by="2030-01-01"))

    assert (asked(crew), states(crew)[FIRST]) == ([], "settled")


def test_another_day_is_another_question(crew: Crew) -> None:
    lives(crew, reviewed("triage"))
    crew.line.record.asks.answer(FIRST, "yes", now=crew.line.now())

    lives(crew, reviewed("triage", by="2026-02-01"))

    assert asked(crew) == ["review:triage/2026-02-01"]


def test_a_rule_that_rests_is_asked_about_and_not_mailed_a_second_time(home: Home) -> None:
    crew = Crew(home, triage())
    crew.hears("opened")
    run = crew.line.record.runs.newest()[0].name
    crew.line.record.undoing.undo(run, (), wall=crew.time(), now=crew.line.now())

    lives(crew)

    assert [each.partition("/")[0] for each in asked(crew)] == ["fuse:triage"]
    assert mails(crew) == []
    crew.line.close()


def test_a_mail_that_waits_is_not_withdrawn_by_a_new_set_of_rules(crew: Crew) -> None:
    lives(crew, reviewed("triage"))
    crew.line.activate(reviewed("triage", "a"))

    (row,) = (each for each in rows_of(crew.line.record, "outbox") if each["kind"] == "email")
    assert row["open"]


def test_the_page_lists_it_and_takes_an_answer(crew: Crew) -> None:
    assert isinstance(crew.line.settings, Settings)
    lives(crew, reviewed("triage"))
    browser = create_app(crew.line).test_client()

    page = browser.get("/asks").get_data(as_text=True)
    told = browser.get("/api/v1/asks").json
    form = {"ask": FIRST, "answer": "yes"}
    pressed = browser.post("/asks", data=form, headers={"Sec-Fetch-Site": "same-origin"})

    assert "was to be reviewed by 15 Jan 2026" in page
    assert "it goes on as it is" in page
    assert told is not None
    assert [each["id"] for each in told["asks"]] == [FIRST]
    assert pressed.status_code == 303
    assert "answered: <bdi>yes</bdi>" in browser.get("/asks").get_data(as_text=True)
