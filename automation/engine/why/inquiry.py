"""One question, why a rule did or did not act on an item, with all that answers it; and a gate, one
step of the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from automation.dates import at_time
from automation.effects import Clause, Plan
from automation.engine.deciding.looking import Look
from automation.engine.grammar.evaluate import Judgement, Known
from automation.engine.grammar.rule import Rule
from automation.model import Event, Item
from automation.ports.explaining import Told

Answer = Literal["passed", "stopped", "unknown"]
Values = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: whether the rule came through, in a sentence part without a full stop, with the
    values behind it. `lines` are the conditions that were asked, each with what it looked at.

    `unknown` is a gate that was not reached, or of which nothing is kept.
    """

    name: str
    answer: Answer
    said: str
    values: Values = ()
    lines: tuple[Clause, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """The rule and the item as they are judged at `now`, and what the record tells.

    `event` is the occasion that is asked about, None for a time or where nothing happened. `plan`
    is what the rule wants, `trace` every line it asked. `is_past`: the item is as it was then.
    `two_clocks`: the company's clock is not the system's, as in the sandbox.
    """

    rule: Rule
    look: Look
    known: Known
    told: Told
    event: Event | None
    judgement: Judgement
    trace: tuple[Clause, ...]
    plan: Plan
    is_past: bool = False
    two_clocks: bool = False

    @property
    def item(self) -> Item:
        """What is asked about."""
        return self.look.item

    @property
    def now(self) -> datetime:
        """The company's time that is asked about."""
        return self.look.now

    @property
    def is_reached(self) -> bool:
        """Whether the conditions were asked at all: the item is in the rule's scope."""
        return self.judgement.result != "not_about"

    @property
    def acts(self) -> bool:
        """Whether the rule wants anything of this item, by what it says."""
        if self.judgement.result == "unmet":
            return bool(self.rule.otherwise)
        return self.judgement.result in ("met", "chosen")

    def lines(self, *headings: str) -> tuple[Clause, ...]:
        """The lines of the trace that stand under one of these: "if", "let", "about"."""
        return tuple(each for each in self.trace if _heading(each) in headings)

    def moment(self, at: datetime) -> str:
        """A time by the clock of the item's team: `2 Oct 2026, 14:05 CEST`."""
        here = at.astimezone(self.look.known.calendar.zone)
        return f"{at_time(here, here.tzinfo or UTC)} {zone_name(here)}"

    def system(self, at: datetime) -> str:
        """The same of a time that the system's clock told, which says so where there are two."""
        which = " by the system's clock" if self.two_clocks else ""
        return f"{self.moment(at)}{which}"


def zone_name(at: datetime) -> str:
    """What people call the zone of a time: CEST, or UTC-3 for one without letters."""
    name = at.tzname() or "UTC"
    if name[:1] not in "+-":
        return name
    hours, minutes = name[1:3].lstrip("0") or "0", name[3:5]
    return f"UTC{name[0]}{hours}{f':{minutes}' if minutes.strip('0') else ''}"


def passed(name: str, said: str, values: Values = (), lines: Sequence[Clause] = ()) -> Gate:
    """The rule came through this gate."""
    return Gate(name, "passed", said, values, tuple(lines))


def stopped(name: str, said: str, values: Values = (), lines: Sequence[Clause] = ()) -> Gate:
    """It did not, and this is why."""
    return Gate(name, "stopped", said, values, tuple(lines))


def unknown(name: str, said: str, values: Values = (), lines: Sequence[Clause] = ()) -> Gate:
    """It never came here, or nobody can say."""
    return Gate(name, "unknown", said, values, tuple(lines))


def _heading(clause: Clause) -> str:
    return clause.text.replace(":", " ").partition(" ")[0]
