"""A Pitboard with a portfolio on record and a report that goes out, on a clock moved by hand."""

from collections.abc import Sequence
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from sqlalchemy import select, update

from automation.bootstrap import Line
from automation.settings import load_settings
from automation.store import schema
from automation.store.sendings import Edition
from tests.builders import Time
from tests.databases import Home
from tests.reports.post import files
from tests.web.company import a_standing, a_status
from tests.web.standing import stands


class Mailroom:
    """One line over one database; others may work beside it or after it died."""

    def __init__(self, home: Home, time: Time | None = None, **said: str) -> None:
        self.time = time or Time()
        self.home, self._said = home, said
        self.line = self.another()

    def another(self) -> Line:
        """A second Pitboard on the same record."""
        folder = self.home.data / "rules"
        said = {**self.home.settings, "PITBOARD_RULES": str(folder), **self._said}
        settings = load_settings(said, file=self.home.data / "none.toml")
        return Line(settings, clock=self.time, trackers={})

    def opens(self, **changed: str) -> None:
        """The folder is as it is, or with these files otherwise, and two epics stand."""
        self.saves(**changed)
        self.works()  # the rules are there before the epics: nothing is looked at again
        stands(
            self.line.record,
            a_standing(1, "Pay by invoice", status=a_status(owner="mara")),
            a_standing(2, "Refunds"),
        )
        self.works()
        self.works()  # a clock plans by the files that it has read

    def saves(self, **changed: str) -> None:
        """Somebody writes the files of the folder."""
        folder = self.home.data / "rules"
        folder.mkdir(exist_ok=True)
        for name, text in files(**changed).items():
            (folder / name).write_text(text, "utf-8")

    def reads(self, number: int, health: str, because: str = "SEC-40 blocks PAY-12") -> None:
        """What the rules now say of an epic."""
        table = schema.derived
        told = {"value": health, "because": because, "changed_at": self.time()}
        with self.line.record.database.writing() as connection:
            mine = table.c.item == f"jira:{10_000 + number}"
            connection.execute(update(table).where(mine).values(**told))

    def at(self, moment: datetime) -> None:
        """It is this time, and Pitboard works until nothing is due."""
        self.time.now = moment
        self.works()

    def works(self, *lines: Line) -> None:
        """Each clock looks, and each worker works until nothing is due."""
        for line in lines or (self.line,):
            line.tend()
        for _ in range(2):
            for line in lines or (self.line,):
                while line.work("line") + line.work("deliver"):
                    pass

    def editions(self, report: str = "weekly-executive") -> Sequence[Edition]:
        """Those of one report, the oldest first."""
        found = self.line.record.editions.list(1000)
        return [each for each in reversed(found) if each.report == report]

    def sent(self) -> list[tuple[str, str]]:
        """Who was sent what, in their order, as the record has it."""
        return [(each.recipient, each.period) for each in self.editions() if each.state == "done"]

    def letters(self) -> Sequence[EmailMessage]:
        """What lies in the folder of mails."""
        found = sorted((self.home.data / "mail").glob("*.eml"))
        read = (message_from_bytes(each.read_bytes(), policy=default) for each in found)
        return list(read)

    def ticks(self, state: str) -> list[tuple[str, datetime]]:
        """The times of the report in this state."""
        table = schema.tick
        query = select(table.c.schedule, table.c.planned_at).where(table.c.state == state)
        with self.line.record.database.reading() as connection:
            found = connection.execute(query.order_by(table.c.planned_at)).all()
        return [(schedule, at) for schedule, at in found]

    def close(self) -> None:
        self.line.close()
