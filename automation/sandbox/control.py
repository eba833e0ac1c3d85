"""A pretend tracker's own doors beside its protocol: what was written, what was told, what is to
fail. For tests, chaos and whoever compares Pitboard with the truth.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Generic

from flask import Blueprint, Response, request

from automation.sandbox.courier import Attempt, P
from automation.sandbox.entry import D, H, Outline, Result, S
from automation.sandbox.faults import Faults, Kind, fault_from
from automation.sandbox.room import Room

Json = Mapping[str, object]


class Control(ABC, Generic[S, D, H, P]):
    """The doors of one room. What only a tracker can tell is left to its own."""

    def __init__(self, room: Room[S, D, H, P], faults: Faults, *, known: Collection[Kind]) -> None:
        """Look into this room. `known` are the failures of its tracker."""
        self._room = room
        self._faults = faults
        self._known = known

    @abstractmethod
    def issues(self, state: S) -> Sequence[Json]:
        """Show the issues as they stand."""

    @abstractmethod
    def act(self, deed: D) -> Json:
        """Write a deed as `{"by", "act", ...its fields}`."""

    @abstractmethod
    def parcel(self, id_: str) -> P | None:
        """Find a webhook that is still kept."""

    @abstractmethod
    def about(self, attempt: Attempt[P]) -> Json:
        """Tell what a webhook is about, in the tracker's words."""

    def blueprint(self) -> Blueprint:
        """Build the routes under /_sandbox."""
        routes = Blueprint("control", __name__, url_prefix="/_sandbox")
        again = "/deliveries/<delivery>/redeliver"
        routes.add_url_rule("/writes", "writes", self.writes)
        routes.add_url_rule("/state", "state", self.state)
        routes.add_url_rule("/progress", "progress", self.progress)
        routes.add_url_rule("/deliveries", "deliveries", self.deliveries)
        routes.add_url_rule(again, "redeliver", self.redeliver, methods=["POST"])
        routes.add_url_rule("/faults", "faults", self.faults)
        routes.add_url_rule("/faults", "order", self.order, methods=["POST"])
        routes.add_url_rule("/faults", "clear", self.clear, methods=["DELETE"])
        return routes

    def writes(self) -> Response:
        """List every write through the API, oldest first, with what it came to."""
        return _answer(
            [self._write(number, one) for number, one in enumerate(self._room.writes, 1)]
        )

    def state(self) -> Response:
        """Show the issues as they stand, and how many writes and webhooks there were."""
        results = [write.result for write in self._room.writes]
        return _answer(
            {
                "issues": self.issues(self._room.state),
                "writes": len(results),
                "idle_writes": results.count(Result.IDLE),
                "refused_writes": results.count(Result.REFUSED),
                "webhooks_waiting": self._room.courier.waiting(),
            }
        )

    def progress(self) -> Response:
        """Tell how far the past is told: `{"ready", "past", "waiting"}`, webhooks both."""
        return _answer(asdict(self._room.progress()))

    def deliveries(self) -> Response:
        """List the webhooks, newest first: those that wait and the last 500 that were tried."""
        return _answer([self._delivery(attempt) for attempt in self._room.courier.attempts()])

    def redeliver(self, delivery: str) -> Response:
        """Send the same bytes under the same id once more, after those that wait."""
        parcel = self.parcel(delivery)
        if parcel is None:
            return _answer({"message": "No delivery of this id is kept"}, 404)
        self._room.courier.send([parcel], redelivery=True)
        return _answer({"id": delivery}, 202)

    def faults(self) -> Response:
        """List the failures that wait for their call."""
        return _answer([asdict(fault) for fault in self._faults.waiting()])

    def order(self) -> Response:
        """Order a failure of those that are known: `{"kind": "503", "calls": 2}`."""
        raw = request.get_json(force=True, silent=True)
        try:
            self._faults.order(fault_from(raw if isinstance(raw, dict) else {}, known=self._known))
        except ValueError as error:
            return _answer({"message": str(error)}, 400)
        return self.faults()

    def clear(self) -> Response:
        """Forget the failures that wait."""
        self._faults.clear()
        return self.faults()

    def _write(self, number: int, outline: Outline[S, D, H]) -> Json:
        entry, acts = outline.entry, [self.act(deed) for deed in outline.entry.deeds]
        return {
            "number": number,
            "at": entry.at.isoformat(),
            "actor": acts[0]["by"] if acts else "",
            "request": entry.request,
            "result": outline.result,
            "refused_with": outline.refusal.status if outline.refusal else None,
            "acts": acts,
        }

    def _delivery(self, attempt: Attempt[P]) -> Json:
        return {
            "id": attempt.parcel.id,
            **self.about(attempt),
            "at": attempt.at.isoformat(),
            "redelivery": attempt.redelivery,
            "status_code": attempt.status,
            "error": attempt.error,
            "seconds": attempt.seconds,
        }


def _answer(payload: object, status: int = 200) -> Response:
    return Response(json.dumps(payload), status, content_type="application/json; charset=utf-8")
