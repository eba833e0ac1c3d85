"""What the pipeline needs of the outside world, as Protocols: three tables, a tracker, a parser.

Stores and trackers implement these; the pipeline never learns which ones. `wall` is always the
system's time, `now` the company's (design section 2, two clocks).
"""

from collections.abc import Callable
from datetime import datetime

from automation.ports.arriving import (
    Absorbed,
    Account,
    Inbox,
    Known,
    Mail,
    OwnWrite,
    Parser,
    Renewed,
)
from automation.ports.deciding import Agenda, Case, Instants, Reason
from automation.ports.delivering import Answer, Channel, Errand, Outbox, ReRead, Tracker

Clock = Callable[[], datetime]

__all__ = [
    "Absorbed",
    "Account",
    "Agenda",
    "Answer",
    "Case",
    "Channel",
    "Clock",
    "Errand",
    "Inbox",
    "Instants",
    "Known",
    "Mail",
    "Outbox",
    "OwnWrite",
    "Parser",
    "ReRead",
    "Reason",
    "Renewed",
    "Tracker",
]
