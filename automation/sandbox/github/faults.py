"""The failures a test can order of the pretend GitHub."""

from automation.sandbox.faults import Fault, Faults, Kind
from automation.sandbox.faults import fault_from as read_fault

KNOWN = frozenset(Kind) - {Kind.UNAVAILABLE, Kind.FIELD}

__all__ = ["KNOWN", "Fault", "Faults", "Kind", "fault_from"]


def fault_from(raw: dict[str, object]) -> Fault:
    """Read one of the kinds GitHub knows. Raises ValueError."""
    return read_fault(raw, known=KNOWN)
