"""Work that belongs to no epic: bugs, wishes and small things, and Security's queue."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from automation.sandbox.company import board, pulls
from automation.sandbox.company.board import BUG, TASK, Wanted
from automation.sandbox.company.chance import between, pick, share
from automation.sandbox.company.plans import (
    HOME,
    LEAD,
    LOG,
    LOY,
    MOBILE,
    PAY,
    SEC,
    STOREFRONT,
    VAULT,
)
from automation.sandbox.company.stage import Beat, Stage

_WRONG: Final = (
    "is empty after midnight",
    "shows the wrong currency",
    "takes ten seconds on a phone",
    "forgets the last choice",
    "counts one twice",
    "has a word nobody understands",
    "fails for names with an accent",
    "is cut off on small screens",
    "cannot be reached by keyboard",
    "says success too early",
)
_PARTS: Final = {
    PAY: (
        "Receipt mail",
        "Nightly books",
        "Card form",
        "Fraud check",
        "Refund list",
        "Order total",
        "Bank file",
        "Dunning letter",
        "Direct debit",
    ),
    LOG: (
        "Packing screen",
        "Label printer",
        "Stock count",
        "Carrier hand-over",
        "Return scan",
        "Shelf map",
        "Shift plan",
        "Customs form",
        "Damage report",
    ),
    STOREFRONT: (
        "Product page",
        "Basket",
        "Search box",
        "Menu",
        "Size chart",
        "Filter",
        "Newsletter form",
        "Landing page",
        "Review list",
    ),
    MOBILE: (
        "Start screen",
        "Camera",
        "Sign-in",
        "Order list",
        "Notice",
        "Dark mode",
        "Settings",
        "Address form",
        "Bar code",
    ),
    VAULT: ("Price list", "Contract page", "Discount table", "Partner account"),
    LOY: ("Points", "Birthday voucher", "Members' page", "Till", "Level badge"),
    SEC: (
        "Access to the hall tablets",
        "Keys of the mail service",
        "Dependencies of the till",
        "Rights of the support desk",
        "Backups of the customer table",
        "Logs with card numbers",
        "Passwords of suppliers",
        "Rules for the guest network",
        "Old accounts of people who left",
    ),
}
_ASKS: Final = ("Review", "Renew", "Test", "Write down", "Clean up")


@dataclass(frozen=True, slots=True)
class Queue:
    """How many chores a board gets from one day to another, numbered from `start`."""

    place: str
    many: int
    first: float
    last: float
    start: int = 0


def past() -> tuple[Queue, ...]:
    """What came up in the past. The number of Security's makes its next ones SEC-39 and SEC-40."""
    return (
        Queue(PAY, 112, -250, -0.7),
        Queue(LOG, 104, -252, -0.8),
        Queue(STOREFRONT, 96, -251, -0.9),
        Queue(MOBILE, 84, -249, -1.1),
        Queue(VAULT, 12, -210, -60),
        Queue(LOY, 14, -250, -131),
        Queue(SEC, 38, -252, -15),
        Queue(SEC, 5, -8, -1.5, start=40),
    )


def to_come() -> tuple[Queue, ...]:
    """What will come up in the ten weeks ahead."""
    return (
        Queue(PAY, 20, 1.4, 45, start=_NEW),
        Queue(LOG, 18, 1.5, 45, start=_NEW),
        Queue(STOREFRONT, 18, 1.6, 45, start=_NEW),
        Queue(MOBILE, 14, 1.7, 45, start=_NEW),
        Queue(SEC, 8, 2.5, 45, start=_NEW),
    )


def beats(queue: Queue) -> Iterator[Beat]:
    """Every chore of a queue, from the first word to the last."""
    for number in range(queue.start, queue.start + queue.many):
        share_ = (number - queue.start + 0.5) / queue.many
        at = queue.first + (queue.last - queue.first) * share_
        yield Beat(at, partial(_opens, place=queue.place, number=number))
        if queue.first < 0:
            yield from _life(queue.place, number, at)


def _life(place: str, number: int, at: float) -> Iterator[Beat]:
    """A quarter of them waits for long; one of twelve is given up."""
    name = _name(place, number)
    waits = between(25, 80, name, "waits") if share(name, "long") < _WAITING else 0
    begins = at + waits + between(0.5, 9, name, "begins")
    ends = begins + between(0.6, 5, name, "takes")
    if share(name, "dropped") < _GIVEN_UP:
        yield Beat(begins, partial(_drops, name=name))
        return
    yield Beat(begins, partial(_takes_up, name=name))
    if place in pulls.CODE and share(name, "code") < _CODED:
        yield from pulls.of(name, place, begins=begins, ends=ends)
    if share(name, "remark") < _REMARKED:
        yield Beat((begins + ends) / 2, partial(_remarks, name=name))
    yield Beat(ends, partial(_finishes, name=name))


_WAITING, _GIVEN_UP, _CODED, _REMARKED = 0.25, 0.08, 0.35, 0.2


def _name(place: str, number: int) -> str:
    return f"chore/{place}/{number}"


def _opens(stage: Stage, place: str, number: int) -> None:
    parts = _PARTS[place]
    part = parts[number % len(parts)]
    symptom = _WRONG[(number // len(parts) + number) % len(_WRONG)]
    title = f"{part} {symptom}"
    if place == SEC:
        title = f"{_ASKS[number // len(parts) % len(_ASKS)]}: {part}"
    name = _name(place, number)
    sort = "review" if place == SEC else "bug"
    wanted = Wanted(
        name=name,
        place=place,
        title=title,
        kind=TASK if place == SEC else BUG,
        labels=(sort,) if number < _NEW or share(name, "label") < _SORTED else (),
    )
    board.opens(stage, wanted, pick(board.people_of(place), name, "opens"))


_NEW, _SORTED = 1000, 0.5
"""What comes up from now on is numbered from here; half of it says at once what it is."""


def _takes_up(stage: Stage, name: str) -> None:
    board.begins(stage, name, board.somebody_of(stage, name))


def _finishes(stage: Stage, name: str) -> None:
    board.finishes(stage, name, board.somebody_of(stage, name))


def _drops(stage: Stage, name: str) -> None:
    board.drops(stage, name, LEAD[HOME[board.place_of(stage, name)]])


def _remarks(stage: Stage, name: str) -> None:
    words = pick(("Can repeat it.", "Only on old phones.", "Fix is small.", "Not ours?"), name)
    board.says(stage, name, board.somebody_of(stage, name, "remark"), words)
