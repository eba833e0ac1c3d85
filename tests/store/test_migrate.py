"""The database is made, brought up to date and refused, each with one clear line."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from automation.errors import SettingsError
from automation.store import migrations
from automation.store.database import Database, SqliteFile
from automation.store.migrate import migrate
from automation.store.postgres import Postgres
from automation.store.schema import metadata
from tests.databases import POSTGRESQL, SQLITE, Server, migrated


def ask(path: Path, question: str) -> object:
    with closing(sqlite3.connect(path)) as opened:
        return opened.execute(question).fetchone()[0]


def test_a_new_database_can_give_space_back(tmp_path: Path) -> None:
    path = tmp_path / "pitboard.sqlite"
    migrate(path)

    assert ask(path, "PRAGMA auto_vacuum") == 2
    assert ask(path, "PRAGMA journal_mode") == "wal"


def test_the_migrations_make_exactly_the_schema(tmp_path: Path) -> None:
    path = tmp_path / "pitboard.sqlite"
    migrate(path)
    database = SqliteFile(path)
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = compare_metadata(context, metadata)
    database.close()

    assert differences == []


def test_the_migrations_make_exactly_the_schema_on_a_server(postgresql: Server) -> None:
    database = Postgres(migrated(postgresql))
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, metadata)
    database.close()

    # The comments are for who reads the code: a migration for each word of them helps nobody.
    assert [each for each in found if each[0] != "add_table_comment"] == []


def test_several_that_start_together_migrate_a_server_once(postgresql: Server) -> None:
    url = postgresql.create()

    with ThreadPoolExecutor(3) as threads:
        revisions = set(threads.map(migrate, [url] * 3))

    assert len(revisions) == 1
    assert migrate(url) in revisions


def test_a_newer_server_is_refused(postgresql: Server) -> None:
    url = migrated(postgresql)
    with Postgres(url).alone() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SettingsError, match=r"newer Pitboard \(revision 9999\)"):
        migrate(url)


def test_a_server_of_another_program_is_refused_and_left_alone(postgresql: Server) -> None:
    url = postgresql.create()
    with Postgres(url).alone() as connection:
        connection.execute(text("CREATE TABLE letters (it text)"))

    with pytest.raises(SettingsError, match=r"of another program\. Name another database"):
        migrate(url)
    with Postgres(url).alone() as connection:
        assert inspect(connection).get_table_names() == ["letters"]


def test_an_unmigrated_server_says_what_to_run(postgresql: Server) -> None:
    database = Postgres(postgresql.create())

    with (
        pytest.raises(SettingsError, match="Run `pitboard migrate` first"),
        database.reading() as c,
    ):
        c.exec_driver_sql("SELECT * FROM inbox")
    database.close()


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "pitboard.sqlite"

    assert migrate(path) == migrate(path)


def test_the_second_revision_gives_old_items_their_bare_names(tmp_path: Path) -> None:
    path = tmp_path / "pitboard.sqlite"
    database = SqliteFile(path)
    _at_revision(database, "0001")
    with database.writing() as connection:
        for sentence in _AN_OLD_ITEM:
            connection.exec_driver_sql(sentence)
    database.close()

    migrate(path)

    with closing(sqlite3.connect(path)) as opened:
        found = {
            key for (key,) in opened.execute("SELECT key FROM alias WHERE item = 'github:7001'")
        }
    assert found == {"github:7001", "github:acme/shop#1", "*:acme/shop#1", "github:node:I_1"}


_AN_OLD_ITEM = (
    """INSERT INTO item
    (id, connection, key, type, project, url, visibility, state, version, seen_at) VALUES
    ('github:7001', 'github', 'github:acme/shop#1', 'issue', 'acme/shop', '', '', '{}', 1, 0)""",
    "INSERT INTO alias (key, item) VALUES ('github:acme/shop#1', 'github:7001')",
    "INSERT INTO alias (key, item) VALUES ('github:node:I_1', 'github:7001')",
)


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a database may be, of each kind; nothing is there yet."""
    if request.param == SQLITE:
        return tmp_path / "pitboard.sqlite"
    server: Server = request.getfixturevalue("postgresql")
    return server.create()


