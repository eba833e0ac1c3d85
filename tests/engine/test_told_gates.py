"""What a gate says is what an operations person can read: words, times with zones, and why."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from automation.effects import FIRED
from automation.engine.why.inquiry import zone_name
from automation.model import Change, LinkKind
from automation.ports.explaining import Rest, Told, Waiting
from tests.engine.asked import (
    TRIAGE,
    WOKEN,
    WRITTEN,
    an_event,
    an_issue,
    answers,
    asks,
    gate,
    stopped_by,
)
from tests.engine.cases import NOW, bench, edited
from tests.engine.items import graph, item
from tests.engine.stepped import MOVED, TO_DONE, rule

BERLIN = "pitboard: 1\nteams: {pay: {name: Pay, projects: [PAY], zone: Europe/Berlin}}\n"
HELD = rule(
    "held: {type: issue, field: status, is: Blocked, for: 3 working days}",
    '  - comment: "Blocked."\n',
)


def blocked(days: float) -> datetime:
    return NOW - timedelta(days=days)


def test_each_time_is_told_by_the_clock_of_the_team_with_its_name() -> None:
    one = bench(TRIAGE, BERLIN, about=item("jira:PAY-1", priority="High"))

    answer = answers(one, Told(events=(an_event(one, Change("state", "x", "y")),)))

    assert gate(answer, "trigger").said.endswith("on 18 Nov 2026, 10:00 CET")
    assert answer.when == "18 Nov 2026, 10:00 CET"


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("UTC", "UTC"),
        ("Europe/Berlin", "CET"),
        ("America/Sao_Paulo", "UTC-3"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("Asia/Kolkata", "IST"),
    ],
)
def test_a_zone_has_its_short_name_or_how_far_it_is(zone: str, name: str) -> None:
    assert zone_name(NOW.astimezone(ZoneInfo(zone))) == name


def test_the_system_s_clock_is_named_only_where_it_is_another_one() -> None:
    told = replace(WOKEN, rest=Rest(NOW, 31, 25))

    one = asks(an_issue(), told)

    assert "clock" not in one.system(NOW)
    assert replace(one, two_clocks=True).system(NOW).endswith("UTC by the system's clock")


def test_what_happened_is_told_in_words() -> None:
    one = an_issue()
    changes = (
        *(Change("link:parent:jira:PAY-9", None, "x"), Change("link:parent:jira:PAY-8", None, "x")),
        *(Change("project/7/Start date", None, "x"), Change("label:bug", None, "bug")),
        *(Change("review/900", None, "x"), Change("due", None, "x"), Change("title", "a", "b")),
    )
    event = an_event(one, *changes, kind="github.pull_request.merged")

    said = gate(answers(one, Told(events=(event,))), "delivery").said

    assert said == (
        "the last thing that was told of it: a pull request was merged (links, Start date, label "
        "bug, review and 2 more) by ann-moss on 18 Nov 2026, 09:00 UTC"
    )


def test_what_nobody_has_a_word_for_is_told_as_it_is_called() -> None:
    one = an_issue()
    event = an_event(one, kind="own.measure.told")

    assert "it: measure told by" in gate(answers(one, Told(events=(event,))), "delivery").said


def test_a_time_that_is_not_up_is_told_with_its_beginning() -> None:
    about = item("jira:PAY-1", status="Blocked", marks={"status": edited("Blocked", blocked(1))})

    answer = answers(bench(HELD, about=about))

    assert answer.said == (
        "It did nothing: it is so since 17 Nov 2026, 09:00 UTC; its time is up on "
        "20 Nov 2026, 09:00 UTC, if it stays so."
    )


def test_a_time_that_was_up_before_the_rule_was_there_is_told_as_that() -> None:
    about = item("jira:PAY-1", status="Blocked", marks={"status": edited("Blocked", blocked(9))})

    answer = answers(bench(HELD, about=about))

    assert stopped_by(answer) == "trigger"
    assert "its time was up on 12 Nov 2026, 09:00 UTC, before the rule read so" in answer.said


def test_a_time_that_is_just_up_is_told_as_that() -> None:
    about = item("jira:PAY-1", status="Blocked", marks={"status": edited("Blocked", blocked(9))})
    armed = Waiting("timer:tell:0", "company", NOW)

    answer = answers(bench(HELD, about=about), Told(waiting=(armed,)))

    assert "and it is looked at soon" in answer.said


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        (Waiting("timer:tell:1502", FIRED, NOW), "its time was up"),
        (Waiting("timer:tell:1502", "company", NOW), "its time is up"),
        (Waiting("look", "wall", NOW), "it is looked at"),
        (Waiting("waiting:tell:x", "wall", NOW), "it waits for what the event is about"),
        (Waiting("wake:tell:x", "company", NOW), "another rule wakes it"),
    ],
)
def test_what_waits_is_told_without_its_inner_name(waiting: Waiting, said: str) -> None:
    one = bench(MOVED, about=item("jira:PAY-1"))

    found = gate(answers(one, Told(waiting=(waiting,))), "limits")

    assert found.values[0] == (said, "18 Nov 2026, 09:00 UTC")


def test_a_limit_that_has_room_again_is_told_with_its_time() -> None:
    waiting = Waiting("timer:triage:limit", "company", NOW)

    found = gate(answers(an_issue(), replace(WOKEN, waiting=(waiting,))), "limits")

    assert found.values[0] == ("its limit has room again", "18 Nov 2026, 09:00 UTC")


def test_a_line_of_about_that_leaves_the_item_out_is_told_with_its_values() -> None:
    source = MOVED.replace("{path: event.item}", "{path: event.item, if: item.team == 'shop'}")
    one = bench(source, BERLIN, about=item("jira:PAY-1"))

    found = gate(answers(one, Told(events=(an_event(one, TO_DONE),))), "about")

    assert found.said == (
        "it is not about this item: its condition `item.team == 'shop'` is not met, team is pay"
    )


def test_an_expression_that_leads_to_the_items_stands_beside_the_gate() -> None:
    source = MOVED.replace("{path: event.item}", "{each: item.children}")
    about, part = item("jira:PAY-1", "epic"), item("jira:PAY-2")
    one = replace(bench(source, about=about), around=graph((part, about), kind=LinkKind.PARENT))

    assert gate(answers(one), "about").values[0] == ("about.each", "item.children")


def test_a_rule_whose_run_was_taken_back_rests_for_that_reason() -> None:
    answer = answers(an_issue(), replace(WOKEN, rest=Rest(NOW, 3, 0, is_undone=True)))

    assert answer.said == (
        "It wrote nothing: the rule rests since 18 Nov 2026, 09:00 UTC: "
        "a person took back what it wrote."
    )


@pytest.mark.parametrize(
    ("state", "answer", "said"),
    [
        ("planned", "", "is to {} since {}, and waits to be written"),
        ("held", "held: over 1 per day", "was to {}, and is held since {}: over 1 per day"),
        ("dead", "GitHub answered 410", "could not {} on {}, and gave up: GitHub answered 410"),
        ("already", "", "was to {} on {}, and found it so"),
    ],
)
def test_what_became_of_a_write_is_a_sentence(state: str, answer: str, said: str) -> None:
    wrote = replace(WRITTEN, state=state, said=answer)

    ((_, value),) = gate(answers(an_issue(), replace(WOKEN, writes=(wrote,))), "write").values

    what = "put on the label needs-triage (before: nothing)"
    assert value == said.format(what, "18 Nov 2026, 09:00 UTC")


def test_of_many_errors_in_its_file_the_first_two_stand_beside_the_rule() -> None:
    told = replace(WOKEN, trouble=tuple(f"0.yaml:{n}:1  x: y" for n in range(1, 10)))

    values = gate(answers(an_issue(), told), "rule").values

    assert sum("has an error" in name for name, _ in values) == 2
    assert values[-1] == ("errors that it has besides", "7")


def test_who_sees_the_item_is_told_in_words() -> None:
    one = replace(an_issue(), item=item("jira:PAY-1", visibility="restricted", priority="High"))

    assert ("seen by", "some of the company") in gate(answers(one, WOKEN), "permission").values


ROWS = TRIAGE.replace(
    '{value: none, if: "kinds | count < 4"}',
    '{value: none, if: {any: ["kinds | count < 4", "kinds | count > 9"]}}',
)


def test_a_row_of_choose_reads_as_a_sentence() -> None:
    found = gate(answers(an_issue(ROWS, labels=("bug",)), WOKEN), "condition")

    assert [line.text for line in found.lines][-3:] == [
        "choose needs-triage if: kinds | count == 0",
        "choose none if any of: kinds | count < 4",
        "choose none if any of: kinds | count > 9",
    ]
