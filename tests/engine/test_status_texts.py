"""What is written beside a health: all that is asked, in plain words, and nothing that acts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.actions.plain import BREAK
from automation.appraisal import Asking, Progress, Signal, Status
from automation.calendar import Calendar
from automation.engine.deciding.status_texts import Told, comment, differ_in_counts_alone
from automation.model import Derived, Evidence
from automation.reasons import reason
from tests.engine.appraised import (
    BLOCKED,
    CALM,
    LATE,
    RULE,
    SINCE,
    WHOLE,
    commented,
    epic,
    fields,
)
from tests.engine.cases import NOW
from tests.engine.items import item

DAY = timedelta(days=1)


def test_the_comment_holds_all_of_it_in_the_order_of_what_is_asked_first() -> None:
    plan = epic(replace(WHOLE, signals=(BLOCKED,))).decides()

    assert commented(plan) == (
        "▲ At risk: PAY-12 blocked by SEC-40 since 2 Oct. Clears when SEC-40 closes.\n"
        "\n"
        "18 of 31 done, +4 since 1 Sep.\n"
        "Target 27 Nov, first 12 Sep, moved later 2 times.\n"
        "Asked for by 2 customers, 1 told, Globex has waited longest since 2 Oct.\n"
        "\n"
        "Evidence:\n"
        "- blocked it on 2 Oct: https://jira.example.com/browse/SEC-40\n"
        "\n"
        "Filled by Pitboard from the work itself; a new count alone waits up to a week. "
        "Change Health and yours stays for 14 days."
    )


@pytest.mark.parametrize("days", [1, 3, 20])
def test_a_day_that_passes_alone_changes_no_text(days: int) -> None:
    later = epic().decides(now=NOW + days * DAY)

    assert commented(later) == commented(epic().decides())
    assert fields(later) == fields(epic().decides())


def test_evidence_is_that_of_the_signals_that_are_told() -> None:
    last = Evidence("closed it", "https://jira.example.com/browse/PAY-9", SINCE, "event-9")
    silence = Signal("A1", "unknown", SINCE, "no movement since 2 Oct", (last,))
    watched = replace(BLOCKED, level="watch")

    at_risk = commented(epic(replace(WHOLE, signals=(BLOCKED, silence), moved=last)).decides())
    noted = commented(epic(replace(CALM, signals=(watched,), moved=last)).decides())
    calm = commented(epic(replace(CALM, moved=last)).decides())

    assert "\n\nEvidence:\n- blocked it on 2 Oct" in at_risk
    assert "\n\nEvidence:\n- blocked it on 2 Oct" in noted
    assert "Evidence" not in calm
    assert "PAY-9" not in at_risk + noted


def test_a_reason_in_a_rules_own_words_has_the_evidence_of_its_signals() -> None:
    own = RULE.replace('| count > 0"}', '| count > 0", because: "see the board"}')

    assert "\n- blocked it on 2 Oct" in commented(epic(rule=own).decides())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("target 14 Oct passed, 5 of 31 open", "target 14 Oct passed, 4 of 31 open"),
        (
            "scope +9 % since 1 Sep: 4 added, 0 removed",
            "scope +20 % since 1 Sep: 6 added, 1 removed",
        ),
        ("18 of 31 done, +4 -1 since 1 Sep.", "19 of 32 done, +5 -1 since 1 Sep."),
        ("too little: 1 item finished since 1 Sep", "too little: 2 items finished since 1 Sep"),
        ("so.\n\nEvidence:\n- this", "so.\n\nEvidence:\n- that\n- this"),
    ],
)
def test_what_differs_in_counts_alone(one: str, other: str) -> None:
    assert differ_in_counts_alone(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PAY-12 blocked since 2 Oct", "PAY-13 blocked since 2 Oct"),
        ("PAY-12 blocked since 2 Oct", "PAY-12 blocked since 3 Oct"),
        ("target moved 2 times, first 12 Sep", "target moved 3 times, first 12 Sep"),
        ("On track: 18 of 31 done.", "Done: all 31 done."),
        ("so.\n\nEvidence:\n- this", "so."),
    ],
)
def test_what_says_something_else(one: str, other: str) -> None:
    assert not differ_in_counts_alone(one, other)


HOSTILE = "@acme/all fixes #1 <script>x</script> [a](http://evil.example) {code}\nh1. x\u202e"


def test_what_a_tracker_says_calls_nobody_closes_nothing_and_is_no_markup() -> None:
    proof = Evidence(HOSTILE, "https://x.example/a_(b)|c]d@e*f", SINCE, "e1")
    signal = Signal("B1", "serious", SINCE, HOSTILE, (proof,), HOSTILE)
    hostile = replace(WHOLE, signals=(signal,), askings=(Asking(HOSTILE, SINCE, ""),))

    plan = epic(hostile).decides()
    text, line = commented(plan), fields(plan)["status_line"]

    for start in ("@acme", "#1", "<script", "](", "{code", "\u202e"):
        assert start not in text
    assert BREAK in text
    assert "https://x.example/a_%28b%29%7Cc%5Dd%40e%2Af" in text
    assert line is not None
    assert "\n" not in line
    assert "\u202e" not in line
    assert len(line) <= 250


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "https://x.example/a b", "ftp://x/y"])
def test_an_address_that_is_none_is_left_out(url: str) -> None:
    proof = Evidence("blocked it", url, SINCE, "e1")
    text = commented(epic(replace(WHOLE, signals=(replace(BLOCKED, evidence=(proof,)),))).decides())

    assert "\n- blocked it on 2 Oct\n" in text


def test_a_long_reason_ends_at_a_word_and_fits_the_field() -> None:
    text = RULE.replace(
        "{value: on_track, if: true}", '{value: on_track, if: true, because: "{{ item.title }}"}'
    )
    long = item("jira:PAY-1", "epic", title="many words " * 60)

    line = fields(epic(CALM, rule=text, about=long).decides())["status_line"]

    assert line is not None
    assert len(line) <= 250
    assert line.endswith((" many words…", " many…"))


def test_a_comment_with_everything_stays_within_what_trackers_hold() -> None:
    many = tuple(
        replace(BLOCKED, level="watch", text=f"{n} " + "x" * 5_000, evidence=BLOCKED.evidence * 9)
        for n in range(50)
    )

    assert len(commented(epic(replace(WHOLE, signals=(BLOCKED, *many))).decides())) < 8_000


ON_TRACK = "\u25cf On track: 18 of 31 done, target 27 Nov"
NO_DATE = replace(CALM, target=None, first_target=None, moves=0)
MOVED = "target moved twice, first 12 Sep"
SAID = [
    (CALM, (ON_TRACK, "Scope +4 since 1 Sep.", "First promised for 12 Sep, moved later 2 times.")),
    (replace(CALM, moves=0), (ON_TRACK, "Scope +4 since 1 Sep.")),
    (NO_DATE, ("\u25cf On track: 18 of 31 done, no date promised", "Scope +4 since 1 Sep.")),
    (
        replace(CALM, progress=Progress(18, 31, dropped=2), moves=0),
        (ON_TRACK, "2 dropped."),
    ),
    (
        replace(
            CALM, signals=(replace(LATE, text="target 27 Nov passed, 13 of 31 open"),), moves=0
        ),
        ("\u25a0 Off track: target 27 Nov passed, 13 of 31 open", "Scope +4 since 1 Sep."),
    ),
    (
        replace(CALM, signals=(replace(BLOCKED, id="F3", text=MOVED, clears=""),)),
        (f"\u25b2 At risk: {MOVED}", "18 of 31 done, +4 since 1 Sep.", "Target 27 Nov."),
    ),
]


@pytest.mark.parametrize(("status", "told"), SAID)
def test_what_the_sentence_says_of_progress_and_target_is_said_once(
    status: Status, told: tuple[str, ...]
) -> None:
    text = commented(epic(status).decides())

    whole = text.partition("\nAsked")[0].partition("\n\nEvidence")[0]
    assert [line.rstrip(".") for line in whole.split("\n") if line] == [
        line.rstrip(".") for line in told
    ]


def test_what_was_dropped_is_told_apart_from_what_is_done() -> None:
    over = replace(CALM, progress=Progress(9, 9, dropped=3), closed_at=SINCE, moves=0)
    because = reason(over, "done", Calendar())

    text = comment(Told(Derived("e", "health", "done", because, (), "health", "h", SINCE), over))

    assert because == "all 9 done on 2 Oct, 3 dropped"
    assert text.count("3 dropped") == 1
    assert "9 of 9" not in text
