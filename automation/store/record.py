"""The whole record of one installation: its tables by name, opened once a process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from automation.ports import Clock
from automation.store import schema
from automation.store.agenda import Agenda
from automation.store.asks import Asks
from automation.store.clocks import Clocks, company_time
from automation.store.conducts import Conducts
from automation.store.database import Database, SqliteFile
from automation.store.departures import Departures
from automation.store.editions import Editions
from automation.store.folder import Folder
from automation.store.fuses import Fuses
from automation.store.inbox import Inbox
from automation.store.outbox import Outbox
from automation.store.pace import Pace
from automation.store.portfolio import Portfolio
from automation.store.postgres import Postgres, SharedClock
from automation.store.recoveries import Recoveries
from automation.store.rulesets import RuleSets
from automation.store.runs import Runs
from automation.store.sweeps import Sweeps
from automation.store.ticks import Ticks
from automation.store.undoing import Undoing
from automation.store.upsert import insert
from automation.store.views import Views
from automation.store.waiting import Waiting


@dataclass(frozen=True, slots=True)
class Record:
    """Every table of the line over one database."""

    database: Database
    inbox: Inbox
    agenda: Agenda
    outbox: Outbox
    clocks: Clocks
    rulesets: RuleSets
    views: Views
    ticks: Ticks
    sweeps: Sweeps
    fuses: Fuses
    recoveries: Recoveries
    folder: Folder
    portfolio: Portfolio
    waiting: Waiting
    editions: Editions
    runs: Runs
    undoing: Undoing
    departures: Departures
    conducts: Conducts
    asks: Asks

    def connect(self, name: str, tracker: str, *, account: str = "", wall: datetime) -> None:
        """Make sure a connection is on record; live_since is set once and never moved.

        It is the company's time, for it is held against the times of events. `account` stands for
        the address and the token: with another one we are somebody else.
        """
        site = schema.connection
        with self.database.writing() as connection:
            now = company_time(connection)(wall)
            connection.execute(
                insert(site, connection)
                .values(name=name, tracker=tracker, account=account, live_since=now)
                .on_conflict_do_update(
                    index_elements=["name"],
                    set_={"account": account, "actor_id": None},
                    where=site.c.account != account,
                )
            )

    def accounts(self) -> Mapping[str, str]:
        """Who we are at each connection on record, as `connect` was told."""
        site = schema.connection
        with self.database.reading() as connection:
            found = connection.execute(select(site.c.name, site.c.account)).all()
        return {name: account for name, account in found}  # noqa: C416 - rows are no pairs to mypy

    def directory(self) -> Mapping[str, Mapping[str, str]]:
        """Ids of the trackers' fields by the names people read, by connection."""
        site = schema.connection
        with self.database.reading() as connection:
            found = connection.execute(select(site.c.name, site.c.directory)).all()
        return {name: directory or {} for name, directory in found}

    def clock(self, system: Clock) -> Clock:
        """The clock that leases are judged by: the server's where several hosts may share it."""
        if isinstance(self.database, Postgres):
            return SharedClock(self.database, system)
        return system

    def close(self) -> None:
        """Drop every connection, as a parent must before it forks."""
        self.database.close()


def open_database(place: Path | str) -> Database:
    """A SQLite file, or what a postgresql:// address leads to. Raises SettingsError."""
    return SqliteFile(place) if isinstance(place, Path) else Postgres(place)


def open_record(place: Path | str, paces: Mapping[str, Pace]) -> Record:
    """The record in this file, or at this address. Nothing is opened until first used."""
    return record_over(open_database(place), paces)


def record_over(database: Database, paces: Mapping[str, Pace]) -> Record:
    """The record in this database."""
    return Record(
        database=database,
        inbox=Inbox(database),
        agenda=Agenda(database),
        outbox=Outbox(database, paces),
        clocks=Clocks(database),
        rulesets=RuleSets(database),
        views=Views(database),
        ticks=Ticks(database),
        sweeps=Sweeps(database),
        fuses=Fuses(database),
        recoveries=Recoveries(database),
        folder=Folder(database),
        portfolio=Portfolio(database),
        waiting=Waiting(database),
        editions=Editions(database),
        runs=Runs(database),
        undoing=Undoing(database),
        departures=Departures(database),
        conducts=Conducts(database),
        asks=Asks(database),
    )
