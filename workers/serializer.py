"""Why nothing that stands in Redis can run: a bell is signed, and names one of two functions.

RQ's own serializers import whatever function a job names, or unpickle it: either lets anyone
who reaches Redis run anything. https://github.com/rq/rq/issues/2389
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

from rq.exceptions import NoSuchJobError
from rq.job import Job

from workers.jobs import DOORBELLS, Shift

Bell = tuple[str, None, tuple[()], dict[str, object]]
"""What RQ calls a job's data: function name, instance, arguments, keyword arguments."""

JOB_TIMEOUT = 60
_MAC = hashlib.sha256().digest_size


class Refused(ValueError):  # noqa: N818 - it is what happens to the bell
    """A bell that Pitboard did not ring."""


class SignedSerializer:
    """RQ's serializer protocol for bells: HMAC-SHA256, then JSON, of `[name, null, [], {}]`."""

    def __init__(self, secret: bytes) -> None:
        """`secret` is the installation's; a key of its own is derived, so no other use collides."""
        self._key = hmac.digest(secret, b"pitboard doorbell 1", "sha256")

    def dumps(self, bell: object, /) -> bytes:
        """Sign a bell; `Refused` for anything else, so nothing else is ever stored."""
        body = json.dumps(bell).encode()
        _bell(json.loads(body))
        return hmac.digest(self._key, body, "sha256") + body

    def loads(self, blob: bytes, /) -> Bell:
        """Read a bell; `Refused` for a wrong signature, or a function that is not on the list."""
        mac, body = blob[:_MAC], blob[_MAC:]
        if not hmac.compare_digest(mac, hmac.digest(self._key, body, "sha256")):
            raise Refused("the signature is not ours")
        return _bell(json.loads(body))


def _bell(content: object) -> Bell:
    for name in DOORBELLS:
        if content == [name, None, [], {}]:
            return name, None, (), {}
    raise Refused("not a doorbell")


class BellJob(Job):
    """A job of which only the signed bell is ever read from Redis.

    Callbacks, webhooks, dependents, retries, meta and results of the stored hash are RQ features
    that act on unsigned text; here they keep the empty values of a new job.
    """

    shift: Shift | None = None

    def restore(self, raw_data: Mapping[bytes | str, Any]) -> None:
        """Take the bell out of a stored hash and nothing else."""
        blob = raw_data.get(b"data")
        if not isinstance(blob, bytes):
            raise NoSuchJobError(f"Not a bell: {self.key}")
        self.data = blob
        self.timeout = JOB_TIMEOUT
        self.result_ttl = self.failure_ttl = 0

    def to_dict(self, include_meta: bool = True, include_result: bool = True) -> dict[str, Any]:  # noqa: ARG002, FBT001, FBT002 - RQ's signature
        """Store the signed bell alone, and uncompressed, so that reading it cannot explode."""
        return {"data": self.data, "status": "queued"}

    @property
    def func(self) -> Callable[[Shift], None]:
        """The doorbell this bell names, looked up and never imported."""
        return DOORBELLS[str(self.func_name)]

    def _execute(self) -> None:
        if self.shift is None:
            raise Refused("no worker gave this bell a shift")
        self.func(self.shift)
