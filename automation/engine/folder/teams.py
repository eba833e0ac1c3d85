"""teams.yaml: whose an item is when no epic says so, and which days that team works."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from automation.calendar import MONDAY_TO_FRIDAY, Calendar
from automation.engine.folder.people import MAIL, Days, Zone
from automation.engine.folder.places import Place
from automation.engine.folder.shapes import read
from automation.engine.folder.sheet import Id, Patterns, Sheet, Version, Word, Words, sort_of
from automation.engine.language import amounts
from automation.engine.language.amounts import Mistaken
from automation.engine.language.lookup import Lookup, lookup
from automation.engine.language.vocabulary import suggest
from automation.errors import Problem

Weekdays = Annotated[frozenset[int], BeforeValidator(amounts.weekdays)]


def _contact(text: str) -> str:
    if "@" in text and not MAIL.fullmatch(text):
        raise Mistaken("must be one mail address, or the id of a person")
    return text


Contact = Annotated[Word, AfterValidator(_contact)]


class DaysSheet(Sheet):
    """When somebody works, and who is told what. `holidays` are dates and ranges, or names of lists
    of them; `contacts` say by a word of yours who hears of something: an address or a person.
    """

    zone: Zone | None = None
    holidays: Words = Field(default_factory=list)
    weekdays: Weekdays | None = None
    contacts: dict[Id, Contact] = Field(default_factory=dict)


class TeamSheet(DaysSheet):
    """One team."""

    name: Annotated[Word, Field(examples=["Payments"])]
    projects: Patterns = Field(default_factory=list)
    paths: Patterns = Field(default_factory=list)
    labels: Patterns = Field(default_factory=list)
    lead: Id | None = None
    parent: Id | None = None


class ListedTeam(TeamSheet):
    """One team in a list."""

    id: Annotated[Id, Field(examples=["payments"])]


TeamsSort = Annotated[
    Annotated[list[ListedTeam], Tag("<list>")] | Annotated[dict[Id, TeamSheet], Tag("<map>")],
    Discriminator(
        sort_of,
        custom_error_type="sort",
        custom_error_message="must be teams, such as `payments: {name: Payments}` line by line",
    ),
]


class TeamsSheet(Sheet):
    """The whole file. `company` holds for teams that say nothing else."""

    pitboard: Version
    teams: TeamsSort
    company: DaysSheet = Field(default_factory=DaysSheet)
    holidays: dict[Id, Days] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Team:
    """One team."""

    id: str
    name: str
    calendar: Calendar
    lead: str | None
    parent: str | None
    contacts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Teams:
    """Every team by its id, and whose projects, paths and labels are. `calendar` and `contacts`
    are those of work that is nobody's.
    """

    by_id: Mapping[str, Team] = field(default_factory=dict)
    projects: Lookup[str] = field(default_factory=Lookup)
    paths: Lookup[str] = field(default_factory=Lookup)
    labels: Lookup[str] = field(default_factory=Lookup)
    calendar: Calendar = Calendar()  # noqa: RUF009 - it is frozen
    contacts: Mapping[str, str] = field(default_factory=dict)

    def contact(self, team: str | None, name: str) -> str | None:
        """Whom a team calls so, else the company."""
        found = self.by_id.get(team or "")
        return (found.contacts if found else self.contacts).get(name)

    def contact_names(self) -> frozenset[str]:
        """Every word by which some team, or the company, says who hears of something."""
        return frozenset(self.contacts).union(*(each.contacts for each in self.by_id.values()))


class Read(NamedTuple):
    """One file of teams as it was read: each team with its place, and the days of all."""

    sheet: TeamsSheet
    teams: tuple[tuple[str, TeamSheet, Place], ...]
    root: Place


def read_teams(root: Place) -> tuple[Read | None, list[Problem]]:
    """Check the shape of the file; None exactly when there are problems."""
    sheet, found = read(TeamsSheet, root)
    places = root.child("teams")
    if sheet is None or places is None:
        return None, found
    keyed: list[tuple[str | int, str, TeamSheet]]
    if isinstance(sheet.teams, list):
        keyed = [(number, each.id, each) for number, each in enumerate(sheet.teams)]
    else:
        keyed = [(id_, id_, each) for id_, each in sheet.teams.items()]
    teams = tuple(
        (id_, each, place) for key, id_, each in keyed if (place := places.child(key)) is not None
    )
    return Read(sheet, teams, root), []


def join_teams(files: list[Read]) -> tuple[Teams, list[Problem]]:
    """Every team of all files, and what they dispute or leave unknown."""
    every = [each for file in files for each in file.teams]
    named = [each for file in files for each in file.sheet.holidays.items()]
    sets = {name: frozenset[date]().union(*days) for name, days in named}
    problems = [*_doubles(every), *_parents(every), *_disputed(every)]
    for file in files:
        for place in [file.root.child("company"), *(place for _, _, place in file.teams)]:
            problems += _holiday_problems(place, sets)
    if problems:
        return Teams(), problems
    company = _calendar([file.sheet.company for file in files], sets)
    lines = {id_: sheet for id_, sheet, _ in every}
    return (
        Teams(
            by_id={id_: _team(id_, lines, files, sets) for id_ in lines},
            projects=lookup((p, id_) for id_, sheet in lines.items() for p in sheet.projects),
            paths=lookup((p, id_) for id_, sheet in lines.items() for p in sheet.paths),
            labels=lookup((w, id_) for id_, sheet in lines.items() for w in sheet.labels),
            calendar=company,
            contacts=_contacts(file.sheet.company for file in files),
        ),
        [],
    )


def _team(
    id_: str, lines: Mapping[str, TeamSheet], files: list[Read], sets: Mapping[str, frozenset[date]]
) -> Team:
    """What a team leaves unsaid is its parent's, then the company's."""
    sheet = lines[id_]
    chain: list[DaysSheet] = [sheet]
    above = lines.get(sheet.parent or "")
    while above is not None and above not in chain:
        chain.append(above)
        above = lines.get(above.parent or "")
    chain += [file.sheet.company for file in files]
    return Team(
        *(id_, sheet.name, _calendar(chain, sets), sheet.lead, sheet.parent),
        contacts=_contacts(chain),
    )


def _contacts(sheets: Iterable[DaysSheet]) -> Mapping[str, str]:
    """Of each word what the first says that knows it."""
    found: dict[str, str] = {}
    for each in sheets:
        found = {**each.contacts, **found}
    return found


def _calendar(sheets: Iterable[DaysSheet], sets: Mapping[str, frozenset[date]]) -> Calendar:
    """The first that says something is right, for each of zone, holidays and weekdays."""
    said = list(sheets)
    zone: tzinfo = next((each.zone for each in said if each.zone is not None), UTC)
    names = next((each.holidays for each in said if each.holidays), [])
    days = frozenset[date]().union(*(sets[w] if w in sets else amounts.days(w) for w in names))
    weekdays = next((each.weekdays for each in said if each.weekdays), MONDAY_TO_FRIDAY)
    return Calendar(zone, days, weekdays)


def _holiday_problems(
    place: Place | None, sets: Mapping[str, frozenset[date]]
) -> Iterator[Problem]:
    under = place.child("holidays") if place else None
    for word, where in under.words() if under else ():
        if word in sets:
            continue
        try:
            amounts.days(word)
        except amounts.Mistaken as error:
            if word[:1].isdigit():
                yield where.problem(str(error))
                continue
            said = f'no list of holidays is called "{word}"; write dates, or name one of: '
            known = ", ".join(sorted(sets)) or "none is written yet, under `holidays:`"
            yield where.problem(said + known, suggest(word, sets))


Every = list[tuple[str, TeamSheet, Place]]


def _doubles(every: Every) -> Iterator[Problem]:
    seen: dict[str, Place] = {}
    for id_, _, place in every:
        other = seen.setdefault(id_, place)
        if other is not place:
            where = place.child("id") or place
            yield where.problem(
                f'a team "{id_}" stands in {other.file}:{other.node.line}; rename one'
            )


def _parents(every: Every) -> Iterator[Problem]:
    parents = {id_: sheet.parent for id_, sheet, _ in every}
    for id_, sheet, place in every:
        where = place.child("parent")
        if sheet.parent is None or where is None:
            continue
        if sheet.parent not in parents:
            said = f'there is no team "{sheet.parent}"; write the id of a team, or leave it out'
            yield where.problem(said, suggest(sheet.parent, parents))
        elif _circles(id_, parents):
            yield where.problem("leads back to this team; the topmost team has no parent")


def _circles(id_: str, parents: Mapping[str, str | None]) -> bool:
    above, seen = parents[id_], set[str]()
    while above is not None and above not in seen:
        if above == id_:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def _disputed(every: Every) -> Iterator[Problem]:
    """Tell a project, a path or a label that two teams name."""
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for id_, sheet, place in every:
        for key, what in (("projects", "project"), ("paths", "path"), ("labels", "label")):
            named = place.child(key)
            for word, where in named.words() if named else ():
                other, name = seen.setdefault((key, word.casefold()), (id_, sheet.name))
                if other != id_:
                    said = f'the {what} "{word}" belongs to {name} already'
                    yield where.problem(f"{said}; take it out of one of the two teams")
