"""Every signal's word and limits, with the defaults that hold where no policy file says more.

Every number is written out, and explained, in rules/status/thresholds.yaml.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from automation.amount import Amount
from automation.engine.language.amounts import COUNT, DURATION, RANK, SHARE, amount

SOURCES: Final = ("status", "flag", "blocked_by")
"""What can say that an item is blocked; `label <name>` is the fourth."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One key under a signal: what it says, in which units, and what it is by itself."""

    about: str
    units: frozenset[str]
    default: Amount | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignalPolicy:
    """A signal: `id` as rules see it ("B1"), `word` as files name it ("blocked").

    `falls` says that a smaller number is worse. `note` signals never colour a status.
    """

    id: str
    word: str
    about: str
    limits: Mapping[str, Limit]
    falls: bool = False
    note: bool = False


def _long(about: str, text: str) -> Limit:
    return Limit(about, DURATION, amount(text, DURATION))


def _share(about: str, text: str) -> Limit:
    return Limit(about, SHARE, amount(text, SHARE))


def _count(about: str, text: str) -> Limit:
    return Limit(about, COUNT, amount(text, COUNT))


def _rank(about: str, text: str) -> Limit:
    return Limit(about, RANK, amount(text, RANK))


def signals() -> tuple[SignalPolicy, ...]:
    """Every signal there is, in the order of the families."""
    return (*_of_dates(), *_of_scope_and_blocks(), *_of_waiting(), *_notes(), *_of_evidence())


def _of_dates() -> tuple[SignalPolicy, ...]:
    return (
        SignalPolicy(
            "F1",
            "forecast",
            "the share of simulations that end by the target date",
            {"watch": _share("below this", "85 %"), "serious": _share("below this", "50 %")},
            falls=True,
        ),
        SignalPolicy(
            "F2",
            "overdue",
            "the target date has passed and work is open",
            {"serious": _long("this long past it", "1 working day")},
        ),
        SignalPolicy(
            "F3",
            "slips",
            "the target date was moved later",
            {
                "watch": _share("once, by this share of the planned length", "20 %"),
                "serious": _count("this often", "2 times"),
                "late": _long("or moved this shortly before it was due", "14 days"),
            },
        ),
    )


def _of_scope_and_blocks() -> tuple[SignalPolicy, ...]:
    return (
        SignalPolicy(
            "S1",
            "scope",
            "work that was added since the start, by what was there then",
            {
                "watch": _share("from this", "10 %"),
                "serious": _share("from this", "20 %"),
                "outruns": _long("or more is added than done for this long", "2 weeks"),
            },
        ),
        SignalPolicy(
            "B1",
            "blocked",
            "something waits for something else",
            {
                "watch": _long("longer than this", "2 working days"),
                "serious": _long("longer than this", "5 working days"),
                "from": Limit(
                    "what says so", frozenset(), ("status", "flag", "label blocked", "blocked_by")
                ),
            },
        ),
        SignalPolicy(
            "B2",
            "blocked_share",
            "the share of the remaining work that waits",
            {"watch": _share("from this", "15 %"), "serious": _share("from this", "30 %")},
        ),
        SignalPolicy(
            "D1",
            "dependency",
            "another team's item is needed and comes later than needed",
            {"watch": _long("this much too late", "1 working day")},
        ),
    )


def _of_waiting() -> tuple[SignalPolicy, ...]:
    return (
        SignalPolicy(
            "Q1",
            "quality",
            "work was reopened, or a severe bug is open",
            {
                "watch": _count("reopened this often", "2 times"),
                "within": _long("in this time", "14 days"),
                "serious": _long("a bug of the highest priority open longer than this", "1 day"),
            },
        ),
        SignalPolicy(
            "W1",
            "decision",
            "a question waits for an answer",
            {
                "watch": _long("longer than this", "3 working days"),
                "serious": _long("longer than this", "5 working days"),
            },
        ),
        SignalPolicy(
            "E1",
            "experiment",
            "an experiment is past its decision date",
            {
                "watch": _long("longer than this", "1 working day"),
                "serious": _long("longer than this", "10 working days"),
            },
        ),
    )


def _notes() -> tuple[SignalPolicy, ...]:
    return (*_notes_of_flow(), *_notes_of_care())


def _notes_of_flow() -> tuple[SignalPolicy, ...]:
    return (
        SignalPolicy(
            "A2",
            "age",
            "work in progress is older than this team's usual",
            {"watch": _rank("of finished work", "P85"), "serious": _rank("of it", "P95")},
            note=True,
        ),
        SignalPolicy(
            "T1",
            "throughput",
            "less is finished than usual",
            {
                "watch": _share("below this share of the usual", "60 %"),
                "serious": _share("below this share of it", "30 %"),
                "over": _long("counted over this", "2 weeks"),
                "usual": _long("against the middle of this", "12 weeks"),
            },
            falls=True,
            note=True,
        ),
        SignalPolicy(
            "R1",
            "review",
            "a pull request waits for its first review",
            {
                "watch": _long("longer than this", "20 working hours"),
                "serious": _long("longer than this, on an item with a date", "48 working hours"),
            },
            note=True,
        ),
    )


def _notes_of_care() -> tuple[SignalPolicy, ...]:
    return (
        SignalPolicy(
            "N1",
            "readiness",
            "open items without ready criteria in the last half of the time",
            {"watch": _share("from this", "20 %"), "serious": _share("from this", "40 %")},
            note=True,
        ),
        SignalPolicy(
            "O1",
            "unowned",
            "nobody has it and the date comes near",
            {
                "watch": _long("this long before", "11 days"),
                "serious": _long("this long before", "3 days"),
            },
            falls=True,
            note=True,
        ),
        SignalPolicy(
            "O2",
            "late_start",
            "not begun, and then not in review, and the date comes near",
            {
                "watch": _long("not begun this long before", "7 days"),
                "serious": _long("not in review this long before", "3 days"),
            },
            falls=True,
            note=True,
        ),
        SignalPolicy(
            "C1",
            "changed_words",
            "requirements were edited after the start",
            {
                "watch": _count("this often", "3 times"),
                "serious": _count("this often", "6 times"),
                "late": _share("or in this last share of the time", "20 %"),
            },
            note=True,
        ),
    )


def _of_evidence() -> tuple[SignalPolicy, ...]:
    return (
        SignalPolicy(
            "A1",
            "silence",
            "nothing has moved: evidence is missing, which is not the same as red",
            {"unknown": _long("for this long", "10 working days")},
        ),
        SignalPolicy(
            "U1",
            "evidence",
            "too little is known to judge",
            {
                "weeks": _long("history shorter than this", "5 weeks"),
                "done": _count("or fewer than this were finished", "10 items"),
            },
        ),
    )
