"""A card moves back while its field is being written: in every order it reads what it should."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any, NoReturn

import pytest

from automation.sandbox.entry import Via
from automation.sandbox.jira import acts as j
from automation.sandbox.jira.seed import VISITOR
from automation.sandbox.jira.site import HEALTH
from tests.builders import NOON
from tests.faults.sheets import write_sheets
from tests.faults.test_lost_answers import goes_unanswered, left
from tests.sandbox.world import Heard
from tests.stories.company import Company, company
from tests.trackers.jira_payloads import a_delivery

IN_PROGRESS, BLOCKED, TASK = "10001", "10003", "10102"
ON_TRACK, AT_RISK = "10060", "10061"
STEPS = ("moved", "heard", "sent", "echoed")
BEFORE = (("moved", "heard"), ("sent", "echoed"), ("sent", "heard"))
"""What comes before what. A move that is heard before anything is sent is no race."""

ORDERS = [
    steps
    for steps in permutations(STEPS)
    if all(steps.index(one) < steps.index(other) for one, other in BEFORE)
]
SHEETS = ("card-health.yaml", "mapping.yaml")


class Killed(BaseException):
    """The sender is gone in the middle of a write."""


@dataclass
class _Deadly:
    """A tracker that does what it is told, and whoever told it is gone."""

    tracker: Any

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a tracker has
        return getattr(self.tracker, name)

    def set_fields(self, *told: object, **how: object) -> NoReturn:
        self.tracker.set_fields(*told, **how)
        raise Killed


@dataclass
class Card:
    """A card that is blocked, of which Pitboard is about to write that it is off track."""

    acme: Company
    id: str
    labels: Sequence[str] = ()
    _told: dict[str, Sequence[Heard]] = field(default_factory=dict)

    def goes(self, steps: Sequence[str], send: Callable[[Company], None]) -> object:
        """Let these steps happen in this order; what the card reads in the end."""
        ways: Mapping[str, Callable[[], None]] = {
            "moved": self._moves_back,
            "heard": lambda: self._is_heard("moved"),
            "sent": lambda: send(self.acme),
            "echoed": lambda: self._is_heard("sent"),
        }
        for step in steps:
            self._told[step] = telling(self.acme, ways[step])
        for _ in range(3):
            self.acme.passes(seconds=15)  # retries are over, and no lease of the dead is left
        return self.acme.jira.state.issues[self.id].fields[HEALTH]

    def _moves_back(self) -> None:
        acts: list[j.Act] = [j.MoveCard(self.id, IN_PROGRESS)]
        if self.labels:
            acts.append(j.EditIssue(self.id, labels_on=tuple(self.labels)))
        self.acme.jira.do(*acts, by=VISITOR, via=Via.PAGE)

    def _is_heard(self, step: str) -> None:
        for one in self._told[step]:
            hears(self.acme, one)


def telling(acme: Company, act: Callable[[], object]) -> Sequence[Heard]:
    """The webhooks that Jira sends because of this; nobody reads them yet."""
    acme.time.pass_(1)
    before = len(acme.ears["jira"].heard)
    act()
    acme._settles()
    return acme.ears["jira"].heard[before:]


def hears(acme: Company, one: Heard) -> None:
    """Pitboard takes in one webhook and decides; nothing is sent yet."""
    headers = {name.lower(): value for name, value in one.headers.items()}
    delivery = a_delivery(one.body, id_=headers["x-atlassian-webhook-identifier"])
    acme.line.record.inbox.receive(delivery, timeout=5)
    while acme.line.work("line"):
        pass


def a_blocked_card(acme: Company, labels: Sequence[str]) -> Card:
    before = set(acme.jira.state.issues)
    acme.plans(j.CreateIssue("PAY", {"summary": "Card", "issuetype": TASK}))
    (id_,) = set(acme.jira.state.issues) - before
    move = j.MoveCard(id_, BLOCKED)
    for one in telling(acme, lambda: acme.jira.do(move, by=VISITOR, via=Via.PAGE)):
        hears(acme, one)
    return Card(acme, id_, labels)


def answered(acme: Company) -> None:
    acme.line.work("deliver")


def unanswered(acme: Company) -> None:
    goes_unanswered(acme.jira.settings.base_url, 1)
    acme.line.work("deliver")
    assert left(acme.jira.settings.base_url) == 0


def killed(acme: Company) -> None:
    trackers = acme.line._trackers
    acme.line.__dict__["_trackers"] = {**trackers, "jira": _Deadly(trackers["jira"])}
    with pytest.raises(Killed):
        acme.line.work("deliver")
    acme.line.__dict__["_trackers"] = trackers


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    folder = write_sheets(tmp_path / "rules")
    with company(tmp_path, {name: (folder / name).read_text("utf-8") for name in SHEETS}) as made:
        yield made


@pytest.mark.parametrize("send", [answered, unanswered, killed])
@pytest.mark.parametrize(("labels", "reads"), [((), ON_TRACK), (("bug",), AT_RISK)])
def test_a_card_that_moves_back_while_its_field_is_written_reads_what_it_should(
    acme: Company, send: Callable[[Company], None], labels: Sequence[str], reads: str
) -> None:
    found = {steps: a_blocked_card(acme, labels).goes(steps, send) for steps in ORDERS}

    assert found == dict.fromkeys(ORDERS, reads)
    # Catching up with Jira heals this as well, a quarter of an hour later.
    assert acme.time() - NOON < timedelta(minutes=15)
