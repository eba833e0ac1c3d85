"""The fixtures of the pretend Jira's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.jira.world import Site, site_in


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A pretend Jira for a whole file: for tests that leave nothing another one could meet."""
    with site_in(tmp_path_factory.mktemp("standing")) as running:
        running.hears_anew()
        yield running


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A pretend Jira that has just told its seed and then fell silent."""
    with site_in(tmp_path) as running:
        running.hears_anew()
        yield running
