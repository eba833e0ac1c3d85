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

from automation.echoes import Echoes
from automation.effects import Outcome, Plan, SetLabel
from automation.errors import PitboardError, ServiceError, UnreadableDelivery
from automation.folding import fold
from automation.model import Reading
from automation.ports import (
    Absorbed,
    Agenda,
    Answer,
    Case,
    Clock,
    Errand,
    Inbox,
    Instants,
    Mail,
    Outbox,
    Parser,
    ReRead,
    Tracker,
)

BATCH = 200
"""Rows in one turn of absorb or decide: what one short transaction holds."""

ECHO_WINDOW = timedelta(minutes=15)
DEADLINE = timedelta(seconds=10)
LONGEST_CALL = 6.0
"""Seconds; every HTTP call takes at most this, or what is left of the deadline."""

SHORTEST_CALL = 1.0
"""Seconds; with less than this left no call is begun."""

Decide = Callable[[Case, datetime], Plan]


# --- absorb: inbox -> items -> agenda --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Site:
    """What absorb must know of a connection: how to read it, and how long its items settle."""

    parse: Parser
    settle: float


@dataclass(frozen=True, slots=True)
class Intake:
    """One turn of absorbing: from which inbox, whose it is, and when it began."""

    inbox: Inbox
    sites: Mapping[str, Site]
    owner: str
    wall: datetime

    def blame(self, mail: Mail, error: Exception) -> None:
        """Count an attempt against this row, and only this one."""
        said = str(error) if isinstance(error, UnreadableDelivery) else _named(error)
        self.inbox.blame(mail, said, owner=self.owner, wall=self.wall)


Letters = Sequence[tuple[Mail, Reading]]


def absorb(inbox: Inbox, sites: Mapping[str, Site], *, owner: str, clock: Clock) -> int:
    """Take in one batch of deliveries; returns how many were claimed."""
    intake = Intake(inbox, sites, owner, clock())
    mail = inbox.claim(owner=owner, wall=intake.wall, limit=BATCH)
    letters = list(_read(intake, mail))
    if letters and not _took_in(intake, letters):
        for letter in letters:
            _take_in_alone(intake, letter)
    return len(mail)


def _read(intake: Intake, mail: Sequence[Mail]) -> Iterator[tuple[Mail, Reading]]:
    for each in mail:
        try:
            yield each, _site(intake, each).parse(each.delivery)
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
    inbox, wall = intake.inbox, intake.wall
    ids = sorted({seen.item_id for _, reading in letters for seen in reading.sightings})
    first = min([wall, *(mail.delivery.received_at for mail, _ in letters)])
    echoes = Echoes(inbox.accounts(), inbox.own_writes(ids, since=first - ECHO_WINDOW))
    settles = {name: site.settle for name, site in intake.sites.items()}
    items = fold([reading for _, reading in letters], inbox.known(ids), echoes, settles)
    rows = [Absorbed(mail, reading == Reading(), reading.event) for mail, reading in letters]
    return inbox.absorbed(rows, items, owner=intake.owner, wall=wall)


# --- decide: agenda -> Plan -> outbox --------------------------------------------------------


def decide(
    agenda: Agenda,
    decide_case: Decide,
    *,
    owner: str,
    clock: Clock,
    company: Callable[[datetime], datetime],
) -> int:
    """Decide about one batch of subjects; returns how many were claimed."""
    wall = clock()
    instants = Instants(wall, company(wall))
    cases = agenda.claim(owner=owner, instants=instants, limit=BATCH)
    plans = []
    for case in cases:
        try:
            plans.append((case, decide_case(case, instants.now)))
        except Exception as error:  # noqa: BLE001 - one subject's fault must not stop the others
            agenda.blame(case, _named(error), owner=owner, wall=wall)
    if plans:
        agenda.decided(plans, owner=owner, wall=clock())
    return len(cases)


