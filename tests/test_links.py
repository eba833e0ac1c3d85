"""Links, facets and names of an item: what the newest message about each of them said."""

from dataclasses import replace

import pytest

from automation.guards import is_stub, note, take_in
from automation.model import Change, Event, Item, Link, LinkKind, Sighting
from tests.builders import ANN, a_sighting, an_event, at
from tests.test_any_order import part, single
from tests.test_guards import nobody, taken

EPIC = Link(LinkKind.PARENT, "jira:PAY-1", "field")
OTHER = Link(LinkKind.PARENT, "jira:PAY-2", "field")


def shown(*links: Link, seconds: float = 0) -> Sighting:
    return replace(a_sighting(seconds=seconds), links={"field": frozenset(links)})


def after(*messages: Sighting) -> Item:
    item: Item | None = None
    for message in messages:
        item = taken(item, message).item
    assert item is not None
    return item


def test_a_whole_set_replaces_the_older_one() -> None:
    assert after(shown(EPIC), shown(OTHER, seconds=1)).links == {OTHER}


def test_an_older_whole_set_does_not_undo_a_single_change() -> None:
    added = part(2, link_changes=single(EPIC, stands=True))

    assert after(added, shown(OTHER, seconds=1)).links == {EPIC, OTHER}


def test_a_newer_whole_set_undoes_a_single_change_and_forgets_its_guard() -> None:
    item = after(part(1, link_changes=single(EPIC, stands=True)), shown(OTHER, seconds=2))

    assert item.links == {OTHER}
    assert not [name for name in item.guards if name.startswith("link:")]


def test_a_single_change_older_than_the_whole_set_is_ignored() -> None:
    late = part(1, link_changes=single(EPIC, stands=False))

    assert after(shown(EPIC, seconds=2), late).links == {EPIC}


def test_a_link_told_by_two_lives_as_long_as_one_of_them_says_so() -> None:
    text = replace(EPIC, origin="text")
    both = replace(shown(EPIC), links={"field": frozenset({EPIC}), "text": frozenset({text})})

    assert after(both, shown(seconds=1)).links == {text}


def test_a_whole_set_and_a_change_of_one_second_that_disagree_ask_for_a_reread() -> None:
    known = taken(None, shown(EPIC, seconds=1)).item

    told = taken(known, part(1, link_changes=single(EPIC, stands=False)))

    assert told.reread


def test_a_whole_set_and_a_change_of_one_second_that_agree_ask_for_nothing() -> None:
    known = taken(None, shown(EPIC, seconds=1)).item

    told = taken(known, part(1, link_changes=single(EPIC, stands=True)))

    assert not told.reread


def test_a_reread_settles_the_links_of_its_second() -> None:
    known = after(shown(seconds=1), part(1, link_changes=single(EPIC, stands=True)))

    told = taken(known, replace(shown(OTHER, seconds=1), reread=True))

    assert told.item.links == {OTHER}
    assert not told.reread


def test_a_facet_that_is_taken_away_stays_away() -> None:
    known = after(a_sighting(), part(2, facets={"project/7/Status": None}))

    late = taken(known, part(1, facets={"project/7/Status": "Doing"}))

    assert late.item.facets == {}
    assert late.changed == frozenset()


def test_what_a_message_does_not_show_is_left_alone() -> None:
    known = after(a_sighting(labels=["bug"]), part(5, facets={"review/900": "approved"}))

    assert known.labels == {"bug"}
    assert known.fields["title"] == "Checkout hangs"
    assert known.key == "github:acme/shop#7001"


def test_an_item_of_which_only_a_part_is_seen_is_a_stub_and_asks_to_be_read() -> None:
    told = taken(None, replace(part(0, link_changes=single(EPIC, stands=True)), key=""))

    assert told.item.key == "github:7001"
    assert told.item.type == "issue"
    assert is_stub(told.item)
    assert told.reread


def test_a_stub_that_is_seen_whole_is_new_and_tells_of_no_changes() -> None:
    stub = taken(None, part(0, labels=("bug",))).item

    told = taken(stub, a_sighting(labels=["bug"], seconds=1))

    assert told.changed == {"new"}
    assert told.marks == ()
    assert not told.reread


def test_a_new_kind_of_item_is_taken_in_with_its_fields() -> None:
    assert after(a_sighting(), replace(a_sighting(seconds=1), type="epic")).type == "epic"


def test_a_new_name_is_taken_in_although_the_source_time_stands_still() -> None:
    renamed = replace(a_sighting(reread=True), key="github:acme/store#7001", project="acme/store")

    assert after(a_sighting(), renamed).key == "github:acme/store#7001"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (Change("link:parent:jira:PAY-1", None, "jira:PAY-1"), "ann-moss put it under PAY-1"),
        (Change("link:parent:*:PAY-1", "*:PAY-1", None), "ann-moss took it out of PAY-1"),
        (
            Change("link:blocked_by:*:SEC-40", None, "*:SEC-40"),
            "ann-moss says it is blocked by SEC-40",
        ),
        (
            Change("link:works_on:github:acme/shop#3", None, "x"),
            "ann-moss says it works on acme/shop#3",
        ),
        (Change("link:parent:jira:10001", None, "x"), "ann-moss put it under another item"),
        (Change("link:ships_in:jira:version:5", None, "x"), "ann-moss says it ships in a version"),
        (
            Change("link:mentions:github:node:I_k", None, "x"),
            "ann-moss mentioned another item in it",
        ),
        (Change("project/7/Status", "Doing", "Done"), "ann-moss moved it from Doing to Done"),
        (Change("status", None, "To do"), "ann-moss moved it to To do"),
        (Change("review/900", None, "approved"), "ann-moss approved it"),
        (Change("review/900", None, "changes_requested"), "ann-moss asked for changes"),
        (Change("commented", None, at(1)), "ann-moss commented on it"),
        (Change("merged", old=False, new=True), "ann-moss merged it"),
        (
            Change("project/7/Start date", "1 Oct", "2 Oct"),
            'ann-moss changed Start date from "1 Oct" to "2 Oct"',
        ),
    ],
)
def test_a_mark_is_a_sentence(change: Change, sentence: str) -> None:
    mark = taken(None, a_sighting(), an_event(change)).item.marks[change.facet]

    assert (mark.text, mark.was) == (sentence, change.old)


def test_a_link_nobody_explained_is_marked_with_what_stood_before() -> None:
    told = taken(after(shown(EPIC)), shown(OTHER, seconds=1))

    marks = {facet: (mark.was, mark.value) for facet, mark in told.marks}

    assert marks == {
        "link:parent:jira:PAY-1": ("jira:PAY-1", None),
        "link:parent:jira:PAY-2": (None, "jira:PAY-2"),
    }
    assert told.changed == {"links"}


def test_the_first_sight_of_a_part_is_no_change_of_it() -> None:
    told = taken(after(a_sighting()), shown(EPIC, seconds=1))

    assert told.marks == ()
    assert told.changed == {"links"}


def test_an_event_that_shows_no_item_leaves_its_mark() -> None:
    item, spoken = after(a_sighting()), Change("commented", None, at(5))

    told = note(item, an_event(spoken, seconds=5), is_ours=nobody)

    assert told.item.marks["commented"].actor == ANN
    assert told.changed == {"commented"}


def test_a_deleted_item_takes_no_marks() -> None:
    gone = after(a_sighting(deleted=True))
    event: Event = an_event(Change("commented", None, at(5)), seconds=5)

    assert note(gone, event, is_ours=nobody).marks == ()
    assert take_in(gone, a_sighting(seconds=9), event=event, is_ours=nobody).marks == ()
