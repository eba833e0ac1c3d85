"""What the receiver must know of a tracker to take in its deliveries: headers and signature."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Door:
    """Header names in lower case. `kept` are the only headers that are stored.

    `delivery` or `kind` is None where the tracker sends no such header. Where no header names the
    kind, the one that names the delivery may be missing too: the body's sha256 is its name then.
    """

    signature: str
    delivery: str | None
    kind: str | None
    kept: frozenset[str]


def signed_by(body: bytes, signature: str, secrets: Sequence[bytes]) -> bool:
    """Whether `sha256=<hex>` is the HMAC of these raw bytes under any of the secrets.

    Every secret is tried, without an early exit, and bytes are compared in constant time:
    `compare_digest` raises on a str that is not ASCII.
    https://docs.python.org/3/library/hmac.html#hmac.compare_digest
    """
    given = signature.encode("utf-8", "replace")
    matches = [hmac.compare_digest(sign(body, secret), given) for secret in secrets]
    return any(matches)


def sign(body: bytes, secret: bytes) -> bytes:
    """The signature header's value for these bytes."""
    return b"sha256=" + hmac.new(secret, body, sha256).hexdigest().encode()


def kept_headers(door: Door, headers: Mapping[str, str]) -> dict[str, str]:
    """The allow-listed headers of a request, names in lower case.

    Everything else is dropped: GitHub once sent webhook secrets in a header of its own.
    """
    return {name: headers[name] for name in sorted(door.kept) if name in headers}
