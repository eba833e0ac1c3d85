"""Where the script is played: both pretend trackers at once, and what everything is called there.

Whoever writes the script says what to do in the words of the trackers; the stage does it, one
second after the last thing at the earliest, and keeps it as an entry for the journal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic

from automation.sandbox.company.crew import Person
from automation.sandbox.company.days import Days
from automation.sandbox.entry import D, Entry, H, Outline, Result, S, Via
from automation.sandbox.github import acts as g
from automation.sandbox.github import entry as github
from automation.sandbox.github.happenings import Happening as GitHubHappening
from automation.sandbox.github.state import State as GitHubState
from automation.sandbox.jira import acts as j
from automation.sandbox.jira import entry as jira
from automation.sandbox.jira.state import Happening as JiraHappening
from automation.sandbox.jira.state import State as JiraState

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """An issue by what its tracker calls it.

    `id` is the tracker's own, as text; `number` is GitHub's, `row` its row in the project.
    """

    place: str
    key: str
    id: str
    number: int = 0
    row: int = 0

    @property
    def in_github(self) -> bool:
        """Whether it stands in a repository."""
        return "/" in self.place


class Book(Generic[S, D, H]):
    """One tracker while the script is played: what it knows by now, and what was done so far."""

    def __init__(self, state: S, enact: Callable[[S, Entry[D]], Outline[S, D, H]]) -> None:
        """Begin with what is there before anything happened."""
        self.state = state
        self.entries: list[Entry[D]] = []
        self._enact = enact
        self._last: datetime | None = None

    def enter(self, deed: D, at: datetime) -> None:
        """Do it at this time, or right after the last thing. Raises Refusal."""
        entry = self._next(deed, at)
        outline = self._enact(self.state, entry)
        if outline.refusal:
            raise outline.refusal
        if outline.result is Result.CHANGED:
            self._add(entry, outline.state)

    def keep(self, deed: D, at: datetime) -> None:
        """Do it if it is possible, and keep it in any case."""
        entry = self._next(deed, at)
        self._add(entry, self._enact(self.state, entry).state)

    def _next(self, deed: D, at: datetime) -> Entry[D]:
        at = at.replace(microsecond=0)
        if self._last is not None and at <= self._last:
            at = self._last + _SECOND
        return Entry(at=at, via=Via.SEED, deeds=(deed,))

    def _add(self, entry: Entry[D], state: S) -> None:
        self.state, self._last = state, entry.at
        self.entries.append(entry)


class Stage:
    """Both trackers, the calendar, and everything that came to be under the name it was given."""

    def __init__(
        self, days: Days, people: Mapping[str, Person], *, hub: GitHubState, site: JiraState
    ) -> None:
        """Begin with two trackers in which nothing has happened yet."""
        self.days = days
        self.people = people
        self.things: dict[str, Thing] = {}
        self.at = days.moment(0)
        self.hub: Book[GitHubState, g.Deed, GitHubHappening] = Book(hub, github.enact)
        self.site: Book[JiraState, j.Deed, JiraHappening] = Book(site, jira.enact)

    def github(self, by: str, *acts: g.Act) -> None:
        """Let somebody do this in GitHub, one thing after the other."""
        login = self.people[by].login if by in self.people else by
        for act in acts:
            self.hub.enter(g.Deed(login, act), self.at)

    def jira(self, by: str, *acts: j.Act) -> None:
        """Let somebody do this in Jira, one thing after the other."""
        for act in acts:
            self.site.enter(j.Deed(self.people[by].account, act), self.at)

    def attempts(self, by: str, act: g.Act) -> None:
        """Keep an act for its day whether or not it is possible now: Pitboard writes in between."""
        self.hub.keep(g.Deed(self.people[by].login, act), self.at)

    def opens_card(self, name: str, by: str, act: j.CreateIssue) -> Thing:
        """Create an issue in Jira, known by this name from now on."""
        self.jira(by, act)
        issue = list(self.site.state.issues.values())[-1]
        return self.named(name, Thing(place=issue.project, key=issue.key, id=issue.id))

    def opens_issue(self, name: str, by: str, act: g.OpenIssue | g.OpenPull) -> Thing:
        """Open an issue or a pull request in GitHub, known by this name from now on."""
        self.github(by, act)
        place = self.hub.state.repository(act.repository)
        issue = place.issues[place.last_number]
        key = f"{place.full_name}#{issue.number}"
        thing = Thing(place=place.full_name, key=key, id=str(issue.id), number=issue.number)
        return self.named(name, thing)

    def named(self, name: str, thing: Thing) -> Thing:
        """Let it be known by this name."""
        self.things[name] = thing
        return thing


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing the script wants done, at a day and a part of it (see `Days.moment`)."""

    at: float
    do: Callable[[Stage], None]


@dataclass(frozen=True, slots=True)
class Dated:
    """The same at a moment of its own: what hangs on the week and not on the plan."""

    at: datetime
    do: Callable[[Stage], None]


def play(stage: Stage, beats: list[Beat | Dated]) -> None:
    """Do everything in its order; what was said first of two at the same time comes first."""
    timed = [(b.at if isinstance(b, Dated) else stage.days.moment(b.at), b.do) for b in beats]
    for at, do in sorted(timed, key=lambda pair: pair[0]):
        stage.at = at
        do(stage)
