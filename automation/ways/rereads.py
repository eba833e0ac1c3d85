"""Seeing an item again, because the record may not be what its tracker has."""

from automation import vanishing
from automation.errors import ServiceError
from automation.model import Delivery
from automation.ports import Listed, ReRead
from automation.ways.turn import OutOfTime, Turn


def reread(turn: Turn, wish: ReRead) -> None:
    """Ask the tracker for an item again; its answer comes in through the inbox like any other."""
    try:
        seen = _answer(turn, wish)
    except OutOfTime:
        return
    except Exception as error:  # noqa: BLE001 - one item's fault must not stop the others
        told = error if isinstance(error, ServiceError) else None
        after = told.retry_after if told else None
        gone = told is not None and told.gone
        turn.outbox.unseen(wish, gone=gone, wall=turn.clock(), said=str(error), after=after)
        return
    turn.outbox.seen(wish, seen)


def _answer(turn: Turn, wish: ReRead) -> Delivery:
    """The item as it is now, or that it vanished, where a second question finds it no more either.

    Raises ServiceError, `gone` where there was never anything to be read.
    """
    tracker = turn.trackers[wish.connection]
    try:
        return tracker.read(wish.key, timeout=turn.left())
    except ServiceError as error:
        asked = Listed(wish.subject, wish.key, wish.node)
        if not error.gone or tracker.still_there([asked], timeout=turn.left()):
            raise
    at = turn.clock()
    return vanishing.tell(wish.connection, wish.subject, at, since=turn.company(at))
