"""Webhooks and their deliveries. GitHub never tries one again by itself; whoever asks can.

https://docs.github.com/rest/repos/webhooks
"""

import json

from flask import Response, request

from automation.sandbox.github.answers import answer, leafed
from automation.sandbox.github.desk import REPO, Desk, Route
from automation.sandbox.github.hook_wire import hook_json, hook_url
from automation.sandbox.github.hooks import Address, headers
from automation.sandbox.github.ledger import Delivery
from automation.sandbox.github.records import Hook
from automation.sandbox.github.state import Refusal
from automation.sandbox.github.wire import Json, stamp

Row = tuple[Delivery, Address]

ORG = "/orgs/<owner>"
_FAILED = {
    "nobody listens there": "failed to connect to host",
    "the connection broke": "failed to read response",
}


class DeliveriesApi:
    """The webhooks of repositories and of the organisation, and what became of each."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def routes(self) -> list[Route]:
        """List the calls: each once for a repository, and once for the organisation."""
        one = "hooks/<int:hook>"
        found: list[Route] = []
        for place in (REPO, ORG):
            found += [
                ("GET", f"{place}/hooks", self.hooks),
                ("GET", f"{place}/{one}", self.hook),
                ("GET", f"{place}/{one}/deliveries", self.deliveries),
                ("GET", f"{place}/{one}/deliveries/<int:delivery>", self.delivery),
                ("POST", f"{place}/{one}/deliveries/<int:delivery>/attempts", self.try_again),
            ]
        return found

    def hooks(self, owner: str, name: str = "") -> Response:
        """List the webhooks somebody set up here."""
        place = self._place(owner, name)
        found = [hook for hook in self._desk.state.hooks if hook.repository.lower() == place]
        return answer([hook_json(self._desk.wire, self._desk.state, hook) for hook in found])

    def hook(self, owner: str, hook: int, name: str = "") -> Response:
        """Show one webhook."""
        found = self._hook(owner, name, hook)
        return answer(hook_json(self._desk.wire, self._desk.state, found))

    def deliveries(self, owner: str, hook: int, name: str = "") -> Response:
        """List its deliveries, newest first; `cursor` leads on, `status` picks some."""
        found = self._hook(owner, name, hook)
        wanted = request.args.get("status")
        rows = [
            (one, address)
            for one, address in self._desk.room.ledger.of_hook(found.id)
            if wanted is None or one.arrived == (wanted == "success")
        ]
        url = f"{hook_url(self._desk.wire, found, owner)}/deliveries"
        return leafed(rows, _item, url=url, name=lambda row: row[0].id, cursor="cursor")

    def delivery(self, owner: str, hook: int, delivery: int, name: str = "") -> Response:
        """Show one delivery with what was sent, as long as that is kept."""
        row = self._row(self._hook(owner, name, hook), delivery)
        parcel = self._desk.room.ledger.parcel(row[0].guid)
        signed = headers(parcel, self._desk.room.settings.secret) if parcel else None
        sent = {"headers": signed, "payload": json.loads(parcel.body) if parcel else None}
        url = self._desk.room.settings.hook_url or ""
        got = {"headers": None, "payload": None}
        return answer({**_item(row), "url": url, "request": sent, "response": got})

    def try_again(self, owner: str, hook: int, delivery: int, name: str = "") -> Response:
        """Send it once more, under the same guid."""
        row = self._row(self._hook(owner, name, hook), delivery)
        parcel = self._desk.room.ledger.parcel(row[0].guid)
        if parcel is None:
            raise Refusal(422, "This delivery is too old to be sent again")
        self._desk.room.courier.send([parcel], redelivery=True)
        return answer({}, 202)

    def _place(self, owner: str, name: str) -> str:
        if name:
            return self._desk.found(owner, name).full_name.lower()
        if self._desk.state.users.get(owner) is None:
            raise Refusal(404, "Not Found")
        return ""

    def _hook(self, owner: str, name: str, id_: int) -> Hook:
        place = self._place(owner, name)
        for hook in self._desk.state.hooks:
            if hook.id == id_ and hook.repository.lower() == place:
                return hook
        raise Refusal(404, "Not Found")

    def _row(self, hook: Hook, id_: int) -> Row:
        for row in self._desk.room.ledger.of_hook(hook.id):
            if row[0].id == id_:
                return row
        raise Refusal(404, "Not Found")


def _item(row: Row) -> Json:
    delivery, address = row
    return {
        "id": delivery.id,
        "guid": delivery.guid,
        "delivered_at": stamp(delivery.at),
        "redelivery": delivery.redelivery,
        "duration": delivery.seconds,
        "status": _status(delivery),
        "status_code": delivery.status or 0,
        "event": address.event,
        "action": address.action or None,
        "installation_id": None,
        "repository_id": address.repository_id,
        "throttled_at": None,
    }


def _status(delivery: Delivery) -> str:
    if delivery.status is None:
        return _FAILED.get(delivery.error or "", "timed out")
    return "OK" if delivery.arrived else f"Invalid HTTP Response: {delivery.status}"
