"""The only home of Jinja's environment: files under templates/ and facts in, text out.

What trackers and people wrote is data here. It is escaped, never read as a template, and shown
without the characters that can hide or turn around the text beside them.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

_BREAKS: Final = re.compile("[\x0b\x0c\r\x85\u2028\u2029]")
_HALVES: Final = re.compile("[\ud800-\udfff]")
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 controls but tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks, embeddings and isolates of bidi text
    "\ufeff\ufff9-\ufffb]"  # a byte order mark in the middle, annotations between lines
)
_FILTERS: Final = ("join", "length")
"""Jinja's own filters that templates may use; the rest is refused by name."""

_JUST_NOW: Final = timedelta(seconds=10)
_LONG_AGO: Final = timedelta(days=60)
_UNITS: Final = (
    (timedelta(seconds=90), timedelta(seconds=1), "s"),
    (timedelta(minutes=90), timedelta(minutes=1), "min"),
    (timedelta(hours=48), timedelta(hours=1), "h"),
    (timedelta.max, timedelta(days=1), "days"),
)
"""Up to so long a span is told in this unit."""


class Templates:
    """The files of one folder as templates."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds web/, email/ and the other families of templates."""
        self._environment = _environment(folder)

    def page(self, name: str, **facts: object) -> str:
        """The template of this name ("web/item.html") with these facts.

        Raises jinja2.UndefinedError for a fact the template needs and was not given.
        """
        return self._environment.get_template(name).render(facts)


def clean(text: str) -> str:
    """The text as it may be shown: no control characters, nothing that turns its direction.

    https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
    """
    spaced = _HALVES.sub("\ufffd", _BREAKS.sub(" ", text))
    return _HIDDEN.sub("", spaced)


def web_link(url: str) -> str:
    """The address if it is plain http or https, else "": nothing else becomes a link."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return ""
    # A name before the host ("https://github.com@evil.example") is only there to mislead.
    plain = parts.scheme in {"http", "https"} and host and "@" not in parts.netloc
    return clean(url.strip()) if plain else ""


def day(at: datetime) -> str:
    """2 Oct 2026, in UTC."""
    utc = at.astimezone(UTC)
    return f"{utc.day} {utc:%b %Y}"


def clock_time(at: datetime) -> str:
    """14:05:09, in UTC."""
    return f"{at.astimezone(UTC):%H:%M:%S}"


def ago(at: datetime, now: datetime) -> str:
    """How long before `now` that was ("3 min ago"), or after ("in 2 h"); long ago is a day."""
    distance = abs(now - at)
    if distance < _JUST_NOW:
        return "just now"
    if distance > _LONG_AGO:
        return f"on {day(at)}"
    said = span(distance.total_seconds())
    return f"{said} ago" if at < now else f"in {said}"


def span(seconds: float) -> str:
    """3 s, 12 min, 8 h, 4 days."""
    lasting = timedelta(seconds=seconds)
    unit, name = next((unit, name) for limit, unit, name in _UNITS if lasting < limit)
    return f"{lasting // unit} {name}"


def plural(count: int, one: str, many: str = "") -> str:
    """1 item, 3 items, 1,200 items; `many` where an s is not enough ("deliveries")."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def number(count: int) -> str:
    """1,200."""
    return f"{count:,}"


def figure(value: object) -> str:
    """1,200 or 38.2: a number of a table as people write it; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"


def short(text: str, limit: int) -> str:
    """At most this many characters, cut between words where there is a space to cut at."""
    if len(text) <= limit:
        return text
    head, _, _ = text[:limit].rpartition(" ")
    return f"{head if len(head) > limit // 2 else text[: limit - 1]}\u2026"


def instant(at: datetime) -> str:
    """2026-10-02T14:05:09Z, for machines."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


_OWN: Final[Mapping[str, Callable[..., object]]] = {
    "ago": ago,
    "clock_time": clock_time,
    "day": day,
    "figure": figure,
    "instant": instant,
    "number": number,
    "plural": plural,
    "short": short,
    "span": span,
    "web_link": web_link,
}


def _environment(folder: Path) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.clear()
    allowed = {name: environment.filters[name] for name in _FILTERS}
    environment.filters.clear()
    environment.filters.update({**allowed, **_OWN})
    return environment


def _shown(value: object) -> object:
    """Every value on its way into a page."""
    if isinstance(value, Markup):
        return Markup(clean(value))  # noqa: S704 - it was escaped before, and loses characters only
    return clean(value) if isinstance(value, str) else value
