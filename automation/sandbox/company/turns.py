"""The turns of the story that no plan has: what makes each situation what it is."""

from collections.abc import Iterator
from functools import partial

from automation.sandbox.company import board, cadence
from automation.sandbox.company.board import BUG, TASK, Wanted
from automation.sandbox.company.cadence import PAUSED
from automation.sandbox.company.plans import LOY, PAY, SEC
from automation.sandbox.company.stage import Beat, Stage
from automation.sandbox.github import acts as g
from automation.sandbox.jira import acts as j

REORGANISED = -126
INCIDENT = -47
BLOCKS = "10400"
TOKENS, DETAILS = "review/tokens", "review/details"
"""Security's two reviews that others wait for: SEC-39 and SEC-40."""

TOLD = ("Bergmann", "Marlow", "Nordwind", "Zollner")
"""Who has been told that delivery windows are there, of eleven who asked."""


def beats() -> Iterator[Beat]:
    """Every turn of the past."""
    yield from _company()
    yield from _watermelon()
    yield from _recovering()
    yield Beat(-20 + 0.3, _pauses)
    yield Beat(-3 + 0.1, _reopens)
    yield Beat(-4 + 0.05, partial(_marks_blocked, name="returns-mob/7"))
    for number, customer in enumerate(TOLD):
        yield Beat(-2 + 0.1 + 0.4 * number, partial(tells, name="windows", customer=customer))


# --- what befell the whole company --------------------------------------------------------------


def _company() -> Iterator[Beat]:
    yield Beat(REORGANISED + 0.2, _moves_loyalty)
    yield Beat(INCIDENT + 0.1, _incident)
    yield Beat(INCIDENT + 0.5, partial(_resolves, numbers=range(3)))
    yield Beat(INCIDENT + 0.9, partial(_resolves, numbers=range(3, 6)))
    yield Beat(-225 + 0.1, partial(_marks_blocked, name="passkey/10"))
    yield Beat(-218 + 0.1, partial(_unmarks_blocked, name="passkey/10"))


def _moves_loyalty(stage: Stage) -> None:
    """Loyalty is dissolved: what is open goes to Payments, the epic first, and gets a new key."""
    cards = [one for one in stage.site.state.issues.values() if one.project == LOY]
    open_ = [one for one in cards if one.status.category != "done"]
    for one in sorted(open_, key=lambda each: (-each.type.level, each.number)):
        stage.jira("mara", j.MoveIssue(one.id, PAY))
    epic = stage.things["gift-cards"]
    words = "Loyalty is no team of its own any more; Payments takes this over."
    stage.jira("mara", j.AddComment(epic.id, words))
    stage.jira("mara", j.MoveCard(epic.id, board.COLUMNS[PAY].doing))


_SYMPTOMS = (
    "Checkout answers with an error for every tenth basket",
    "Orders without a payment since 10:12",
    "Payments without an order since 10:12",
    "Bank file holds everything twice",
    "Support cannot see today's orders",
    "Alarm came forty minutes late",
)


def _incident(stage: Stage) -> None:
    for number, title in enumerate(_SYMPTOMS):
        name = f"incident/{number}"
        wanted = Wanted(
            name=name,
            place=PAY,
            title=title,
            kind=BUG,
            labels=("bug",),
            priority="2" if number else "1",
        )
        board.opens(stage, wanted, "hanna")
        board.begins(stage, name, board.somebody_of(stage, name))
    board.says(stage, "incident/0", "jonas", "The new database index is missing in one place.")
    board.says(stage, "incident/0", "mara", "Everything else waits until this is over.")


def _resolves(stage: Stage, numbers: range) -> None:
    for number in numbers:
        name = f"incident/{number}"
        board.finishes(stage, name, board.somebody_of(stage, name))


def _marks_blocked(stage: Stage, name: str) -> None:
    thing = stage.things[name]
    stage.github("ada", g.AddLabels(thing.place, thing.number, ("blocked",)))


def _unmarks_blocked(stage: Stage, name: str) -> None:
    thing = stage.things[name]
    stage.github("ada", g.RemoveLabel(thing.place, thing.number, "blocked"))


# --- the situations ---------------------------------------------------------------------------


def _watermelon() -> Iterator[Beat]:
    yield Beat(-10 + 0.4, _asks_for_details)
    yield Beat(-9 + 0.15, _is_blocked_by_details)


def _asks_for_details(stage: Stage) -> None:
    text = "Checkout sends them from the browser to the bank. Please look before one in ten does."
    title = "Review of payment details sent straight to the bank"
    board.opens(
        stage,
        Wanted(name=DETAILS, place=SEC, title=title, text=text, kind=TASK, labels=("review",)),
        "nora",
    )


def _is_blocked_by_details(stage: Stage) -> None:
    thing = stage.things["checkout/12"]
    key = board.key_of(stage, DETAILS)
    text = f"Card numbers never touch our servers again.\n\nBlocked by {key}"
    stage.github("kofi", g.EditIssue(thing.place, thing.number, body=text))


def _recovering() -> Iterator[Beat]:
    yield Beat(-14 + 0.4, _asks_for_tokens)
    yield Beat(-13 + 0.2, _is_blocked_by_tokens)
    yield Beat(-12 + 0.3, partial(board.begins, name=TOKENS, by="viktor"))
    yield Beat(-2 + 0.85, partial(board.finishes, name=TOKENS, by="viktor"))


def _asks_for_tokens(stage: Stage) -> None:
    text = "We keep the bank's token, not the card. Is that enough?"
    title = "Review of how card tokens are kept"
    board.opens(
        stage,
        Wanted(name=TOKENS, place=SEC, title=title, text=text, kind=TASK, labels=("review",)),
        "mara",
    )


def _is_blocked_by_tokens(stage: Stage) -> None:
    source, target = stage.things[TOKENS].id, stage.things["one-tap/8"].id
    stage.jira("dev", j.LinkIssues(BLOCKS, source=source, target=target))


def _pauses(stage: Stage) -> None:
    """On purpose: the board says so, the owner says why, and nobody goes on with it."""
    thing = stage.things["carrier"]
    words = "Set aside until the contract in spring. Nobody works on it, and that is fine."
    stage.jira("greta", j.MoveCard(thing.id, board.PARKED))
    stage.jira("greta", j.AddComment(thing.id, words))
    cadence.types_health(stage, thing, "greta", health=PAUSED, words="Set aside until spring.")


def _reopens(stage: Stage) -> None:
    thing = stage.things["offline"]
    stage.github("ada", g.ReopenIssue(thing.place, thing.number))
    words = "Two things came back from the field. Not done after all."
    stage.github("ada", g.AddComment(thing.place, thing.number, words))


def tells(stage: Stage, name: str, customer: str) -> None:
    """Support tells a customer that it is there, and says so where it stands."""
    board.labels(stage, name, "hanna", f"told:{customer}")
