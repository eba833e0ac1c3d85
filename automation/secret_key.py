"""The key that signs jobs: made once, kept beside the database, readable by its owner only."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from automation.errors import SettingsError


def own_key(data: Path) -> bytes:
    """Read it, or make it in this folder. Raises SettingsError."""
    file = data / "secret.key"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(secrets.token_hex(32).encode())
    except FileExistsError:
        return _existing_key(file)
    except OSError as error:
        with suppress(OSError):
            file.unlink()  # a key that is only half there
        raise SettingsError(
            f"{file}: {error.strerror}. Free space or name another folder."
        ) from error
    return _existing_key(file)


def _existing_key(file: Path) -> bytes:
    try:
        key = file.read_bytes().strip()
    except OSError as error:
        raise SettingsError(
            f"{file}: {error.strerror}. Give this user the right to read it."
        ) from error
    if not key:
        raise SettingsError(f"{file}: empty. Delete it; a new key is made at the next start.")
    return key
