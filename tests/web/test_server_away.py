"""PostgreSQL goes away while the receiver runs, and comes back."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.bootstrap import Line
from automation.settings import load_settings
from automation.store.record import Record
from automation.web.app import create_app
from tests.builders import SECRET
from tests.databases import POSTGRESQL, Home
from tests.store.side_by_side import cut_all_but
from tests.store.world import rows_of
from tests.web.test_receiver import send

pytestmark = pytest.mark.parametrize("home", [POSTGRESQL], indirect=True)


class Way:
    """The socket by which the server is reached, which a test can take away."""

    def __init__(self, home: Home, folder: Path) -> None:
        address, _, host = str(home.database).partition("?host=")
        self.url = f"{address}?host={folder}"
        self._to = Path(host) / ".s.PGSQL.5432"
        self._here = folder / self._to.name
        self.opens()

    def opens(self) -> None:
        self._here.symlink_to(self._to)

    def closes(self) -> None:
        self._here.unlink()


@pytest.fixture
def way(home: Home) -> Iterator[Way]:
    with tempfile.TemporaryDirectory(prefix="pb-") as folder:
        yield Way(home, Path(folder))


def test_a_server_that_goes_is_503_and_202_again_when_it_is_back(
    way: Way, home: Home, record: Record
) -> None:
    said = {**home.settings, "PITBOARD_DATABASE_URL": way.url}
    said["PITBOARD_GITHUB_WEBHOOK_SECRET"] = SECRET.decode()
    line = Line(load_settings(said, file=home.data / "none.toml"))
    client = create_app(line).test_client()

    before = send(client)
    way.closes()
    cut_all_but(record)
    away = send(client, X_GitHub_Delivery="d-2")
    way.opens()
    back = send(client, X_GitHub_Delivery="d-2")
    line.close()

    assert [answer.status_code for answer in (before, away, back)] == [202, 503, 202]
    assert away.headers["Retry-After"] == "5"
    assert [row["delivery"] for row in rows_of(record, "inbox")] == ["d-1", "d-2"]
