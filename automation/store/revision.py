"""Whether a record is at the code's revision already: cheap to ask, for alembic stays unloaded."""

from pathlib import Path
from typing import Final

from sqlalchemy import inspect, text

from automation.errors import PitboardError
from automation.store.record import open_database

_VERSIONS: Final = Path(__file__).parent / "migrations" / "versions"


def newest() -> str:
    """The revision of the code; a migration's file begins with its own: `0003_judged.py`."""
    return max(file.stem.partition("_")[0] for file in _VERSIONS.glob("[0-9]*.py"))


def is_current(place: Path | str) -> bool:
    """Whether nothing is left for `migrate` to do; False also where the record does not answer,
    so that `migrate` says what is wrong with it.
    """
    if isinstance(place, Path) and not place.exists():
        return False  # opening it would make an empty file
    database = open_database(place)
    try:
        with database.reading() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return False
            found = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    except PitboardError:
        return False
    finally:
        database.close()
    return found == [newest()]
