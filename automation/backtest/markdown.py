"""What would differ as a comment for a pull request: a sentence, twenty rows, the rest folded."""

from collections.abc import Iterable, Iterator
from typing import Final

from automation.backtest.difference import Difference, Differences
from automation.backtest.outcome import Act
from automation.backtest.telling import (
    act_words,
    both,
    field_words,
    hand_words,
    item_words,
    summary,
    value_words,
    when_words,
)

MOST: Final = 20
"""Rows of a table before the rest is folded."""

ROOM: Final = 30_000
"""Characters of each folded part; a comment of GitHub's takes 65,536 in all."""

_HEAD: Final = (
    "| item | would read | instead of | when | because |",
    "|---|---|---|---|---|",
)
_ESCAPED: Final = {
    **{sign: f"\\{sign}" for sign in "\\`*_[]|~"},
    "<": "&lt;",
    ">": "&gt;",
    "\n": " ",
    "\r": " ",
    # A sign without width behind them, so that nobody is mentioned and nothing is linked.
    **{sign: f"{sign}\u200b" for sign in "@#"},
}


def as_markdown(found: Differences) -> str:
    """The comment whole."""
    lines = [f"**Back-test:** {_safe(summary(found))}", ""]
    if found.values:
        lines += [*_HEAD, *(_row(found, each) for each in found.values[:MOST]), ""]
    rest = [_row(found, each) for each in found.values[MOST:]]
    if rest:
        lines += _folded(f"{len(rest):,} more", rest, _HEAD)
    told = list(both(found))
    if told:
        lines += _folded(_counts(found), (_said(found, sign, act) for sign, act in told))
    lines += [f"- failed: {_safe(each)}" for each in found.failed[:MOST]]
    return "\n".join(lines).rstrip() + "\n"


def _folded(title: str, rows: Iterable[str], head: tuple[str, ...] = ()) -> Iterator[str]:
    """As many of these rows as there is room for, behind a title to click on."""
    yield from (f"<details><summary>{title}</summary>", "", *head)
    room, left = ROOM, 0
    for row in rows:
        room -= len(row) + 1
        if room < 0:
            left += 1
        else:
            yield row
    yield ""
    if left:
        yield from (f"{left:,} further ones are in the output of `--json`.", "")
    yield from ("</details>", "")


def _row(found: Differences, each: Difference) -> str:
    cells = (
        _link(found, each.item_id),
        f"{_safe(field_words(each.field))} **{_safe(value_words(each.field, each.becomes))}**",
        _safe(value_words(each.field, each.was)),
        _safe(when_words(each)),
        _safe(f"{each.because}{hand_words(each)}"),
    )
    return f"| {' | '.join(cells)} |"


def _said(found: Differences, sign: str, act: Act) -> str:
    word = "more" if sign == "+" else "fewer"
    return f"- {word}: {_link(found, act.item_id)} {_safe(act_words(act))}"


def _counts(found: Differences) -> str:
    more = sum(len(each.more) for each in found.acts.values())
    fewer = sum(len(each.fewer) for each in found.acts.values())
    return f"Comments, mails and other writes: {more:,} more, {fewer:,} fewer"


def _link(found: Differences, id_: str) -> str:
    named, said = found.items.get(id_), _safe(item_words(found, id_))
    linked = named is not None and named.url.startswith("https://") and _is_plain(named.url)
    return f"[{said}](<{named.url}>)" if linked and named else said


def _is_plain(url: str) -> bool:
    return not set(url) & set("<>|\\ \n\r")


def _safe(text: str) -> str:
    """What trackers say is data: it mentions nobody and ends no cell, link or tag."""
    return "".join(_ESCAPED.get(sign, sign) for sign in text)
