"""B1: what waits, since when, and for what."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from automation.amount import Amount
from automation.calendar import Calendar
from automation.model import Item, LinkKind
from tests.status.builders import (
    Company,
    company,
    ids,
    item,
    leaf,
    limits,
    mark,
    on,
    signal,
    with_mark,
)

SEC = item("SEC-40", status="In Progress")


def waiting(since: datetime, number: int = 12, to: str = "jira:SEC-40") -> Item:
    return with_mark(leaf(number, "In Progress"), f"link:blocked_by:{to}", mark(since, to))


def blocked(since: datetime, blocker: Item = SEC, to: str = "jira:SEC-40") -> Company:
    part = waiting(since, to=to)
    return company(part).linked(part, LinkKind.BLOCKED_BY, blocker)


def test_a_part_that_waits_for_an_open_item_of_another_tracker_is_told() -> None:
    told = signal(blocked(on(10, 2), to="*:SEC-40").status(), "B1")

    assert told.text == "PAY-112 blocked by SEC-40 since 2 Oct"
    assert told.clears == "SEC-40 closes"
    assert told.since == on(10, 2)


def test_the_click_that_made_the_link_is_the_evidence() -> None:
    part = waiting(on(10, 2))
    told = signal(blocked(on(10, 2)).status(), "B1").evidence

    mine = part.marks["link:blocked_by:jira:SEC-40"]
    assert [(e.text, e.url, e.at, e.event) for e in told] == [
        (f"PAY-112: {mine.text}", mine.url, mine.at, mine.event)
    ]


@pytest.mark.parametrize(
    ("since", "level"),
    [
        (on(10, 14, 10), None),
        (on(10, 14, 9), "watch"),
        (on(10, 9, 10), "watch"),
        (on(10, 9, 9), "serious"),
    ],
)
def test_two_working_days_are_watched_and_five_are_serious(
    since: datetime, level: str | None
) -> None:
    found = [each.level for each in blocked(since).status().signals if each.id == "B1"]

    assert found == ([level] if level else [])


def test_a_weekend_is_not_counted() -> None:
    friday = blocked(on(10, 9))

    assert "B1" not in ids(friday.status(on(10, 12)))
    assert "B1" in ids(friday.status(on(10, 13)))


def test_a_holiday_is_not_counted() -> None:
    free = Calendar(holidays=frozenset({date(2026, 10, 12)}))
    friday = replace(blocked(on(10, 9)), calendar=free)

    assert "B1" not in ids(friday.status(on(10, 13)))
    assert "B1" in ids(friday.status(on(10, 14)))


def test_working_days_are_those_of_the_teams_zone_when_clocks_change() -> None:
    berlin = Calendar(zone=ZoneInfo("Europe/Berlin"))
    friday = replace(blocked(datetime(2026, 10, 23, 10, 0, tzinfo=UTC)), calendar=berlin)

    # At noon in Berlin: 10:00 in UTC before the last Sunday of October, 11:00 after it.
    assert "B1" not in ids(friday.status(datetime(2026, 10, 27, 10, 59, tzinfo=UTC)))
    assert "B1" in ids(friday.status(datetime(2026, 10, 27, 11, 0, tzinfo=UTC)))


def test_a_team_may_have_limits_of_its_own() -> None:
    quick = limits(blocked={"serious": Amount(3, "working days")})
    three = blocked(on(10, 13))

    assert signal(three.status(), "B1").level == "watch"
    assert signal(replace(three, limits=quick).status(), "B1").level == "serious"


@pytest.mark.parametrize("status", ["Done", "Won't do"])
def test_a_closed_item_blocks_nothing(status: str) -> None:
    over = item("SEC-40", status=status)

    assert "B1" not in ids(blocked(on(10, 2), over).status())


def test_a_part_that_is_done_waits_for_nothing() -> None:
    part = replace(waiting(on(10, 2)), fields={"status": "Done"})

    assert "B1" not in ids(company(part, leaf(6)).linked(part, LinkKind.BLOCKED_BY, SEC).status())


def test_it_waits_again_since_the_blocker_was_reopened() -> None:
    again = with_mark(SEC, "status", mark(on(10, 7), "In Progress", "Done"))

    assert signal(blocked(on(9, 20), again).status(), "B1").since == on(10, 7)


def test_a_move_between_open_statuses_is_no_reopening() -> None:
    moved = with_mark(SEC, "status", mark(on(10, 14), "In Progress", "To Do"))

    assert signal(blocked(on(10, 2), moved).status(), "B1").since == on(10, 2)


def test_a_status_that_says_blocked_is_told_since_its_own_move() -> None:
    part = leaf(12, "Blocked", at=on(10, 5))
    told = signal(company(part).status(), "B1")

    assert (told.text, told.clears) == ("PAY-112 blocked since 5 Oct", "PAY-112 moves on")


@pytest.mark.parametrize("name", ["Blockiert (extern)", "BLOQUÉ", "Zablokowane", "Заблокировано"])
def test_a_status_says_blocked_in_any_language(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_groups(), name, "doing")

    assert "B1" in ids(company(leaf(12, name, at=on(10, 5))).status())


@pytest.mark.parametrize("name", ["On hold", "In Progress"])
def test_work_on_hold_or_in_progress_is_not_blocked(name: str) -> None:
    assert "B1" not in ids(company(leaf(12, name, at=on(10, 5))).status())


def _groups() -> dict[str, str]:
    from tests.status import builders  # noqa: PLC0415 - the one table the tests add names to

    return builders.GROUPS


def test_a_column_of_a_board_says_blocked_as_well() -> None:
    card = replace(
        leaf(12),
        fields={"state": "open", "created": on(6, 1)},
        facets={"project/7/Status": "Blocked"},
        marks={"project/7/Status": mark(on(10, 5), "Blocked", "In Progress")},
    )

    assert signal(company(card).status(), "B1").since == on(10, 5)


def test_a_flag_and_a_label_say_blocked() -> None:
    flagged = replace(
        leaf(12), fields={"status": "To Do", "flagged": True}, marks={"flagged": mark(on(10, 5), 1)}
    )
    labelled = with_mark(leaf(12, labels=("Blocked",)), "label:Blocked", mark(on(10, 6), "Blocked"))

    assert signal(company(flagged).status(), "B1").clears == "PAY-112 loses its flag"
    assert signal(company(labelled).status(), "B1").since == on(10, 6)


def test_only_what_the_limits_name_says_blocked() -> None:
    part = leaf(12, "Blocked", at=on(10, 2), labels=("stuck",))
    part = with_mark(part, "label:stuck", mark(on(10, 6), "stuck"))
    mine = limits(blocked={"from": ("label stuck",)})

    assert signal(replace(company(part), limits=mine).status(), "B1").since == on(10, 6)


def test_the_longest_is_told_and_the_others_are_counted() -> None:
    parts = [waiting(on(10, day), day) for day in (2, 5, 12, 15)]
    whole = company(*parts)
    for part in parts:
        whole = whole.linked(part, LinkKind.BLOCKED_BY, SEC)

    text = signal(whole.status(), "B1").text
    assert text == "PAY-102 blocked by SEC-40 since 2 Oct, and 2 more"


def test_what_it_waits_for_is_named_before_a_status_of_the_same_item() -> None:
    part = replace(waiting(on(10, 6)), fields={"status": "Blocked", "created": on(6, 1)})
    part = with_mark(part, "status", mark(on(10, 5), "Blocked", "To Do"))
    whole = company(part).linked(part, LinkKind.BLOCKED_BY, SEC)

    assert signal(whole.status(), "B1").text == "PAY-112 blocked by SEC-40 since 6 Oct"


def test_a_blocked_pull_request_is_no_blocked_work() -> None:
    pull = leaf(12, "Blocked", at=on(10, 2), type_="pull_request")

    assert "B1" not in ids(company(leaf(6), pull).status())


def test_the_item_itself_may_be_blocked() -> None:
    epic = with_mark(
        item("PAY-1", "epic", status="Blocked"), "status", mark(on(10, 2), "Blocked", "To Do")
    )

    assert signal(company(leaf(6), epic=epic).status(), "B1").text == "PAY-1 blocked since 2 Oct"


def test_what_was_blocked_from_the_start_is_so_since_its_creation() -> None:
    part = leaf(12, "Blocked", created=on(10, 2))
    told = signal(company(part).status(), "B1")

    assert (told.since, told.evidence[0].event) == (on(10, 2), "")


def test_a_restricted_item_is_not_named_in_the_sentence_of_another() -> None:
    secret = item("SEC-99", status="In Progress", visibility="restricted")
    told = signal(blocked(on(10, 2), secret, to="jira:SEC-99").status(), "B1")
    shown = f"{told.text} {told.clears} {told.evidence}"

    assert told.text == "PAY-112 blocked by a restricted item since 2 Oct"
    assert "SEC-99" not in shown


def test_a_block_of_tomorrow_is_not_known_today() -> None:
    assert "B1" not in ids(blocked(on(10, 2)).status(on(10, 1)))
