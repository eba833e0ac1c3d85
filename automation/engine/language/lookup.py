"""Names to what they stand for, exact or with a `*` at their end, found without looping."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lookup(Generic[T]):
    """What names stand for, whatever their capitals. An exact name wins, then the longest start."""

    exact: Mapping[str, T] = field(default_factory=dict)
    starts: Mapping[str, T] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()

    def get(self, name: str) -> T | None:
        """What this name stands for; None where no pattern fits."""
        return self.match(name)[0]

    def match(self, name: str) -> tuple[T | None, str]:
        """The same, and what stands in the place of the `*`."""
        folded = name.casefold()
        if folded in self.exact:
            return self.exact[folded], ""
        for length in self.lengths:
            found = self.starts.get(folded[:length])
            if found is not None and len(folded) > length:
                return found, name[length:]
        return None, ""

    def of_project(self, connection: str, project: str) -> T | None:
        """The same for a project, which may be written with its connection: `jira-eu:PAY`."""
        if not (self.exact or self.starts):
            return None
        found = self.get(f"{connection}:{project}")
        return self.get(project) if found is None else found


def lookup(pairs: Iterable[tuple[str, T]]) -> Lookup[T]:
    """Prepare patterns; of two equal ones the first stands."""
    exact: dict[str, T] = {}
    starts: dict[str, T] = {}
    for pattern, value in pairs:
        folded = pattern.casefold()
        if folded.endswith("*"):
            starts.setdefault(folded.rstrip("*"), value)
        else:
            exact.setdefault(folded, value)
    lengths = tuple(sorted({len(start) for start in starts}, reverse=True))
    return Lookup(exact, starts, lengths)
