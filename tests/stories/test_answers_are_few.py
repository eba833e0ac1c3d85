"""What Pitboard answers and asks because of commands: few comments, one mail."""

from collections import Counter
from datetime import timedelta

from automation import paths
from automation.asker import Asker
from automation.sayings import COMMANDS
from tests.databases import Home
from tests.store.world import rows_of
from tests.stories.clockwork import Clockwork
from tests.stories.test_answers_survive import ASK
from tests.trackers import jira_payloads as jira

TEAMS = """\
pitboard: 1
teams:
  payments: {name: Payments, lead: mara, zone: Europe/Berlin, projects: [PAY]}
"""
PEOPLE = """\
pitboard: 1
people:
  mara: {name: Mara Lind, mail: mara.lind@example.org, team: payments, accounts: {jira: "7:mara"}}
  teo: {name: Teo Varga, mail: teo@example.org, team: payments, accounts: {jira: "7:teo"}}
"""
MARA, TEO, NOBODY = (
    jira.cloud_user() | {"accountId": id_, "displayName": name}
    for id_, name in (("7:mara", "Mara Lind"), ("7:teo", "Teo Varga"), ("7:none", "Teo Varga"))
)


def told(line: Clockwork) -> Counter[str]:
    """The comments on the way or written, by rule."""
    rows = rows_of(line.line.record, "outbox")
    return Counter(row["rule"] for row in rows if row["kind"] == "comment")


def test_whom_people_yaml_knows_gets_twenty_answers_a_day_on_one_item(home: Home) -> None:
    line = Clockwork(home, ask=ASK, people=PEOPLE, teams=TEAMS)
    line.opens()

    for number in range(25):
        line.comments(f"/pitboard x{number}", by=TEO)
    on_the_day = told(line)[COMMANDS]
    line.time.now += timedelta(hours=25)
    line.comments("/pitboard help", by=TEO)

    assert (on_the_day, told(line)[COMMANDS]) == (20, 21)
    line.ends()


def test_a_stranger_is_told_once_a_day_on_one_item_and_again_the_next_day(home: Home) -> None:
    line = Clockwork(home, ask=ASK, people=PEOPLE, teams=TEAMS)
    line.opens()

    for number in range(5):
        line.comments(f"/pitboard x{number}", by=NOBODY)
    on_the_day = told(line)[COMMANDS]
    line.time.now += timedelta(hours=25)
    line.comments("/pitboard y", by=NOBODY)

    assert (on_the_day, told(line)[COMMANDS]) == (1, 2)
    line.ends()


def proposes(home: Home, by: dict[str, object]) -> tuple[list[str], list[str]]:
    """An eta of somebody: the subjects of the mails that go out, and what stands on /asks."""
    eta = (paths.rules() / "commands/eta.yaml").read_text("utf-8")
    line = Clockwork(home, teams=TEAMS, people=PEOPLE, eta=eta)
    line.opens()
    line.comments("/pitboard eta 2026-12-01 the supplier is late", by=by)
    asker = Asker(line.line.record, "https://pitboard.example")
    line.time.now += timedelta(hours=2)
    asker.tend(line.line.rules, wall=line.time(), now=line.line.now())
    line.works()
    rows = rows_of(line.line.record, "outbox")
    kinds = [row["kind"] for row in line.line.record.asks.listed()]
    line.ends()
    return [row["wish"]["subject"] for row in rows if row["kind"] == "email"], [
        kind for kind in kinds if kind == "proposal"
    ]


def test_an_eta_is_mailed_once_to_the_owner_and_stands_on_the_page(home: Home) -> None:
    mails, asked = proposes(home, TEO)

    assert [each.partition(": ")[2] for each in mails] == ["Teo Varga expects it on 1 Dec 2026"]
    assert asked == ["proposal"]


def test_the_owner_is_not_asked_about_a_date_of_her_own(home: Home) -> None:
    assert proposes(home, MARA) == ([], [])
