"""The company's clock as a row, signs of life, and who leads among several clocks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from automation.store import schema, tempo
from automation.store.composed import once
from automation.store.database import Database
from automation.store.tempo import Pace, Tempo
from automation.store.upsert import insert

LEADERSHIP = timedelta(seconds=6)

_PACES = {tempo.PAUSE: Pace.PAUSE, tempo.SYSTEM: Pace.SYSTEM}


@dataclass(frozen=True, slots=True)
class ClockState:
    """What the company's clock shows and does.

    While it goes forward, `target` is where to, `left` how long that takes on the system's clock
    and `then` its pace from there on. `playing_in` is the share of the past that is taken in, None
    once all of it is.
    """

    now: datetime
    pace: Pace
    target: datetime | None = None
    left: timedelta = timedelta()
    then: Pace | None = None
    playing_in: float | None = None


class Clocks:
    """Times and heartbeats that processes share."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database

    def company(self, wall: datetime) -> datetime:
        """The company's time at this wall time; the system's where no row says otherwise."""
        found = self.tempo()
        return wall if found is None else found.at(wall)

    def for_a_turn(self) -> "CompanyTime":
        """The company's time at any wall time of one short turn, for which its row is read once."""
        return CompanyTime(self.tempo)

    def tempo(self) -> Tempo | None:
        """The clock's row; None where the company lives in the system's time."""
        with self._database.reading() as connection:
            return tempo_of(connection)

    def state(self, wall: datetime) -> ClockState:
        """The clock as a page shows it."""
        found = self.tempo()
        if found is None:
            return ClockState(wall, Pace.SYSTEM)
        now, arrival = found.at(wall), found.arrival
        if arrival is None or not found.is_forwarding(wall):
            return ClockState(now, _pace(found.rate_at(wall)), playing_in=found.playing_in)
        then = _pace(found.after_rate)
        return ClockState(now, Pace.FORWARD, found.until, arrival - wall, then, found.playing_in)

    def set_pace(self, rate: int, *, wall: datetime) -> None:
        """Let the company's time pass so many times as fast as the system's from here on."""
        self._turn(lambda found: tempo.paced(found, wall, rate), wall)

    def pause(self, *, wall: datetime) -> None:
        """Let the company's time stand."""
        self.set_pace(tempo.PAUSE, wall=wall)

    def play(self, *, wall: datetime) -> None:
        """Let a working day pass in a minute; the past counts as played in."""
        self._turn(
            lambda found: replace(tempo.paced(found, wall, tempo.PLAY), playing_in=None), wall
        )

    def forward_to(self, target: datetime, *, wall: datetime) -> None:
        """Go forward to this time of the company's, then on at the pace of before.

        A target that is no later changes nothing.
        """
        self._turn(lambda found: tempo.forwarded(found, wall, target), wall)

    def begin_playing_in(self, *, wall: datetime) -> None:
        """Begin to play a past in: until it is in, the company lives in the system's time."""
        if self.tempo() is None:
            self._turn(lambda _: Tempo(wall, wall, playing_in=0.0), wall)

    def tell_played_in(self, share: float, *, wall: datetime) -> None:
        """Say how much of the past is taken in; it never grows less."""
        self._turn(
            lambda found: (
                found
                if found.playing_in is None or share <= found.playing_in
                else replace(found, playing_in=share)
            ),
            wall,
        )

    def keep(self, zone: tzinfo, *, wall: datetime) -> None:
        """The leading clock's part: a clock that runs goes on, and no weekend passes in it."""
        found = self.tempo()
        if found is not None and tempo.kept(found, wall, zone) != found:
            self._turn(lambda now: tempo.kept(now, wall, zone), wall)

    def hold(self, at: datetime, *, wall: datetime) -> None:
        """On its way to a target, let the clock stand at this time for a while, once it is near."""
        found = self.tempo()
        if found is not None and tempo.held(found, wall, at) != found:
            self._turn(lambda now: tempo.held(now, wall, at), wall)

    def nudge(self, to: datetime, *, wall: datetime) -> None:
        """Set a clock that stands forward a little: time passes by what is done in it."""
        self._turn(
            lambda found: (
                tempo.moved(found, wall, to) if found.rate_at(wall) == tempo.PAUSE else found
            ),
            wall,
        )

    def _turn(self, change: Callable[[Tempo], Tempo], wall: datetime) -> None:
        """Change the row, beginning with the system's time where there is none."""
        with self._database.writing() as connection:
            before = tempo_of(connection, lock=True)
            after = change(before or Tempo(wall, wall))
            if after != (before or Tempo(wall, wall)):
                _write(connection, after)

    def beat(self, name: str, *, wall: datetime) -> None:
        """Leave a sign of life."""
        table = schema.heartbeat
        with self._database.writing() as connection:
            connection.execute(
                insert(table, connection)
                .values(process=name, at=wall)
                .on_conflict_do_update(index_elements=["process"], set_={"at": wall})
            )

    def beats(self) -> Mapping[str, datetime]:
        """The last sign of life of each process by name."""
        table = schema.heartbeat
        with self._database.reading() as connection:
            return {row.process: row.at for row in connection.execute(select(table))}

    def lead(self, owner: str, *, wall: datetime) -> bool:
        """Take or keep the lease of the leading clock; False while another holds it."""
        table = schema.heartbeat
        lease = {"owner": owner, "lease_until": wall + LEADERSHIP}
        with self._database.writing() as connection:
            taken = connection.execute(
                insert(table, connection)
                .values(process="leader", at=wall, **lease)
                .on_conflict_do_update(
                    index_elements=["process"],
                    set_={**lease, "at": wall},
                    where=or_(table.c.owner == owner, table.c.lease_until < wall),
                )
                .returning(table.c.process)
            ).first()
        return taken is not None


