"""A Pitboard that can be away for a while, and a count of what it asks when it is back."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from automation.bootstrap import Line
from automation.settings import load_settings
from automation.store.migrate import migrate
from tests.builders import SECRET
from tests.store.world import rows_of

Wsgi = Callable[[Any, Any], Iterable[bytes]]


class Wristwatch:
    """The system's time, and so much more as a test lets pass."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def pass_(self, **time: float) -> None:
        self.ahead += timedelta(**time)


class Asked:
    """Every call a pretend tracker answers."""

    def __init__(self, app: Flask) -> None:
        self.calls: list[str] = []
        self._answer: Wsgi = app.wsgi_app
        app.wsgi_app = self._count  # type: ignore[method-assign] # Flask's way to look at calls

    def _count(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 - WSGI's own
        self.calls.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        return self._answer(environ, start_response)


def a_line(data: Path, watch: Wristwatch, tracker: str, *, url: str, token: str) -> Line:
    """A Pitboard with one connection, begun on this folder or going on in it."""
    name = tracker.upper()
    said = {
        "PITBOARD_DATA": str(data),
        f"PITBOARD_{name}_URL": url,
        f"PITBOARD_{name}_TOKEN": token,
        f"PITBOARD_{name}_WEBHOOK_SECRET": SECRET.decode(),
        f"PITBOARD_{name}_SETTLE": "0",
    }
    settings = load_settings(said, file=data / "none.toml")
    migrate(settings.database)
    line = Line(settings, clock=watch)
    line.connect()
    return line


def works(line: Line) -> None:
    """Until nothing is due."""
    while line.work("deliver") + line.work("line"):
        pass


def recovery_of(line: Line) -> dict[str, Any]:
    (row,) = [row for row in rows_of(line.record, "agenda") if row["reason"] == "recover"]
    return row
