"""Addresses that only we can make: who may stop or change which mail, without signing in."""

from dataclasses import dataclass
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer

_SALT: Final = "mail"


@dataclass(frozen=True, slots=True)
class Reader:
    """One edition in one reader's hands."""

    report: str
    period: str
    recipient: str


class Tokens:
    """Signs and reads them. A token never ends: an old mail can still be stopped."""

    def __init__(self, key: bytes) -> None:
        """`key` is the installation's own secret."""
        self._signed = URLSafeSerializer(key, salt=_SALT)

    def of(self, report: str, period: str, recipient: str) -> str:
        """The token of one edition, safe in an address."""
        token = self._signed.dumps([report, period, recipient])
        return token if isinstance(token, str) else token.decode()

    def read(self, token: str) -> Reader | None:
        """Whose token this is; None for one that we did not make."""
        try:
            return Reader(*self._signed.loads(token))
        except (BadSignature, TypeError):
            return None
