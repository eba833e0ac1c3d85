"""A small web site on this machine that answers with tables."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


class Numbers(HTTPServer):
    """A small web site; `pages` are status, body and where else to go, by path."""

    pages: dict[str, tuple[int, bytes, str]]
    asked: list[str]


class _Answer(BaseHTTPRequestHandler):
    server: Numbers

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        status, body, elsewhere = self.server.pages[self.path]
        self.send_response(status)
        if elsewhere:
            self.send_header("Location", elsewhere)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Tests are quiet."""


@contextmanager
def served() -> Iterator[Numbers]:
    with Numbers(("127.0.0.1", 0), _Answer) as server:
        server.pages, server.asked = {}, []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def address(server: Numbers, path: str = "/calls.csv", host: str = "127.0.0.1") -> str:
    return f"http://{host}:{server.server_port}{path}"
