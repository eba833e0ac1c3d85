"""What our account does beside a write of ours is a person's: the account may be a person's too."""

from dataclasses import replace

import pytest

from automation.echoes import Echoes
from automation.folding import fold
from automation.model import Actor, Change, Event, Reading
from automation.ports import Account, OwnWrite
from tests.builders import ISSUE, US, a_sighting, an_event, at

OPENS = OwnWrite("github:*", "opened", stands=True)
REMOVED = OwnWrite(ISSUE, "comment removed", stands=True, value="5")


def echoes(*writes: OwnWrite, fresh: bool = False) -> Echoes:
    accounts = {"github": Account("github", US.id, at(-3600))}
    return Echoes(accounts, frozenset(writes), fresh=frozenset({ISSUE} if fresh else ()))


def an_act(kind: str, *changes: Change, by: Actor | None = US, **about: str) -> Event:
    told = an_event(seconds=0)
    return replace(told, kind=kind, actor=by, changes=changes, about=about)


OPENED = an_act("github.issues.opened", Change("state", None, "open"))


def is_ours(known: Echoes, event: Event) -> bool:
    judge = known.of(event.item_id, event.connection, event)
    return all(judge(each, event.actor) for each in event.changes)


@pytest.mark.parametrize(
    "change",
    [
        Change("label:health: at risk", None, "health: at risk"),
        Change("title", "Old", "Anything"),
        Change("state", "open", "closed"),
    ],
)
@pytest.mark.parametrize("fresh", [True, False])
def test_an_edit_while_an_item_of_ours_has_no_id_yet_is_a_persons(
    change: Change, *, fresh: bool
) -> None:
    assert not is_ours(echoes(OPENS, fresh=fresh), an_act("github.issues.edited", change))


def test_an_item_that_is_new_while_one_of_ours_has_no_id_yet_is_taken_for_it() -> None:
    known = echoes(OPENS, fresh=True)

    assert is_ours(known, OPENED)
    assert known.said(OPENED)


def test_an_item_that_was_on_record_before_is_none_that_we_are_opening() -> None:
    known = echoes(OPENS)

    assert not is_ours(known, OPENED)
    assert not known.said(OPENED)


def test_all_that_comes_with_the_item_that_we_opened_is_ours() -> None:
    known = echoes(OwnWrite(ISSUE, "opened", stands=True))

    assert is_ours(known, an_act("github.issues.labeled", Change("label:docs", None, "docs")))


def test_the_mark_of_a_new_item_of_ours_is_ours_in_the_batch_that_shows_it_first() -> None:
    reading = Reading(event=OPENED, sightings=(a_sighting(),))

    (item,) = fold([reading], {}, echoes(OPENS, fresh=True), {})

    assert item.item.marks["state"].ours


def test_our_own_deletion_of_a_comment_is_known_by_its_id() -> None:
    gone = an_act("github.issue_comment.deleted", comment="It waits.", comment_id="5")
    another = replace(gone, about={"comment": "It waits.", "comment_id": "6"})

    assert echoes(REMOVED).said(gone)
    assert not echoes(REMOVED).said(another)


def test_that_an_issue_was_touched_by_our_deletion_is_told_without_an_id() -> None:
    assert echoes(REMOVED).said(an_act("jira.issue.updated"))
    assert not echoes(REMOVED).said(an_act("jira.issue.updated", Change("title", "Old", "New")))


def test_what_a_person_says_after_our_deletion_is_no_echo_of_it() -> None:
    said = an_act("github.issue_comment.created", comment="I took it.", comment_id="7")

    assert not echoes(REMOVED).said(said)
