"""Why a field of an item reads what it does, in three lines that whoever reads the item may see."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from automation.engine.deciding.looking import Look
from automation.engine.deciding.outside import anonymous, discreet
from automation.engine.folder.landings import COMMENT, LINE
from automation.engine.grammar.rule import HEALTH
from automation.engine.language.frame import day
from automation.engine.language.plain import in_comment
from automation.health import WORDS
from automation.model import Derived, Evidence, Item, Override
from automation.visibility import PUBLIC, company, gives_away, nameless

_MOST: Final = 3
"""Links of evidence that are told."""

_BESIDE: Final = (LINE, COMMENT)
"""What stands beside a health says why it reads so, and nothing else."""

_LONGEST: Final = 300
_KEPT: Final = "/?#=&%:;,.~+-"


def account(look: Look, item: Item, field: str) -> tuple[str, ...]:
    """The value and since when, the reason, the evidence; what there is instead for a field that
    no rule fills.
    """
    if item.id != look.item.id:
        return ()
    known = look.case.derived
    meant = HEALTH if field in _BESIDE else field
    derived = known.get(meant) or known.get(f"label:{meant}")
    if derived is None:
        return (_unknown(field, tuple(known)),)
    readers = PUBLIC if item.visibility == PUBLIC else company(item)
    around = look.view.around.items.values()
    return tuple(
        f"It names {nameless(readers)}." if gives_away(line, around, readers) else line
        for line in _lines(look, derived)
    )


def _unknown(field: str, known: tuple[str, ...]) -> str:
    said = f"No rule fills `{in_comment(field)}` of this item"
    names = ", ".join(f"`{_name(each)}`" for each in sorted(known))
    return f"{said}; rules fill {names}." if names else f"{said}, nor anything else of it."


def _lines(look: Look, derived: Derived) -> Iterator[str]:
    rule = next((each for each in look.rules.rules if each.id == derived.rule), None)
    told = discreet(look, rule, derived) if rule is not None and look.outside else derived
    yield _reads(look, derived)
    yield f"Because: {_ended(in_comment(_short(told.because)))}"
    proof = [_proof(each) for each in told.evidence[:_MOST]]
    if proof:
        yield "\n".join(("Evidence:", *(f"- {each}" for each in proof)))


def _reads(look: Look, derived: Derived) -> str:
    name, value = _name(derived.field).replace("_", " ").capitalize(), _word(derived.value)
    theirs = anonymous(look, look.case.overrides.get(derived.field))
    if theirs is not None and theirs.until > look.now:
        return _pinned(name, value, theirs)
    said = f"{name} reads {value} since {day(derived.changed_at)}."
    if derived.candidate_since is None:
        return said
    return f"{said} It is about to read {_word(derived.candidate)}, if that lasts."


def _pinned(name: str, value: str, theirs: Override) -> str:
    by, on = in_comment(theirs.by), day(theirs.at)
    until = "what it is made of changes" if theirs.is_pinned else day(theirs.until)
    said = f"{name} reads {_word(theirs.value)}: {by} set it on {on}, and it stays until {until}."
    return f"{said} Pitboard would say {value}; `/pitboard unpin` lets it."


def _proof(each: Evidence) -> str:
    when = f" on {day(each.at)}" if each.event else ""
    said = f"{in_comment(_short(each.text))}{when}"
    web = each.url.startswith(("https://", "http://"))
    return f"{said}: {quote(each.url, safe=_KEPT)}" if web else said


def _name(field: str) -> str:
    return in_comment(field.removeprefix("label:"))


def _word(value: str | None) -> str:
    return "nothing" if value is None else WORDS.get(value) or in_comment(value)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
