"""How Jira Cloud delivers webhooks: again after a failure that may pass, five tries in all.

Newer webhooks go before one that is to be tried again, and after the last try it is lost.
https://developer.atlassian.com/cloud/jira/platform/webhooks/#retry-policy
"""

from automation.sandbox import courier as shared
from automation.sandbox.courier import Manner
from automation.sandbox.jira.hooks import Parcel

TIMEOUT = 20.0  # seconds Jira waits for an answer
MOST_RETRIES = 4
AGAIN = frozenset({408, 409, 425, 429, *range(500, 600)})

Attempt = shared.Attempt[Parcel]
Courier = shared.Courier[Parcel]

__all__ = ["Attempt", "Courier", "persistent"]


def persistent(waits: tuple[float, ...]) -> Manner:
    """Build the manner of a tracker that tries again after these seconds."""
    return Manner(timeout=TIMEOUT, waits=waits[:MOST_RETRIES], again=AGAIN)
