"""Runs the pretend Jira on a port of its own until it is asked to stop."""

from collections.abc import Callable
from datetime import datetime

from automation.sandbox.jira.app import create_app
from automation.sandbox.jira.settings import SandboxJira
from automation.sandbox.room import utc_now
from automation.sandbox.server import asked_to_stop, listen, running


def serve(
    settings: SandboxJira, host: str, port: int, *, clock: Callable[[], datetime] = utc_now
) -> None:
    """Serve until SIGTERM or SIGINT, then stop in order within five seconds.

    `clock` tells the company's time. Raises SettingsError where the port is taken. Only for the
    main thread of a process.
    """
    stop = asked_to_stop()
    with listen(host, port) as line, running(create_app(settings, clock=clock), line):
        stop.wait()
