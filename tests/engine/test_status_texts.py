"""What is written beside a health: all that is asked, in plain words, and nothing that acts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.actions.plain import BREAK
from automation.appraisal import Asking, Signal
from automation.model import Evidence
from tests.engine.appraised import BLOCKED, CALM, RULE, SINCE, WHOLE, commented, epic, fields
from tests.engine.cases import NOW
from tests.engine.items import item

DAY = timedelta(days=1)


def test_the_comment_holds_all_of_it_in_the_order_of_what_is_asked_first() -> None:
    plan = epic(replace(WHOLE, signals=(BLOCKED,))).decides()

    assert commented(plan) == (
        "▲ At risk: PAY-12 blocked by SEC-40 since 2 Oct. Clears when SEC-40 closes.\n"
        "\n"
        "18 of 31 done, +4 since 1 Sep.\n"
        "At the usual pace done in the week of 30 Nov.\n"
        "Target 27 Nov, first 12 Sep, moved later 2 times.\n"
        "Asked for by 2 customers, 1 told, Globex has waited longest since 2 Oct.\n"
        "\n"
        "Evidence:\n"
        "- blocked it on 2 Oct: https://jira.example.com/browse/SEC-40\n"
        "\n"
        "Filled by Pitboard from the work itself. Change Health and yours stays for 14 days."
    )


@pytest.mark.parametrize("days", [1, 3, 20])
def test_a_day_that_passes_alone_changes_no_text(days: int) -> None:
    still = replace(WHOLE, pace=None)
    later = epic(still).decides(now=NOW + days * DAY)

    assert commented(later) == commented(epic(still).decides())
    assert fields(later) == fields(epic(still).decides())


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
