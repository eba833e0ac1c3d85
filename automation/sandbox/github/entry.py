"""One line of the journal: who did what when, and how it went when it was an API write."""

from collections.abc import Mapping
from dataclasses import replace

from automation.sandbox import entry as shared
from automation.sandbox.entry import Result, Via
from automation.sandbox.github.acts import Deed, from_json, to_json
from automation.sandbox.github.happenings import Happening
from automation.sandbox.github.state import State
from automation.sandbox.github.transitions import advance

Entry = shared.Entry[Deed]
Outline = shared.Outline[State, Deed, Happening]

__all__ = ["Entry", "Outline", "Result", "Via", "enact", "from_line", "to_line"]


def enact(state: State, entry: Entry) -> Outline:
    """Do all deeds of an entry, or none of them."""
    return shared.enact(state, entry, advance=advance, at_the_end=_at_the_end)


def to_line(entry: Entry) -> dict[str, object]:
    """Write an entry as a line of the journal."""
    return shared.to_line(entry, to_json)


def from_line(line: Mapping[str, object]) -> Entry:
    """Read it back. Raises KeyError, TypeError or ValueError for anything else."""
    return shared.from_line(line, from_json)


def _at_the_end(happening: Happening, state: State) -> Happening:
    if happening.issue is None:
        return happening
    issues = state.repository(happening.repository).issues
    return replace(happening, issue=issues.get(happening.number, happening.issue))
