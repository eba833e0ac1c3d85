"""What proves a health that warns of nothing supports its sentence, and tells of no warning."""

from dataclasses import replace

from automation.model import Evidence
from tests.status.builders import Company, company, item, leaf, mark, on, with_mark


def texts(whole: Company, value: str) -> list[str]:
    found = whole.status().grounds.get(value, ())
    assert all(isinstance(each, Evidence) for each in found)
    return [each.text for each in found]


def blocked_lately() -> Company:
    """Its newest change of all is a part that was blocked yesterday."""
    part = leaf(9, labels=["blocked"])
    said = mark(on(10, 15), "blocked", text='ada put on the label "blocked"')
    return company(leaf(8), with_mark(part, "label:blocked", said))


def test_on_track_is_proven_by_what_was_finished_last_and_by_the_word_on_its_date() -> None:
    promised = mark(on(9, 1), on(12, 1), text="mara changed due from nothing to 1 Dec 2026")
    whole = blocked_lately().due(on(12, 1, 0), promised)

    assert texts(whole, "on_track") == [
        "PAY-105: ann-moss changed it to Done",
        "mara changed due from nothing to 1 Dec 2026",
    ]


def test_on_track_is_never_proven_by_a_block() -> None:
    for whole in (blocked_lately(), replace(blocked_lately(), parts=blocked_lately().parts[5:])):
        assert not [each for each in texts(whole, "on_track") if "blocked" in each]


def test_with_nothing_finished_and_no_date_the_part_that_came_last_proves_the_count() -> None:
    whole = replace(company(), parts=(leaf(1), leaf(2, created=on(9, 9))))

    assert texts(whole, "on_track") == ["PAY-102 was added"]


def test_a_part_that_says_only_when_it_was_closed_proves_as_much() -> None:
    closed = item("PAY-109", state="closed", closed=on(10, 14))

    assert texts(replace(company(), parts=(closed, leaf(1))), "on_track") == [
        "PAY-109 was finished"
    ]


def test_done_is_proven_by_what_ended_it() -> None:
    ended = mark(on(10, 15), "Done", "In Progress", text="mara moved it to Done")
    told = mark(on(10, 16, 8), "told:Velder", text='hanna put on the label "told:Velder"')
    epic = item("PAY-1", "epic", status="Done", marks={"status": ended, "label:told:velder": told})
    whole = replace(company(), epic=epic)

    assert texts(whole, "done") == ["mara moved it to Done", "PAY-105: ann-moss changed it to Done"]


def test_paused_is_proven_by_what_set_it_aside() -> None:
    aside = mark(on(10, 2), "On hold", "In Progress", text="greta moved it to On hold")
    talk = mark(on(10, 15), on(10, 15), text="greta commented on it")
    epic = item("PAY-1", "epic", status="On hold", marks={"status": aside, "commented": talk})
    whole = replace(company(), epic=epic, paused=True)

    assert texts(whole, "paused") == ["greta moved it to On hold"]


def test_what_some_of_its_readers_may_not_see_is_proven_without_its_name() -> None:
    whole = replace(company(), parts=(leaf(7, "Done", at=on(10, 1), visibility="restricted"),))

    assert [each for each in texts(whole, "on_track") if "PAY-107" in each] == []
    assert texts(whole, "on_track") == ["a change of a restricted item"]
