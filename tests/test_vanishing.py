"""What cannot be seen any more is there no more, and is there again as soon as it is seen."""

from dataclasses import replace
from itertools import permutations

import pytest

from automation.echoes import Echoes
from automation.folding import fold
from automation.guards import Taken, note
from automation.model import Item, Link, LinkKind, Reading, Sighting
from automation.past import as_of
from automation.ports import Known
from automation.vanishing import VANISHED, read, tell
from tests.builders import ISSUE, a_sighting, an_event, at, label_on
from tests.test_guards import nobody, taken

_LINK = Link(LinkKind.PARENT, "github:acme/shop#1", "field")


def vanished(seconds: float = 0) -> Sighting:
    """The answer to a question of then: it cannot be seen."""
    (seen,) = read(
        "github", {"item": ISSUE, "since": at(seconds).isoformat()}, at(seconds)
    ).sightings
    return seen


def found(seconds: float = 0, state: str = "open") -> Sighting:
    """The answer to a question of then; GitHub's own time of it is long ago."""
    return replace(a_sighting(labels=["bug"], reread=True, state=state), asked_at=at(seconds))


def folded(*messages: Sighting) -> Taken:
    made: Taken | None = None
    for message in messages:
        made = taken(made.item if made else None, message)
    assert made is not None
    return made


def is_there(item: Item) -> bool:
    assert item.vanished <= (item.deleted_at is not None)
    return item.deleted_at is None


def test_what_is_told_is_what_is_read() -> None:
    told = tell("jira", "jira:10001", at(5), since=at(7))

    assert (told.kind, told.connection, told.received_at) == (VANISHED, "jira", at(5))
    (seen,) = read("jira", {"item": "jira:10001", "since": at(7).isoformat()}, at(5)).sightings
    assert (seen.item_id, seen.at, seen.asked_at, seen.vanished) == (
        "jira:10001",
        at(7),
        at(5),
        True,
    )
    assert tell("jira", "jira:10001", at(6), since=at(7)).id != told.id


def test_an_item_that_vanished_is_there_no_more_and_keeps_what_is_known_of_it() -> None:
    gone = folded(a_sighting(labels=["bug"]), vanished(60))

    assert gone.changed == {"deleted"}
    assert gone.item.deleted_at == at(60)
    assert gone.item.key == a_sighting().key
    assert gone.item.labels == {"bug"}


def test_found_again_it_is_there_again_as_if_it_were_new() -> None:
    again = folded(a_sighting(labels=["bug"]), vanished(60), found(120))

    assert is_there(again.item)
    assert again.changed == {"new", "deleted"}
    assert not again.reread


def test_a_message_does_not_bring_it_back_but_has_it_asked_for() -> None:
    told = folded(a_sighting(), vanished(60), a_sighting(seconds=3600, state="closed"))

    assert not is_there(told.item)
    assert (told.reread, told.changed) == (True, frozenset())
    assert is_there(taken(told.item, found(3700, state="closed")).item)


def test_a_comment_has_it_asked_for_too() -> None:
    gone = folded(a_sighting(), vanished(60)).item

    noted = note(gone, an_event(label_on("bug"), seconds=70), is_ours=nobody)

    assert (noted.reread, noted.changed) == (True, frozenset())
    assert [facet for facet, _ in noted.marks] == ["label:bug"]


def test_a_comment_that_changes_nothing_has_it_asked_for_too() -> None:
    gone = folded(a_sighting(), vanished(60)).item

    (renewed,) = fold(
        [Reading(event=an_event(seconds=70))], {ISSUE: Known(gone, 1)}, Echoes({}, frozenset()), {}
    )

    assert renewed.reread


def test_another_item_that_we_read_again_does_not_have_it_asked_for() -> None:
    gone = folded(a_sighting(), vanished(60)).item

    assert not taken(gone, a_sighting(seconds=90, reread=True)).reread


def test_an_answer_from_before_changes_nothing() -> None:
    assert not is_there(folded(a_sighting(), vanished(60), found(59)).item)
    assert is_there(folded(a_sighting(), found(60), vanished(59)).item)


def test_of_two_answers_of_one_moment_the_one_that_saw_it_counts() -> None:
    for order in permutations([found(60), vanished(60)]):
        assert is_there(folded(a_sighting(), *order).item)


@pytest.mark.parametrize("seconds", [30, 90])
def test_a_told_deletion_is_final_whatever_is_found(seconds: float) -> None:
    told = a_sighting(seconds=seconds, deleted=True)

    for order in permutations([told, vanished(60), found(120)]):
        item = folded(a_sighting(), *order).item
        assert (item.deleted_at, item.vanished) == (at(seconds), False)


def test_every_order_ends_alike() -> None:
    messages = (
        a_sighting(labels=["bug"], seconds=1),
        vanished(10),
        a_sighting(labels=["docs"], seconds=11),
        found(20),
        vanished(30),
        found(25),
    )

    ends = [replace(folded(*order).item, marks={}) for order in permutations(messages)]

    assert all(end == ends[0] for end in ends)
    assert (ends[0].deleted_at, ends[0].vanished) == (at(30), True)


def test_what_nobody_knew_does_not_vanish() -> None:
    assert fold([Reading(sightings=(vanished(60),))], {}, Echoes({}, frozenset()), {}) == []


@pytest.mark.parametrize(("last", "linked"), [(found(120), True), (vanished(120), False)])
def test_the_links_of_what_vanished_do_not_stand(last: Sighting, *, linked: bool) -> None:
    known = folded(replace(a_sighting(), links={"field": frozenset({_LINK})}), vanished(60)).item

    (renewed,) = fold(
        [Reading(sightings=(last,))], {ISSUE: Known(known, 1)}, Echoes({}, frozenset()), {}
    )

    assert (renewed.linked == {_LINK}) is linked


def test_what_it_was_then_is_what_it_was() -> None:
    gone = folded(a_sighting(labels=["bug"]), vanished(60)).item

    before, after = as_of(gone, {}, at(59)), as_of(gone, {}, at(60))

    assert before is not None
    assert is_there(before)
    assert after is None
