"""Addresses in settings: a wrong one is one line before anything starts, and is never shown."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from automation.errors import SettingsError

TRACKER: Final = ("https", "http")
REDIS: Final = ("redis", "rediss", "unix")
MAIL: Final = ("smtp+starttls", "smtps", "smtp")
_LEFT_TO_FILL_IN: Final = frozenset("<>{}[] ")
"""What no name of a host holds, and a copied example does."""


def check_address(setting: str, address: str, schemes: Sequence[str], *, example: str) -> None:
    """Refuse what no client could call. Raises SettingsError without the address: it may be secret.

    "" stands for no address and holds. `unix` needs a path where the others need a host.
    """
    if address and not _callable(address, schemes):
        raise SettingsError(f"{setting}: not an address; write one such as {example}.")


def database_address(url: str) -> str:
    """The address of a server, "" for none. Raises SettingsError, without showing it."""
    if url and not url.startswith(("postgresql://", "postgres://")):
        raise SettingsError(
            "PITBOARD_DATABASE_URL: not an address of PostgreSQL: "
            "postgresql://user:password@host/name. Leave it out for the SQLite file."
        )
    return url


def _callable(address: str, schemes: Sequence[str]) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:  # a port that is no number, or half an IPv6 address
        return False
    if parts.scheme not in schemes or port == 0:
        return False
    if parts.scheme == "unix":
        return bool(parts.path)
    return bool(parts.hostname) and not _LEFT_TO_FILL_IN & {*str(parts.hostname)}


def hosts_of(text: str) -> frozenset[str]:
    """Hosts with commas between them. Raises SettingsError for what is more than a host."""
    found = frozenset(host for part in text.split(",") if (host := part.strip().casefold()))
    for host in sorted(found):
        if "/" in host or "*" in host or any(sign.isspace() for sign in host):
            raise SettingsError(
                f'PITBOARD_WEBHOOK_HOSTS: "{host}" is not the name of one host. '
                "Write hosts with commas between them, such as hooks.example.com,10.0.0.5."
            )
    return found
