"""What the weeks to come bring by themselves: news in the first, almost nothing in the second.

Only what the past has made is worked on, and pull requests by their number: a visitor and Pitboard
itself make things in between, and ids go on by them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial

from automation.sandbox.company import board, cadence, chores, pulls, turns
from automation.sandbox.company.cadence import AT_RISK
from automation.sandbox.company.days import ZONE, Days
from automation.sandbox.company.stage import Beat, Dated, Stage
from automation.sandbox.github import acts as g
from automation.sandbox.jira import acts as j

LAST = 50
"""The last day that is planned: ten weeks, less the one in which nobody works on plans."""


def beats(days: Days) -> Iterator[Beat | Dated]:
    """Everything that is in no plan."""
    yield from _news()
    yield from _quiet(days)
    yield from _later()
    for queue in chores.to_come():
        yield from chores.beats(queue)
    yield from pulls.bots(0.9, LAST, many=60, series=1)


def _news() -> Iterator[Beat]:
    """On the first two days, for the first week may have no more."""
    waits = "Still waits for the scanners at the counters."
    yield Beat(1.1, partial(board.says, name="returns-mob/7", by="ada", words=waits))
    yield Beat(1.15, _owner_insists)
    yield Beat(1.3, _pessimist_stays)
    yield Beat(1.75, partial(board.finishes, name="wish-list", by="ada"))
    for number, customer in enumerate(("Bergmann", "Velder")):
        yield Beat(2.3 + 0.2 * number, partial(turns.tells, name="wish-list", customer=customer))


def _owner_insists(stage: Stage) -> None:
    """The owner of the watermelon still says that all is well, over whatever stands there."""
    thing = stage.things["checkout"]
    for old in ("health: at risk", "health: off track", "health: unknown"):
        stage.attempts("nora", g.RemoveLabel(thing.place, thing.number, old))
    words = "On track, Security will not take much longer."
    stage.github("nora", g.AddComment(thing.place, thing.number, words))
    stage.attempts("nora", g.AddLabels(thing.place, thing.number, ("health: on track",)))


def _pessimist_stays(stage: Stage) -> None:
    thing = stage.things["same-day"]
    words = "The couriers in two cities have not signed."
    cadence.types_health(stage, thing, "greta", health=AT_RISK, words=words)


def _quiet(days: Days) -> Iterator[Dated]:
    """The offsite: a bot goes on, and somebody at home answers a question."""
    for away in range(5):
        day = days.quiet + timedelta(days=away)
        at = datetime.combine(day, time(9, 12), ZONE).astimezone(UTC)
        yield Dated(at, partial(_bot_goes_on, number=away))
    noon = datetime.combine(days.quiet + timedelta(days=2), time(12), ZONE).astimezone(UTC)
    yield Dated(noon, _answers)


def _bot_goes_on(stage: Stage, number: int) -> None:
    """A pull request of the bot, opened and merged a moment later."""
    for beat in pulls.bots(0, 1, many=1, series=100 + number):
        beat.do(stage)


def _answers(stage: Stage) -> None:
    board.says(stage, turns.DETAILS, "zoe", "We are at the offsite, back on Monday.")


def _later() -> Iterator[Beat]:
    """After the offsite: Security lets the watermelon go, a new block comes, a date moves."""
    yield Beat(8.2, partial(board.begins, name=turns.DETAILS, by="zoe"))
    yield Beat(9.8, partial(board.finishes, name=turns.DETAILS, by="zoe"))
    yield Beat(7.3, _promises_instalments_anew)
    yield Beat(9.4, _unblocks_returns)
    yield Beat(16.2, _flags_refunds)
    yield Beat(23.5, _unflags_refunds)


def _promises_instalments_anew(stage: Stage) -> None:
    day = stage.days.promised(30).isoformat()
    board.promises(stage, "instalments", "mara", day)


def _unblocks_returns(stage: Stage) -> None:
    thing = stage.things["returns-mob/7"]
    stage.github("ada", g.RemoveLabel(thing.place, thing.number, "blocked"))


def _flags_refunds(stage: Stage) -> None:
    thing = stage.things["refunds/13"]
    stage.jira("ines", j.EditIssue(thing.id, {"customfield_10021": ("10019",)}))


def _unflags_refunds(stage: Stage) -> None:
    thing = stage.things["refunds/13"]
    stage.jira("ines", j.EditIssue(thing.id, {"customfield_10021": None}))
