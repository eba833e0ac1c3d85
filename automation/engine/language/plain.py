"""Values of a tracker made harmless where they land: nobody called, nothing closed, no markup.

What a rule's author wrote is left as it is; only what stands in {{ }} comes through here. A break
is a zero-width space: what is written stays legible, and no reader takes it for a command.
"""

import re
import unicodedata

BREAK = "\u200b"

_CLOSING = re.compile(
    r"\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?|implement(?:s|ed)?)(?=[\s:]+(?:#|GH-|[\w.-]+/[\w.-]+#|http))",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"#(?=\d)|\bGH-(?=\d)", re.IGNORECASE)
_MENTION = re.compile(r"@(?=\w|$)|\[(?=[~^]|[^\]]*\||$)|&(?=[#\w]|$)")
_SCHEME = re.compile(r"\b(javascript|vbscript|data|file)\s*:", re.IGNORECASE)
_HTML = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)
_LINK = re.compile(r"\](?=[\[(])|!(?=\S)")
_MACRO = re.compile(r"\{(?=[a-z{%])", re.IGNORECASE)
_START = re.compile(r"^(?=[#>|+*=-]|\d+[.)]|(?:h[1-6]|bq)\.)")
_KEPT = frozenset({"\u200c", "\u200d"})
"""Joiners that several scripts and emoji cannot do without."""


def one_line(value: str) -> str:
    """The value without control characters and signs that turn the reading order, on one line."""
    if value.isprintable():
        return " ".join(value.split())
    spaced = "".join(" " if character.isspace() else character for character in value)
    shown = (c for c in spaced if c in _KEPT or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    return " ".join("".join(shown).split())


def in_comment(value: str) -> str:
    """The value as it may stand in a comment of GitHub or Jira: it is text and nothing else."""
    text = one_line(value).replace("`", "'")
    text = _CLOSING.sub(_parted, text)
    for pattern in (_REFERENCE, _MENTION, _HTML, _LINK, _MACRO):
        text = pattern.sub(_followed, text)
    text = _SCHEME.sub(lambda found: f"{found[1]}{BREAK}:", text)
    return _START.sub(BREAK, text)


def _parted(found: re.Match[str]) -> str:
    """A word that closes what is named behind it, broken after its first letter."""
    return f"{found[0][0]}{BREAK}{found[0][1:]}"


def _followed(found: re.Match[str]) -> str:
    return f"{found[0]}{BREAK}"
