"""Fixtures every test may use; builders of words live in tests/builders.py."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.store.migrate import migrate
from automation.store.pace import Pace
from automation.store.record import Record, open_record
from tests.builders import NOON


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blank") / "pitboard.sqlite"
    migrate(path)
    return path


@pytest.fixture
def record(blank: Path, tmp_path: Path) -> Iterator[Record]:
    path = tmp_path / "pitboard.sqlite"
    shutil.copy(blank, path)
    opened = open_record(path, {"slow": Pace(gap=1.0, minute=3)})
    opened.connect("github", "github", wall=NOON)
    opened.connect("slow", "github", wall=NOON)
    yield opened
    opened.close()
