"""How hard to strike, and where the figures are told."""

import os
import random
import shutil
from collections.abc import Callable, Iterator

import pytest

from automation import paths
from tests.databases import POSTGRESQL, SQLITE, Server
from tests.faults.rig import Installation, installation


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


@pytest.fixture(scope="session")
def pitboard(request: pytest.FixtureRequest) -> Iterator[Installation]:
    """An installation for the tests that leave it whole. Its rules write nothing.

    On SQLite, or on the database that a test names as this fixture's parameter.
    """
    settings: dict[str, str] = {}
    if getattr(request, "param", SQLITE) == POSTGRESQL:
        server: Server = request.getfixturevalue("postgresql")
        settings["PITBOARD_DATABASE_URL"] = server.create()
    with installation("--sandbox", "--rules", "rules", **settings) as running:
        rules = running.folder / "rules"
        shutil.copytree(paths.rules(), rules)
        for file in rules.rglob("*.yaml"):
            text = file.read_text("utf-8").replace("state: live", "state: shadow")
            file.write_text(text, "utf-8")
        running.start()
        yield running
