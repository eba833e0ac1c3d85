"""What is written beside a health: one line for a field, and the whole of it for a comment.

Made of plain data in the core. Nothing in it counts days, so that an equal text is an equal wish.
What comes out of a tracker goes through `in_comment` or `one_line`; no link is written as markup,
for a plain address is a link in every tracker.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import quote

from automation.appraisal import Asking, Signal, Status
from automation.calendar import Calendar
from automation.engine.plain import in_comment, one_line
from automation.engine.signal_words import NOTES
from automation.engine.stability import WORST_FIRST
from automation.model import Derived, Evidence, Override
from automation.reasons import day_name, due_day, spoken

LINE: Final = 250
"""Characters of the line in a field: Jira's text fields of one line hold 255."""

_CLAUSE: Final = 300
_MOST: Final = 5
_SHAPES: Final[Mapping[str, str]] = {
    "on_track": "●",
    "at_risk": "▲",
    "off_track": "■",
    "unknown": "?",
    "paused": "❚❚",
    "done": "✓",
}
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/\S*)?", re.ASCII)
_KEPT: Final = "/?#=&%:;,.~+-"
"""What stands in an address as it is; a sign that is markup anywhere is written as its code."""


_COUNTS: Final = re.compile(
    r"\b\d+ of \d+ (?:done|open)\b"
    r"|(?<!\S)[+-]\d+(?: %)?"
    r"|\b\d+ (?:added|removed|dropped|done|more|items? finished)\b"
)
"""How much of something there is: what changes every day where people are at work."""


@dataclass(frozen=True, slots=True)
class Told:
    """A health with all that is said beside it. `due` is when a pending change takes effect,
    `keeps` how long a person's value stays, `open_to_all` whether everybody may read the item.
    """

    health: Derived
    status: Status
    calendar: Calendar = field(default_factory=Calendar)
    override: Override | None = None
    due: datetime | None = None
    keeps: timedelta = timedelta(days=14)
    open_to_all: bool = False


def line(health: Derived, override: Override | None = None) -> str | None:
    """One line of at most 250 characters: At risk: PAY-12 blocked by SEC-40 since 2 Oct.

    Under a person's word it says that first. None where the health reads nothing.
    """
    if health.value is None:
        return None
    said = f"{_word(health.value)}: {_ended(health.because)}"
    if override is not None:
        theirs = _word(override.value) or "No health"
        said = f"{theirs}, says {override.by}. Pitboard's signals: {said}"
    return _short(one_line(said), LINE)


def comment(told: Told) -> str:
    """The same with what is pending, all numbers, who asked, what a person said and why."""
    facts = (each for lines in _FACTS for each in lines(told))
    parts = ["\n".join(_head(told)), "\n".join(facts), "\n".join(_evidence(told)), _foot(told)]
    return "\n\n".join(part for part in parts if part)


def differ_in_counts_alone(one: str, other: str) -> bool:
    """Whether two texts say the same, but for how much is done and the links that prove it."""
    return _uncounted(one) == _uncounted(other)


def _uncounted(text: str) -> list[str]:
    """The lines without their counts; those of the evidence begin as no other line does."""
    return [_COUNTS.sub("#", each) for each in text.split("\n") if not each.startswith("- ")]


def _head(told: Told) -> Iterator[str]:
    said = told.override
    if said is None:
        word = _shaped(told.health.value)
        because = in_comment(_ended(_short(told.health.because, _CLAUSE)))
        yield f"{word}: {because}" if word else because
        return
    on, until = _day(said.at, told), _day(said.until, told)
    yield f"{_shaped(said.value) or 'No health'}"
    yield (
        f"{in_comment(said.by)} set {_word(said.value) or 'no health'} on {on}; "
        f"it stays until {until}. Pitboard's signals say "
        f"{_word(told.health.value).lower() or 'nothing'}: "
        f"{in_comment(_ended(_short(told.health.because, _CLAUSE)))}"
    )


def _pending(told: Told) -> Iterator[str]:
    """What is about to change: At risk from Tue 24 Nov unless SEC-40 closes."""
    candidate = told.health.candidate
    if told.due is None or candidate is None:
        return
    day = told.calendar.day(told.due)
    clears = next((each.clears for each in told.status.signals if each.clears), "")
    unless = f"unless {in_comment(clears)}" if clears else "unless something changes"
    way = unless if _is_worse(told.health.value, candidate) else "if it lasts"
    yield f"{_word(candidate)} from {_DAYS[day.weekday()]} {_named(day, told)} {way}."


def _is_worse(value: str | None, candidate: str) -> bool:
    if value not in WORST_FIRST or candidate not in WORST_FIRST:
        return candidate in WORST_FIRST[:2]
    return WORST_FIRST.index(candidate) < WORST_FIRST.index(value)


