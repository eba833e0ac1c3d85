"""Runs a pretend tracker on a port of its own until it is asked to stop."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Event, Thread

from flask import Flask, request
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from automation.errors import SettingsError
from automation.sandbox.room import Lives

FINISH_WITHIN = 1.0  # seconds for calls in flight; the webhooks get what is left of five
DRAIN_WITHIN = 3.5
ROOM = "sandbox"
"""The name under which an app keeps what lives in it."""


def asked_to_stop() -> Event:
    """Take SIGTERM and SIGINT; the event is set when one of them comes."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def listen(host: str, port: int) -> socket.socket:
    """Open the port; 0 takes any that is free. Raises SettingsError where it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingsError(f"{host}:{port} cannot be opened: {error.strerror}") from error


@contextmanager
def running(app: Flask, line: socket.socket, *, look: float = 0.05) -> Iterator[None]:
    """Answer on a listening socket in threads for as long as the block lasts.

    `look` is how often, in seconds, it looks whether it has to stop.
    """
    calls = _Calls()
    server = _server(app, line, calls)
    answering = Thread(target=server.serve_forever, args=(look,), name="sandbox-http")
    living = _living(app)
    living.start()
    answering.start()
    try:
        yield
    finally:
        server.shutdown()
        answering.join()
        calls.wait(FINISH_WITHIN)
        living.close(seconds=DRAIN_WITHIN)
        server.server_close()


def hang_up() -> None:
    """Break the connection after the work was done, so that no answer reaches the caller."""
    line = request.environ.get("werkzeug.socket")
    if not isinstance(line, socket.socket):
        raise ConnectionAbortedError("a dropped connection needs a real one")
    line.shutdown(socket.SHUT_RDWR)


def _living(app: Flask) -> Lives:
    living = app.extensions[ROOM]
    if not isinstance(living, Lives):
        raise TypeError("not an app of a pretend tracker")
    return living


class _Calls:
    """Counts the calls in flight."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = Condition()

    def __enter__(self) -> None:
        with self._changed:
            self._count += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._count -= 1
            self._changed.notify_all()

    def wait(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._count == 0, seconds)


def _server(app: Flask, line: socket.socket, calls: _Calls) -> BaseWSGIServer:
    class Quiet(WSGIRequestHandler):
        """Says nothing about calls that went well, and is counted while it answers."""

        def run_wsgi(self) -> None:
            with calls:
                super().run_wsgi()

        def log_request(self, *_: object) -> None:
            return

    host, port = line.getsockname()[:2]
    return make_server(host, port, app, threaded=True, request_handler=Quiet, fd=line.fileno())
