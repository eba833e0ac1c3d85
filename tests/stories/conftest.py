"""The firm whose first day is over, made once for all tests; and a Pitboard whose rule waits."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.databases import Home
from tests.stories.clockwork import Clockwork
from tests.stories.firm import Firm, a_firm

Works = Callable[..., Clockwork]


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


@pytest.fixture
def works(home: Home) -> Iterator[Works]:
    """Makes the Pitboard of a test; its record is closed at the end."""
    with ExitStack() as open_:

        def made(*begins: str, **rules: str) -> Clockwork:
            found = Clockwork(home, *begins, **rules)
            open_.callback(found.ends)
            return found

        yield made


@pytest.fixture
def friday(works: Works) -> Clockwork:
    """Blocked on Friday 23 October 2026 at four; clocks are put back in the night to Sunday."""
    made = works()
    made.opens("pay")
    made.is_at("2026-10-23 16:00")
    made.moves("Blocked")
    return made
