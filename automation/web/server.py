"""gunicorn, set as measured: one process, 400 threads, nothing preloaded over the fork.

docs/decisions/0005-server.md holds the table of what other servers and settings did with 200
half-sent bodies.
"""

import gc
from collections.abc import Callable
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from automation.settings import Settings
from automation.web.patience import PatientSocket

_OPTIONS: Final = {
    "workers": 1,
    "threads": 400,
    "timeout": 60,
    "graceful_timeout": 15,
    "keepalive": 5,
    "backlog": 2048,
    "accesslog": None,
    "loglevel": "warning",
    "control_socket_disable": True,
    "limit_request_fields": 100,
    "proc_name": "pitboard-web",
}


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """gthread whose connections have a deadline for each request, headers and body together."""

    def enqueue_req(self, conn: Any) -> None:  # noqa: ANN401 - gunicorn's connection
        """Make the connection patient before a thread reads it."""
        if not isinstance(conn.sock, PatientSocket):
            conn.sock = PatientSocket(conn.sock)
        super().enqueue_req(conn)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn without a command line of its own."""

    def __init__(self, settings: Settings, create: Callable[[], Flask]) -> None:
        """`create` is called in the worker process, so no connection crosses the fork."""
        self._bind = f"{settings.host}:{settings.port}"
        self._create = create
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn our options."""
        options = {**_OPTIONS, "bind": self._bind, "worker_class": PatientWorker}
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # noqa: ANN401 - a WSGI application
        """The application, in the worker process."""
        created = self._create()
        # What stands by now stays: walking through it at every collection stopped all threads.
        gc.collect()
        gc.freeze()
        return created


def serve(settings: Settings, create: Callable[[], Flask]) -> None:
    """Serve until told to stop; what is in flight is finished first."""
    Server(settings, create).run()