class CompanyTime:
    """The company's time by a row that is read once, when it is first asked for."""

    def __init__(self, read: Callable[[], Tempo | None]) -> None:
        """Nothing is read yet."""
        self._read = read

    def __call__(self, wall: datetime) -> datetime:
        """The company's time at this wall time."""
        return wall if self._tempo is None else self._tempo.at(wall)

    def soon(self, wall: datetime, within: timedelta) -> datetime:
        """What it may read within that while, where it runs faster than the system's."""
        return self(wall + within if self.rate(wall) > tempo.SYSTEM else wall)

    def rate(self, wall: datetime) -> int:
        """How many times as fast as the system's it passes."""
        return tempo.SYSTEM if self._tempo is None else self._tempo.rate_at(wall)

    @property
    def is_playing_in(self) -> bool:
        """Whether a past is still being taken in."""
        return self._tempo is not None and self._tempo.playing_in is not None

    @cached_property
    def _tempo(self) -> Tempo | None:
        return self._read()


def company_time(connection: Connection) -> CompanyTime:
    """The company's time, seen from within a transaction of another table."""
    return CompanyTime(lambda: tempo_of(connection))


def tempo_of(connection: Connection, *, lock: bool = False) -> Tempo | None:
    """The clock's row, seen from within a transaction; `lock` keeps it until the end of that."""
    query = _clock(connection)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else Tempo(*row)


@once
def _clock(_connection: Connection) -> Select[Any]:
    table = schema.clock
    return select(*(column for column in table.c if column.name != "id"))


def _write(connection: Connection, found: Tempo) -> None:
    names = [column.name for column in schema.clock.c if column.name != "id"]
    values = {name: getattr(found, name) for name in names}
    connection.execute(
        insert(schema.clock, connection)
        .values(id=1, **values)
        .on_conflict_do_update(index_elements=["id"], set_=values)
    )


def _pace(rate: int) -> Pace:
    return _PACES.get(rate, Pace.PLAY)
