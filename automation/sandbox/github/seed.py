"""The company the sandbox begins with: one shop, four people, five issues. All of it invented."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from automation.sandbox.github.acts import (
    Act,
    CloseIssue,
    CreateLabel,
    CreateRepository,
    Deed,
    OpenIssue,
    ReopenIssue,
)
from automation.sandbox.github.entry import Entry, Via
from automation.sandbox.github.state import State, User

VISITOR = "mara-lind"
SHOP = "acme/shop"

_PEOPLE = (
    User(1001, VISITOR, "Mara Lind"),
    User(1002, "jonas-weil", "Jonas Weil"),
    User(1003, "aiko-tanabe", "Aiko Tanabe"),
    User(1004, "teo-varga", "Teo Varga"),
)

_LABELS = (
    ("bug", "c93c37", "Something does not work"),
    ("feature", "2f81a8", "Something new"),
    ("question", "8957c4", "Somebody wants to know"),
    ("docs", "57752d", "Words about the shop"),
    ("needs triage", "b5651d", "Nobody has looked at it yet"),
    ("good first issue", "1b7f5c", "A small one to begin with"),
)


def founding(bot_login: str) -> State:
    """Build the state before anything happened: accounts, and no repository yet."""
    users = (
        User(1000, "acme", "Acme", "Organization"),
        *_PEOPLE,
        User(2000, bot_login, "Pitboard", "Bot"),
    )
    return State(users={user.login: user for user in users})


def seed(now: datetime) -> list[Entry]:
    """Tell the shop's first minute, a few seconds apart and ending at `now`.

    Two changes of one issue in the same second look alike to whoever orders them by time.
    """
    deeds = [*_groundwork(), *_issues()]
    return [
        Entry(at=now - timedelta(seconds=3 * left), via=Via.SEED, deeds=deed)
        for left, deed in zip(range(len(deeds) - 1, -1, -1), deeds, strict=True)
    ]


def _groundwork() -> Iterator[tuple[Deed, ...]]:
    shop = CreateRepository(SHOP, private=False, description="A web shop that does not exist")
    yield (
        Deed("acme", shop),
        *(Deed(VISITOR, CreateLabel(SHOP, *label)) for label in _LABELS),
    )


def _issues() -> Iterator[tuple[Deed, ...]]:
    acts: tuple[tuple[str, Act], ...] = (
        (
            "jonas-weil",
            OpenIssue(
                SHOP,
                "Checkout fails when a gift card is empty",
                "Pay with a gift card that has 0.00 left: the page stays grey for ever.",
                ("bug",),
                (VISITOR,),
            ),
        ),
        (
            VISITOR,
            OpenIssue(
                SHOP,
                "Save a cart for later",
                "Nine shoppers asked for it in March. They send themselves screenshots today.",
                ("feature",),
            ),
        ),
        ("aiko-tanabe", OpenIssue(SHOP, "Where does a refund show?", None, ("question",))),
        (
            "teo-varga",
            OpenIssue(
                SHOP,
                "<script>alert('cart')</script> as a product name breaks the search 🛒🔥",
                "The importer takes anything. The search page should not.",
                ("bug", "needs triage"),
            ),
        ),
        (
            "aiko-tanabe",
            OpenIssue(
                SHOP,
                "Explain the size chart",
                "A table with centimetres beside it would do.",
                ("docs", "good first issue"),
            ),
        ),
        ("jonas-weil", CloseIssue(SHOP, 3)),
        ("teo-varga", CloseIssue(SHOP, 5, "not_planned")),
        (VISITOR, ReopenIssue(SHOP, 5)),
    )
    for by, act in acts:
        yield (Deed(by, act),)
