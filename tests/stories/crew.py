"""The whole line in one process: signed bytes in, a fake tracker's labels out, time by hand."""

from typing import Any

from automation.bootstrap import Line
from automation.model import Actor, Delivery
from automation.settings import load_settings
from automation.store.views import ItemView
from tests.builders import ANN, SECRET, US, Time, a_delivery, an_issue_payload
from tests.databases import Home
from tests.fakes.tracker import FakeTracker

TRIAGE = """\
pitboard: 1
rule: triage
title: Every open issue says whether somebody has looked at it
why: New issues waited for days because no list showed them.
owner: product-ops
state: {state}
when:
  - changed: {{type: issue, fields: {fields}}}
about: {{path: event.item, type: issue}}
let:
  kinds: item.labels | without('needs-triage', 'triaged')
if: item.state == 'open'
derive:
  label: triage
  choose:
    - {{value: needs-triage, if: "kinds | count == 0", because: "no label says what it is about"}}
    - {{value: triaged, if: true, because: "labelled {{{{ kinds | names }}}}"}}
  hand_edit: keep for 14 days
"""


def triage(*, state: str = "live", fields: str = "any") -> str:
    return TRIAGE.format(state=state, fields=fields)


class Crew:
    """A Pitboard with one rule and one tracker, and the people who work in it."""

    def __init__(self, home: Home, rule: str, **more: str) -> None:
        self.time = Time()
        self.github = FakeTracker(clock=self.time)
        said = {
            **home.settings,
            "PITBOARD_GITHUB_WEBHOOK_SECRET": SECRET.decode(),
            "PITBOARD_GITHUB_SETTLE": "0",
            "PITBOARD_GITHUB_GAP": "0",
            **more,
        }
        settings = load_settings(said, file=home.data / "none.toml")
        self.line = Line(settings, clock=self.time, trackers={"github": self.github})
        self.line.connect()
        self.line.activate({"triage.yaml": rule})
        self._sent = 0

    def hears(self, action: str, *, by: Actor = ANN, **said: Any) -> None:  # noqa: ANN401 - a payload's part is anything
        """One webhook of this moment arrives, and the line works until nothing is due."""
        seconds = (self.time() - Time()()).total_seconds()
        self._sent += 1
        payload = an_issue_payload(action, by=by, seconds=seconds, **said)
        self.hears_delivery(a_delivery(payload, id_=f"d-{self._sent}", seconds=seconds))

    def hears_delivery(self, delivery: Delivery) -> None:
        self.line.record.inbox.receive(delivery, timeout=5)
        self.works()

    def works(self) -> None:
        self.line.reload()
        while self.line.work("line") + self.line.work("deliver"):
            pass

    def echoes(self, label: str, *, on: bool = True, labels: list[str]) -> None:
        """The tracker tells us of our own write."""
        self.hears("labeled" if on else "unlabeled", by=US, label=label, labels=labels)

    def item(self, key: str = "github:acme/shop#12") -> ItemView:
        found = self.line.record.views.item(key)
        assert found is not None
        return found

    @property
    def labels(self) -> set[str]:
        return self.github.standing.get("acme/shop#12", set())
