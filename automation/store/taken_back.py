"""Telling what rules wrote from what people took back: both stand in the outbox."""

from sqlalchemy import ColumnElement, not_, or_

from automation.store import schema
from automation.taking_back import LEFT, UNDONE


def not_taking_back() -> ColumnElement[bool]:
    """What a rule wanted, and not what a person took back in its name."""
    box = schema.outbox
    return or_(
        box.c.run.is_(None), not_(or_(*(box.c.run.like(f"{word}@%") for word in (UNDONE, LEFT))))
    )
