"""Runs the pretend GitHub on a port of its own until it is asked to stop."""

from collections.abc import Callable
from datetime import datetime

from automation.sandbox.github.app import create_app
from automation.sandbox.github.settings import SandboxGitHub
from automation.sandbox.room import utc_now
from automation.sandbox.server import asked_to_stop, listen, running

__all__ = ["asked_to_stop", "listen", "running", "serve"]


def serve(
    settings: SandboxGitHub, host: str, port: int, *, clock: Callable[[], datetime] = utc_now
) -> None:
    """Serve until SIGTERM or SIGINT, then stop in order within five seconds.

    `clock` tells the company's time. Raises SettingsError where the port is taken. Only for the
    main thread of a process.
    """
    stop = asked_to_stop()
    with listen(host, port) as line, running(create_app(settings, clock=clock), line):
        stop.wait()