def test_the_third_revision_tells_of_old_items_when_they_were_born_and_finished(
    place: Path | str,
) -> None:
    old = _opened(place)
    _at_revision(old, "0002")
    with old.writing() as connection:
        connection.execute(_PUT, list(_old_items()))
    old.close()

    migrate(place)

    new = _opened(place)
    with new.reading() as connection:
        rows = connection.execute(text("SELECT id, born_at, finished_at FROM item")).all()
    new.close()
    found = {id_: (born, finished) for id_, born, finished in rows}
    assert [found.pop(f"many:{n}") for n in range(_MANY)] == [(1, 5)] * _MANY
    assert found == {
        "done": (1, 5),
        "category": (1, 5),
        "unresolved": (1, 4),
        "open": (1, None),
        "reopened": (1, None),
        "given up": (1, None),
        "epic": (1, None),
        "bare": (None, None),
    }


_MANY = 1_001
"""More than a page of the migration, and more than two."""

_PUT = text(
    "INSERT INTO item"
    " (id, connection, key, type, project, url, visibility, state, version, seen_at)"
    " VALUES (:id, 'github', :id, :type, 'acme/shop', '', '', :state, 1, 0)"
)


def _old_items() -> Iterator[Mapping[str, str]]:
    """Items as the second revision kept them; times are microseconds since 1970."""
    closed = {"state": "closed", "closed": _at(5)}
    yield _old("done", closed)
    yield _old("category", {"status_category": "done", "closed": _at(5)})
    marks = {"status": {"at": _at(4)}, "state": {"at": _at(3)}, "title": {"at": _at(9)}}
    yield _old("unresolved", {"state": "closed", "closed": None}, marks=marks)
    yield _old("open", {"state": "open"}, marks=marks)
    yield _old("reopened", {"state": "open", "closed": _at(5)})
    yield _old("given up", {**closed, "state_reason": "not_planned"})
    yield _old("epic", closed, type_="epic")
    yield {"id": "bare", "type": "issue", "state": "{}"}
    yield from (_old(f"many:{n}", closed) for n in range(_MANY))


def _old(
    id_: str,
    fields: Mapping[str, Any],
    *,
    type_: str = "issue",
    marks: Mapping[str, Any] | None = None,
) -> Mapping[str, str]:
    state = {"fields": {"created": _at(1), **fields}, "marks": marks or {}}
    return {"id": id_, "type": type_, "state": json.dumps(state)}


def _at(micros: int) -> Mapping[str, int]:
    return {"$at": micros}


def _opened(place: Path | str) -> Database:
    return SqliteFile(place) if isinstance(place, Path) else Postgres(place)


def _at_revision(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["database"] = database
    command.upgrade(config, revision)


def test_every_connection_waits_for_the_disk_on_commit(tmp_path: Path) -> None:
    path = tmp_path / "pitboard.sqlite"
    migrate(path)
    database = SqliteFile(path)
    with database.reading() as connection:
        synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar()
    database.close()

    assert synchronous == 2


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pitboard.sqlite"
    migrate(path)
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
        opened.commit()

    with pytest.raises(SettingsError, match=r"newer Pitboard \(revision 9999\)"):
        migrate(path)


def test_what_is_not_a_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "pitboard.sqlite"
    path.write_bytes(b"somebody's letters, not a database at all")

    with pytest.raises(SettingsError, match="not a database"):
        migrate(path)
    assert path.read_bytes().startswith(b"somebody's")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        migrate(tmp_path / "nowhere" / "pitboard.sqlite")


def test_an_unmigrated_database_says_what_to_run(tmp_path: Path) -> None:
    database = SqliteFile(tmp_path / "empty.sqlite")

    with (
        pytest.raises(SettingsError, match="Run `pitboard migrate` first"),
        database.reading() as c,
    ):
        c.exec_driver_sql("SELECT * FROM inbox")
    database.close()
