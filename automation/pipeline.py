"""The line every event travels, readable top to bottom: absorb, decide, deliver.

    inbox  -> absorb  -> items, history -> agenda
    agenda -> decide  -> Plan           -> outbox
    outbox -> deliver -> the tracker    -> Outcome

Each stage claims what is due, works it and commits it in one transaction. A row that cannot be
worked is blamed by itself and stops nobody else. `deliver` is the only writer outside.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from automation.echoes import Echoes
from automation.effects import Outcome, Plan, SetLabel
from automation.errors import ServiceError, UnreadableDelivery
from automation.guards import Taken, take_in
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
    Known,
    Mail,
    Outbox,
    Parser,
    Renewed,
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


def absorb(inbox: Inbox, sites: Mapping[str, Site], *, owner: str, clock: Clock) -> int:
    """Take in one batch of deliveries; returns how many were claimed."""
    wall = clock()
    mail = inbox.claim(owner=owner, wall=wall, limit=BATCH)
    readable = list(_read(inbox, mail, sites, owner=owner, wall=wall))
    if readable and not _take_in_all(inbox, readable, sites, owner=owner, wall=wall):
        _one_by_one(inbox, readable, sites, owner=owner, wall=wall)
    return len(mail)


def _read(
    inbox: Inbox, mail: Sequence[Mail], sites: Mapping[str, Site], *, owner: str, wall: datetime
) -> Iterator[tuple[Mail, Reading]]:
    for each in mail:
        try:
            yield each, sites[each.delivery.connection].parse(each.delivery)
        except UnreadableDelivery as error:
            inbox.blame(each, str(error), owner=owner, wall=wall)
        except Exception as error:  # noqa: BLE001 - a parser's bug must blame its row and no other
            inbox.blame(each, f"{type(error).__name__}: {error}", owner=owner, wall=wall)


def _one_by_one(
    inbox: Inbox,
    readable: Sequence[tuple[Mail, Reading]],
    sites: Mapping[str, Site],
    *,
    owner: str,
    wall: datetime,
) -> None:
    """After a batch that could not be committed: whoever fails alone is to blame."""
    for mail, reading in readable:
        try:
            _take_in_all(inbox, [(mail, reading)], sites, owner=owner, wall=wall)
        except Exception as error:  # noqa: BLE001 - blame the row, keep the line moving
            inbox.blame(mail, f"{type(error).__name__}: {error}", owner=owner, wall=wall)


def _take_in_all(
    inbox: Inbox,
    readable: Sequence[tuple[Mail, Reading]],
    sites: Mapping[str, Site],
    *,
    owner: str,
    wall: datetime,
) -> bool:
    ids = sorted({r.sighting.item_id for _, r in readable if r.sighting})
    echoes = Echoes(inbox.accounts(), inbox.own_writes(ids, since=wall - ECHO_WINDOW))
    items = dict(_renewed(inbox.known(ids), readable, sites, echoes))
    rows = [
        Absorbed(mail, reading.event is None and reading.sighting is None, reading.event)
        for mail, reading in readable
    ]
    return inbox.absorbed(rows, list(items.values()), owner=owner, wall=wall)


def _renewed(
    known: Mapping[str, Known],
    readable: Sequence[tuple[Mail, Reading]],
    sites: Mapping[str, Site],
    echoes: Echoes,
) -> Mapping[str, Renewed]:
    items: dict[str, Renewed] = {}
    for mail, reading in readable:
        if reading.sighting is None:
            continue
        id_ = reading.sighting.item_id
        before = items.get(id_) or _as_read(known.get(id_))
        taken = take_in(
            before.item if before else None,
            reading.sighting,
            event=reading.event,
            is_ours=echoes.of(id_, reading.sighting.connection),
        )
        settle = sites[mail.delivery.connection].settle
        items[id_] = _grown(before, taken, settle)
    return items


def _as_read(known: Known | None) -> Renewed | None:
    if known is None:
        return None
    return Renewed(known.item, known.version, frozenset(), (), reread=False, settle=0.0)


def _grown(before: Renewed | None, taken: Taken, settle: float) -> Renewed:
    if before is None:
        return Renewed(taken.item, None, taken.changed, taken.marks, taken.reread, settle)
    return replace(
        before,
        item=taken.item,
        changed=before.changed | taken.changed,
        marks=(*before.marks, *taken.marks),
        reread=before.reread or taken.reread,
        settle=settle,
    )


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
            agenda.blame(case, f"{type(error).__name__}: {error}", owner=owner, wall=wall)
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
    """Carry out one claimed errand, or give it back untouched when time has run out."""
    try:
        answer = _write(turn, errand, turn.trackers[errand.effect.connection])
    except _OutOfTimeError:
        turn.outbox.give_back(errand, owner=turn.owner)
        return
    except ServiceError as error:
        answer = _refused(error)
    except Exception as error:  # noqa: BLE001 - an unforeseen fault is blamed on the row and shown
        answer = Answer(Outcome.FAILED, f"{type(error).__name__}: {error}", blames=True)
    if answer is not None:
        turn.outbox.settle(errand, answer, owner=turn.owner, wall=turn.clock())


def _write(turn: Turn, errand: Errand, tracker: Tracker) -> Answer | None:
    """Look, compare, and only then write what differs. None: the row is no longer ours."""
    effect, key = errand.effect, errand.key
    standing = _in_slot(effect, tracker.labels(key, timeout=turn.left()))
    wanted = () if effect.value is None else (effect.value,)
    if standing == wanted:
        return Answer(Outcome.ALREADY, "it stood there already", before=standing, after=standing)
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
    if errand.tries and set(standing) <= half_done:
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
    except ServiceError as error:
        turn.outbox.unseen(wish, gone=not error.retryable, wall=turn.clock())
        return
    turn.outbox.seen(wish, seen)


def _refused(error: ServiceError) -> Answer:
    return Answer(
        Outcome.FAILED,
        str(error),
        blames=not error.retryable,
        retry_after=error.retry_after,
    )
