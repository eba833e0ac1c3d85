"""Locks that are no rows, for what several processes must not do at once. PostgreSQL's only.

On SQLite every write transaction is alone already, so there each of them is had for nothing.
https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
"""

from enum import IntEnum
from typing import Final

from sqlalchemy import Connection, text


class Lock(IntEnum):
    """What is done by one at a time in the whole installation."""

    MIGRATE = 1
    LINE = 2
    """Commits that read before they write: links and whom they wake, fuses, plans, schedules.

    Two absorbers that each add one half of a chain would see neither each other's half nor the
    ancestors it leads to, and nobody would ever look at those.
    """
    SUBJECTS = 3
    TARGETS = 4
    """Claims: of subjects, and of what is written to. Rows alone cannot say it: a subject has no
    row before it is claimed, and two rows of one target must not go at the same time."""


_OURS: Final = 0x5B0A
"""Keeps our locks apart from those of others in the same database."""


def wait_for(connection: Connection, lock: Lock) -> None:
    """Hold this lock until the transaction ends; who else holds it is waited for."""
    if connection.dialect.name == "postgresql":
        connection.execute(_WAIT, {"ours": _OURS, "lock": int(lock)})


def is_free(connection: Connection, lock: Lock) -> bool:
    """Hold this lock until the transaction ends; False, at once, where somebody else holds it."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.scalar(_TRY, {"ours": _OURS, "lock": int(lock)}))


def keep(connection: Connection, lock: Lock) -> None:
    """Hold this lock until the connection is closed, over several transactions."""
    connection.execute(_KEEP, {"ours": _OURS, "lock": int(lock)})


_WAIT = text("SELECT pg_advisory_xact_lock(:ours, :lock)")
_TRY = text("SELECT pg_try_advisory_xact_lock(:ours, :lock)")
_KEEP = text("SELECT pg_advisory_lock(:ours, :lock)")
