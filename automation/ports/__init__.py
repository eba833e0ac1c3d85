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
from automation.ports.changing import Bond, Changing, Column, Draft, Holder, Made, Move
from automation.ports.deciding import (
    LONGEST,
    NO_BOUNDS,
    Agenda,
    Bounds,
    ByRule,
    Case,
    Instants,
    Picks,
    Rate,
    Reason,
    anything,
    in_time,
    nothing,
)
from automation.ports.delivering import Answer, Channel, Errand, Outbox, Poster, ReRead, Tracker
from automation.ports.recovering import (
    Gap,
    Haul,
    Listed,
    Missed,
    Recoveries,
    Source,
    none_arrived,
)
from automation.ports.sweeping import Page, Run, Sweeps, stamp

Clock = Callable[[], datetime]

__all__ = [
    "LONGEST",
    "NO_BOUNDS",
    "Absorbed",
    "Account",
    "Agenda",
    "Answer",
    "Bond",
    "Bounds",
    "ByRule",
    "Case",
    "Changing",
    "Channel",
    "Clock",
    "Column",
    "Draft",
    "Errand",
    "Gap",
    "Haul",
    "Holder",
    "Inbox",
    "Instants",
    "Known",
    "Listed",
    "Made",
    "Mail",
    "Missed",
    "Move",
    "Outbox",
    "OwnWrite",
    "Page",
    "Parser",
    "Picks",
    "Poster",
    "Rate",
    "ReRead",
    "Reason",
    "Recoveries",
    "Renewed",
    "Run",
    "Source",
    "Sweeps",
    "Tracker",
    "anything",
    "in_time",
    "none_arrived",
    "nothing",
    "stamp",
]
