"""Standings of a small portfolio, each with only what a test cares about."""

from dataclasses import replace
from datetime import datetime

from automation.appraisal import Asking, Standing
from automation.model import Override
from automation.reports.digest import Digest, Told
from automation.reports.weekly import weekly
from tests.builders import NOON
from tests.web.company import a_health, a_standing, a_status, days

LAST = days(-7)
"""When the mail of last week went out."""


def an_item(
    number: int = 1,
    health: str = "on_track",
    *,
    title: str = "Pay by invoice",
    because: str = "18 of 31 done",
    said: str | None = None,
    said_at: float = -2,
    changed: float = -3,
    **parts: object,
) -> Standing:
    """One epic; `said` is what a person set `said_at` days from noon."""
    word = Override("", "health", said, "Mara Lind", days(said_at), days(12)) if said else None
    computed = a_health(health, because, ago=-changed)
    return a_standing(number, title, health=computed, override=word, **parts)


def asked_by(*customers: str, told: int = 0) -> tuple[Asking, ...]:
    """Each asked a month after the one before; the last `told` of them know that it is there."""
    known = len(customers) - told
    return tuple(
        Asking(name, days(-200 + 30 * n), "", None if n < known else NOON)
        for n, name in enumerate(customers)
    )


def finished(number: int = 1, *, at: float = -2, **parts: object) -> Standing:
    """One that was finished `at` days from noon."""
    status = a_status(closed_at=days(at))
    return replace(an_item(number, "done", because="all 12 closed"), status=status, **parts)  # type: ignore[arg-type]  # parts of a standing


def digest(*standings: Standing, before: Told, since: datetime = LAST) -> Digest:
    """What changed at these, since last week."""
    return weekly(standings, before, since=since, as_of=NOON, page=_page)


def id_of(number: int) -> str:
    return f"jira:{10_000 + number}"


def _page(standing: Standing) -> str:
    return f"https://pitboard.example/items/{standing.key}"
