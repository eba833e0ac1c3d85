"""What is written beside a health: one line for a field, and the whole of it for a comment.

Made of plain data in the core. Nothing in it counts days, so that an equal text is an equal wish.
What comes out of a tracker goes through `in_comment` or `one_line`; no link is written as markup,
for a plain address is a link in every tracker.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import quote

from automation.appraisal import Asking, Signal, Status
from automation.calendar import Calendar
from automation.engine.grammar.stability import WORST_FIRST
from automation.engine.language.plain import in_comment, one_line
from automation.engine.language.signal_words import NOTES
from automation.health import GIVEN_UP, OVER, SHAPES, WORDS
from automation.model import Derived, Evidence, Override
from automation.reasons import NO_DATE, clearing, coming, day_name, due_day, spoken, unless

LINE: Final = 250
"""Characters of the line in a field: Jira's text fields of one line hold 255."""

_CLAUSE: Final = 300
_MOST: Final = 5
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
    keeps: timedelta | None = timedelta(days=14)
    open_to_all: bool = False


def line(health: Derived, override: Override | None = None) -> str | None:
    """One line of at most 250 characters: At risk: PAY-12 blocked by SEC-40 since 2 Oct.

    Under a person's word it says that first, but what is over is over. None where the health reads
    nothing and nobody says otherwise.
    """
    if override is None:
        return None if health.value is None else _short(one_line(_said(health)), LINE)
    theirs = f"{_word(override.value) or 'No health'}, says {override.by}."
    if _is_over(health):
        return _short(one_line(f"{_said(health)} {theirs}"), LINE)
    return _short(one_line(f"{theirs} Pitboard's signals: {_said(health)}"), LINE)


def _said(health: Derived) -> str:
    """The value with its reason; "Given up." where the reason is no more than that."""
    word = _word(health.value or GIVEN_UP)
    is_bare = health.because.strip().casefold() == word.casefold()
    return f"{word}." if is_bare else f"{word}: {_ended(health.because)}"


def _shown(health: Derived) -> str:
    """The same as a comment begins with it."""
    shape = SHAPES.get(health.value or GIVEN_UP, "")
    short = replace(health, because=in_comment(_short(health.because, _CLAUSE)))
    return f"{shape} {_said(short)}".strip()


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


_UNTIL_CHANGED = "until what it is made of changes"


def _head(told: Told) -> Iterator[str]:
    said = told.override
    if said is None or _is_over(told.health):
        yield _shown(told.health)
    if said is None:
        return
    on = _day(said.at, told)
    until = _UNTIL_CHANGED if said.is_pinned else f"until {_day(said.until, told)}"
    theirs = f"{in_comment(said.by)} set {_word(said.value) or 'no health'} on {on}"
    if _is_over(told.health):
        yield f"{theirs}; Health keeps that word {until}."
        return
    yield f"{SHAPES.get(said.value or '', '')} {_word(said.value) or 'No health'}".strip()
    because = in_comment(_ended(_short(told.health.because, _CLAUSE)))
    signals = _word(told.health.value).lower()
    yield f"{theirs}; it stays {until}. Pitboard's signals say {signals}: {because}"


def _pending(told: Told) -> Iterator[str]:
    """What is about to change: At risk from Tue 24 Nov unless SEC-40 closes.

    Under a person's word that is not what the health reads, but what Pitboard's signals say.
    """
    candidate = told.health.candidate
    if told.due is None or candidate is None:
        return
    day = told.calendar.day(told.due)
    clears = in_comment(clearing(told.status.signals))
    way = unless(clears) if _is_worse(told.health.value, candidate) else "if it lasts"
    word = _word(candidate)
    if told.override is not None:
        word = f"Pitboard's signals will say {word.lower()}"
    yield f"{word} {coming(day, told.calendar.day(told.status.at))} {way}."


def _is_worse(value: str | None, candidate: str) -> bool:
    if value not in WORST_FIRST or candidate not in WORST_FIRST:
        return candidate in WORST_FIRST[:2]
    return WORST_FIRST.index(candidate) < WORST_FIRST.index(value)


def _progress(told: Told) -> Iterator[str]:
    """In numbers: 18 of 31 done, +4 -1 since 1 Sep, 2 dropped. None is said after the sentence."""
    progress, because = told.status.progress, told.health.because
    done, total, dropped = progress.done, progress.total, progress.dropped
    said = (f"{done} of {total} done", f"{total - done} of {total} open", f"all {total} done")
    is_told = (total or dropped) and not any(each in because for each in said)
    parts = [said[0]] if is_told else []
    moved = [f"+{progress.added}"] * bool(progress.added)
    moved += [f"-{progress.removed}"] * bool(progress.removed)
    if moved and progress.since:
        scope = "" if parts else "Scope "
        parts.append(f"{scope}{' '.join(moved)} since {_day(progress.since, told)}")
    if dropped and f"{dropped} dropped" not in because:
        parts.append(f"{dropped} dropped")
    if parts:
        yield f"{', '.join(parts)}."


def _target(told: Told) -> Iterator[str]:
    """The promised date and how it moved, but for what the sentence says of it."""
    status, because = told.status, told.health.because
    if status.target is None:
        if not _is_over(told.health) and NO_DATE not in because:
            yield "No date is promised."
        return
    target = _target_day(status.target, told)
    parts = [] if f"target {target}" in because else [f"Target {target}"]
    if status.moves and ", first " not in because:
        first = status.first_target
        word = "first" if parts else "First promised for"
        parts += [f"{word} {_target_day(first, told)}"] if first else []
        times = "once" if status.moves == 1 else f"{status.moves} times"
        parts.append(f"moved later {times}")
    if parts:
        yield f"{', '.join(parts)}."


def _is_over(health: Derived) -> bool:
    return (health.value or GIVEN_UP) in OVER


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
        f"Change Health and yours stays {_keeps(told)}."
    )


def _keeps(told: Told) -> str:
    return _UNTIL_CHANGED if told.keeps is None else f"for {told.keeps.days} days"


_FACTS = (_pending, _progress, _target, _notes, _asked)


def _word(value: str | None) -> str:
    if value is None:
        return ""
    return WORDS.get(value) or in_comment(value.replace("_", " ").capitalize())


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
