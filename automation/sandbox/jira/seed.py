"""What the pretend Jira begins with: who is there, its projects, and a first minute of six issues.

All of it invented. The year of work that a whole company leaves behind is in `sandbox/company`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from automation.sandbox.company.crew import people
from automation.sandbox.jira.acts import (
    Act,
    AddComment,
    CreateIssue,
    CreateSprint,
    CreateVersion,
    Deed,
    EditIssue,
    EditSprint,
    LinkIssues,
    MoveCard,
)
from automation.sandbox.jira.entry import Entry, Via
from automation.sandbox.jira.site import FLAGGED, HEALTH, POINTS, SPRINT
from automation.sandbox.jira.state import FIRST_ID, Component, Project, State, Stored, User

VISITOR = "712020:5e1d0a44-mara"
BOT = "712020:9b70c2f1-pitboard"
_JONAS, _AIKO, _TEO = "712020:1f83ab20-jonas", "712020:77c0de31-aiko", "712020:c4a9fe02-teo"

_PROJECTS = (
    Project("10600", "PAY", "Payments"),
    Project("10601", "SEC", "Security"),
    Project("10602", "LOG", "Logistik"),
    Project("10603", "LOY", "Loyalty"),
)
_COMPONENTS = (
    Component(id="10610", project="PAY", name="Checkout"),
    Component(id="10611", project="PAY", name="Refunds"),
)

_EPIC, _STORY, _TASK, _BUG, _SUBTASK = "10100", "10101", "10102", "10103", "10104"
_PROGRESS, _OPEN_WORK = "10001", "10011"


def founding(email: str) -> State:
    """Build the state before anything happened; `email` is that of Pitboard's account."""
    crew = (User(each.account, each.name, each.mail) for each in people().values())
    return State(
        users={user.id: user for user in (*crew, User(BOT, "Pitboard", email))},
        projects={project.key: project for project in _PROJECTS},
        components={component.id: component for component in _COMPONENTS},
    )


def seed(now: datetime) -> list[Entry]:
    """Tell the first minutes, a few seconds apart and ending at `now`."""
    deeds = list(_deeds())
    return [
        Entry(at=now - timedelta(seconds=3 * left), via=Via.SEED, deeds=(deed,))
        for left, deed in zip(range(len(deeds) - 1, -1, -1), deeds, strict=True)
    ]


def _deeds() -> Iterator[Deed]:
    """Number what is made as `transitions` does: an id for each thing and each changelog."""
    version, sprint, epic = str(FIRST_ID + 1), str(FIRST_ID + 2), str(FIRST_ID + 3)
    story, bug, subtask, audit, advice = (str(FIRST_ID + 3 + 2 * nth) for nth in range(1, 6))
    acts: tuple[tuple[str, Act], ...] = (
        (VISITOR, CreateVersion("PAY", "Autumn release", "2026-12-11")),
        (VISITOR, CreateSprint("PAY Sprint 7", "Refunds without a phone call")),
        *_payments(version, sprint, epic, story),
        *_security(),
        (VISITOR, EditSprint(sprint, state="active")),
        (_JONAS, MoveCard(story, _PROGRESS)),
        (_AIKO, MoveCard(audit, _OPEN_WORK)),
        (_JONAS, LinkIssues("10400", source=audit, target=story)),
        (_TEO, EditIssue(bug, {FLAGGED: ("10019",)})),
        (_TEO, AddComment(bug, "Waiting for the mail provider to answer.")),
        (_AIKO, EditIssue(advice, {"duedate": "2026-12-01"})),
        (_JONAS, EditIssue(subtask, {"assignee": _TEO})),
    )
    for by, act in acts:
        yield Deed(by, act)


def _payments(version: str, sprint: str, epic: str, story: str) -> Iterator[tuple[str, Act]]:
    refunds: dict[str, Stored] = {
        "summary": "Refunds customers can follow",
        "description": "Every second call about money asks where a refund is.",
        "issuetype": _EPIC,
        "duedate": "2026-12-11",
        "assignee": VISITOR,
        "labels": ("customer:acme",),
        HEALTH: "10060",
    }
    steps: dict[str, Stored] = {
        "summary": "Show each step of a refund",
        "issuetype": _STORY,
        "parent": epic,
        "assignee": _JONAS,
        "components": ("10611",),
        "fixVersions": (version,),
        SPRINT: (sprint,),
        POINTS: 5,
    }
    receipt: dict[str, Stored] = {
        "summary": "<b>Bold</b> amounts in the receipt mail 💸",
        "description": "A shop's name ends up as markup.",
        "issuetype": _BUG,
        "parent": epic,
        "priority": "2",
        "labels": ("receipt",),
    }
    texts: dict[str, Stored] = {"summary": "Words for each step", "issuetype": _SUBTASK}
    yield VISITOR, CreateIssue("PAY", refunds)
    yield _JONAS, CreateIssue("PAY", steps)
    yield _TEO, CreateIssue("PAY", receipt)
    yield _JONAS, CreateIssue("PAY", {**texts, "parent": story})


def _security() -> Iterator[tuple[str, Act]]:
    audit: dict[str, Stored] = {
        "summary": "Prüfung der Zahlungsdaten",
        "description": "Vor der Freigabe einmal ganz durchsehen.",
        "issuetype": _TASK,
        "assignee": _AIKO,
    }
    yield _AIKO, CreateIssue("SEC", audit)
    yield _AIKO, CreateIssue("SEC", {"summary": "Schlüssel erneuern", "issuetype": _TASK})
