"""What stands before the first piece of work: repositories, labels, sprints and versions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from automation.sandbox.company.days import Days
from automation.sandbox.company.plans import LOG, MOBILE, PAY, STOREFRONT, TILL, VAULT
from automation.sandbox.company.stage import Stage
from automation.sandbox.github import acts as g
from automation.sandbox.jira import acts as j

_REPOSITORIES = (
    (STOREFRONT, True, "The web shop"),
    (MOBILE, True, "The shop as an app"),
    (TILL, False, "Paying, and giving money back"),
    (VAULT, True, "What is not for everybody yet"),
)
_HEALTH = (
    ("health: on track", "1b7f5c"),
    ("health: at risk", "b5651d"),
    ("health: off track", "c93c37"),
    ("blocked", "8957c4"),
)
_GOALS = (
    "Refunds without a phone call",
    "Fewer declined cards",
    "Less to type",
    "Books that balance",
    "Good news from the bank",
)
FORTNIGHT = timedelta(days=14)
_FOUR_WEEKS = timedelta(days=28)
_FRIDAY = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Ground:
    """Lays the ground; `hook_url` is where GitHub's webhooks lead to, None for nowhere."""

    hook_url: str | None

    def __call__(self, stage: Stage) -> None:
        """Set everything up, in the company's first hour."""
        for name, private, words in _REPOSITORIES:
            stage.github("acme", g.CreateRepository(name, private=private, description=words))
        stage.github("mara", *self._hooks())
        for name, _, _ in _REPOSITORIES:
            stage.github("mara", *(g.CreateLabel(name, *label) for label in _HEALTH))
        for project in (PAY, LOG):
            stage.jira("mara", *_versions(project, stage.days))
        stage.jira("mara", *_sprints(stage.days))

    def _hooks(self) -> Iterator[g.Act]:
        if self.hook_url:
            yield g.InstallApp()
            for name in ("", *(one for one, _, _ in _REPOSITORIES)):
                yield g.CreateHook(name, self.hook_url)


def sprint_mondays(days: Days) -> tuple[date, ...]:
    """The Mondays on which a sprint begins, with five to come."""
    return tuple(days.weeks())[::2]


def version_fridays(days: Days) -> tuple[date, ...]:
    """The Fridays on which a version is released."""
    first = days.first_monday + _FRIDAY
    return tuple(first + _FOUR_WEEKS * number for number in range(1, 18))


def _sprints(days: Days) -> Iterator[j.Act]:
    for number, _ in enumerate(sprint_mondays(days), 1):
        yield j.CreateSprint(f"PAY Sprint {number}", _GOALS[number % len(_GOALS)])


def _versions(project: str, days: Days) -> Iterator[j.Act]:
    for number, friday in enumerate(version_fridays(days), 1):
        yield j.CreateVersion(project, f"{project} {number}", friday.isoformat())
