"""Whatever order messages come in, an item ends up the same."""

from itertools import permutations

import pytest

from automation.guards import Taken, take_in
from automation.model import Actor, Change, Event, Item, Sighting
from tests.builders import ANN, US, a_sighting, an_event, at, label_off, label_on


def nobody(_change: Change, _actor: Actor | None) -> bool:
    return False


def bot(_change: Change, actor: Actor | None) -> bool:
    return actor is None or actor.id == US.id


def taken(item: Item | None, seen: Sighting, event: Event | None = None) -> Taken:
    return take_in(item, seen, event=event, is_ours=nobody)


def test_a_first_sighting_is_news() -> None:
    first = taken(None, a_sighting(labels=["bug"]))

    assert first.changed == {"new"}
    assert first.item.labels == {"bug"}


def test_an_older_sighting_changes_nothing() -> None:
    known = taken(None, a_sighting(labels=["bug"], seconds=10)).item

    late = taken(known, a_sighting(labels=["docs"], seconds=5))

    assert late.item.labels == {"bug"}
    assert late.changed == frozenset()


def test_the_labels_can_be_newer_while_the_fields_stay() -> None:
    known = taken(None, a_sighting(labels=[], seconds=0)).item

    seen = taken(known, a_sighting(labels=["bug"], seconds=5))

    assert seen.changed == {"labels"}


def test_two_states_of_one_second_end_alike_in_either_order_and_ask_for_a_reread() -> None:
    one, other = a_sighting(labels=["bug"], seconds=5), a_sighting(labels=["docs"], seconds=5)

    forth = taken(taken(None, one).item, other)
    back = taken(taken(None, other).item, one)

    assert forth.item.labels == back.item.labels
    assert forth.reread
    assert back.reread


def test_a_reread_wins_its_second() -> None:
    known = taken(None, a_sighting(labels=["bug"], seconds=5)).item
    other = taken(known, a_sighting(labels=["docs"], seconds=5)).item

    told = taken(other, a_sighting(labels=["bug", "ui"], seconds=5, reread=True))

    assert told.item.labels == {"bug", "ui"}
    assert not told.reread


def test_a_deleted_item_stays_deleted() -> None:
    known = taken(None, a_sighting(deleted=True, seconds=3)).item

    late = taken(known, a_sighting(labels=["bug"], seconds=9))

    assert late.item.deleted_at == at(3)
    assert (late.changed, late.marks) == (frozenset(), ())


def test_a_deletion_that_arrives_late_still_deletes() -> None:
    known = taken(None, a_sighting(seconds=9)).item

    gone = taken(known, a_sighting(deleted=True, seconds=3))

    assert gone.item.deleted_at == at(3)
    assert "deleted" in gone.changed


def test_a_mark_names_who_put_the_label_on() -> None:
    known = taken(None, a_sighting()).item

    seen = taken(known, a_sighting(labels=["bug"], seconds=1), an_event(label_on("bug"), seconds=1))

    assert seen.item.marks["label:bug"].actor == ANN
    assert seen.item.marks["label:bug"].text == 'ann-moss put on the label "bug"'


def test_a_difference_nobody_explained_is_marked_as_someone() -> None:
    known = taken(None, a_sighting()).item

    seen = taken(known, a_sighting(labels=["bug"], seconds=1))

    assert seen.item.marks["label:bug"].actor is None
    assert not seen.item.marks["label:bug"].ours


def test_the_event_that_explains_a_difference_may_come_after_it() -> None:
    known = taken(None, a_sighting()).item
    shown = taken(known, a_sighting(labels=["bug", "ui"], seconds=2)).item

    told = taken(shown, a_sighting(labels=["bug"], seconds=1), an_event(label_on("bug"), seconds=1))

    assert told.item.marks["label:bug"].actor == ANN


def test_the_unexplained_sight_of_our_own_write_is_ours() -> None:
    known = taken(None, a_sighting()).item

    seen = take_in(known, a_sighting(labels=["bug"], seconds=1), event=None, is_ours=bot)

    assert seen.item.marks["label:bug"].ours


def test_a_person_outranks_our_echo_of_the_same_second() -> None:
    known = taken(None, a_sighting()).item
    echo = an_event(label_on("bug"), seconds=1, by=US)
    person = an_event(label_off("bug"), seconds=1)
    ours = take_in(known, a_sighting(labels=["bug"], seconds=1), event=echo, is_ours=bot).item

    after = take_in(ours, a_sighting(labels=["bug"], seconds=1), event=person, is_ours=bot)

    assert after.item.marks["label:bug"].actor == ANN


MESSAGES = (
    (a_sighting(labels=[], seconds=0), None),
    (a_sighting(labels=["bug"], seconds=1), an_event(label_on("bug"), seconds=1)),
    (a_sighting(labels=["bug", "ui"], seconds=2), an_event(label_on("ui"), seconds=2)),
    (a_sighting(labels=["ui"], seconds=3), an_event(label_off("bug"), seconds=3)),
    (a_sighting(labels=["ui"], seconds=3, state="closed"), None),
)


@pytest.mark.parametrize("twice", [False, True])
def test_every_order_of_five_messages_gives_one_item(*, twice: bool) -> None:
    ends = set()
    for order in permutations(MESSAGES):
        item: Item | None = None
        for seen, event in order * (2 if twice else 1):
            item = taken(item, seen, event).item
        assert item is not None
        ends.add((item.labels, item.fields["state"], item.deleted_at))

    assert len(ends) == 1


def test_the_same_change_told_twice_is_kept_once() -> None:
    opened = an_event(label_on("bug"), Change("state", None, "open"))
    first = taken(None, a_sighting(labels=["bug"]), opened)

    again = taken(first.item, a_sighting(labels=["bug"]), an_event(label_on("bug")))

    assert [facet for facet, _ in first.marks] == ["label:bug", "state"]
    assert again.marks == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (Change("state", None, "open"), "ann-moss opened it"),
        (Change("state", "open", "closed"), "ann-moss closed it"),
        (Change("state", "closed", "open"), "ann-moss reopened it"),
        (Change("title", "Old", "New"), 'ann-moss renamed it from "Old" to "New"'),
        (
            Change("assignees", (), ("bo", "cy")),
            "ann-moss changed assignees from nothing to bo, cy",
        ),
        (label_off("bug"), 'ann-moss took off the label "bug"'),
    ],
)
def test_a_mark_is_a_sentence(change: Change, sentence: str) -> None:
    seen = taken(None, a_sighting(), an_event(change))

    assert seen.item.marks[change.facet].text == sentence


def test_closing_times_are_told_by_who_closed_it() -> None:
    known = taken(None, a_sighting()).item
    closed = a_sighting(seconds=1, state="closed", closed=at(1), state_reason="completed")

    seen = taken(known, closed, an_event(Change("state", "open", "closed"), seconds=1))

    assert set(seen.item.marks) == {"state"}
    assert seen.changed == {"state", "closed", "state_reason"}
