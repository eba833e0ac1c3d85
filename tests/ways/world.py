"""Turns of the deliver queue over effects that tests make up."""

from dataclasses import replace
from typing import Any

from automation.changes import NewItem, SetAssignee, SetLink, SetStatus
from automation.channels.email import Folder
from automation.effects import Comment, Effect, Email, SetField, Step
from automation.pipeline import DEADLINE, Turn, deliver, parcels
from automation.store.record import Record
from tests.builders import ISSUE, Time, a_wish
from tests.fakes.tracker import FakeTracker
from tests.store.world import rows_of

KEY = "acme/shop#7001"


class Postbox:
    """A channel that keeps what it is given, or raises what a test asks for."""

    def __init__(self, *trouble: Exception) -> None:
        self.taken: list[Email] = []
        self.trouble = list(trouble)

    def send(self, email: Email, *, timeout: float) -> None:
        assert 0 < timeout <= 6
        if self.trouble:
            raise self.trouble.pop(0)
        self.taken.append(email)


def a_step(effect: Effect) -> Step:
    return replace(a_wish(), effect=effect)


def a_field(name: str, value: str | None, *, basis: str | None = None) -> Step:
    return a_step(SetField("github", ISSUE, name, f"customfield_{name}", value, basis))


def a_comment(text: str, *, name: str = "health", occasion: str = "slips/0/e1") -> Step:
    return a_step(Comment("github", ISSUE, name, text, occasion))


def a_mail(occasion: str = "slips/0/e1") -> Step:
    return a_step(Email("ann@example.com", "PAY-1 slips", "To 5 Dec.", ISSUE, occasion))


def a_status(to: str, *, basis: str = "To Do", **groups: str) -> Step:
    return a_step(SetStatus("github", ISSUE, to, basis, tuple(sorted(groups.items()))))


def an_assignee(who: str | None, *basis: str, replaces: bool = False) -> Step:
    return a_step(SetAssignee("github", ISSUE, who or "", who, basis, replaces))


def a_link(to: str | None = "acme/shop#9", relation: str = "blocked_by") -> Step:
    return a_step(SetLink("github", ISSUE, relation, to or "acme/shop#9", to))


def a_new_item(occasion: str = "slips/1/e1", *, parent: str = "", audience: str = "public") -> Step:
    told = ("Tell about it", "It slips.", ("docs",), parent, audience, occasion)
    return a_step(NewItem("github", ISSUE, "acme/shop", "Task", *told))


def turn(
    record: Record, tracker: FakeTracker, time: Time, box: Postbox | Folder | None = None
) -> None:
    """One turn of the deliver queue, without threads."""
    channels = {"email": box or Postbox()}
    this = Turn(record.outbox, {"github": tracker}, "me", time, time() + DEADLINE, channels)
    for parcel in parcels(record.outbox.claim(owner="me", wall=time(), limit=10)):
        deliver(this, parcel)


def states(record: Record) -> dict[str, str]:
    return {row["field"]: row["state"] for row in rows_of(record, "outbox")}


def last(record: Record) -> dict[str, Any]:
    return rows_of(record, "outbox")[-1]
