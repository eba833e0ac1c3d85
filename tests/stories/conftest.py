"""The firm whose first day is over, made once for all tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.firm import Firm, a_firm


@pytest.fixture
def acme(tmp_path: Path, founded: Path) -> Iterator[Firm]:
    shutil.copytree(founded, tmp_path / "firm")
    made = Firm(tmp_path / "firm", {}, hours=1)
    yield made
    made.line.close()


@pytest.fixture(scope="session")
def founded(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a firm whose first day is over."""
    data = tmp_path_factory.mktemp("firm")
    shutil.copy(blank, data / "pitboard.sqlite")
    a_firm(data).line.close()
    return data
