"""The whole story, played once through both trackers: what has happened, and what will."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Generic

from automation.sandbox.company import ahead, cadence, catalogue, chores, epics, pulls, turns
from automation.sandbox.company.crew import people
from automation.sandbox.company.days import WEEKS_TO_COME, ZONE, Days
from automation.sandbox.company.groundwork import Ground
from automation.sandbox.company.stage import Beat, Book, Dated, Stage, play
from automation.sandbox.entry import D, Entry, H, S
from automation.sandbox.github.acts import Deed as GitHubDeed
from automation.sandbox.github.seed import founding as found_hub
from automation.sandbox.jira.acts import Deed as JiraDeed
from automation.sandbox.jira.seed import founding as found_site


@dataclass(frozen=True, slots=True)
class Told(Generic[D]):
    """What happens in one tracker, in its order: `past` until yesterday, `coming` from today on."""

    past: tuple[Entry[D], ...]
    coming: tuple[Entry[D], ...]


@dataclass(frozen=True, slots=True)
class Story:
    """What happens in both. `quiet` is the first moment of the week to come with no news."""

    github: Told[GitHubDeed]
    jira: Told[JiraDeed]
    quiet: datetime


def tell(now: datetime, *, hook_url: str | None = None) -> Story:
    """The story of a company whose present begins at `now`: the same for every moment of a day.

    `hook_url` is where GitHub's webhooks lead to, None for nowhere. Takes about a second.
    """
    days = Days(now)
    stage = Stage(
        days, people(), hub=found_hub("pitboard[bot]"), site=found_site("pitboard@example.org")
    )
    play(stage, [beat for beat in _beats(days, hook_url) if _is_told(beat)])
    today = datetime.combine(days.today, time(), ZONE).astimezone(UTC)
    return Story(
        github=_told(stage.hub, today),
        jira=_told(stage.site, today),
        quiet=datetime.combine(days.quiet, time(), ZONE).astimezone(UTC),
    )


def _beats(days: Days, hook_url: str | None) -> Iterator[Beat | Dated]:
    founded = datetime.combine(days.first_monday, time(8), ZONE).astimezone(UTC)
    yield Dated(founded, Ground(hook_url))
    for plan in catalogue.every():
        yield from epics.beats(plan)
    for queue in chores.past():
        yield from chores.beats(queue)
    yield from pulls.keyless(-250, -2)
    yield from pulls.bots(-252, -0.5)
    yield from cadence.beats(days)
    yield from turns.beats()
    yield from ahead.beats(days)


def _is_told(beat: Beat | Dated) -> bool:
    return isinstance(beat, Dated) or beat.at < ahead.LAST


def _told(book: Book[S, D, H], today: datetime) -> Told[D]:
    past: Sequence[Entry[D]] = [entry for entry in book.entries if entry.at < today]
    end = today + WEEKS_TO_COME * timedelta(days=7)
    coming = (entry for entry in book.entries[len(past) :] if entry.at < end)
    return Told(tuple(past), tuple(coming))
