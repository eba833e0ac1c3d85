"""What the tests of the company stand on: the story of one day, and both trackers at its end."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property

from automation import paths, rulefiles
from automation.calendar import Calendar
from automation.engine.folder.places import Place
from automation.engine.folder.world import World
from automation.engine.ruleset.filekinds import build_world
from automation.sandbox.company.story import Story, tell
from automation.sandbox.entry import Result
from automation.sandbox.github import entry as github
from automation.sandbox.github.happenings import Happening as GitHubHappening
from automation.sandbox.github.seed import founding as found_hub
from automation.sandbox.github.state import Issue as GitHubIssue
from automation.sandbox.github.state import State as GitHubState
from automation.sandbox.jira import entry as jira
from automation.sandbox.jira.seed import founding as found_site
from automation.sandbox.jira.state import Happening as JiraHappening
from automation.sandbox.jira.state import Issue as Card
from automation.sandbox.jira.state import State as JiraState

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
"""A Sunday."""


@dataclass(frozen=True)
class Acme:
    """The company of one day, when its past has been played."""

    now: datetime

    @cached_property
    def story(self) -> Story:
        return tell(self.now)

    @cached_property
    def hub(self) -> GitHubState:
        return self._github[0]

    @cached_property
    def site(self) -> JiraState:
        return self._jira[0]

    @cached_property
    def webhooks(self) -> int:
        return len(self.hub_happenings) + len(self.site_happenings)

    @cached_property
    def hub_happenings(self) -> tuple[GitHubHappening, ...]:
        return self._github[1]

    @cached_property
    def site_happenings(self) -> tuple[JiraHappening, ...]:
        return self._jira[1]

    @cached_property
    def end(self) -> datetime:
        """The last evening of work."""
        last = max(self.story.github.past[-1].at, self.story.jira.past[-1].at)
        return last.replace(hour=17, minute=0)

    @cached_property
    def _github(self) -> tuple[GitHubState, tuple[GitHubHappening, ...]]:
        state, happened = found_hub("pitboard[bot]"), list[GitHubHappening]()
        for entry in self.story.github.past:
            outline = github.enact(state, entry)
            assert outline.result is Result.CHANGED, entry
            state = outline.state
            happened += outline.happenings
        return state, tuple(happened)

    @cached_property
    def _jira(self) -> tuple[JiraState, tuple[JiraHappening, ...]]:
        state, happened = found_site("pitboard@example.org"), list[JiraHappening]()
        for entry in self.story.jira.past:
            outline = jira.enact(state, entry)
            assert outline.result is Result.CHANGED, entry
            state = outline.state
            happened += outline.happenings
        return state, tuple(happened)

    def issue(self, key: str) -> GitHubIssue:
        place, _, number = key.partition("#")
        return self.hub.repository(place).issue(int(number))

    def card(self, key: str) -> Card:
        return self.site.issue(key)

    def cards_under(self, key: str) -> list[Card]:
        return self.site.children(self.card(key).id)

    def subs_of(self, key: str) -> list[GitHubIssue]:
        return [issue for _, issue in self.hub.linked(self.issue(key).sub_issues)]

    def in_milestone(self, repository: str, title: str) -> list[GitHubIssue]:
        place = self.hub.repository(repository)
        number = next(one.number for one in place.milestones.values() if one.title == title)
        return [one for one in place.issues.values() if one.milestone == number and not one.pull]

    def dates_of(self, key: str) -> list[tuple[str | None, str | None]]:
        """Each change of a card's due date, from and to."""
        return [
            (item.old, item.new)
            for history in self.card(key).histories
            for item in history.items
            if item.field == "duedate"
        ]

    def working_days(self, start: datetime, end: datetime) -> int:
        return calendar().between(start, end)


@cache
def world() -> World:
    """What the shipped files beside the rules say."""
    texts = rulefiles.read_folder(paths.rules())
    return build_world(
        {name: Place(name, rulefiles.read(text, name)) for name, text in texts.items()}
    )[0]


def calendar(team: str = "storefront") -> Calendar:
    """The working days of a team by the shipped files."""
    return world().calendar(team)
