"""T13: what the care for mails costs: sandbox, cleaning and inlined styles, over bare Jinja2."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median
from typing import Final

from jinja2 import Environment, StrictUndefined, select_autoescape

from automation import paths, render
from automation.health import SHAPES, WORDS
from automation.reports.digest import ROWS as SECTIONS
from automation.reports.digest import Digest
from automation.reports.digest import Row as Told
from bench.many_rules import timed
from bench.measure import in_turns, ratio
from bench.table import Bound, Figure, Row

ROWS = (
    Row("T13", "a report of 200 epics, times a bare rendering", (Bound(2.5, 2, "x", most=True),)),
)
TIMES: Final = 5
EPICS: Final = 200
NOW: Final = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
BODY: Final = "email/weekly-executive/body.html"


def measure(rounds: int) -> list[Figure]:
    """Render the same facts by the same template, both ways, in turns."""
    facts = told()
    templates, plain = render.Templates(paths.templates()), bare()
    took = in_turns(
        {
            "pitboard": lambda _: timed(lambda: templates.mail(BODY, **facts), TIMES),
            "bare": lambda _: timed(lambda: plain.get_template(BODY).render(facts), TIMES),
        },
        rounds,
        warm_up=1,
    )
    notes = tuple(f"{name}: {median(each) / 1000:.1f} ms" for name, each in took.items())
    size = len(templates.mail(BODY, **facts).encode()) / 1000
    return [Figure("T13", (ratio(took["pitboard"], took["bare"]),), (*notes, f"{size:.0f} kB"))]


def bare() -> Environment:
    """Jinja2 as it comes, with the filters that the templates name."""
    plain = Environment(
        loader=render._Loader(paths.templates()),  # noqa: SLF001 - the same files
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    plain.filters.update(render._OWN)  # noqa: SLF001 - the same words, without their sandbox
    return plain


def told() -> Mapping[str, object]:
    """A week in which every epic has something to tell, no two alike."""
    row = partial(_row, at=NOW - timedelta(days=3))
    each = EPICS // len(SECTIONS)
    sections = {
        name: tuple(row(place * each + n) for n in range(each))
        for place, name in enumerate(SECTIONS)
    }
    digest = Digest(
        since=NOW - timedelta(days=7),
        as_of=NOW,
        counts=Counter(on_track=120, at_risk=50, off_track=30),
        sections=sections,
        worsened=each,
        improved=each,
        finished=each,
    )
    address = "https://pitboard.example/u/token"
    return {
        "report": _Report(),
        "week": 48,
        "links": dict.fromkeys(("useful", "not", "monthly", "stop", "portfolio"), address),
        "zone": UTC,
        "goes_out": NOW,
        "words": WORDS,
        "shapes": SHAPES,
        "sources": "GitHub and Jira",
        "shown": dict.fromkeys(("on_track", "at_risk", "off_track"), address),
        "digest": digest,
    }


class _Report:
    """All that the template asks of a report."""

    id = "weekly-executive"
    title = "Portfolio weekly"
    sections = ("answer", *SECTIONS, "unchanged")


def _row(number: int, *, at: datetime) -> Told:
    return Told(
        item_id=f"jira:{number}",
        key=f"jira:PAY-{number}",
        title=f"Refunds customers can follow, part {number}",
        now="at_risk",
        was="on_track",
        because=f"PAY-{number} blocked by SEC-{number} since 2 Oct",
        proof=f"https://pitboard.example/items/jira:PAY-{number}",
        said="on_track",
        by="Mara Lind",
        at=at,
        asked=3,
        told=1,
    )
