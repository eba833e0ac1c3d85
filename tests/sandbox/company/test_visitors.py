"""What a visitor makes wait keeps waiting: the company's script does not move it on."""

import threading
import time as machine
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from automation.sandbox import room as living
from automation.sandbox.company.board import COLUMNS
from automation.sandbox.company.crew import people
from automation.sandbox.company.turns import BLOCKS
from automation.sandbox.entry import Via
from automation.sandbox.jira.acts import Act, AddComment, EditIssue, LinkIssues, MoveCard
from automation.sandbox.jira.entry import Entry
from automation.sandbox.jira.room import Room
from automation.sandbox.jira.settings import SandboxJira
from automation.sandbox.jira.site import FLAGGED
from automation.sandbox.jira.state import Issue
from automation.sandbox.script import Script
from tests.builders import Time
from tests.sandbox.company.world import Acme
from tests.sandbox.world import TEMPLATES

FLAG: dict[str, tuple[str, ...]] = {FLAGGED: ("10019",)}


def next_to_move(acme: Acme) -> tuple[int, Issue]:
    """The first act to come that takes a card of Payments up: its place, and the card."""
    for place, entry in enumerate(acme.story.jira.coming):
        act = entry.deeds[0].act
        if isinstance(act, MoveCard) and act.issue in acme.site.issues:
            card = acme.site.issues[act.issue]
            if card.project == "PAY" and card.status.category == "new":
                return place, card
    raise AssertionError("nothing is taken up")


def acts_on(card: Issue, other: str) -> dict[str, Act]:
    return {
        "flagged": EditIssue(card.id, FLAG),
        "labelled": EditIssue(card.id, labels_on=("blocked",)),
        "linked": LinkIssues(BLOCKS, source=other, target=card.id),
        "put back": MoveCard(card.id, COLUMNS["PAY"].review),
        "said": AddComment(card.id, "Nice."),
    }


@pytest.mark.parametrize("way", ["flagged", "labelled", "linked", "put back", "said"])
def test_a_card_that_a_visitor_made_wait_is_not_taken_up(
    acme: Acme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(living, "LOOK", 0.005)
    place, card = next_to_move(acme)
    act = acts_on(card, acme.card("SEC-40").id)[way]
    coming = acme.story.jira.coming[: place + 1]
    time = Time(coming[0].at - timedelta(hours=1))
    room = a_room(acme, tmp_path, time, coming)
    room.start()
    room.do(act, by=people()["mara"].account, via=Via.PAGE)
    status = room.state.issue(card.id).status
    time.now = coming[-1].at + timedelta(hours=2)
    end = machine.monotonic() + 5
    while "The end" not in {one.body for one in room.state.issue(card.id).comments}:
        assert machine.monotonic() < end
        threading.Event().wait(0.005)
    room.close()

    taken_up = room.state.issue(card.id).status != status
    assert taken_up == (way == "said")


def a_room(acme: Acme, data: Path, time: Time, coming: tuple[Entry, ...]) -> Room:
    """A pretend Jira that plays the company up to this act, and says so at the end."""
    card = coming[-1].deeds[0].act
    assert isinstance(card, MoveCard)
    last = replace(coming[-1].deeds[0], act=AddComment(card.issue, "The end"))
    end = replace(coming[-1], at=coming[-1].at + timedelta(hours=1), deeds=(last,))
    settings = SandboxJira(
        data=data,
        base_url="http://127.0.0.1:1",
        hook_url=None,
        secret="a secret",
        token="pitboard@example.org:a token",
        pitboard_url="http://127.0.0.1:8000",
        templates=TEMPLATES,
        script=Script(lambda _: acme.story.jira.past, lambda _: (*coming, end)),
    )
    return Room(settings, clock=time)
