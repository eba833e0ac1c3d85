"""What the apps of both pretend trackers begin with: their pages' templates and static files.

Their pages show what people wrote as Pitboard's do, without what hides or turns around the text
beside it, and they tell times in the same words; their API keeps every character and UTC.
"""

from datetime import datetime, tzinfo
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from automation.cleaning import clean
from automation.dates import at_time, clock_face, day, spoken


def blank_app(name: str, templates: Path, zone: tzinfo) -> Flask:
    """Build an app without any route but its static files'. `zone` is the one its pages' times
    are told in.
    """
    app = Flask(
        name,
        template_folder=str(templates),
        static_folder=Path(__file__).with_name("static"),
        static_url_path="/_sandbox/static",
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.finalize = _shown

    def in_zone(at: datetime) -> str:
        return at_time(at, zone)

    def on_the_clock(at: datetime) -> str:
        return clock_face(at, zone)

    own = {"at_time": in_zone, "clock_face": on_the_clock}
    app.jinja_env.filters.update(own, day=day, spoken=spoken, exact=escape)
    app.jinja_env.globals["zone"] = str(zone)
    return app


def _shown(value: object) -> object:
    """Every value on its way into a page, but markup: it is made of values that were here before,
    or a name that a form sends back, which has to stay `exact`.
    """
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value
