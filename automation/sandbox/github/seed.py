"""What the pretend GitHub begins with: who is there, an empty project, and a first minute of five
issues in one shop.

All of it invented. The year of work that a whole company leaves behind is in `sandbox/company`.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from automation.sandbox.company.crew import BOT, BOT_ID, people
from automation.sandbox.github.acts import (
    Act,
    CloseIssue,
    CreateHook,
    CreateLabel,
    CreateRepository,
    Deed,
    InstallApp,
    OpenIssue,
    ReopenIssue,
)
from automation.sandbox.github.entry import Entry, Via
from automation.sandbox.github.records import Field, IssueType, Iteration, Option, Project
from automation.sandbox.github.state import State, User

_BEGIN = date(2026, 8, 31)  # a Monday
_FORTNIGHT = timedelta(days=14)

VISITOR = "mara-lind"
SHOP = "acme/shop"

_LABELS = (
    ("bug", "c93c37", "Something does not work"),
    ("feature", "2f81a8", "Something new"),
    ("question", "8957c4", "Somebody wants to know"),
    ("docs", "57752d", "Words about the shop"),
    ("needs-triage", "b5651d", "Nobody has looked at it yet"),
    ("good first issue", "1b7f5c", "A small one to begin with"),
)


_TYPES = (
    IssueType(4001, "Task", "A piece of work", "yellow"),
    IssueType(4002, "Bug", "Something does not work", "red"),
    IssueType(4003, "Feature", "Something new", "blue"),
    IssueType(4004, "Epic", "What several pieces of work are for", "purple"),
)

PROJECT = Project(
    id=5000,
    number=1,
    title="The shop's plan",
    owner="acme",
    created_at=datetime(2025, 1, 6, 9, tzinfo=UTC),
    fields=(
        Field(
            id=5010,
            name="Status",
            kind="single_select",
            options=(
                Option("0a1f3c55", "Todo", "GRAY"),
                Option("1b2e4d66", "In progress", "YELLOW"),
                Option("2c3d5e77", "Done", "GREEN"),
            ),
        ),
        Field(id=5011, name="Target date", kind="date"),
        Field(
            id=5012,
            name="Sprint",
            kind="iteration",
            iterations=tuple(
                Iteration(f"{number:08x}", f"Sprint {number}", _BEGIN + number * _FORTNIGHT, 14)
                for number in range(1, 27)
            ),
        ),
    ),
)


def founding(bot_login: str) -> State:
    """Build the state before anything happened: accounts, an empty project, no repository yet."""
    users = (
        User(1000, "acme", "Acme", "Organization"),
        *(User(each.number, each.login, each.name) for each in people().values()),
        User(BOT_ID, BOT, BOT, "Bot"),
        User(2000, bot_login, "Pitboard", "Bot"),
    )
    return State(users={user.login: user for user in users}, types=_TYPES, project=PROJECT)


def seed(now: datetime, *, hook_url: str | None = None) -> list[Entry]:
    """Tell the shop's first minute, a few seconds apart and ending at `now`.

    Two changes of one issue in the same second look alike to whoever orders them by time.
    `hook_url` is where somebody sets webhooks up to lead to, None for nowhere.
    """
    deeds = [*_groundwork(hook_url), *_issues()]
    return [
        Entry(at=now - timedelta(seconds=3 * left), via=Via.SEED, deeds=deed)
        for left, deed in zip(range(len(deeds) - 1, -1, -1), deeds, strict=True)
    ]


def _groundwork(hook_url: str | None) -> Iterator[tuple[Deed, ...]]:
    shop = CreateRepository(SHOP, private=False, description="A web shop that does not exist")
    told: tuple[Act, ...] = ()
    if hook_url:
        told = InstallApp(), CreateHook("", hook_url), CreateHook(SHOP, hook_url)
    yield (
        Deed("acme", shop),
        *(Deed(VISITOR, act) for act in told),
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
                ("bug", "needs-triage"),
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
