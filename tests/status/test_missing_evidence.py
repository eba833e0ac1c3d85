"""A1 and U1: nothing has moved, or too little is known. Both lead to unknown, never to red."""

from dataclasses import replace
from datetime import datetime

import pytest

from automation.amount import Amount
from automation.appraisal import Background
from automation.model import Actor, Item
from tests.status.builders import (
    BOT,
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


def still(*parts: Item) -> Company:
    """An epic whose last movement is of 2 October, and these parts."""
    epic = item("PAY-1", "epic", status="In Progress")
    epic = with_mark(epic, "commented", mark(on(10, 2), on(10, 2)))
    return replace(company(leaf(6), *parts), epic=epic)


def test_ten_working_days_without_a_move_are_silence() -> None:
    assert "A1" not in ids(still().status(on(10, 16, 8)))
    told = signal(still().status(on(10, 16, 9)), "A1")

    assert (told.level, told.text) == ("unknown", "no movement since 2 Oct, 1 of 6 open")


def test_the_last_movement_is_its_evidence() -> None:
    status = still().status()

    assert status.moved is not None
    assert signal(status, "A1").evidence == (status.moved,)


def test_a_move_of_a_part_or_its_pull_request_ends_the_silence() -> None:
    pull = with_mark(leaf(9, type_="pull_request"), "pushed", mark(on(10, 8), on(10, 8)))

    assert "A1" not in ids(still(pull).status())


def test_pull_requests_of_a_bot_are_no_movement() -> None:
    pulls = tuple(
        replace(
            item(f"acme/shop#{each}", "pull_request", author="renovate[bot]", created=on(10, 10)),
            marks={"pushed": mark(on(10, 12), each, by=BOT)},
        )
        for each in range(400)
    )

    assert "A1" in ids(still(*pulls).status())


@pytest.mark.parametrize(
    "quiet",
    [
        mark(on(10, 12), "x", ours=True),
        mark(on(10, 12), "x", by=Actor("7", "sync[bot]")),
        mark(on(10, 12), "x", by=Actor("7", "importer", is_bot=True)),
    ],
)
def test_our_own_writes_and_bots_are_no_movement(quiet: object) -> None:
    part = with_mark(leaf(9), "commented", quiet)  # type: ignore[arg-type] # it is a mark

    assert "A1" in ids(still(part).status())


def test_what_was_seen_without_a_name_is_somebodys_movement() -> None:
    part = with_mark(leaf(9), "priority", mark(on(10, 12), "High", by=None))

    assert "A1" not in ids(still(part).status())


def test_the_rule_folder_does_not_move_anything() -> None:
    part = with_mark(leaf(9), "link:parent:own:obj-retain", mark(on(10, 12), "own:x", by=None))

    assert "A1" in ids(still(part).status())


def test_a_new_part_is_movement() -> None:
    status = still(leaf(9, created=on(10, 12))).status()

    assert status.moved is not None
    assert status.moved.text == "PAY-109 was created"
    assert "A1" not in ids(status)


def test_the_newest_movement_of_all_is_told() -> None:
    parts = [with_mark(leaf(9 + d), "commented", mark(on(10, d), d)) for d in (9, 12, 7)]
    status = still(*parts).status()

    assert status.moved is not None
    assert status.moved.at == on(10, 12)


def test_a_paused_or_finished_item_may_be_silent() -> None:
    done = [leaf(each, "Done", at=on(9, 3)) for each in (1, 2)]

    assert "A1" in ids(still().status())
    assert not replace(still(), paused=True).status().signals
    assert not replace(still(), parts=tuple(done)).status().signals


def test_a_young_item_is_not_silent_yet() -> None:
    young = Company(item("PAY-1", "epic", created=on(10, 5)), (leaf(1, created=on(10, 5)),))

    assert "A1" not in ids(young.status())


def test_a_team_may_be_silent_longer() -> None:
    slow = limits(silence={"unknown": Amount(20, "working days")})

    assert "A1" not in ids(replace(still(), limits=slow).status())


def test_an_item_too_young_to_judge_says_so() -> None:
    young = Company(item("PAY-1", "epic", created=on(9, 28)), (leaf(1), leaf(2)))
    told = signal(young.status(), "U1")

    assert told.text == "too little to judge: created 28 Sep, nothing finished yet"
    assert told.clears == "something is finished, or on 19 Oct"


def test_an_item_is_young_for_fifteen_working_days() -> None:
    young = Company(item("PAY-1", "epic", created=on(9, 25)), (leaf(1), leaf(2)))

    assert "U1" in ids(young.status(on(10, 16, 8)))
    assert "U1" not in ids(young.status(on(10, 16, 9)))


def test_something_finished_makes_an_item_old_enough() -> None:
    young = Company(item("PAY-1", "epic", created=on(9, 28)), (leaf(1, "Done"), leaf(2)))

    assert "U1" not in ids(young.status())


def test_a_team_with_a_short_history_is_unknown() -> None:
    def known(began: datetime) -> Company:
        here = company(leaf(6))
        return replace(here, background=replace(here.background, began=began))

    told = signal(known(on(10, 1)).status(), "U1")

    assert told.text == "too little to judge: history only since 1 Oct"
    assert told.clears == "there are 5 weeks of history, on 5 Nov"
    assert "U1" in ids(known(on(9, 11, 10)).status())
    assert "U1" not in ids(known(on(9, 11, 9)).status())


def test_a_team_that_finished_little_is_unknown() -> None:
    here = company(leaf(6))
    times = tuple(on(9, 1 + each) for each in range(10))
    few = replace(here, background=Background(finished=times[:9], began=on(7, 6)))
    enough = replace(here, background=Background(finished=times, began=on(7, 6)))

    assert signal(few.status(), "U1").text == "too little to judge: 9 items finished since 6 Jul"
    assert "U1" not in ids(enough.status())
    assert "U1" in ids(enough.status(on(9, 10, 8)))


def test_nothing_on_record_is_never_green() -> None:
    blank = replace(company(leaf(6)), background=Background())

    assert signal(blank.status(), "U1").text.endswith("created 1 Jun, no history on record")


def test_an_item_without_work_is_unknown() -> None:
    assert signal(Company().status(), "U1").text == (
        "too little to judge: created 1 Jun, no work under it"
    )


def test_a_dropped_item_is_not_done_and_warns_of_nothing_else() -> None:
    epic = item("PAY-1", "epic", status="Won't do")
    epic = with_mark(epic, "status", mark(on(10, 2), "Won't do", "In Progress"))
    status = replace(company(leaf(6)).due(on(9, 1, 0)), epic=epic).status()

    assert ids(status) == {"U1"}
    assert (status.closed_at, status.signals[0].text) == (None, "dropped on 2 Oct, 5 of 6 done")


def test_missing_evidence_is_told_after_what_is_serious() -> None:
    part = leaf(7, "Blocked", at=on(10, 6))
    young = Company(item("PAY-1", "epic", created=on(10, 5)), (part, leaf(8)))

    assert [each.id for each in young.status().signals] == ["B1", "U1"]


def test_a_dropped_item_is_not_done_though_all_that_is_left_of_it_is() -> None:
    epic = item("PAY-1", "epic", status="Won't do")

    assert replace(company(), epic=epic).status().closed_at is None
