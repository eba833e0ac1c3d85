"""A number with its unit, as the files of the rule folder write it: `2 working days`, `10 %`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

HOURS: Final[Mapping[str, float]] = {
    "working hours": 4.2,
    "working days": 33.6,
    "days": 24,
    "weeks": 168,
}
"""What two times are compared by. A working day is one of five in seven, and has 8 hours."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit.

    Units: "working days", "days", "weeks", "working hours", "%", "times", "items", "percentile".
    """

    number: float
    unit: str

    def __str__(self) -> str:
        """As it is written in a file."""
        number = f"{self.number:g}"
        if self.unit == "percentile":
            return f"P{number}"
        unit = self.unit.removesuffix("s") if self.number == 1 else self.unit
        return f"{number} {unit}"

    @property
    def size(self) -> float:
        """What two amounts of one kind are compared by: hours for a time, else the number."""
        return self.number * HOURS.get(self.unit, 1)


Limits = Mapping[str, Mapping[str, Amount | tuple[str, ...]]]
"""By signal word, then by key: {"blocked": {"watch": Amount(2, "working days"), ...}}."""
