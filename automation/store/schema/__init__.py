"""Every table, with why it exists and how long its rows are kept. Column-level truth is here."""

from automation.store.schema.arrived import body, event, inbox
from automation.store.schema.columns import RowId, metadata
from automation.store.schema.items import alias, history, item, link
from automation.store.schema.judged import (
    derived,
    ended_override,
    fuse,
    override,
    ruleset,
    shadow,
    tick,
    trouble,
    verdict,
)
from automation.store.schema.running import clock, heartbeat
from automation.store.schema.safety import ask, departure, trip
from automation.store.schema.said import proposal, snooze, unpin
from automation.store.schema.sites import budget, connection
from automation.store.schema.told import edition, mute, status, tap
from automation.store.schema.work import agenda, outbox, said_once, subject, written

__all__ = [
    "RowId",
    "agenda",
    "alias",
    "ask",
    "body",
    "budget",
    "clock",
    "connection",
    "departure",
    "derived",
    "edition",
    "ended_override",
    "event",
    "fuse",
    "heartbeat",
    "history",
    "inbox",
    "item",
    "link",
    "metadata",
    "mute",
    "outbox",
    "override",
    "proposal",
    "ruleset",
    "said_once",
    "shadow",
    "snooze",
    "status",
    "subject",
    "tap",
    "tick",
    "trip",
    "trouble",
    "unpin",
    "verdict",
    "written",
]
