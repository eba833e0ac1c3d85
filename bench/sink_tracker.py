"""A tracker whose only write is one POST to the sink: what the line costs, without GitHub."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from automation import catalog
from automation.catalog import TrackerKind
from automation.errors import ServiceError
from automation.model import Delivery
from automation.trackers.github import parse as github
from bench.sink import Sink

KINDS: Final[Mapping[str, TrackerKind]] = {
    "sink": TrackerKind(github.DOOR, github.parse, __name__),
}


class SinkTracker:
    """Speaks to one sink, each thread over a connection of its own."""

    def __init__(self, url: str) -> None:
        """Nothing is sent yet."""
        self._port = urlsplit(url).port or 0
        self._kept = threading.local()

    def labels(self, key: str, *, timeout: float) -> tuple[str, ...]:  # noqa: ARG002 - a Tracker
        """Nothing ever stands there, so every wish is one write."""
        return ()

    def put_on(self, key: str, label: str, *, timeout: float) -> None:  # noqa: ARG002 - a Tracker
        """One POST."""
        if not hasattr(self._kept, "sink"):
            self._kept.sink = Sink(self._port)
        self._kept.sink.post(key, label)

    def take_off(self, key: str, label: str, *, timeout: float) -> None:  # noqa: ARG002 - a Tracker
        """Nothing stands there, so nothing is taken off."""
        raise ServiceError(f"{label} never stood on {key}", retryable=False)

    def directory(self, *, timeout: float) -> Mapping[str, str]:  # noqa: ARG002 - a Tracker
        """A sink has no fields."""
        return {}

    def actor_id(self, *, timeout: float) -> str:  # noqa: ARG002 - a Tracker
        """An account of its own."""
        return "900"

    def read(self, key: str, *, timeout: float) -> Delivery:  # noqa: ARG002 - a Tracker
        """A sink cannot be read."""
        raise ServiceError(f"{key} cannot be read at a sink", retryable=False)


def open_client(
    connection: str,  # noqa: ARG001 - what every client takes
    *,
    url: str,
    token: str,  # noqa: ARG001 - what every client takes
    clock: Callable[[], datetime],  # noqa: ARG001 - what every client takes
) -> SinkTracker:
    """A client of the sink at this address."""
    return SinkTracker(url)


def register() -> None:
    """Let connections of this process name the tracker `sink`."""
    catalog.TRACKERS = {**catalog.TRACKERS, **KINDS}
