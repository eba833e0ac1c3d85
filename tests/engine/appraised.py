"""An epic with a status as tests need it: what was found is given, nothing is worked out."""

from dataclasses import replace
from datetime import UTC, datetime

from automation.appraisal import Asking, Background, Pace, Progress, Scene, Signal, Status
from automation.effects import Comment, Plan, SetField
from automation.model import Evidence, Item
from tests.engine.cases import NOW, Bench, bench
from tests.engine.items import item

RULE = """\
pitboard: 1
rule: health
title: Health of epics
why: Health was typed by hand and was stale by Monday.
owner: product-ops
state: live
when:
  - changed: {type: [epic, issue], fields: any}
about: {path: event.item.ancestors, type: epic}
derive:
  field: health
  stability: {worse_after: 1 working day, better_after: 3 working days, at_once: [F2]}
  choose:
    - {value: done, if: "item.status_group == 'done'"}
    - {value: off_track, if: "'F2' in signals.serious"}
    - {value: at_risk, if: "signals.colour.serious | count > 0"}
    - {value: on_track, if: true}
"""
MAPPING = """\
pitboard: 1
mapping: trackers
fields:
  health: {jira: customfield_10050, github: {label: "health: "}}
  status_line: {jira: customfield_10051}
  status_comment: {jira: comment, github: comment}
"""
PEOPLE = """\
pitboard: 1
people:
  mara: {name: Mara Lind, accounts: {jira: ann-moss}}
"""
SINCE = datetime(2026, 10, 2, 8, tzinfo=UTC)
PROOF = Evidence("blocked it", "https://jira.example.com/browse/SEC-40", SINCE, "event-7")
BLOCKED = Signal(
    "B1", "serious", SINCE, "PAY-12 blocked by SEC-40 since 2 Oct", (PROOF,), "SEC-40 closes"
)
SCOPE = Signal("S1", "watch", SINCE, "scope +12 % since 1 Sep: 4 added, 0 removed")
LATE = Signal("F2", "serious", SINCE, "target 31 Oct passed, 5 of 31 open")
WHOLE = Status(
    at=NOW,
    progress=Progress(18, 31, added=4, baseline=27, since=datetime(2026, 9, 1, 8, tzinfo=UTC)),
    signals=(BLOCKED, SCOPE),
    pace=Pace(3.0, 6, datetime(2026, 12, 3, 9, tzinfo=UTC)),
    target=datetime(2026, 11, 27, tzinfo=UTC),
    first_target=datetime(2026, 9, 12, tzinfo=UTC),
    moves=2,
    askings=(Asking("Globex", SINCE, ""), Asking("Initech", NOW, "", told=NOW)),
)
CALM = replace(WHOLE, signals=())


class Found:
    """What is found whenever somebody looks, and every scene that was looked at."""

    def __init__(self, status: Status) -> None:
        self.status = status
        self.scenes: list[Scene] = []

    def __call__(self, scene: Scene) -> Status:
        self.scenes.append(scene)
        return replace(self.status, at=scene.now)


def epic(
    status: Status = WHOLE,
    *,
    rule: str = RULE,
    about: Item | None = None,
    more: tuple[str, ...] = (),
) -> Bench:
    """A bench whose epic has this status."""
    texts = (rule, MAPPING, *more)
    one = bench(*texts, about=about or item("jira:PAY-1", "epic"))
    return replace(one, background=Background(), appraise=Found(status))


def finds(one: Bench, status: Status) -> Bench:
    """The same where this is found from now on."""
    return replace(one, appraise=Found(status))


def commented(plan: Plan) -> str:
    """The text of the one comment that is wished for."""
    (found,) = [s.effect for s in plan.steps if isinstance(s.effect, Comment)]
    return found.text


def fields(plan: Plan) -> dict[str, str | None]:
    """What is to be written into which field."""
    return {s.effect.field: s.effect.value for s in plan.steps if isinstance(s.effect, SetField)}
