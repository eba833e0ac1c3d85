"""The inbox of a replay: readings in hand, absorbed into the record the way deliveries are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from automation.model import Delivery, Reading, Stale
from automation.ports import Absorbed, Account, Known, Mail, OwnWrite, Renewed
from automation.store.opening import expect
from automation.store.record import Record

ROOM: Final = 5_000
"""Rows of the inbox that are made at once."""


class Letters:
    """What has arrived and is not yet taken in."""

    def __init__(self, record: Record, at: datetime) -> None:
        """Nothing has arrived."""
        self._record = record
        self._at = at
        self._next = 1
        self._room = 0
        self._waiting: list[Reading] = []
        self._read: dict[str, Reading] = {}

    @property
    def waits(self) -> int:
        """How many are to be taken in."""
        return len(self._waiting)

    def put(self, reading: Reading) -> None:
        """Something arrived."""
        self._waiting.append(reading)

    def parse(self, delivery: Delivery) -> Reading:
        """What a delivery says."""
        return self._read[delivery.id]

    def claim(self, *, owner: str, wall: datetime, limit: int) -> Sequence[Mail]:
        """The oldest that wait."""
        some, self._waiting = self._waiting[:limit], self._waiting[limit:]
        while self._room < len(some):
            expect(self._record, self._next + self._room, ROOM, owner, self._at)
            self._room += ROOM
        self._read = {str(self._next + n): reading for n, reading in enumerate(some)}
        mail = [
            Mail(int(id_), Delivery(_site(reading), id_, "", b"", wall), 0)
            for id_, reading in self._read.items()
        ]
        self._next, self._room = self._next + len(some), self._room - len(some)
        return mail

    def park(self, mail: Mail, reference: str, *, owner: str, wall: datetime) -> None:
        """What names an item that never came to be known is left out."""

    def blame(self, mail: Mail, error: str, *, owner: str, wall: datetime) -> None:
        """What cannot be taken in is a fault of the replay. Raises RuntimeError."""
        del owner, wall
        raise RuntimeError(f"replay of {self._read[mail.delivery.id]}: {error}")

    def resolve(self, references: Sequence[str]) -> Mapping[str, str]:
        """As the record has it."""
        return self._record.inbox.resolve(references)

    def known(self, ids: Sequence[str]) -> Mapping[str, Known]:
        """As the record has it."""
        return self._record.inbox.known(ids)

    def own_writes(
        self, targets: Sequence[str], *, since: datetime, told: datetime
    ) -> frozenset[OwnWrite]:
        """As the record has it."""
        return self._record.inbox.own_writes(targets, since=since, told=told)

    def accounts(self) -> Mapping[str, Account]:
        """As the record has it."""
        return self._record.inbox.accounts()

    def absorbed(
        self,
        rows: Sequence[Absorbed],
        items: Sequence[Renewed],
        *,
        owner: str,
        wall: datetime,
        stale: Sequence[Stale] = (),
    ) -> bool:
        """As the record does it."""
        return self._record.inbox.absorbed(rows, items, owner=owner, wall=wall, stale=stale)


def _site(reading: Reading) -> str:
    return reading.sightings[0].connection
