"""The gates between a rule that wants something and the write: limits, people, fuse, the write."""

from dataclasses import replace
from datetime import timedelta

from automation.effects import Verdict
from automation.engine.why.explaining import explained, inquire
from automation.model import Change
from automation.ports import Case
from automation.ports.explaining import Rest, Site, Told, Trip, Waiting
from automation.sayings import Sayings, Snooze
from tests.engine.asked import TRIAGE, WOKEN, WRITTEN, an_event, an_issue, answers, gate, stopped_by
from tests.engine.cases import LONG_AGO, NOW, bench, edited
from tests.engine.items import item
from tests.engine.stepped import MOVED, TO_DONE


def test_a_team_that_left_is_told() -> None:
    teams = "pitboard: 1\nteams: {pay: {name: Pay, projects: [PAY]}}\n"
    one = bench(TRIAGE, teams, about=item("jira:PAY-1", priority="High"))

    answer = answers(one, replace(WOKEN, departed={"pay": NOW}))

    assert answer.said == "It did nothing: its team pay left Pitboard on 18 Nov 2026, 09:00 UTC."


def test_a_field_that_went_to_and_fro_is_told() -> None:
    answer = answers(an_issue(), replace(WOKEN, trips=(Trip("label:triage", NOW, "a, b, a"),)))

    assert stopped_by(answer) == "flips"
    assert "it wrote label triage to and fro (a, b, a) and rests there since" in answer.said


def test_a_rule_over_its_rate_is_told() -> None:
    held = replace(WRITTEN, state="held", open=True, said="held: over writes_per_item, 2 per day")

    answer = answers(an_issue(), replace(WOKEN, writes=(held,)))

    assert answer.said == (
        "It wrote nothing: it did as much here as it may: over writes_per_item, 2 per day."
    )


def test_what_waits_for_its_hour_is_told() -> None:
    later = NOW + timedelta(hours=3)
    waits = replace(WRITTEN, state="waiting", open=True, opens_at=later)

    answer = answers(an_issue(), replace(WOKEN, writes=(waits,)))

    assert stopped_by(answer) == "budget"
    assert "it may speak from 18 Nov 2026, 12:00 UTC on, and waits for that" in answer.said


def test_quiet_that_somebody_asked_for_is_told() -> None:
    one = bench(MOVED, about=item("jira:PAY-1"))
    asked_for = Snooze(one.item.id, NOW + timedelta(days=3), "Ann Moss", NOW, "supplier")
    told = Told(events=(an_event(one, TO_DONE),))
    case = Case(one.item.id, (), one.item, {}, {}, {}, sayings=Sayings({one.item.id: asked_for}))

    found = explained(
        inquire(
            *(one.rules, one.rules.rules[0], case, NOW),
            live_since={"tell": LONG_AGO},
            told=told,
        )
    )

    assert found.said == (
        "It wrote nothing: Ann Moss asked for quiet on 18 Nov 2026, 09:00 UTC, "
        "until 21 Nov 2026, 09:00 UTC."
    )


def test_a_rule_that_rests_is_told_with_the_way_out() -> None:
    answer = answers(an_issue(), replace(WOKEN, rest=Rest(NOW, 31, 25)))

    assert answer.said == (
        "It wrote nothing: the rule rests since 18 Nov 2026, 09:00 UTC: "
        "it wanted 31 items at once, its limit is 25."
    )
    assert gate(answer, "fuse").values == (("let it go", "pitboard apply triage --all"),)


def test_what_stands_already_is_no_reason_to_write() -> None:
    one = an_issue(labels=("needs-triage",))

    answer = answers(one, replace(WOKEN, writes=(WRITTEN,)))

    assert answer.stop is None
    assert answer.said == (
        "Nothing stops it: label triage reads needs-triage already; "
        "put on the label needs-triage (before: nothing) on 18 Nov 2026, 09:00 UTC, "
        "and the tracker took it."
    )


def test_a_write_that_failed_is_told_with_the_trackers_answer() -> None:
    failed = replace(WRITTEN, state="failed", open=True, said="GitHub answered 403", before=None)

    answer = answers(an_issue(), replace(WOKEN, writes=(failed,)))

    assert answer.said == (
        "It wrote nothing: could not put on the label needs-triage on 18 Nov 2026, 09:00 UTC: "
        "GitHub answered 403."
    )


def test_a_look_that_failed_for_good_is_told() -> None:
    dead = Waiting("look", "wall", NOW, dead=True, error="KeyError: 'labels'")

    answer = answers(an_issue(), replace(WOKEN, waiting=(dead,)))

    assert answer.said == ("It wrote nothing: looking at it failed for good: KeyError: 'labels'.")


def test_a_wish_that_nothing_woke_since_is_told() -> None:
    assert "it wants to put on the label needs-triage, and nothing woke it" in (
        answers(an_issue(), WOKEN).said
    )


def test_a_persons_value_is_told_with_its_end() -> None:
    about = item("jira:PAY-1", priority="High", marks={"label:needs-triage": edited("")})

    answer = answers(bench(TRIAGE, about=about), WOKEN)

    assert answer.said == (
        "It wrote nothing: ann-moss set it to nothing on 18 Nov 2026, 09:00 UTC; "
        "kept until 2 Dec 2026, 09:00 UTC."
    )
    write = gate(answer, "write")
    assert (write.answer, write.said) == (
        "unknown",
        "a person's value stands there, and is left alone",
    )


def test_our_own_echo_woke_nothing() -> None:
    one = an_issue()
    echo = an_event(one, Change("label:needs-triage", None, "needs-triage"))
    mark = replace(edited("needs-triage"), event=echo.key, ours=True)
    ours = replace(one, item=replace(one.item, marks={"label:needs-triage": mark}))

    assert gate(answers(one, Told(events=(echo,))), "trigger").answer == "passed"
    assert gate(answers(ours, Told(events=(echo,))), "trigger").answer == "stopped"


def test_an_event_of_our_account_woke_nothing_where_no_mark_tells_of_it() -> None:
    one = an_issue()
    told = Told(
        events=(an_event(one, Change("state", "a", "b")),), site=Site("jira", account="501")
    )

    assert gate(answers(one, told), "trigger").answer == "stopped"


def test_an_occasion_is_not_too_old_that_was_taken_up_in_time() -> None:
    one = bench(MOVED, about=item("jira:PAY-1"))
    old = an_event(one, TO_DONE, at=NOW - timedelta(days=8))
    taken = Verdict("tell", "abc", one.item.id, NOW - timedelta(days=8), "acted", "")

    assert gate(answers(one, Told(events=(old,))), "trigger").answer == "stopped"
    assert gate(answers(one, Told(events=(old,), verdict=taken)), "trigger").answer == "passed"
