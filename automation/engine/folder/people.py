"""people.yaml: who somebody is in each tracker. It holds no number about anybody."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from functools import cached_property
from typing import Annotated, ClassVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    InstanceOf,
    StrictStr,
    Tag,
)

from automation.engine.folder.places import Place
from automation.engine.folder.shapes import read
from automation.engine.folder.sheet import Id, Sheet, Version, Word, Words, listed, sort_of
from automation.engine.language import amounts
from automation.engine.language.amounts import Mistaken
from automation.errors import Problem
from automation.model import Actor
from automation.programs import is_called_one

BOT = "bot"
"""The role of an account that is no person's."""

MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_NO_NUMBERS = "Pitboard keeps no number about a person; take the line out"
_NUMBERS = (
    *("capacity", "velocity", "points", "hours", "fte", "rate", "cost", "salary", "score"),
    *("load", "target", "quota", "rank", "rating", "performance", "utilization", "availability"),
)


def _mail(text: str) -> str:
    if not MAIL.fullmatch(text):
        raise Mistaken("must be one mail address, such as mara.lind@example.com")
    return text


def account(value: object) -> object:
    """A tracker's id of somebody may be a number in the file."""
    return str(value) if type(value) is int else value


Days = Annotated[
    list[Annotated[frozenset[date], BeforeValidator(amounts.days)]], BeforeValidator(listed)
]
"""Dates and ranges of dates, such as `2026-12-24 to 2027-01-02`."""
Zone = Annotated[InstanceOf[tzinfo], BeforeValidator(amounts.zone)]


class PersonSheet(Sheet):
    """One person."""

    REFUSED: ClassVar[Mapping[str, str]] = dict.fromkeys(_NUMBERS, _NO_NUMBERS)

    name: Annotated[Word, Field(examples=["Mara Lind"])]
    mail: Annotated[StrictStr, AfterValidator(_mail)] | None = None
    zone: Zone | None = None
    away: Days = Field(default_factory=list)
    accounts: dict[Word, Annotated[Word, BeforeValidator(account)]] = Field(default_factory=dict)
    roles: Words = Field(default_factory=list)
    team: Id | None = None


class ListedPerson(PersonSheet):
    """One person in a list."""

    id: Annotated[Id, Field(examples=["mara"])]


PeopleSort = Annotated[
    Annotated[list[ListedPerson], Tag("<list>")] | Annotated[dict[Id, PersonSheet], Tag("<map>")],
    Discriminator(
        sort_of,
        custom_error_type="sort",
        custom_error_message="must be people, such as `mara: {name: Mara Lind}` line by line",
    ),
]


class PeopleSheet(Sheet):
    """The whole file."""

    pitboard: Version
    people: PeopleSort


@dataclass(frozen=True, slots=True)
class Person:
    """One person. `accounts` are by connection: logins or ids of GitHub, ids of Jira; `zone` None:
    that of the team.
    """

    id: str
    name: str
    mail: str | None
    zone: tzinfo | None
    away: frozenset[date]
    accounts: Mapping[str, str]
    roles: frozenset[str]
    team: str | None = None


@dataclass(frozen=True)
class People:
    """Everybody, by id and by account."""

    by_id: Mapping[str, Person] = field(default_factory=dict)
    by_account: Mapping[tuple[str, str], Person] = field(default_factory=dict)

    def of(self, connection: str, actor: Actor, *, tracker: str = "") -> Person | None:
        """Whose account this is; None for somebody no file names.

        On GitHub a login is as good as an id. On Jira it is the name people see, which anybody may
        choose: there the id alone counts, and so it does for an account that is a number.
        """
        found = self.by_account.get((connection, actor.id.casefold()))
        if found is not None or tracker == "jira" or not _has_login(actor):
            return found
        return self.by_account.get((connection, actor.login.casefold()))

    def is_program(self, connection: str, actor: Actor) -> bool:
        """Whether an account is no person's: so its tracker says, or its name, or its role here.
        Where only a name is told, the name of such an account is enough.
        """
        if is_called_one(connection, actor):
            return True
        if not actor.id:
            return (connection, actor.login.casefold()) in self.bots_by_name
        person = self.of(connection, actor)
        return person is not None and BOT in person.roles

    @cached_property
    def by_login(self) -> Mapping[str, Person]:
        """By account alone, wherever it is; of two people the first in the file."""
        found: dict[str, Person] = {}
        for (_, account), person in self.by_account.items():
            found.setdefault(account, person)
        return found

    @cached_property
    def bots_by_name(self) -> frozenset[tuple[str, str]]:
        """What programs go by at each connection: their accounts, and the names people see."""
        bots = [each for each in self.by_id.values() if BOT in each.roles]
        return frozenset(
            (connection, name.casefold())
            for each in bots
            for connection, account in each.accounts.items()
            for name in (account, each.name)
        )


def _has_login(actor: Actor) -> bool:
    """Whether it is an account as GitHub has them: a number, and a login that is none."""
    return actor.id.isdecimal() and not actor.login.isdecimal()


def compile_people(root: Place) -> tuple[tuple[tuple[Person, Place], ...], list[Problem]]:
    """Each person with their place in the file; nobody where there are problems."""
    sheet, found = read(PeopleSheet, root)
    if sheet is None:
        return (), found
    listed = sheet.people
    sheets = (
        {n: (p.id, p) for n, p in enumerate(listed)}
        if isinstance(listed, list)
        else {id_: (id_, p) for id_, p in listed.items()}
    )
    places = root.child("people")
    people = [
        (_person(id_, each), place)
        for key, (id_, each) in sheets.items()
        if places and (place := places.child(key))
    ]
    return tuple(people), []


def join_people(people: list[tuple[Person, Place]]) -> tuple[People, list[Problem]]:
    """Everybody of all files, and accounts or ids that two of them claim."""
    by_id: dict[str, Person] = {}
    owners: dict[tuple[str, str], Person] = {}
    problems: list[Problem] = []
    for person, place in people:
        other = by_id.setdefault(person.id, person)
        if other is not person:
            said = f'"{person.id}" is {other.name} already; give one of them another id'
            problems.append((place.child("id") or place).problem(said))
        problems += _shared(person, place, owners)
    return People(by_id, owners), problems


def _shared(
    person: Person, place: Place, owners: dict[tuple[str, str], Person]
) -> Iterator[Problem]:
    """Take down whose accounts these are; tell one that is somebody else's already."""
    for connection, account in person.accounts.items():
        other = owners.setdefault((connection, account.casefold()), person)
        if other is not person:
            where = place.find("accounts", connection) or place
            yield where.problem(f'"{account}" is the account of {other.name}; correct one of them')


def _person(id_: str, sheet: PersonSheet) -> Person:
    return Person(
        id_,
        sheet.name,
        sheet.mail,
        sheet.zone,
        frozenset[date]().union(*sheet.away),
        sheet.accounts,
        frozenset(sheet.roles),
        sheet.team,
    )
