"""The sandbox's own doors beside the protocol: what was written, what was told, what is to fail."""

from dataclasses import asdict

from flask import Blueprint, Response, request

from automation.sandbox.github.acts import to_json
from automation.sandbox.github.answers import answer
from automation.sandbox.github.courier import Attempt
from automation.sandbox.github.entry import Outline, Result
from automation.sandbox.github.faults import Faults, fault_from
from automation.sandbox.github.room import Room
from automation.sandbox.github.state import Issue, Repository
from automation.sandbox.github.wire import Json, stamp


class Control:
    """For tests, chaos and whoever compares Pitboard with the truth."""

    def __init__(self, room: Room, faults: Faults) -> None:
        """Look into this room."""
        self._room = room
        self._faults = faults

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
        return answer([_write(number, one) for number, one in enumerate(self._room.writes, 1)])

    def state(self) -> Response:
        """Show the issues as they stand, and how many writes and webhooks there were."""
        results = [write.result for write in self._room.writes]
        repositories = self._room.state.repositories.values()
        return answer(
            {
                "issues": [
                    _issue(repository, issue)
                    for repository in repositories
                    for issue in repository.issues.values()
                ],
                "writes": len(results),
                "idle_writes": results.count(Result.IDLE),
                "refused_writes": results.count(Result.REFUSED),
                "webhooks_waiting": self._room.courier.waiting(),
            }
        )

    def progress(self) -> Response:
        """Tell how far the past is told: `{"ready", "past", "waiting"}`, webhooks both."""
        return answer(asdict(self._room.progress()))

    def deliveries(self) -> Response:
        """List the webhooks, newest first: those that wait and the last 500 that were tried."""
        return answer([_delivery(attempt) for attempt in self._room.courier.attempts()])

    def redeliver(self, delivery: str) -> Response:
        """Send the same bytes under the same id once more, after those that wait."""
        parcel = self._room.ledger.parcel(delivery)
        if parcel is None:
            return answer({"message": "No delivery of this id is kept"}, 404)
        self._room.courier.send([parcel], redelivery=True)
        return answer({"id": delivery}, 202)

    def faults(self) -> Response:
        """List the failures that wait for their call."""
        return answer([asdict(fault) for fault in self._faults.waiting()])

    def order(self) -> Response:
        """Order a failure: `{"kind": "502", "calls": 2}`; kinds are 502, 429, 403, drop, delay."""
        raw = request.get_json(force=True, silent=True)
        try:
            self._faults.order(fault_from(raw if isinstance(raw, dict) else {}))
        except ValueError as error:
            return answer({"message": str(error)}, 400)
        return self.faults()

    def clear(self) -> Response:
        """Forget the failures that wait."""
        self._faults.clear()
        return self.faults()


def _write(number: int, outline: Outline) -> Json:
    entry = outline.entry
    return {
        "number": number,
        "at": entry.at.isoformat(),
        "actor": entry.deeds[0].by if entry.deeds else "",
        "request": entry.request,
        "result": outline.result,
        "refused_with": outline.refusal.status if outline.refusal else None,
        "acts": [to_json(deed) for deed in entry.deeds],
    }


def _issue(repository: Repository, issue: Issue) -> Json:
    return {
        "repository": repository.full_name,
        "number": issue.number,
        "id": issue.id,
        "title": issue.title,
        "state": issue.state,
        "state_reason": issue.state_reason,
        "labels": [label.name for label in issue.labels],
        "assignees": list(issue.assignees),
        "milestone": issue.milestone,
        "pull": issue.pull is not None,
        "comments": len(issue.comments),
        "created_at": stamp(issue.created_at),
        "updated_at": stamp(issue.updated_at),
    }


def _delivery(attempt: Attempt) -> Json:
    return {
        "id": attempt.parcel.id,
        "event": attempt.parcel.event,
        "action": attempt.parcel.action,
        "about": attempt.parcel.about,
        "at": attempt.at.isoformat(),
        "redelivery": attempt.redelivery,
        "status_code": attempt.status,
        "error": attempt.error,
        "seconds": attempt.seconds,
    }