def _progress(told: Told) -> Iterator[str]:
    """In numbers: 18 of 31 done, +4 -1 since 1 Sep, 2 dropped."""
    progress = told.status.progress
    if not (progress.total or progress.dropped):
        return
    parts = [f"{progress.done} of {progress.total} done"]
    moved = [f"+{progress.added}"] * bool(progress.added)
    moved += [f"-{progress.removed}"] * bool(progress.removed)
    if moved and progress.since:
        parts.append(f"{' '.join(moved)} since {_day(progress.since, told)}")
    if progress.dropped:
        parts.append(f"{progress.dropped} dropped")
    yield f"{', '.join(parts)}."


def _target(told: Told) -> Iterator[str]:
    status = told.status
    if status.target is None:
        if not _is_over(told):
            yield "No date is promised."
        return
    parts = [f"Target {_target_day(status.target, told)}"]
    if status.moves:
        first = status.first_target
        parts += [f"first {_target_day(first, told)}"] if first else []
        times = "once" if status.moves == 1 else f"{status.moves} times"
        parts.append(f"moved later {times}")
    yield f"{', '.join(parts)}."


def _is_over(told: Told) -> bool:
    return told.health.value in ("done", None)


def _notes(told: Told) -> Iterator[str]:
    """What is worth a look and stands in no sentence yet."""
    for each in _noted(told):
        yield f"Worth a look: {in_comment(_ended(_short(each.text, _CLAUSE)))}"


def _noted(told: Told) -> Sequence[Signal]:
    said = spoken(told.status, told.health.because)
    every = (s for s in told.status.signals if s.level == "watch" or s.id in NOTES)
    return [each for each in every if each not in said][:_MOST]


def _asked(told: Told) -> Iterator[str]:
    """Who asked and who waits longest. Where everybody reads, no customer is named or counted."""
    asking = told.status.askings
    if told.open_to_all or not asking:
        return
    parts = [f"Asked for by {_customers(len(asking))}"]
    heard = sum(each.told is not None for each in asking)
    parts += [f"{heard} told"] if heard else []
    longest = told.status.longest_wait
    parts += [_waits(longest, told)] if longest else []
    yield f"{', '.join(parts)}."


def _customers(count: int) -> str:
    return "1 customer" if count == 1 else f"{count} customers"


def _waits(longest: Asking, told: Told) -> str:
    since = f" since {_day(longest.since, told)}" if longest.since else ""
    return f"{in_comment(_short(longest.customer, 80))} has waited longest{since}"


def _evidence(told: Told) -> Iterator[str]:
    found = _proofs(told)
    if found:
        yield "Evidence:"
    for each in found:
        yield f"- {_link(each, told)}"


def _proofs(told: Told) -> Sequence[Evidence]:
    """What proves the signals that are told. The last sign of work is none: it would rewrite the
    comment with everything that anybody does.
    """
    health, status = told.health, told.status
    said = spoken(status, health.because)
    proven = {_change(proof) for each in (*said, *_noted(told)) for proof in each.evidence}
    if not said and health.value in WORST_FIRST[:2]:
        # Its signals may be over while it waits to get better, or the rule has words of its own.
        every = {_change(each) for each in health.evidence}
        proven |= every - ({_change(status.moved)} if status.moved else set())
    return [each for each in health.evidence if _change(each) in proven][:_MOST]


def _change(each: Evidence) -> tuple[datetime, str]:
    """Which change it is, whatever words it is told in."""
    return each.at, each.event


def _link(each: Evidence, told: Told) -> str:
    said = in_comment(_short(each.text, _CLAUSE))
    address = _address(each.url)
    when = f" on {_day(each.at, told)}" if each.event else ""
    return f"{said}{when}: {address}" if address else f"{said}{when}"


def _address(url: str) -> str:
    """An address with nothing in it that any tracker takes for markup; "" for anything else."""
    return quote(url, safe=_KEPT) if _ADDRESS.fullmatch(url) else ""


def _foot(told: Told) -> str:
    return (
        "Filled by Pitboard from the work itself; a new count alone waits up to a week. "
        f"Change Health and yours stays for {told.keeps.days} days."
    )


_FACTS = (_pending, _progress, _target, _notes, _asked)


def _word(value: str | None) -> str:
    return "" if value is None else in_comment(value.replace("_", " ").capitalize())


def _shaped(value: str | None) -> str:
    return f"{_SHAPES.get(value or '', '')} {_word(value)}".strip()


def _ended(text: str) -> str:
    """As a sentence: beginning as it does, and ending with a full stop."""
    bare = text.strip()
    return bare if not bare or bare[-1] in ".!?" else f"{bare}."


def _short(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(' ', 1)[0].rstrip(' ,;:')}…"


def _day(at: datetime, told: Told) -> str:
    return _named(told.calendar.day(at), told)


def _target_day(at: datetime, told: Told) -> str:
    return _named(due_day(at, told.calendar), told)


def _named(day: date, told: Told) -> str:
    return day_name(day, told.calendar.day(told.status.at))
