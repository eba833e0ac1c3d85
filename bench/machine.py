"""What the figures were taken on: without it nobody can tell a slow line from a busy machine."""

import os
import platform
import tempfile
import time

from bench.measure import Spread, spread

SIZE = 12_000
TIMES = 100


def described() -> str:
    """One line: cores, load, and what a write to this disk costs."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"{os.cpu_count()} cores, load {load}; Python {platform.python_version()}; "
        f"write + fsync of {SIZE:,} bytes: {fsync()}"
    )


def fsync() -> Spread:
    """How long a small write takes to be on disk, where the benches keep their records."""
    took = []
    with tempfile.TemporaryFile(buffering=0) as file:
        for _ in range(TIMES):
            start = time.monotonic()
            os.pwrite(file.fileno(), bytes(SIZE), 0)
            os.fsync(file.fileno())
            took.append(time.monotonic() - start)
    return spread(took)
