"""A whole company in one process: both pretend trackers, served for real, and the line between.

Webhooks are sent over HTTP, signed, and taken in as the receiver takes them; writes go through
the real clients. One clock is everybody's, and it stands until it is moved.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from automation import paths, rulefiles
from automation.bootstrap import Line
from automation.model import Delivery
from automation.sandbox.entry import Via
from automation.sandbox.github import acts as g
from automation.sandbox.github.app import create_app as create_shop
from automation.sandbox.github.app import room_of as shop_of
from automation.sandbox.github.room import Room as Shop
from automation.sandbox.github.state import Issue as GitHubIssue
from automation.sandbox.jira import acts as j
from automation.sandbox.jira.app import create_app as create_board
from automation.sandbox.jira.app import room_of as board_of
from automation.sandbox.jira.room import Room as Board
from automation.sandbox.jira.seed import VISITOR
from automation.sandbox.jira.state import Issue as JiraIssue
from automation.sandbox.server import listen, running
from automation.settings import load_settings
from automation.store.migrate import migrate
from automation.store.views import ItemView
from automation.store.watch import Watch
from automation.trackers.door import kept_headers
from automation.trackers.github.parse import DOOR as GITHUB_DOOR
from automation.trackers.jira.parse import DOOR as JIRA_DOOR
from tests.builders import SECRET, Time
from tests.sandbox import world as at_github
from tests.sandbox.jira import world as at_jira
from tests.sandbox.world import Ear, Heard

SHOP = "acme/shop"
TAKEN = 202
BOT = "712020:9b70c2f1-pitboard"
DOORS = {"github": GITHUB_DOOR, "jira": JIRA_DOOR}


@dataclass
class Company:
    """People at work in both trackers, and a Pitboard that hears of it."""

    line: Line
    time: Time
    github: Shop
    jira: Board
    ears: Mapping[str, Ear]
    _heard: dict[str, int] = field(default_factory=dict)

    def does(self, *acts: g.Act, by: str = "mara-lind") -> None:
        """Somebody does this in GitHub, a second later, and Pitboard works until nothing is due."""
        self.time.pass_(1)
        self.github.do(*acts, by=by, via=Via.PAGE)
        self._lives()

    def plans(self, *acts: j.Act, by: str = VISITOR) -> None:
        """The same in Jira."""
        self.time.pass_(1)
        self.jira.do(*acts, by=by, via=Via.PAGE)
        self._lives()

    def passes(self, **time: float) -> None:
        """Let so many days, hours or seconds pass."""
        seconds = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}
        self.time.pass_(sum(seconds[unit] * many for unit, many in time.items()))
        self._lives()

    def dies(self) -> None:
        """Pitboard is gone at once; the trackers go on, and nobody answers them."""
        self.line.close()
        for ear in self.ears.values():
            ear.status = 503

    def comes_back(self) -> None:
        """A new Pitboard on what the old one left; what it was sent meanwhile is not sent again."""
        self._settles()
        self._heard = {name: len(ear.heard) for name, ear in self.ears.items()}
        for ear in self.ears.values():
            ear.status = TAKEN
        self.line = Line(self.line.settings, clock=self.time)
        self.line.connect()
        self.works()

    def works(self) -> None:
        """Until every webhook is told and taken in, and nothing is due."""
        self.line.tend()
        while self._hears() + self.line.work("line") + self.line.work("deliver"):
            pass

    def _hears(self) -> int:
        told = 0
        self._settles()
        for name, ear in self.ears.items():
            heard = ear.heard
            for one in heard[self._heard.get(name, 0) :]:
                self.line.record.inbox.receive(_delivery(name, one, self.time), timeout=5)
            told += len(heard) - self._heard.get(name, 0)
            self._heard[name] = len(heard)
        return told

    def _lives(self) -> None:
        if self.is_up:
            self.works()

    @property
    def is_up(self) -> bool:
        """Whether Pitboard answers."""
        return all(ear.status == TAKEN for ear in self.ears.values())

    def _settles(self) -> None:
        """Wait until both trackers have told all they have to tell."""
        for room in (self.github, self.jira):
            waiting = [one.parcel.id for one in room.courier.attempts()]
            assert room.courier.wait(waiting, seconds=5)

    def item(self, key: str) -> ItemView:
        found = self.line.record.views.item(key)
        assert found is not None, key
        return found

    def issue(self, number: int) -> GitHubIssue:
        return self.github.state.repository(SHOP).issue(number)

    def card(self, key: str) -> JiraIssue:
        return self.jira.state.issue(key)


def _delivery(connection: str, heard: Heard, clock: Time) -> Delivery:
    door = DOORS[connection]
    headers = {name.lower(): value for name, value in heard.headers.items()}
    kind = headers.get(door.kind, "") if door.kind else ""
    kept = kept_headers(door, headers)
    return Delivery(connection, headers[str(door.delivery)], kind, heard.body, clock(), kept)


@contextmanager
def company(data: Path, rules: Mapping[str, str], *, two_clocks: bool = False) -> Iterator[Company]:
    """Both trackers with what they begin with, and a Pitboard with these rules that knows it.

    With two clocks the trackers keep the company's, as the record has it; else there is only one.
    """
    time = Time()
    clock = Watch(data / "pitboard" / "pitboard.sqlite", time) if two_clocks else time
    ears = {"github": Ear(), "jira": Ear()}
    with ExitStack() as open_:
        hooks = {name: open_.enter_context(ear.open()) for name, ear in ears.items()}
        lines = {name: open_.enter_context(listen("127.0.0.1", 0)) for name in ears}
        urls = {name: f"http://127.0.0.1:{line.getsockname()[1]}" for name, line in lines.items()}
        shop = create_shop(
            at_github.settings_for(data / "gh", url=urls["github"], hook=_door(hooks, "github")),
            clock=clock,
        )
        board = create_board(
            at_jira.settings_for(data / "jira", url=urls["jira"], hook=_door(hooks, "jira")),
            clock=clock,
        )
        open_.enter_context(running(shop, lines["github"], look=0.002))
        open_.enter_context(running(board, lines["jira"], look=0.002))
        line = _line(data / "pitboard", urls, rules, time)
        open_.callback(line.close)
        made = Company(line, time, shop_of(shop), board_of(board), ears)
        made.works()
        yield made


def _door(hooks: Mapping[str, str], name: str) -> str:
    return f"{hooks[name].rpartition('/')[0]}/{name}"


def _line(data: Path, urls: Mapping[str, str], rules: Mapping[str, str], time: Time) -> Line:
    folder = data / "rules"
    folder.mkdir(parents=True)
    for name, text in rules.items():
        (folder / name).write_text(text, "utf-8")
    said = {"PITBOARD_DATA": str(data), "PITBOARD_RULES": str(folder)}
    for name, path, token in (
        ("github", "/api/v3", at_github.TOKEN),
        ("jira", "", at_jira.TOKEN),
    ):
        start = f"PITBOARD_{name.upper()}"
        said |= {f"{start}_URL": urls[name] + path, f"{start}_TOKEN": token}
        said |= {f"{start}_WEBHOOK_SECRET": SECRET.decode(), f"{start}_SETTLE": "0"}
        said |= {f"{start}_{pace}": "0" for pace in ("GAP", "MINUTE", "HOUR")}
    settings = load_settings(said, file=data / "none.toml")
    migrate(settings.database)
    line = Line(settings, clock=time)
    line.connect()
    return line


def mapping() -> str:
    """The mapping that ships, whose words are the pretend trackers'."""
    return rulefiles.read_folder(paths.rules())["mapping.yaml"]
