"""The fixtures of the sandbox's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.world import Sandbox, sandbox_in


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A pretend GitHub for a whole file: for tests that leave nothing another one could meet."""
    with sandbox_in(tmp_path_factory.mktemp("standing")) as running:
        running.hears_anew()
        yield running


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """A pretend GitHub that has just told its seed and then fell silent."""
    with sandbox_in(tmp_path) as running:
        running.hears_anew()
        yield running