# --- deliver: outbox -> tracker -> Outcome ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of delivering: whose it is, whom it talks to, and when it must be over."""

    outbox: Outbox
    trackers: Mapping[str, Tracker]
    owner: str
    clock: Clock
    until: datetime

    def left(self) -> float:
        """Seconds the next call may take. Raises _OutOfTimeError when none fits any more."""
        left = min(LONGEST_CALL, (self.until - self.clock()).total_seconds())
        if left < SHORTEST_CALL:
            raise _OutOfTimeError
        return left


def deliver(turn: Turn, errand: Errand) -> None:
    """Carry out one claimed errand, or give it back when time has run out."""
    try:
        answer = _write(turn, errand, _tracker(turn, errand))
    except _OutOfTimeError:
        turn.outbox.give_back(errand, owner=turn.owner)
        return
    except ServiceError as error:
        answer = _refused(error)
    except Exception as error:  # noqa: BLE001 - an unforeseen fault is blamed on the row and shown
        answer = Answer(Outcome.FAILED, _named(error), blames=True)
    if answer is None:
        turn.outbox.give_back(errand, owner=turn.owner)
    else:
        turn.outbox.settle(errand, answer, owner=turn.owner, wall=turn.clock())


def _tracker(turn: Turn, errand: Errand) -> Tracker:
    name = errand.effect.connection
    if name not in turn.trackers:
        said = f'the connection "{name}" is no longer in the settings'
        raise ServiceError(said, retryable=True, retry_after=600)
    return turn.trackers[name]


def _write(turn: Turn, errand: Errand, tracker: Tracker) -> Answer | None:
    """Look, compare, and only then write what differs. None: the row is no longer ours."""
    effect, key = errand.effect, errand.key
    if not errand.introduced:
        # An echo is told from a person by our own account, so it is known before we write.
        turn.outbox.introduce(effect.connection, tracker.actor_id(timeout=turn.left()))
    standing = _in_slot(effect, tracker.labels(key, timeout=turn.left()))
    wanted = () if effect.value is None else (effect.value,)
    if standing == wanted:
        return Answer(Outcome.ALREADY, "it was so already", before=standing, after=standing)
    if _edited_since(errand, standing):
        return Answer(Outcome.HELD, "edited in the tracker since we looked", before=standing)
    if not turn.outbox.begin(errand, owner=turn.owner, wall=turn.clock()):
        return None
    if effect.value is not None and effect.value not in standing:
        tracker.put_on(key, effect.value, timeout=turn.left())
    for label in standing:
        if label != effect.value:
            tracker.take_off(key, label, timeout=turn.left())
    return Answer(Outcome.DONE, "written", before=standing, after=wanted)


def _in_slot(effect: SetLabel, labels: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(labels) & set(effect.slot)))


def _edited_since(errand: Errand, standing: tuple[str, ...]) -> bool:
    """Whether a person changed the slot after the wish was made.

    A try of our own that was cut short may have left both labels: that is no edit.
    """
    effect = errand.effect
    half_done = {*effect.basis, *((effect.value,) if effect.value else ())}
    if errand.sent and set(standing) <= half_done:
        return False
    return standing != effect.basis


class _OutOfTimeError(Exception):
    """The deadline of this turn leaves no room for another call."""


def reread(turn: Turn, wish: ReRead) -> None:
    """Ask the tracker for an item again; its answer comes in through the inbox like any other."""
    try:
        seen = turn.trackers[wish.connection].read(wish.key, timeout=turn.left())
    except _OutOfTimeError:
        return
    except Exception as error:  # noqa: BLE001 - one item's fault must not stop the others
        gone = isinstance(error, ServiceError) and error.gone
        turn.outbox.unseen(wish, gone=gone, wall=turn.clock())
        return
    turn.outbox.seen(wish, seen)


def _refused(error: ServiceError) -> Answer:
    return Answer(
        Outcome.FAILED,
        str(error),
        blames=not error.retryable,
        retry_after=error.retry_after,
    )


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
