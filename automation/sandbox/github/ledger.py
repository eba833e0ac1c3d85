"""What was delivered: every attempt for ever, what was sent only for the newest 5,000.

A new start composes only those anew that did not arrive, and the newest 500: the others nobody
asks for, and composing all of them takes seconds.

https://docs.github.com/rest/repos/webhooks#list-deliveries-for-a-repository-webhook
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from automation.sandbox.github.courier import KEPT, Attempt
from automation.sandbox.github.hooks import Address, Parcel

BODIES = 5_000
FIRST_ID = 210_000_000_000  # past 32 bits, as GitHub's ids are


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt that is over. `guid` is that of the webhook, and stays for a redelivery.

    `status` is the answer's number; None where there was no answer, and `error` says why.
    """

    id: int
    guid: str
    at: datetime
    redelivery: bool
    seconds: float
    status: int | None
    error: str | None

    @property
    def arrived(self) -> bool:
        """Whether it was answered with a 2xx."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own


class Ledger:
    """The attempts in the order they ended, with addresses and bodies by guid."""

    def __init__(self) -> None:
        """Begin empty."""
        self._deliveries: list[Delivery] = []
        self._addresses: dict[str, Address] = {}
        self._bodies: dict[str, bytes] = {}
        self._missed: set[str] = set()

    def expect(self, guid: str, address: Address) -> None:
        """Remember whose webhook this is, before it is tried."""
        self._addresses[guid] = address

    def note(self, attempt: Attempt) -> Mapping[str, object]:
        """Enter an attempt that is over; returns its line of the journal."""
        self.keep(attempt.parcel)
        line: dict[str, object] = {
            "told": attempt.parcel.id,
            "at": attempt.at.isoformat(timespec="seconds"),
            "took": round(attempt.seconds or 0.0, 3),
        }
        line |= {"again": True} if attempt.redelivery else {}
        line |= {"status": attempt.status} if attempt.status else {"error": attempt.error}
        self._deliveries.append(self._delivery(line))
        return line

    def recall(self, lines: Sequence[Mapping[str, object]]) -> None:
        """Enter the attempts of a journal; lines without a time are from an older version."""
        for line in lines:
            if "told" in line and "at" in line:
                self._deliveries.append(self._delivery(line))
        newest = self._deliveries[-BODIES:]
        self._missed = {one.guid for one in newest if not one.arrived}
        self._missed |= {one.guid for one in newest[-KEPT:]}

    def misses(self, guid: str) -> bool:
        """Whether this one was tried in an earlier life and its body is to be kept."""
        return guid in self._missed

    def keep(self, parcel: Parcel) -> None:
        """Keep what was sent, until 5,000 newer ones were."""
        self._missed.discard(parcel.id)
        self._bodies.pop(parcel.id, None)
        self._bodies[parcel.id] = zlib.compress(parcel.body, 1)
        while len(self._bodies) > BODIES:
            del self._bodies[next(iter(self._bodies))]

    def of_hook(self, hook: int) -> list[tuple[Delivery, Address]]:
        """List the attempts of a webhook, newest first."""
        found = ((one, self._addresses.get(one.guid)) for one in reversed(self._deliveries))
        return [(one, address) for one, address in found if address and address.hook_id == hook]

    def parcel(self, guid: str) -> Parcel | None:
        """Find what was sent, None once it was forgotten."""
        body, address = self._bodies.get(guid), self._addresses.get(guid)
        if body is None or address is None:
            return None
        return Parcel(id=guid, address=address, body=zlib.decompress(body))

    def _delivery(self, line: Mapping[str, object]) -> Delivery:
        status, error = line.get("status"), line.get("error")
        return Delivery(
            id=FIRST_ID + len(self._deliveries),
            guid=str(line["told"]),
            at=datetime.fromisoformat(str(line["at"])),
            redelivery=bool(line.get("again")),
            seconds=float(str(line["took"])),
            status=status if isinstance(status, int) else None,
            error=str(error) if error else None,
        )
