"""The pretend trackers' view of the company's clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from automation.store import watch as watching
from automation.store.migrate import migrate
from automation.store.record import Record
from automation.store.tempo import PLAY
from automation.store.watch import Watch
from tests.builders import NOON, Time, at
from tests.databases import Home

A_SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks reads the row."""
    monkeypatch.setattr(watching, "READ_EVERY", 0.0)


@contextmanager
def a_watch(place: Path | str, time: Time) -> Iterator[Watch]:
    watch = Watch(place, time)
    yield watch
    watch.close()


def test_without_a_record_it_tells_the_machines_time_and_makes_none(tmp_path: Path) -> None:
    file = tmp_path / "pitboard.sqlite"
    with a_watch(file, Time()) as watch:
        assert watch() == NOON
    assert not file.exists()


def test_a_record_without_its_tables_yet_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "pitboard.sqlite"
    file.touch()
    with a_watch(file, Time()) as watch:
        assert watch() == NOON
        file.unlink()
        migrate(file)
        assert watch() == NOON


def test_it_tells_the_companys_time(home: Home, record: Record) -> None:
    time = Time()
    record.clocks.play(wall=time())
    with a_watch(home.database, time) as watch:
        time.pass_(5)
        assert watch() == record.clocks.company(time()) > at(4 * PLAY)


def test_it_never_goes_back_with_the_machines_time(home: Home, record: Record) -> None:
    time = Time()
    record.clocks.play(wall=time())
    with a_watch(home.database, time) as watch:
        time.pass_(5)
        seen = watch()
        time.pass_(-2)
        assert watch() == seen


def test_acts_in_a_pause_have_a_second_each_and_the_company_lives_through_them(
    home: Home, record: Record
) -> None:
    time = Time()
    record.clocks.pause(wall=time())
    time.pass_(60)
    with a_watch(home.database, time) as watch:
        first = watch.after(at(-60))
        second = watch.after(first)
        third = watch.after(second)

    assert [second - first, third - second] == [A_SECOND, A_SECOND]
    assert record.clocks.company(time()) == third


def test_acts_of_one_moment_are_spaced_in_a_played_clock_and_not_in_the_systems_time(
    home: Home, record: Record
) -> None:
    time = Time()
    with a_watch(home.database, time) as watch:
        assert watch.after(NOON) == NOON
        record.clocks.play(wall=time())
        time.pass_(1)
        now = watch()
        assert watch.after(now) == now + A_SECOND
        assert watch.after(NOON) == now
