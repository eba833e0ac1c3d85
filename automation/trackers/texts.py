"""What links a text tells of: the keys, numbers and addresses that people write.

Pure, in linear time, and shared by the parsers of every tracker. Nothing is looked up here: a
reference may lead nowhere, and then it is no link.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from automation.model import Link, LinkKind

MOST = 20
"""References taken from one text; the rest is left out."""

LONGEST = 100_000
"""Characters of a text that are read. GitHub's longest body has 65,536."""

_JIRA_KEY: Final = r"[A-Z][A-Z0-9_]{1,9}-[1-9][0-9]{0,8}"
_REFERENCE: Final = re.compile(
    # An address is taken whole, so that no key is found inside its path.
    r"(?P<address>(?i:https?)://[!#$%&*+,\-./0-9:;=?@A-Z_a-z~]+)"
    r"|(?<![\w./&#-])(?P<place>[A-Za-z0-9][A-Za-z0-9_.-]{0,99}/[A-Za-z0-9_.-]{1,100})?"
    r"#(?P<number>[1-9][0-9]{0,8})(?!\w)"
    rf"|(?<![\w./@#-])(?P<key>{_JIRA_KEY})(?!\w|[-.]\w)"
)
_SIGN: Final = re.compile(r"#[1-9]|://|-[1-9]")
_SIGNS: Final = ("#", "://", "-")
_IN_BRANCH: Final = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z][A-Za-z0-9]{1,9}-[1-9][0-9]{0,8})(?![A-Za-z0-9])"
)
_NUMBERED_PAGES: Final = frozenset({"issues", "pull", "milestone"})
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")
_BROWSED: Final = re.compile(_JIRA_KEY)

_ASIDE: Final = re.compile(
    r"(?P<comment><!--)"
    r"|^[ \t]*(?P<fence>`{3,}|~{3,})"
    r"|^[ \t]*(?P<quote>>|bq\.)"
    r"|\{(?P<wiki>code|noformat|quote)(?::[^}\n]{0,200})?\}"
    r"|(?P<tick>`+)",
    re.MULTILINE,
)
_ASIDE_SIGNS: Final = ("<", "`", "~", "{", ">", "bq.")
_WORDS_BEFORE: Final = re.compile(
    r"(?:(?P<parent>\bpart of|\bparent(?: issue| epic)?[*_]{0,2}:)"
    r"|(?<!not )(?<!longer )(?<!n't )(?P<blocked_by>\bblocked by|\bdepends (?:up)?on)"
    r"|(?P<duplicates>\bduplicates? of))"
    r"(?P<gap>(?:[\s:*_(\[<+-]|\[[ xX]\])*)$",
    re.IGNORECASE,
)
_SAID: Final = (LinkKind.PARENT, LinkKind.BLOCKED_BY, LinkKind.DUPLICATES)
"""The kinds that words can make of a reference: the names of the groups above."""

_AND: Final = re.compile(r"[ \t,;&+/()\[\]<>]*(?:(?:and|or)[ \t]*)?[(\[<]*", re.IGNORECASE)
_NEXT_LINE: Final = re.compile(r"[ \t,;)\]]*\n[ \t]*[-*+][ \t]*(?:\[[ xX]\][ \t]*)?[(\[<]*")
_REACH: Final = 80
"""Characters before a reference in which words say what it is to us."""

_LOOKED_AT: Final = 10 * MOST
"""References looked at, named twice or not: a text of nothing but numbers costs no more."""


@dataclass(frozen=True, slots=True)
class _Found:
    """One reference, where it stands in the text."""

    to: str
    start: int
    end: int


def links_in(text: str, *, connection: str, project: str, default: LinkKind) -> frozenset[Link]:
    """The links a text tells of, at most MOST, none from code, quotes or HTML comments.

    "Part of" and "parent:" before a reference make it PARENT, "blocked by" and "depends on"
    BLOCKED_BY, "duplicate of" DUPLICATES; any other is `default`. `connection` and `project` as
    for `references_in`.
    """
    plain = _plain(text[:LONGEST])
    kinds: dict[str, set[LinkKind]] = {}
    found = _found(plain, connection=connection, project=project)
    for to, kind in _judged(plain, found, default=default):
        if to in kinds or len(kinds) < MOST:
            kinds.setdefault(to, set()).add(kind)
    # A plain mention adds nothing to what a word has said of the same item.
    said = {to: (some - {default}) or some for to, some in kinds.items()}
    return frozenset(Link(kind, to, "text") for to, some in said.items() for kind in some)


