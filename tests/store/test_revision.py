"""Whether a database is at the code's revision is told without the migrations themselves."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic.script import ScriptDirectory

from automation.store import migrations
from automation.store.migrate import migrate
from automation.store.revision import is_current, newest
from tests.databases import Home


def test_the_newest_migration_is_the_one_that_alembic_goes_to() -> None:
    script = ScriptDirectory(str(Path(migrations.__path__[0])))

    assert newest() == script.get_current_head()


def test_a_migrated_database_is_current(home: Home) -> None:
    assert is_current(home.database)


def test_an_older_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "pitboard.sqlite"
    migrate(path)
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.execute("UPDATE alembic_version SET version_num = '0001'")

    assert not is_current(path)


def test_one_that_is_not_there_is_not_and_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "pitboard.sqlite"

    assert not is_current(path)
    assert not path.exists()


def test_a_file_that_is_no_database_is_left_to_migrate(tmp_path: Path) -> None:
    path = tmp_path / "pitboard.sqlite"
    path.write_bytes(b"This is a letter to my aunt. " * 500)

    assert not is_current(path)


def test_a_database_of_another_program_is_left_to_migrate(tmp_path: Path) -> None:
    path = tmp_path / "pitboard.sqlite"
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.execute("CREATE TABLE recipe (name TEXT)")

    assert not is_current(path)
