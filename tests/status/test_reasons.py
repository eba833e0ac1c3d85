"""The sentence behind a health, and that it stays the same until something changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from automation.appraisal import Pace, Progress, Signal, Status
from automation.calendar import Calendar
from automation.reasons import LONGEST, day_name, reason, spoken
from tests.status.builders import NOW, company, leaf, on

B1 = Signal("B1", "serious", on(10, 2), "PAY-12 blocked by SEC-40 since 2 Oct", (), "SEC-40 closes")
S1 = Signal("S1", "watch", on(9, 20), "scope +13 % since 1 Sep: 4 added, 0 removed")
F2 = Signal("F2", "serious", on(10, 15), "target 14 Oct passed, 5 of 31 open")
F3 = Signal("F3", "serious", on(9, 1), "target moved twice, first 12 Sep")
A1 = Signal("A1", "unknown", on(10, 2), "no movement since 2 Oct", (), "anything of it moves")
U1 = Signal("U1", "unknown", on(10, 1), "too little to judge: history only since 1 Oct")


def found(*signals: Signal, likely: datetime | None = None) -> Status:
    progress = Progress(18, 31, since=on(9, 1))
    return Status(NOW, progress, signals, Pace(3.0, 6, likely) if likely else None)


def said(status: Status, value: str) -> str:
    return reason(status, value, Calendar())


def test_the_strongest_signal_is_told_with_what_ends_it() -> None:
    assert said(found(B1), "at_risk") == (
        "PAY-12 blocked by SEC-40 since 2 Oct. Clears when SEC-40 closes."
    )


def test_a_second_signal_of_another_family_stands_beside_it() -> None:
    assert said(found(B1, S1), "at_risk") == (
        "PAY-12 blocked by SEC-40 since 2 Oct; scope +13 % since 1 Sep: 4 added, 0 removed. "
        "Clears when SEC-40 closes."
    )
    assert said(found(F3, F2), "at_risk") == F3.text


def test_a_passed_date_speaks_first_where_it_is_the_verdict() -> None:
    assert said(found(F3, B1, F2), "off_track").startswith(F2.text)


def test_missing_evidence_speaks_only_for_unknown() -> None:
    assert said(found(B1, A1, U1), "unknown").startswith("no movement since 2 Oct; too little")
    assert "no movement" not in said(found(B1, A1), "at_risk")


def test_two_warnings_that_only_count_together_stay_together() -> None:
    first = replace(B1, level="watch", text="PAY-12 blocked since 2 Oct " + "x" * 50)
    second = replace(S1, text="scope +13 % since 1 Sep: 4 added, 0 removed " + "y" * 30)

    assert said(found(first, second), "at_risk") == f"{first.text}; {second.text}"


def test_a_serious_warning_rather_keeps_what_ends_it() -> None:
    second = replace(S1, text=S1.text + "y" * 65)

    assert said(found(B1, second), "at_risk") == (
        "PAY-12 blocked by SEC-40 since 2 Oct. Clears when SEC-40 closes."
    )


def test_on_track_is_how_far_it_is_and_its_target() -> None:
    assert said(replace(found(), target=on(10, 31, 0)), "on_track") == (
        "18 of 31 done, target 31 Oct"
    )
    assert said(found(), "on_track") == "18 of 31 done, no date promised"


def test_where_the_pace_leads_is_no_part_of_a_sentence() -> None:
    assert said(found(likely=on(12, 9)), "on_track") == said(found(), "on_track")


def test_a_value_that_no_signal_speaks_for_is_told_by_its_progress() -> None:
    assert said(found(), "at_risk") == "18 of 31 done, no date promised"
    assert said(Status(NOW, Progress(0, 0)), "on_track") == "no work is listed under it yet"


def test_days_are_those_of_the_team() -> None:
    late = datetime(2026, 10, 1, 23, 30, tzinfo=UTC)
    midnight = datetime(2026, 12, 11, tzinfo=UTC)
    over = replace(found(), closed_at=late, paused_since=late, target=midnight)

    for value, here, there in (
        ("done", "closed on 1 Oct with 13 of 31 open", "closed on 2 Oct with 13 of 31 open"),
        ("paused", "paused since 1 Oct, 18 of 31 done", "paused since 2 Oct, 18 of 31 done"),
        ("on_track", "18 of 31 done, target 11 Dec", "18 of 31 done, target 11 Dec"),
    ):
        assert reason(over, value, Calendar(ZoneInfo("America/New_York"))) == here
        assert reason(over, value, Calendar(ZoneInfo("Europe/Berlin"))) == there


def test_a_signal_stands_in_a_sentence_even_where_it_was_cut() -> None:
    long = replace(B1, text=B1.text + "x" * 200)
    status = found(long, A1)

    assert spoken(status, said(status, "at_risk")) == (long,)


def test_done_says_whether_all_of_it_is() -> None:
    over = replace(found(), closed_at=on(10, 1))

    assert said(over, "done") == "closed on 1 Oct with 13 of 31 open"
    assert said(replace(over, progress=Progress(31, 31)), "done") == "all 31 done on 1 Oct"


def test_paused_says_since_when() -> None:
    assert said(replace(found(), paused_since=on(9, 9)), "paused") == (
        "paused since 9 Sep, 18 of 31 done"
    )


def test_a_day_far_away_has_its_year() -> None:
    today = date(2026, 10, 16)

    assert day_name(today - timedelta(days=300), today) == "20 Dec"
    assert day_name(today - timedelta(days=301), today) == "19 Dec 2025"
    assert day_name(date(2027, 10, 1), today) == "1 Oct 2027"


@pytest.mark.parametrize("value", ["on_track", "at_risk", "off_track", "unknown", "done", "paused"])
def test_no_sentence_is_longer_than_a_field_shows(value: str) -> None:
    long = tuple(replace(each, text=each.text + "z" * 140) for each in (F2, B1, A1))

    assert len(said(found(*long), value)) <= LONGEST


def test_a_sentence_reads_the_same_on_every_day_of_a_week() -> None:
    whole = company(leaf(12, "Blocked", at=on(10, 2)))
    told = {said(whole.status(on(10, day)), "at_risk") for day in (12, 13, 14, 15, 16)}

    assert told == {"PAY-112 blocked since 2 Oct. Clears when PAY-112 moves on."}
