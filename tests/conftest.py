"""Fixtures every test may use; builders of words live in tests/builders.py."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.store.migrate import migrate
from automation.store.pace import Pace
from automation.store.record import Record, open_record
from tests.builders import NOON
from tests.databases import POSTGRESQL, SQLITE, Home, Server, emptied, migrated, server


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blank") / "pitboard.sqlite"
    migrate(path)
    return path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server of this session; whoever asks is skipped where it cannot start."""
    started = server()
    try:
        running = started.__enter__()
    except Exception as error:  # noqa: BLE001 - whatever keeps it from starting is said and skipped
        pytest.skip(f"PostgreSQL cannot start here: {error!r}")
    yield running
    started.__exit__(None, None, None)


@pytest.fixture(scope="session")
def shared_database(postgresql: Server) -> str:
    return migrated(postgresql)


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """A record of one's own, on each database."""
    if request.param == POSTGRESQL:
        url: str = request.getfixturevalue("shared_database")
        emptied(url)
        return Home(tmp_path, url)
    path = tmp_path / "pitboard.sqlite"
    shutil.copy(request.getfixturevalue("blank"), path)
    return Home(tmp_path, path)


@pytest.fixture
def record(home: Home) -> Iterator[Record]:
    opened = open_record(home.database, {"slow": Pace(gap=1.0, minute=3)})
    opened.connect("github", "github", wall=NOON)
    opened.connect("slow", "github", wall=NOON)
    yield opened
    opened.close()