def references_in(text: str, *, connection: str, project: str) -> tuple[str, ...]:
    """What a text refers to, in its order, at most MOST, whatever words stand before.

    `PAY-12` is `*:PAY-12`, `acme/shop#12` is `<connection>:acme/shop#12`, `#12` is the same in
    `project` (with "" it is nothing), and an issue's page is `url:<address>`.
    """
    found = _found(_plain(text[:LONGEST]), connection=connection, project=project)
    return tuple(islice(dict.fromkeys(each.to for each in found), MOST))


def references_in_branch(branch: str) -> tuple[str, ...]:
    """The Jira keys in a branch's name, where they may be in small letters: feature/pay-12-x."""
    keys = (match[1].upper() for match in _IN_BRANCH.finditer(branch[:LONGEST]))
    return tuple(islice(dict.fromkeys(f"*:{key}" for key in keys), MOST))


def page_alias(address: str) -> str:
    """`url:<address>`, as items and texts say it alike: host in lower case, no query, no anchor."""
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("#")[0].partition("?")[0].partition("/")
    return f"url:{scheme.lower()}://{host.lower()}{slash}{path}".rstrip("/")


def _found(plain: str, *, connection: str, project: str) -> Iterator[_Found]:
    for match in islice(_matches(plain), _LOOKED_AT):
        to = _reference(match, connection=connection, project=project)
        if to:
            yield _Found(to, *match.span())


def _matches(plain: str) -> Iterator[re.Match[str]]:
    """Only lines that show a sign of a reference are read closely: most show none."""
    # Looking for one character at a time is twenty times as fast as looking for any of them.
    if not any(sign in plain for sign in _SIGNS):
        return
    end = 0
    while sign := _SIGN.search(plain, end):
        start = max(end, plain.rfind("\n", end, sign.start()) + 1)
        end = plain.find("\n", sign.end())
        end = len(plain) if end < 0 else end
        yield from _REFERENCE.finditer(plain, start, end)


def _reference(match: re.Match[str], *, connection: str, project: str) -> str:
    """What a match refers to, "" when it is nothing."""
    if match["address"]:
        return _page(match["address"])
    if match["key"]:
        return f"*:{match['key']}"
    place = match["place"] or project
    return f"{connection}:{place}#{match['number']}" if place else ""


def _page(address: str) -> str:
    """The alias of an issue's page, also from one of its tabs, "" for any other address."""
    parts = page_alias(address.rstrip(".,;:!?*_~")).split("/")
    for place, (name, which) in enumerate(pairwise(parts)):
        numbered = name in _NUMBERED_PAGES and _NUMBER.fullmatch(which)
        if numbered or (name == "browse" and _BROWSED.fullmatch(which)):
            return "/".join(parts[: place + 2])
    return ""


def _judged(
    plain: str, found: Iterator[_Found], *, default: LinkKind
) -> Iterator[tuple[str, LinkKind]]:
    """Each reference with what the words before it make of it; "and #13" goes on with the last."""
    kind, listed, end = default, False, 0
    for reference in found:
        gap = plain[max(end, reference.start - _REACH) : reference.start]
        said = _WORDS_BEFORE.search(gap)
        if said:
            kind = next(each for each in _SAID if said[each.value])
            listed = "\n" in said["gap"]
        elif not (end and (_AND.fullmatch(gap) or (listed and _NEXT_LINE.fullmatch(gap)))):
            kind, listed = default, False
        end = reference.end
        yield reference.to, kind


def _plain(text: str) -> str:
    """The text without its asides: code, quotes and HTML comments are not the author's claim."""
    if not any(sign in text for sign in _ASIDE_SIGNS):
        return text
    closers = {name: text.rfind(f"{{{name}}}") for name in ("code", "noformat", "quote")}
    kept, start, look = list[str](), 0, 0
    while aside := _ASIDE.search(text, look):
        look = _end(text, aside, closers)
        if look > aside.end():
            kept += text[start : aside.start()], " "
            start = look
    return "".join([*kept, text[start:]])


def _end(text: str, aside: re.Match[str], closers: Mapping[str, int]) -> int:
    """Where an aside ends: the end of the text when nothing closes it, its own end when it is none.

    Every search either skips what it has read or can fail only a few hundred times in a text.
    """
    after = aside.end()
    if aside["comment"]:
        return _past(text, "-->", after)
    if aside["fence"]:
        return _past(text, aside["fence"][:3], after)
    if aside["quote"]:
        line_end = text.find("\n", after)
        return len(text) if line_end < 0 else line_end
    if aside["wiki"]:
        closed = closers[aside["wiki"]] >= after
        return _past(text, f"{{{aside['wiki']}}}", after) if closed else after
    close = text.find(aside["tick"], after)
    # Code inside a line ends in its paragraph; a lone backtick is only a backtick.
    return after if close < 0 or "\n\n" in text[after:close] else close + len(aside["tick"])


def _past(text: str, closer: str, after: int) -> int:
    found = text.find(closer, after)
    return len(text) if found < 0 else found + len(closer)
