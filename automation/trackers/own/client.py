"""The rule folder as a tracker: a measure can be read again, and nothing is written to it."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final

from automation.errors import RuleError, ServiceError
from automation.model import Delivery, Value
from automation.ports import Clock, Haul, Listed, Missed
from automation.trackers.own.fetching import fetch
from automation.trackers.own.parse import MEASURE
from automation.trackers.unchanging import Unchanging

_AGAIN: Final = 3600.0
"""Seconds until an address that answers nonsense is tried once more."""

Addresses = Callable[[], Mapping[str, str]]
Tell = Callable[[str, str, str], bytes]
"""What is new in a table, as a delivery's body: from the item's id, the table, its address."""


class Client(Unchanging):
    """Reads measures from their addresses; every way to write is refused."""

    def __init__(self, connection: str, *, addresses: Addresses, tell: Tell, clock: Clock) -> None:
        """`addresses` gives the address of each measure by its item's id, as they are now."""
        self._connection = connection
        self._addresses = addresses
        self._tell = tell
        self._clock = clock

    def read(self, key: str, *, timeout: float) -> Delivery:
        """What is new of the measure of this objective."""
        item_id = f"{self._connection}:{key}"
        url = self._addresses().get(item_id)
        if url is None:
            raise ServiceError(f"no file names an address for {item_id}", retryable=True, gone=True)
        table = fetch(url, timeout=timeout)
        try:
            body = self._tell(item_id, table, url)
        except RuleError as error:
            said = f"{url} answers with a table that cannot be read: {error.problems[0]}"
            raise ServiceError(said, retryable=True, retry_after=_AGAIN) from error
        name = f"reread:{uuid.uuid4()}"
        return Delivery(self._connection, name, MEASURE, body, self._clock())

    def changed_since(
        self, at: datetime, *, projects: Sequence[str], timeout: float
    ) -> Iterator[Delivery]:
        """Nothing: the files are told whole by the clock."""
        del at, projects, timeout
        return iter(())

    def missed(self, missed: Missed, *, timeout: float) -> Iterator[Haul]:
        """Nothing: nobody sends anything."""
        del missed, timeout
        return iter(())

    def still_there(self, items: Sequence[Listed], *, timeout: float) -> AbstractSet[str]:
        """All of them: what the files no longer name, the clock tells."""
        del timeout
        return {item.id for item in items}

    def labels(self, key: str, *, timeout: float) -> tuple[str, ...]:
        """An objective has none."""
        del key, timeout
        return ()

    def fields(self, key: str, places: Sequence[str], *, timeout: float) -> Mapping[str, Value]:
        """An objective has no field that could be written."""
        del key, places, timeout
        return {}

    def find_comment(self, key: str, marker: str, *, timeout: float) -> str | None:
        """Nothing was ever said there."""
        del key, marker, timeout
        return None

    def directory(self, *, timeout: float) -> Mapping[str, str]:
        """There are no fields."""
        del timeout
        return {}

    def actor_id(self, *, timeout: float) -> str:
        """There is no account: nobody writes here."""
        del timeout
        return ""

    def put_on(self, key: str, label: str, *, timeout: float) -> None:
        """Refused. Raises ServiceError."""
        del label, timeout
        raise _never(key)

    def take_off(self, key: str, label: str, *, timeout: float) -> None:
        """Refused. Raises ServiceError."""
        del label, timeout
        raise _never(key)

    def set_fields(self, key: str, values: Mapping[str, Value], *, timeout: float) -> None:
        """Refused. Raises ServiceError."""
        del values, timeout
        raise _never(key)

    def comment(self, key: str, text: str, marker: str, *, timeout: float) -> str:
        """Refused. Raises ServiceError."""
        del text, marker, timeout
        raise _never(key)

    def edit_comment(self, key: str, id_: str, text: str, marker: str, *, timeout: float) -> None:
        """Refused. Raises ServiceError."""
        del id_, text, marker, timeout
        raise _never(key)

    def still_reads(self, key: str, id_: str, text: str, marker: str, *, timeout: float) -> bool:
        """Refused. Raises ServiceError."""
        del id_, text, marker, timeout
        raise _never(key)

    def delete_comment(self, key: str, id_: str, *, timeout: float) -> None:
        """Refused. Raises ServiceError."""
        del id_, timeout
        raise _never(key)


def open_client(connection: str, *, addresses: Addresses, tell: Tell, clock: Clock) -> Client:
    """The client of the rule folder."""
    return Client(connection, addresses=addresses, tell=tell, clock=clock)


def _never(key: str) -> ServiceError:
    return ServiceError(
        f"nothing is written to {key}: it stands in the rule folder", retryable=False
    )
