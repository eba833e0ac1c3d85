"""The company's clock is not the machine's: what people did is judged by the company's alone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest

from automation.model import Actor
from automation.store.retention import tidy
from automation.store.tempo import PAUSE, PLAY, SYSTEM
from tests.builders import ANN, NOON, US, a_delivery, an_issue_payload, at
from tests.databases import Home
from tests.store.world import rows_of
from tests.stories.crew import Crew, triage
from tests.stories.test_sweeps import WELCOME

HOUR = 3600
DAY = 24 * HOUR


class Ahead(Crew):
    """The crew in a company whose clock has gone forward, and that people's webhooks tell by."""

    def __init__(self, home: Home, rule: str, *, days: float = 30) -> None:
        super().__init__(home, rule)
        if days:
            self.forward(days)

    def forward(self, days: float) -> None:
        """Set the company's clock forward; a minute of the machine's passes."""
        clocks = self.line.record.clocks
        target = self.now + days * DAY
        clocks.forward_to(at(target), wall=self.time())
        self.time.pass_(100)
        clocks.set_pace(SYSTEM, wall=self.time())
        self.time.pass_(1)

    @property
    def now(self) -> float:
        """Seconds since noon, by the company's clock."""
        return (self.line.now() - NOON).total_seconds()

    def hears(self, action: str, *, by: Actor = ANN, **said: Any) -> None:  # noqa: ANN401 - a payload's part is anything
        self._sent += 1
        self.tells(an_issue_payload(action, by=by, seconds=self.now, **said))

    def tells(self, payload: dict[str, Any]) -> None:
        """A webhook with this payload comes now, by the machine's clock."""
        self._sent += 1
        wall = (self.time() - NOON).total_seconds()
        self.hears_delivery(a_delivery(payload, id_=f"d-{self._sent}", seconds=wall))

    def stands(self, *labels: str) -> None:
        """These labels stand in the tracker."""
        self.github.standing["acme/shop#12"] = set(labels)

    def is_overruled(self) -> None:
        self.time.pass_(60)
        self.stands()
        self.hears("unlabeled", label="needs-triage", labels=[])


Crews = Callable[..., Ahead]


@pytest.fixture
def crews(home: Home) -> Iterator[Crews]:
    """Makes the crew of a test; its record is closed at the end."""
    with ExitStack() as open_:

        def made(rule: str, *, days: float = 30) -> Ahead:
            crew = Ahead(home, rule, days=days)
            open_.callback(crew.line.close)
            return crew

        yield made


def test_a_persons_edit_holds_for_fourteen_days_of_the_companys(crews: Crews) -> None:
    crew = crews(triage())
    crew.hears("opened")
    crew.time.pass_(1)
    crew.echoes("needs-triage", labels=["needs-triage"])
    crew.is_overruled()
    assert crew.item().overrides[0].by == "ann-moss"

    crew.forward(13)
    crew.hears("edited", title="Still here", labels=[])
    assert crew.labels == set()
    crew.forward(2)
    crew.works()
    assert crew.labels == {"needs-triage"}


def test_an_edit_of_before_the_rule_went_live_is_no_override(crews: Crews) -> None:
    crew = crews(triage(state="shadow"))
    crew.stands("triaged")
    crew.hears("opened", labels=["triaged"])
    crew.hears("labeled", labels=["triaged"], label="triaged")
    crew.time.pass_(DAY)
    crew.line.activate({"triage.yaml": triage()})
    crew.time.pass_(60)
    crew.hears("edited", title="Checkout hangs again", labels=["triaged"])

    assert crew.labels == {"needs-triage"}
    assert crew.item().overrides == []


