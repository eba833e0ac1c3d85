"""The secrets that webhooks are signed with: long enough, and nothing anybody would guess."""

from collections.abc import Sequence
from typing import Final

from automation.errors import SettingsError

_SHORTEST: Final = 16
_FEWEST_CHARACTERS: Final = 6
"""Different ones; a secret with fewer is a pattern somebody typed."""
_PLACEHOLDERS: Final = (
    "changeme",
    "change-me",
    "secret",
    "password",
    "placeholder",
    "example",
    "todo",
    "xxx",
)


def check_webhook_secrets(connection: str, secrets: Sequence[bytes]) -> None:
    """Judge those of one connection, several while one is being rotated. Raises SettingsError."""
    setting = f"PITBOARD_{connection.upper().replace('-', '_')}_WEBHOOK_SECRET"
    if not secrets:
        raise SettingsError(
            f"{setting}: missing. Set it to the secret of the tracker's webhook; "
            f"`openssl rand -hex 32` makes a good one."
        )
    for secret in secrets:
        _check(setting, secret)


def _check(setting: str, secret: bytes) -> None:
    if len(secret) < _SHORTEST:
        raise SettingsError(
            f"{setting}: a secret of {len(secret)} characters, it needs {_SHORTEST} or more."
        )
    plain = secret.decode("utf-8", "replace").lower()
    if any(word in plain for word in _PLACEHOLDERS) or len(set(plain)) < _FEWEST_CHARACTERS:
        raise SettingsError(
            f"{setting}: a placeholder, not a secret. `openssl rand -hex 32` makes one."
        )
