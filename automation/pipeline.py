"""The line every event travels, readable top to bottom: absorb, decide, deliver.

    inbox  -> absorb  -> items, history -> agenda
    agenda -> decide  -> Plan           -> outbox
    outbox -> deliver -> the tracker    -> Outcome

Each stage claims what is due, works it and commits it in one transaction. A row that cannot be
worked is blamed by itself and stops nobody else. `deliver` is the only writer outside.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from automation.effects import Outcome, Plan, SetField
from automation.errors import PitboardError, ServiceError, UnreadableDelivery
from automation.folding import as_they_are, fold
from automation.intake import (
    Hears,
    Letters,
    absorbed,
    echoes_for,
    heard,
    items_of,
    lead,
    nobody,
    read,
    references,
)
from automation.model import Item, Reading, Sighting
from automation.ports import (
    NO_BOUNDS,
    Agenda,
    Answer,
    ByRule,
    Case,
    Clock,
    Errand,
    Inbox,
    Instants,
    Mail,
    Picks,
    in_time,
    nothing,
)
from automation.programs import IsProgram, is_called_one
from automation.site import Site, typed
from automation.ways import WAYS, OutOfTime, Turn, refused, reread, set_fields

__all__ = ["DEADLINE", "Site", "Turn", "absorb", "decide", "deliver", "parcels", "reread"]

BATCH = 200
"""Rows in one turn of absorb or decide: what one short transaction holds."""

DEADLINE = timedelta(seconds=10)

Decide = Callable[[Case, datetime], Plan]

Relinks = Callable[[Sequence[Item], datetime], Sequence[Sighting]]
"""What has to be told of some items so that they lead to their objectives, as of a time."""


# --- absorb: inbox -> items -> agenda --------------------------------------------------------


def as_it_is(wall: datetime) -> datetime:
    """The company lives in the system's time."""
    return wall


@dataclass(frozen=True, slots=True)
class Intake:
    """One turn of absorbing: from which inbox, whose it is, and when it began."""

    inbox: Inbox
    sites: Mapping[str, Site]
    owner: str
    wall: datetime
    company: Callable[[datetime], datetime]
    hears: Hears
    relinks: Relinks
    is_program: IsProgram

    @property
    def now(self) -> datetime:
        """The company's time as it began."""
        return self.company(self.wall)

    def blame(self, mail: Mail, error: Exception) -> None:
        """Count an attempt against this row, and only this one."""
        said = str(error) if isinstance(error, UnreadableDelivery) else _named(error)
        self.inbox.blame(mail, said, owner=self.owner, wall=self.wall)


def absorb(
    inbox: Inbox,
    sites: Mapping[str, Site],
    *,
    owner: str,
    clock: Clock,
    company: Callable[[datetime], datetime] = as_it_is,
    hears: Hears = nobody,
    relinks: Relinks = as_they_are,
    is_program: IsProgram = is_called_one,
) -> int:
    """Take in one batch of deliveries; returns how many were claimed.

    `hears` tells which events are occasions: a rule says something once about each of them.
    `relinks` tells which of the items lead to another objective since, `is_program` whose comments
    are no sign of life.
    """
    intake = Intake(inbox, sites, owner, clock(), company, hears, relinks, is_program)
    mail = inbox.claim(owner=owner, wall=intake.wall, limit=BATCH)
    letters = list(_read(intake, mail))
    if letters and not _took_in(intake, letters):
        for letter in letters:
            _take_in_alone(intake, letter)
    return len(mail)


def _read(intake: Intake, mail: Sequence[Mail]) -> Iterator[tuple[Mail, Reading]]:
    for each in mail:
        try:
            yield each, read(_site(intake, each).parse, each.delivery, intake.company)
        except Exception as error:  # noqa: BLE001 - a parser's bug must blame its row and no other
            intake.blame(each, error)


def _site(intake: Intake, mail: Mail) -> Site:
    name = mail.delivery.connection
    if name not in intake.sites:
        raise UnreadableDelivery(f'the connection "{name}" is no longer in the settings')
    return intake.sites[name]


def _took_in(intake: Intake, letters: Letters) -> bool:
    """Whether the batch went in whole. False: something in it moved on, or cannot be stored."""
    try:
        return _take_in(intake, letters)
    except PitboardError:
        raise  # a full disk is nobody's fault in this batch
    except Exception:  # noqa: BLE001 - whoever fails alone is to blame
        return False


