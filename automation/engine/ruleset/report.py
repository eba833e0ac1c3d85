"""Report files: who is told what, when, and how briefly. What is told is decided elsewhere."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Annotated, ClassVar, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt

from automation.engine.folder.people import People, Person, Zone
from automation.engine.folder.places import Place
from automation.engine.folder.shapes import read
from automation.engine.folder.sheet import Id, Sheet, Version, Why, Word, Words
from automation.engine.folder.world import World
from automation.engine.language import amounts
from automation.engine.language.amounts import Mistaken
from automation.engine.language.schedule import Schedule, sweep
from automation.engine.language.vocabulary import suggest
from automation.errors import Problem

SECTIONS: Final = (
    *("answer", "worse", "people_say", "better", "shipped"),
    *("changed", "unknown", "unchanged"),
)
"""What a report may tell, in the order in which it reads best."""

SEND: Final = "send"
HEADS_UP: Final = "heads-up"
"""The steps of a report: owners hear of what got worse before everybody reads it."""

ROLE: Final = "role:"

_MOMENT: Final = re.compile(r"[a-z]+ [0-9]{1,2}:[0-9]{2}")


def _moment(text: str) -> Schedule:
    if not _MOMENT.fullmatch(text):
        raise Mistaken("must be a weekday and a time, such as monday 08:30")
    day, _, at = text.partition(" ")
    amounts.weekday(day)
    try:
        return sweep(f"every {day} at {at}")
    except ValueError as error:
        raise Mistaken("must be a weekday and a time, such as monday 08:30") from error


def _between(least: int, most: int) -> BeforeValidator:
    def checked(value: object) -> int:
        if type(value) is not int or not least <= value <= most:
            raise Mistaken(f"must be a whole number from {least} to {most}")
        return value

    return BeforeValidator(checked)


Moment = Annotated[Word, AfterValidator(lambda text: str(_moment(text) and text))]
Section = Literal[
    "answer", "worse", "people_say", "better", "shipped", "changed", "unknown", "unchanged"
]


class SendSheet(Sheet):
    """When it goes out. Without a zone each reader's own counts, else the company's."""

    at: Annotated[Moment, Field(examples=["monday 08:30"])]
    zone: Zone | None = None
    when_quiet: Literal["short", "skip"] = "short"


class HeadsUpSheet(Sheet):
    """When owners hear first what will be told of their items."""

    at: Annotated[Moment, Field(examples=["thursday 16:00"])]
    to: Literal["owners"] = "owners"


class LimitsSheet(Sheet):
    """How brief it is. What does not fit stands on the page that it links to."""

    words: Annotated[StrictInt, _between(60, 1000)] = 150
    rows: Annotated[StrictInt, _between(1, 100)] = 12
    html_kb: Annotated[StrictInt, _between(10, 100)] = 80


class ReportSheet(Sheet):
    """The whole file."""

    REFUSED: ClassVar[dict[str, str]] = {
        "bcc": "readers are named under `to`, where everybody can see them",
        "draft": "owners are told by `heads_up: {at: thursday 16:00}`",
    }

    pitboard: Version
    report: Id
    title: Word
    why: Why
    owner: Id
    review_by: Annotated[date, BeforeValidator(amounts.day)] | None = None
    state: Literal["live", "shadow", "paused"]
    audience: Literal["executive"]
    to: Words
    send: SendSheet
    heads_up: HeadsUpSheet | None = None
    sections: Annotated[list[Section], Field(min_length=1)] | None = None
    limits: LimitsSheet = Field(default_factory=LimitsSheet)
    channels: list[Literal["email"]] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One report file. `readers` are people of people.yaml, each once, in the file's order.

    `send` and `heads_up` are times; `zone` None: each reader's own, else the company's.
    """

    id: str
    title: str
    why: str
    owner: str
    state: str
    readers: tuple[Person, ...]
    send: Schedule
    heads_up: Schedule | None
    zone: tzinfo | None
    when_quiet: str
    sections: tuple[str, ...]
    words: int
    rows: int
    html_kb: int
    file: str
    line: int

    def times(self, world: World) -> Iterator[tuple[str, Schedule, tzinfo]]:
        """Its steps with their times, in each zone that counts; none of a report that is paused."""
        if self.state == "paused":
            return
        company = world.calendar(None).zone
        for zone in _zones(self.zone, self.readers, company):
            yield SEND, self.send, zone
        owners = [each for each in world.people.by_id.values() if each.mail]
        for zone in _zones(None, owners, company) if self.heads_up else ():
            yield HEADS_UP, self.heads_up or self.send, zone


def zone_name(zone: tzinfo) -> str:
    """What a zone is called: Europe/Berlin."""
    return str(getattr(zone, "key", zone))


def _zones(own: tzinfo | None, people: Iterable[Person], company: tzinfo) -> Sequence[tzinfo]:
    named = {zone_name(zone): zone for each in people if (zone := own or each.zone or company)}
    return [named[name] for name in sorted(named)]


def compile_report(root: Place, people: People | None) -> tuple[Report | None, list[Problem]]:
    """A report file, or everything that is wrong with it. Where nobody can read who the people are
    (None), it is neither.
    """
    sheet, problems = read(ReportSheet, root)
    if sheet is None:
        return None, problems
    problems = [*(_strangers(root, people) if people else ()), *_twice(root)]
    return (None if problems or people is None else _report(root, sheet, people)), problems


def _report(root: Place, sheet: ReportSheet, people: People) -> Report:
    return Report(
        id=sheet.report,
        title=sheet.title,
        why=str(sheet.why),
        owner=sheet.owner,
        state=sheet.state,
        readers=tuple({p.id: p for word in sheet.to for p in _meant(word, people)}.values()),
        send=_moment(sheet.send.at),
        heads_up=_moment(sheet.heads_up.at) if sheet.heads_up else None,
        zone=sheet.send.zone,
        when_quiet=sheet.send.when_quiet,
        sections=tuple(sheet.sections or SECTIONS),
        words=sheet.limits.words,
        rows=sheet.limits.rows,
        html_kb=sheet.limits.html_kb,
        file=root.file,
        line=root.node.line,
    )


def _meant(word: str, people: People) -> Sequence[Person]:
    """The people a word under `to` stands for: one by id, or everybody of a role."""
    if word.startswith(ROLE):
        role = word.removeprefix(ROLE)
        return [person for person in people.by_id.values() if role in person.roles]
    found = people.by_id.get(word)
    return [found] if found else []


def _strangers(root: Place, people: People) -> Iterator[Problem]:
    """Tell readers nobody knows, and readers who have no address."""
    to = root.child("to")
    roles = {f"{ROLE}{role}" for person in people.by_id.values() for role in person.roles}
    for word, place in to.words() if to else ():
        meant = _meant(word, people)
        if not meant:
            said = f'nobody in people.yaml is "{word}"; write a person\'s id, or role:<role>'
            yield place.problem(said, suggest(word, {*people.by_id, *roles}))
        for person in meant:
            if person.mail is None:
                yield place.problem(f'{person.name} has no mail; add "mail" in people.yaml')


def _twice(root: Place) -> Iterator[Problem]:
    """Tell a section that stands there twice."""
    seen = set[str]()
    sections = root.child("sections")
    for word, place in sections.words() if sections else ():
        if word in seen:
            yield place.problem(f'"{word}" stands here twice; take one out')
        seen.add(word)
