"""What we asked for and cannot see any more, as a delivery of our own: it was deleted, or it moved,
or nobody lets us see it. Which of them a tracker does not say.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from automation.model import Delivery, Reading, Sighting

VANISHED: Final = "pitboard.vanished"
"""The kind of these deliveries, which no tracker sends:
{"item": "jira:10001", "since": "2026-11-21T09:00:00+00:00"}.
"""


def tell(connection: str, item_id: str, at: datetime, *, since: datetime) -> Delivery:
    """The delivery that says that this item cannot be seen.

    `at` is when we asked on our own clock, `since` the same on the company's.
    """
    body = json.dumps({"item": item_id, "since": since.isoformat()}).encode()
    return Delivery(connection, f"vanished:{item_id}:{at.isoformat()}", VANISHED, body, at)


def read(connection: str, said: Mapping[str, Any], at: datetime) -> Reading:
    """What `tell` said at that time. Raises KeyError, TypeError or ValueError for anything else."""
    item_id, since = said["item"], datetime.fromisoformat(said["since"])
    if not isinstance(item_id, str):
        raise TypeError(f"expected text, got {type(item_id).__name__}")
    seen = Sighting(item_id, connection, "", since, reread=True, vanished=True, asked_at=at)
    return Reading(sightings=(seen,))
