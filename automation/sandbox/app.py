"""What the apps of both pretend trackers begin with: their pages' templates and static files."""

from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined


def blank_app(name: str, templates: Path) -> Flask:
    """Build an app without any route but its static files'."""
    app = Flask(
        name,
        template_folder=str(templates),
        static_folder=Path(__file__).with_name("static"),
        static_url_path="/_sandbox/static",
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app
