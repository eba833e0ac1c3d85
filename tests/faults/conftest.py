"""How hard to strike, and where the figures are told."""

import os
import random
from collections.abc import Callable

import pytest


@pytest.fixture
def is_full() -> bool:
    """Whether the long versions run: PITBOARD_CHAOS=full."""
    return os.environ.get("PITBOARD_CHAOS") == "full"


@pytest.fixture
def seed() -> int:
    """PITBOARD_CHAOS_SEED, to see one run's strikes again, or a new one."""
    return int(os.environ.get("PITBOARD_CHAOS_SEED") or random.SystemRandom().randrange(10**6))


@pytest.fixture
def tell(
    capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]
) -> Callable[[str], None]:
    """Print a line of figures past pytest's capture, and keep it in the test's report."""

    def told(line: str) -> None:
        record_property("figures", line)
        with capsys.disabled():
            print(f"\n  {line}")  # noqa: T201 - the figures are what the long versions are run for

    return told
