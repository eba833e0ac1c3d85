"""What stands in PITBOARD_DATABASE_URL leads somewhere or is refused, and is never shown."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from automation.errors import SettingsError
from automation.settings import load_settings
from automation.store.postgres import Postgres, SharedClock
from automation.store.record import open_record


def ahead() -> datetime:
    """The time of a host whose clock is an hour ahead."""
    return datetime.now(UTC) + timedelta(hours=1)


def test_a_server_that_does_not_answer_leaves_the_systems_time(tmp_path: Path) -> None:
    shared = SharedClock(Postgres(f"postgresql:///nobody?host={tmp_path}"), ahead)

    assert abs(shared() - ahead()) < timedelta(seconds=2)


def test_the_address_is_never_shown(tmp_path: Path) -> None:
    url = f"postgresql://pat:hush-hush@localhost/nobody?host={tmp_path}"
    settings = load_settings(
        {"PITBOARD_DATA": str(tmp_path), "PITBOARD_DATABASE_URL": url}, file=tmp_path / "none.toml"
    )

    with (
        pytest.raises(SettingsError) as away,
        open_record(settings.database, {}).database.reading(),
    ):
        pass

    assert settings.database == url
    assert "hush" not in f"{settings!r} {away.value}"


@pytest.mark.parametrize("url", ["mysql://pat:hush@db/it", "postgresql://pat:hush@db:port/it"])
def test_an_address_that_is_none_is_refused_without_showing_it(tmp_path: Path, url: str) -> None:
    said = {"PITBOARD_DATA": str(tmp_path), "PITBOARD_DATABASE_URL": url}

    with pytest.raises(SettingsError, match="PITBOARD_DATABASE_URL: not ") as refused:
        open_record(load_settings(said, file=tmp_path / "none.toml").database, {})

    assert "hush" not in str(refused.value)
