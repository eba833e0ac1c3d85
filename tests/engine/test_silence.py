"""Since when an item is silent: what breaks a silence, and who."""

import pytest

from automation.effects import Plan
from automation.model import Actor, Mark
from tests.engine.cases import ANN, NOW, look
from tests.engine.items import CREATED, item
from tests.engine.stepped import PEOPLE
from tests.engine.waiting import BOT, DAY, MAPPED, QUIET, occasions, one, row, since, timers, waits


def quiet(marks: dict[str, Mark], *when: str, texts: tuple[str, ...] = ()) -> Plan:
    about = item("jira:PAY-1", marks=marks, created=NOW - 30 * DAY)
    return one(about, waits(*(when or (QUIET,))), *texts).decides(look("any"))


def test_silence_runs_from_the_last_sign_that_breaks_it() -> None:
    marks = {"status": since(NOW - 4 * DAY), "commented": since(NOW - 2 * DAY)}
    marks |= {"title": since(NOW - DAY)}

    assert timers(quiet(marks)) == [("company", NOW + 3 * DAY)]


def test_an_item_that_nobody_ever_touched_is_silent_since_it_is_there() -> None:
    found = one(item("jira:PAY-1", created=NOW - DAY), waits(QUIET))

    assert timers(found.decides(look("new"))) == [("company", NOW + 4 * DAY)]


@pytest.mark.parametrize(
    ("by", "ours", "sign"),
    [
        (ANN, False, True),
        (BOT, False, False),
        (Actor("8", "release-helper"), False, False),
        (Actor("712020:aid", "Release Helper"), False, False),
        (None, False, True),
        (ANN, True, False),
    ],
    ids=[
        "a person",
        "a bot",
        "a bot by people.yaml",
        "a bot by its id",
        "nobody knows who",
        "a write of ours",
    ],
)
def test_only_people_break_it(by: Actor | None, *, ours: bool, sign: bool) -> None:
    bots = f"""\
{PEOPLE}  helper: {{name: Helper, roles: bot, accounts: {{jira: release-helper}}}}
  aid: {{name: Aid, roles: bot, accounts: {{jira: "712020:aid"}}}}
"""
    marks = {"status": since(NOW - 4 * DAY), "assignees": since(NOW - DAY, by=by, ours=ours)}

    (found,) = timers(quiet(marks, texts=(bots,)))
    assert (found == ("company", NOW + 4 * DAY)) is sign


def test_where_anybody_counts_a_bot_breaks_it_and_we_do_not() -> None:
    rule = "silence: {type: issue, by: anybody, for: 5 days}"
    marks = {"title": since(NOW - 2 * DAY, by=BOT), "labels": since(NOW - DAY, ours=True)}

    assert timers(quiet(marks, rule)) == [("company", NOW + 3 * DAY)]


def test_what_pitboard_fills_is_no_sign_of_work_unless_it_is_named() -> None:
    marks = {"status": since(NOW - 4 * DAY), "label:risk: high": since(NOW - DAY)}
    whole = "silence: {type: issue, for: 5 days}"
    named = "silence: {type: issue, of: risk, for: 5 days}"

    assert timers(quiet(marks, whole, texts=(MAPPED,))) == [("company", NOW + DAY)]
    assert timers(quiet(marks, named, texts=(MAPPED,))) == [("company", NOW + 4 * DAY)]


def test_silence_is_told_once_for_each_time_it_fell() -> None:
    about = item("jira:PAY-1", marks={"status": since(NOW - 5 * DAY)}, created=CREATED)
    found = one(about, waits(QUIET))

    assert occasions(found.decides(row(found))) == ["tell/1/silence/2026-11-13T09:00:00.000000Z"]
