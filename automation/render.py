"""The only home of Jinja's environment: files under templates/ and facts in, text out.

What trackers and people wrote is data here. It is escaped, never read as a template, and shown
without the characters that can hide or turn around the text beside them.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.runtime import Context
from jinja2.utils import pass_context
from markupsafe import Markup

from automation.bounds import bounded
from automation.cleaning import clean
from automation.columns import padded, wrapped
from automation.dates import at_time, day, on_its_day, spoken
from automation.figures import figure, number, rounded
from automation.template_guards import MAX_OUTPUT, Guarded, piece
from automation.template_nodes import TemplateRefusedError

_FILTERS: Final = ("join", "length", "lower", "upper")
"""Jinja's own filters that templates may use; the rest is refused by name."""

_AT_ONCE: Final = 1_000
"""Pieces of a page between two looks at how long it has become."""

_JUST_NOW: Final = timedelta(seconds=10)
_LONG_AGO: Final = timedelta(days=60)
_HALF_A_YEAR: Final = timedelta(days=183)
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
        """The template ("web/item.html") with these facts; `zone` is its times', UTC without.

        Raises jinja2.UndefinedError for a fact the template needs and was not given, and
        TemplateRefusedError for a template that may not be, or that makes more than it may.
        """
        template = self._environment.get_template(name)
        self._environment.meter.start()
        size, pieces = 0, list[str]()
        try:
            parts = template.generate(facts)
            while some := list(islice(parts, _AT_ONCE)):
                size += sum(map(len, some))
                if size > MAX_OUTPUT:
                    raise TemplateRefusedError(f"{name} makes more than {MAX_OUTPUT:,} characters")
                pieces += some
        except RecursionError:
            raise TemplateRefusedError(f"{name} calls itself without end") from None
        return "".join(pieces)

    def text(self, name: str, **facts: object) -> str:
        """The text part of a mail: its template, with lines that every mail program can show.

        Raises OutOfBoundsError for one that takes too much memory or time; so does `mail`.
        """
        with bounded():
            return wrapped(self.page(name, **facts))

    def mail(self, name: str, **facts: object) -> str:
        """The HTML of a mail: its template with every style written where it counts, because most
        mail programs drop style sheets (https://www.caniemail.com/features/html-style/).
        """
        with bounded():
            return str(css_inline.inline(self.page(name, **facts), keep_style_tags=True))


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


def brief(at: datetime, now: datetime, zone: tzinfo = UTC) -> str:
    """2 Oct, in that zone; with its year where that is more than half a year away."""
    said = day(at, zone)
    return said if abs(at - now) > _HALF_A_YEAR else said[: -len(" 2026")]


def weekday(at: datetime, zone: tzinfo = UTC) -> str:
    """Tue, in that zone."""
    return f"{on_its_day(at, zone):%a}"


def moment(at: datetime, zone: tzinfo) -> str:
    """Mon 2 Nov, 08:30, as clocks in that zone show it."""
    there = at.astimezone(zone)
    return f"{there:%a} {there.day} {there:%b, %H:%M}"


def day_in(at: datetime, zone: tzinfo) -> str:
    """Mon 2 Nov, as calendars in that zone show it."""
    there = at.astimezone(zone)
    return f"{there:%a} {there.day} {there:%b}"


def week_in(at: datetime, zone: tzinfo, now: datetime) -> str:
    """The Monday of its week, as `date_in` tells it."""
    there = at.astimezone(zone)
    return date_in(there - timedelta(days=there.weekday()), zone, now)


def date_in(at: datetime, zone: tzinfo, now: datetime) -> str:
    """2 Nov, as calendars in that zone show it; with its year where that is half a year away."""
    there = at.astimezone(zone)
    said = f"{there.day} {there:%b}"
    return f"{said} {there.year}" if abs(at - now) > _HALF_A_YEAR else said


def ago(at: datetime, now: datetime, zone: tzinfo = UTC) -> str:
    """How long before `now` that was ("3 min ago"), or after ("in 2 h"); long ago is a day."""
    distance = abs(now - at)
    if distance < _JUST_NOW:
        return "just now"
    if distance > _LONG_AGO:
        return f"on {day(at, zone)}"
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


def begun(text: str) -> str:
    """With a capital letter, as a sentence begins; a key at its beginning stays as it is."""
    return text[:1].upper() + text[1:] if text.partition(" ")[0].isalpha() else text


def short(text: str, limit: int) -> str:
    """At most this many characters, cut between words where there is a space to cut at."""
    if len(text) <= limit:
        return text
    head, _, _ = text[:limit].rpartition(" ")
    return f"{head if len(head) > limit // 2 else text[: limit - 1]}\u2026"


def instant(at: datetime) -> str:
    """2026-10-02T14:05:09Z, for machines."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _in_zone(told: Callable[..., str]) -> Callable[..., str]:
    """The same as a filter, in the zone of the page."""

    @pass_context
    def there(context: Context, at: datetime, *more: datetime) -> str:
        return told(at, *more, zone=context.get("zone", UTC))

    return there


_OWN: Final[Mapping[str, Callable[..., object]]] = {
    "ago": _in_zone(ago),
    "at_time": _in_zone(at_time),
    "begun": begun,
    "brief": _in_zone(brief),
    "day": _in_zone(day),
    "figure": figure,
    "date_in": date_in,
    "day_in": day_in,
    "instant": instant,
    "moment": moment,
    "number": number,
    "padded": padded,
    "plural": plural,
    "rounded": rounded,
    "short": short,
    "span": span,
    "spoken": spoken,
    "web_link": web_link,
    "week_in": week_in,
    "weekday": _in_zone(weekday),
}


class _Loader(FileSystemLoader):
    """The files of a folder; `words.txt.html` is `words.txt` compiled for pages.

    A macro escapes as the file it stands in does, and whoever calls it takes its word for that: no
    .html may import a .txt.
    """

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        return super().get_source(
            environment, template.removesuffix(_FOR_PAGES) + _ending(template)
        )


_FOR_PAGES: Final = ".txt.html"


def _ending(template: str) -> str:
    return ".txt" if template.endswith(_FOR_PAGES) else ""


def _environment(folder: Path) -> Guarded:
    environment = Guarded(
        loader=_Loader(folder),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    allowed = {name: environment.filters[name] for name in _FILTERS}
    environment.guard({**allowed, **_OWN})
    return environment


def _shown(value: object) -> object:
    """Every value on its way into a page."""
    if isinstance(value, Markup):
        return Markup(clean(value))  # noqa: S704 - it was escaped before, and loses characters only
    return clean(value) if isinstance(value, str) else piece(value)
