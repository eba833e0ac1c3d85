"""How GitHub delivers webhooks: in order, each once and never again, within ten seconds.

https://docs.github.com/webhooks/using-webhooks/handling-failed-webhook-deliveries
"""

from automation.sandbox import courier as shared
from automation.sandbox.courier import KEPT, Manner
from automation.sandbox.github.hooks import Parcel

TIMEOUT = 10.0  # seconds GitHub waits for an answer
ONCE = Manner(timeout=TIMEOUT)

Attempt = shared.Attempt[Parcel]
Courier = shared.Courier[Parcel]

__all__ = ["KEPT", "ONCE", "TIMEOUT", "Attempt", "Courier"]