def test_an_edit_of_before_our_write_wants_no_second_write(crews: Crews) -> None:
    crew = crews(triage())
    crew.stands("triaged")
    crew.hears("opened", labels=["triaged"])
    crew.hears("labeled", labels=["triaged"], label="triaged")  # a person's word
    crew.forward(15)
    crew.works()
    before = len(rows_of(crew.line.record, "outbox"))
    for title in ("One", "Two"):  # and our own write has not come back yet
        crew.time.pass_(60)
        crew.hears("edited", title=title, labels=["triaged"])

    assert crew.labels == {"needs-triage"}
    assert len(rows_of(crew.line.record, "outbox")) == before


@pytest.mark.parametrize(("behind", "spoken"), [(20, True), (-20, True)])
def test_what_is_new_by_the_companys_clock_is_spoken_of(
    crews: Crews, behind: float, *, spoken: bool
) -> None:
    crew = crews(WELCOME.format(state="live"), days=0.1)
    if behind > 0:
        crew.line.record.clocks.set_pace(PAUSE, wall=crew.time())
        crew.time.pass_(behind * DAY)
    else:
        crew.forward(-behind)
    crew.hears("opened")

    assert ("welcomed" in crew.labels) is spoken


def test_what_is_old_by_the_companys_clock_is_not_spoken_of(crews: Crews) -> None:
    crew = crews(WELCOME.format(state="live"), days=1)
    told = an_issue_payload("opened", seconds=crew.now)
    crew.forward(8)
    crew.tells(told)

    assert crew.labels == set()
    assert rows_of(crew.line.record, "event") != []


def test_our_own_write_that_comes_back_after_a_night_in_which_the_clock_stood_is_ours(
    crews: Crews,
) -> None:
    crew = crews(triage())
    crew.line.record.clocks.set_pace(PAUSE, wall=crew.time())
    crew.time.pass_(1)
    crew.hears("opened")
    echo = an_issue_payload(
        "labeled", by=US, label="needs-triage", labels=["needs-triage"], seconds=crew.now
    )
    crew.time.pass_(9 * HOUR)
    crew.tells(echo)

    assert crew.item().item.marks["label:needs-triage"].ours
    assert crew.item().overrides == []


def test_a_played_clock_lets_a_day_of_edits_and_writes_go_by(crews: Crews) -> None:
    crew = crews(triage())
    crew.line.record.clocks.set_pace(PLAY, wall=crew.time())
    crew.hears("opened")
    crew.time.pass_(1)
    crew.echoes("needs-triage", labels=["needs-triage"])
    crew.time.pass_(1)
    crew.is_overruled()

    assert crew.item().overrides[0].until > crew.line.now()
    assert crew.labels == set()


def test_nothing_is_decided_before_the_whole_past_is_in(crews: Crews) -> None:
    crew = crews(triage(), days=0)
    crew.line.record.clocks.begin_playing_in(wall=crew.time())
    crew.hears("opened")
    assert crew.labels == set()
    assert crew.item().derived == []

    crew.line.record.clocks.play(wall=crew.time())
    crew.works()
    assert crew.labels == {"needs-triage"}


def test_a_connection_is_live_from_the_companys_time_on(crews: Crews) -> None:
    crew = crews(triage())
    crew.line.record.connect("jira", "jira", wall=crew.time())

    since = {row["name"]: row["live_since"] for row in rows_of(crew.line.record, "connection")}
    assert since["jira"] == crew.line.now() > since["github"] + timedelta(days=30)


def test_what_a_rule_said_lately_by_the_companys_clock_is_kept(crews: Crews) -> None:
    crew = crews(triage(), days=0.1)
    crew.line.record.clocks.set_pace(PAUSE, wall=crew.time())
    crew.time.pass_(401 * DAY)
    crew.hears("opened")
    tidy(crew.line.record.database, wall=crew.time())

    assert len(rows_of(crew.line.record, "verdict")) == 1


def test_what_was_written_is_shown_by_the_companys_clock(crews: Crews) -> None:
    crew = crews(triage())
    crew.hears("opened")

    (write,) = crew.item().writes
    assert write["company_at"] == crew.line.now()
    assert write["done_at"] == crew.time()
