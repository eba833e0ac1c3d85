"""Composing editions: what stands now, held against what each reader was told before.

The record meets the pure reports here, and nowhere else; `wording` finds the words.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from automation.appraisal import Standings
from automation.engine.folder.people import Person
from automation.engine.ruleset.loader import RuleSet
from automation.engine.ruleset.report import HEADS_UP, SEND, Report, zone_name
from automation.ports.reporting import Issue, Last, Letter, Told
from automation.reports.digest import Digest
from automation.reports.heads_up import Foreseen, foreseen, heads_up
from automation.reports.weekly import TOLD_OF, in_force, told, weekly
from automation.store.record import Record
from automation.wording import Draft, Wording, Writ

WEEK: Final = timedelta(days=7)
MONTH: Final = timedelta(days=27)
"""How long a reader who wants a report monthly is left alone: four of its weeks, less a day."""


class Hindsight(Protocol):
    """What the rules would have said in the past."""

    def looking_back(self, ids: Sequence[str], at: datetime) -> Iterator[None]:
        """Find out about some items at a time; a moment that was asked about is remembered."""
        ...

    def healths_at(self, ids: Sequence[str], at: datetime) -> Mapping[str, str]:
        """The health of items at a moment of their past; one that had none is left out."""
        ...


NOBODY: Final[AbstractSet[str]] = frozenset()


@dataclass(frozen=True)
class Composer:
    """One issue after the other, in words that `wording` finds. `hindsight` tells of the past where
    no edition told of it.
    """

    record: Record
    rules: RuleSet
    wording: Wording
    hindsight: Hindsight

    def __call__(self, issue: Issue, now: datetime) -> Iterator[Letter | None]:
        """The editions of an issue, one by one, for whoever has none of it yet; none of a report
        that is gone or may not speak. None stands for a piece of work that is done before them.
        """
        report = next((each for each in self.rules.reports if each.id == issue.report), None)
        if report is not None and report.state == "live":
            issue = _belonging(issue, report)
            yield from self.letters(report, issue, now, had=self.record.editions.had(issue))

    def letters(
        self, report: Report, issue: Issue, now: datetime, *, had: AbstractSet[str] = NOBODY
    ) -> Iterator[Letter | None]:
        """The editions of an issue, but for those who `had` theirs; none while all of it rests."""
        standings = self._standings()
        if standings and all(each.rests for each in standings):
            return
        if issue.step == HEADS_UP:
            yield from self._heads_up(report, issue, standings, now, had)
            return
        since = self._since(issue, standings)
        yield from since.looking_back()
        editions: dict[tuple[_Before, str], _Edition] = {}
        for reader in report.readers:
            mail = str(reader.mail)
            if mail in had or not self._is_due(report, reader, issue, since.last.get(mail)):
                continue
            before = since.before(mail)
            same = before, zone_name(self.zone(reader))
            if same not in editions:
                editions[same] = self._edition(report, reader, since, before, now)
            if not editions[same].is_quiet or report.when_quiet != "skip":
                yield self.wording.letter(editions[same].draft, mail)

    def preview(self, report: Report, reader: Person, now: datetime) -> Letter:
        """What this reader would be sent now, whatever state the report is in."""
        issue = Issue(report.id, SEND, zone_name(report.zone or self.zone(reader)), now)
        since, mail = self._since(issue, self._standings()), str(reader.mail)
        edition = self._edition(report, reader, since, since.before(mail), now)
        return self.wording.letter(edition.draft, mail)

    def _edition(
        self, report: Report, reader: Person, since: "_Since", before: "_Before", now: datetime
    ) -> "_Edition":
        """What everybody in a zone reads who was told the same before."""
        digest = since.digest(before, now).only(report.sections)
        shown = told(since.standings, as_of=now)
        writ = Writ(report, since.issue, "weekly-executive", shown, self.zone(reader))
        return _Edition(self.wording.draft(writ, digest), digest.is_quiet)

    def _standings(self) -> Standings:
        """Everything that has a status, marked where no live rule speaks of its health."""
        rules = (each for each in self.rules.rules if each.state == "live")
        live = {each.id for each in rules if each.derive and each.derive.field == "health"}
        return in_force(self.record.portfolio.standings(), live)

    def _since(self, issue: Issue, standings: Standings) -> "_Since":
        """What was told last; not what this very week told readers whose Monday came earlier."""
        editions, but = self.record.editions, issue.period
        last = editions.last(issue.report, before=issue.planned_at, but=but)
        return _Since(self, issue, standings, last, issue.planned_at - WEEK)

    def _heads_up(
        self,
        report: Report,
        issue: Issue,
        standings: Standings,
        now: datetime,
        had: AbstractSet[str],
    ) -> Iterator[Letter | None]:
        """To each owner, what will be told of their items on the day the report goes out; nothing
        once it went out, as after a long night of ours.
        """
        at, goes_out = issue.planned_at, issue.goes_out
        if goes_out is None or goes_out <= now:
            return
        last = self.record.editions.last(report.id, before=at)
        since = _Since(self, issue, standings, last, goes_out - WEEK)
        yield from since.looking_back()
        begun, before = since.newest
        first, until = self._heard(report, at)
        calendars = self.rules.world.calendar
        worse = foreseen(
            standings, before, as_of=now, first=first, until=until, calendars=calendars
        )
        rhythms = self.record.editions.rhythms(issue.name)
        for owner, mine in self._owned(worse, issue):
            mail, page = str(owner.mail), self.wording.page
            if mail in had or rhythms.get(mail) == "never":
                continue
            digest = heads_up(mine, before, since=begun, as_of=now, until=until, page=page)
            shown = told([each.standing for each in mine], as_of=until)
            writ = Writ(report, issue, HEADS_UP, shown, self.zone(owner))
            yield self.wording.letter(self.wording.draft(writ, digest), mail)

    def _heard(self, report: Report, after: datetime) -> tuple[datetime, datetime]:
        """When the first and the last of its readers have the report: Monday comes late in the
        west.
        """
        times = report.times(self.rules.world)
        found = (send.next_after(after, zone) for step, send, zone in times if step == SEND)
        heard = [at for at in found if at] or [after]
        return min(heard), max(heard)

    def _owned(
        self, worse: Sequence[Foreseen], issue: Issue
    ) -> Iterator[tuple[Person, Sequence[Foreseen]]]:
        """Whoever answers for some of these, can be written to, and whose day this is."""
        by_owner: dict[str, list[Foreseen]] = {}
        for each in worse:
            by_owner.setdefault(self._person(each.standing.status.owner), []).append(each)
        for id_, person in sorted(self.rules.world.people.by_id.items()):
            if id_ in by_owner and person.mail and zone_name(self.zone(person)) == issue.zone:
                yield person, by_owner[id_]

    def _person(self, owner: str | None) -> str:
        """Whose it is: a person, or the lead of a team."""
        team = self.rules.world.team(owner or "")
        return (team.lead if team else owner) or ""

    def zone(self, reader: Person) -> tzinfo:
        """A reader's own zone, else the company's."""
        return reader.zone or self.rules.world.calendar(None).zone

    def _is_due(self, report: Report, reader: Person, issue: Issue, last: Last | None) -> bool:
        """Whether this reader, in this zone, wants this issue."""
        if zone_name(report.zone or self.zone(reader)) != issue.zone:
            return False
        rhythm = self._rhythms.get(report.id, {}).get(str(reader.mail), "weekly")
        if rhythm != "monthly":
            return rhythm != "never"
        return last is None or issue.planned_at - last.planned_at >= MONTH

    @cached_property
    def _rhythms(self) -> Mapping[str, Mapping[str, str]]:
        return {each.id: self.record.editions.rhythms(each.id) for each in self.rules.reports}


def _belonging(issue: Issue, report: Report) -> Issue:
    """A heads-up with the mail that it comes before; any other issue as it is."""
    if issue.step != HEADS_UP:
        return issue
    zone = report.zone or ZoneInfo(issue.zone)
    return replace(issue, goes_out=report.send.next_after(issue.planned_at, zone))


@dataclass(frozen=True, slots=True)
class _Before:
    """What a reader was told last, and when; equal for all who were told the same."""

    since: datetime
    told: frozenset[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class _Edition:
    """What is sent to everybody in a zone who was told the same before."""

    draft: Draft
    is_quiet: bool


@dataclass(frozen=True)
class _Since:
    """What each reader was told last: their own last edition, else the report's newest one, else
    what the rules would have said at `week_before`.
    """

    of: Composer
    issue: Issue
    standings: Standings
    last: Mapping[str, Last]
    week_before: datetime

    def before(self, mail: str) -> _Before:
        """What one reader was told last."""
        mine = self.last.get(mail)
        since, before = self._told(mine) if mine else self.newest
        return _Before(since, frozenset(before.items()))

    def digest(self, before: _Before, now: datetime) -> Digest:
        """What changed since then."""
        page = self.of.wording.page
        return weekly(
            *(self.standings, dict(before.told)),
            since=before.since,
            as_of=now,
            page=page,
            heard=bool(self.last),
        )

    @cached_property
    def newest(self) -> tuple[datetime, Told]:
        """What was told last to anybody."""
        if self.last:
            return self._told(max(self.last.values(), key=lambda each: each.id))
        since = self.week_before
        return since, self.of.hindsight.healths_at(self._items, since)

    def looking_back(self) -> Iterator[None]:
        """Find out what nobody was told yet, some items at a time."""
        if not self.last:
            yield from self.of.hindsight.looking_back(self._items, self.week_before)

    @property
    def _items(self) -> Sequence[str]:
        return [each.item_id for each in self.standings if each.type in TOLD_OF]

    def _told(self, last: Last) -> tuple[datetime, Told]:
        return last.as_of, self.of.record.editions.told(last.id)