def _take_in_alone(intake: Intake, letter: tuple[Mail, Reading]) -> None:
    try:
        _take_in(intake, [letter])
    except PitboardError:
        raise
    except Exception as error:  # noqa: BLE001 - blame the row, keep the line moving
        intake.blame(letter[0], error)


def _take_in(intake: Intake, letters: Letters) -> bool:
    """Fold the batch into the items it is about, and commit it whole or not at all."""
    inbox, wall, sites = intake.inbox, intake.wall, intake.sites
    named = references(letters)
    led = lead(letters, inbox.resolve(named) if named else {}, wall)
    for mail, reference in led.parked:
        inbox.park(mail, reference, owner=intake.owner, wall=wall)
    if not led.letters:
        return True
    ids = sorted(items_of(led.letters))
    known = inbox.known(ids)
    echoes = echoes_for(ids, led.letters, inbox, known=known, wall=wall, now=intake.now)
    settles = {name: site.settle_of for name, site in sites.items()}
    letters, now = heard(led.letters, echoes, intake.is_program), intake.now
    readings = [reading for _, reading in letters]
    renewed = fold(readings, known, echoes, settles, lambda found: intake.relinks(found, now))
    items = [typed(each, sites, known) for each in renewed]
    there = known.keys() | {each.item.id for each in items}
    rows = absorbed(letters, there, intake.hears, echoes, now)
    stale = [each for _, reading in led.letters for each in reading.stale]
    return inbox.absorbed(rows, items, owner=intake.owner, wall=wall, stale=stale)


# --- decide: agenda -> Plan -> outbox --------------------------------------------------------


def decide(
    agenda: Agenda,
    decide_case: Decide,
    *,
    owner: str,
    clock: Clock,
    company: Callable[[datetime], datetime],
    bounds: ByRule = NO_BOUNDS,
    reach: int = 0,
    appraised: Picks = nothing,
) -> int:
    """Decide about one batch of subjects; returns how many were claimed. Those it has no time for
    are given back as they were.

    What is over the `bounds` of its rule is held. `reach` is how far the rules look around, and
    `appraised` are the items that have a status of their own.
    """
    wall = clock()
    instants = Instants(wall, company(wall))
    cases = agenda.claim(
        owner=owner, instants=instants, limit=BATCH, reach=reach, appraised=appraised
    )
    plans = []
    left = [case.subject for case in cases]
    for case in in_time(cases, clock):
        left.remove(case.subject)
        try:
            plans.append((case, decide_case(case, instants.now)))
        except Exception as error:  # noqa: BLE001 - one subject's fault must not stop the others
            agenda.blame(case, _named(error), owner=owner, wall=wall)
    if plans:
        agenda.decided(plans, owner=owner, wall=clock(), bounds=bounds)
    if left:
        agenda.release(left, owner=owner)
    return len(cases)


# --- deliver: outbox -> tracker or channel -> Outcome ----------------------------------------


def deliver(turn: Turn, parcel: Sequence[Errand]) -> None:
    """Carry out what is to be written to one target: one errand, or several of its fields."""
    try:
        _carry_out(turn, parcel)
    except OutOfTime:
        _give_back(turn, parcel)
    except ServiceError as error:
        _settle(turn, parcel, refused(error))
    except Exception as error:  # noqa: BLE001 - an unforeseen fault is blamed on the row and shown
        _settle(turn, parcel, Answer(Outcome.FAILED, _named(error), blames=True))


def parcels(errands: Sequence[Errand]) -> Sequence[Sequence[Errand]]:
    """Errands by target: a claim holds several of one target only where they go together."""
    found: dict[str, list[Errand]] = {}
    for errand in errands:
        found.setdefault(errand.effect.target, []).append(errand)
    return list(found.values())


def _carry_out(turn: Turn, parcel: Sequence[Errand]) -> None:
    kind = type(parcel[0].effect)
    if kind is SetField:
        set_fields(turn, parcel)
        return
    for errand in parcel:
        answer = WAYS[kind](turn, errand)
        if answer is None:
            _give_back(turn, [errand])
        else:
            _settle(turn, [errand], answer)


def _give_back(turn: Turn, errands: Sequence[Errand]) -> None:
    for errand in errands:
        turn.outbox.give_back(errand, owner=turn.owner)


def _settle(turn: Turn, errands: Sequence[Errand], answer: Answer) -> None:
    for errand in errands:
        turn.outbox.settle(errand, answer, owner=turn.owner, wall=turn.clock())


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
