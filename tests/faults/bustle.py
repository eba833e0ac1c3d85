"""People who do tens of thousands of things in both pretend trackers, and the webhooks of it."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from automation.model import Delivery
from automation.sandbox.entry import Via
from automation.sandbox.github import acts as g
from automation.sandbox.github.emission import emit
from automation.sandbox.github.records import Pull
from automation.sandbox.github.state import Issue, Repository
from automation.sandbox.github.state import State as GitHubState
from automation.sandbox.github.wire import Wire as GitHubWire
from automation.sandbox.jira import acts as j
from automation.sandbox.jira.entry import Entry, enact
from automation.sandbox.jira.hooks import payload
from automation.sandbox.jira.site import HEALTH, LINK_TYPES, POINTS, PRIORITIES, WORKFLOWS
from automation.sandbox.jira.state import Issue as Card
from automation.sandbox.jira.state import State as JiraState
from automation.sandbox.jira.state import Stored
from automation.sandbox.jira.wire import Wire as JiraWire
from automation.sandbox.refusal import Refusal

SHOP = "acme/shop"
PEOPLE = ("mara-lind", "jonas-weil", "aiko-tanabe", "teo-varga")
ACCOUNTS = (
    "712020:5e1d0a44-mara",
    "712020:1f83ab20-jonas",
    "712020:77c0de31-aiko",
    "712020:c4a9fe02-teo",
)
LABELS = ("bug", "feature", "question", "docs", "urgent", "customer:acme", "customer:bolt")
EPIC, STORY, TASK, BUG = "10100", "10101", "10102", "10103"
MOST = 150  # issues in each tracker: beyond it people work on those that are there


@dataclass
class Shop:
    """The pretend GitHub, and what is done to it next."""

    state: GitHubState
    wire: GitHubWire
    chance: random.Random
    told: int = 0

    def goes_on(self, at: datetime) -> Sequence[Delivery]:
        """One thing that somebody does, and its webhooks; none where it cannot be done."""
        acts = self.chance.choice(self._what())()
        with suppress(Refusal):
            by = self.chance.choice(PEOPLE)
            done = emit(self.state, *acts, by=by, at=at, wire=self.wire)
            self.state = done.state
            self.told += len(done.sent)
            return [
                _delivery("github", self.told + n, one.event, one.payload, at)
                for n, one in enumerate(done.sent)
            ]
        return ()

    def _what(self) -> Sequence[Callable[[], Sequence[g.Act]]]:
        grows = len(self._here.issues) < MOST
        often = (self._labels, self._words, self._state, self._people, self._comment, self._place)
        rare = (self._part, self._blocker, self._review, self._push, self._type)
        return (
            *often,
            *often,
            *rare,
            *([self._opens, self._pulls] if grows else []),
            *self._seldom(),
        )

    def _seldom(self) -> Sequence[Callable[[], Sequence[g.Act]]]:
        dice = self.chance.random()
        return (self._plans,) if dice < 0.03 else (self._leaves,) if dice < 0.06 else ()

    @property
    def _here(self) -> Repository:
        return self.state.repository(SHOP)

    def _any(self, *, pull: bool | None = None) -> Issue:
        found = [one for one in self._here.issues.values() if pull in (None, one.pull is not None)]
        return self.chance.choice(found or list(self._here.issues.values()))

    def _opens(self) -> Sequence[g.Act]:
        other = self._any().number
        labels = tuple(self.chance.sample(LABELS, self.chance.randrange(3)))
        words = self.chance.choice(["", f"Blocked by #{other}", f"For PAY-{other % 40 + 1}"])
        return (g.OpenIssue(SHOP, f"Report {self.told}", words, labels),)

    def _pulls(self) -> Sequence[g.Act]:
        branch = f"PAY-{self.chance.randrange(1, 40)}-{self.told}"
        words = f"Fixes #{self._any(pull=False).number}"
        return g.Push(SHOP, branch, "Begin"), g.OpenPull(
            SHOP, f"Mend {self.told}", branch, body=words
        )

    def _labels(self) -> Sequence[g.Act]:
        issue, label = self._any(), self.chance.choice(LABELS)
        if issue.has(label):
            return (g.RemoveLabel(SHOP, issue.number, label),)
        return (g.AddLabels(SHOP, issue.number, (label,)),)

    def _words(self) -> Sequence[g.Act]:
        return (
            g.EditIssue(SHOP, self._any().number, f"Now {self.told}", f"See #{self.told % 90}"),
        )

    def _state(self) -> Sequence[g.Act]:
        issue = self._any()
        if issue.state == "closed":
            return (g.ReopenIssue(SHOP, issue.number),)
        if issue.pull is not None and self.chance.random() < 0.5:
            return (g.MergePull(SHOP, issue.number),)
        return (g.CloseIssue(SHOP, issue.number),)

    def _people(self) -> Sequence[g.Act]:
        some = tuple(self.chance.sample(PEOPLE, self.chance.randrange(3)))
        return (g.SetAssignees(SHOP, self._any().number, some),)

    def _comment(self) -> Sequence[g.Act]:
        return (g.AddComment(SHOP, self._any().number, f"Word {self.told}"),)

    def _place(self) -> Sequence[g.Act]:
        open_ = [one.number for one in self._here.milestones.values()]
        where = self.chance.choice([None, *open_]) if open_ else None
        return (g.SetMilestone(SHOP, self._any().number, where),)

    def _part(self) -> Sequence[g.Act]:
        above, under = self._any(pull=False), self._any(pull=False)
        if under.parent:
            number = next((i.number for i in self._here.issues.values() if i.id == under.parent), 0)
            return (g.RemoveSubIssue(SHOP, number, under.id),)
        return (g.AddSubIssue(SHOP, above.number, under.id),)

    def _blocker(self) -> Sequence[g.Act]:
        issue, other = self._any(pull=False), self._any(pull=False)
        if issue.blocked_by:
            return (g.RemoveBlocker(SHOP, issue.number, issue.blocked_by[0]),)
        return (g.AddBlocker(SHOP, issue.number, other.id),)

    def _review(self) -> Sequence[g.Act]:
        verdict = self.chance.choice(["approved", "changes_requested", "commented"])
        return (g.SubmitReview(SHOP, self._any(pull=True).number, verdict, "Hm."),)

    def _push(self) -> Sequence[g.Act]:
        pull = self._any(pull=True).pull
        branch = pull.head if isinstance(pull, Pull) else f"loose-{self.told}"
        said = self.chance.choice(["success", "failure"])
        return g.Push(SHOP, branch, f"More {self.told}"), g.CompleteChecks(SHOP, branch, said)

    def _type(self) -> Sequence[g.Act]:
        kind = self.chance.choice(["Bug", "Task", None])
        return (g.SetType(SHOP, self._any(pull=False).number, kind),)

    def _plans(self) -> Sequence[g.Act]:
        return (g.CreateMilestone(SHOP, f"Cut {self.told}", None, "2027-01-15T07:00:00Z"),)

    def _leaves(self) -> Sequence[g.Act]:
        return (g.DeleteIssue(SHOP, self._any(pull=False).number),)


@dataclass
class Board:
    """The pretend Jira, and what is done to it next."""

    state: JiraState
    wire: JiraWire
    chance: random.Random
    told: int = 0

    def goes_on(self, at: datetime) -> Sequence[Delivery]:
        """One thing that somebody does, and its webhooks; none where it cannot be done."""
        deed = j.Deed(self.chance.choice(ACCOUNTS), self.chance.choice(self._what())())
        done = enact(self.state, Entry(at=at, via=Via.PAGE, deeds=(deed,)))
        if done.refusal:
            return ()
        self.state = done.state
        self.told += len(done.happenings)
        return [
            _delivery("jira", self.told + n, "", payload(one, state=self.state, wire=self.wire), at)
            for n, one in enumerate(done.happenings)
        ]

    def _what(self) -> Sequence[Callable[[], j.Act]]:
        often = (self._moves, self._words, self._labels, self._fields, self._comment)
        grows = len(self.state.issues) < MOST
        seldom = (self._leaves, self._travels) if self.chance.random() < 0.05 else ()
        made = [self._creates] if grows else []
        return (*often, *often, self._parent, self._links, self._unlinks, *made, *seldom)

    def _any(self, *types: str) -> Card:
        found = [one for one in self.state.issues.values() if not types or one.type.id in types]
        return self.chance.choice(found)

    def _creates(self) -> j.Act:
        kind = self.chance.choice([EPIC, STORY, TASK, BUG])
        fields: dict[str, Stored] = {
            "summary": f"Card {self.told}",
            "issuetype": kind,
            "description": f"As in acme/shop#{self.told % 90}",
        }
        if kind != EPIC:
            fields["parent"] = self._any(EPIC).id
        return j.CreateIssue(self.chance.choice(["PAY", "SEC"]), fields)

    def _moves(self) -> j.Act:
        card = self._any()
        return j.MoveCard(card.id, self.chance.choice(WORKFLOWS[card.project]).id)

    def _words(self) -> j.Act:
        return j.EditIssue(
            self._any().id, {"summary": f"Now {self.told}, see PAY-{self.told % 60}"}
        )

    def _labels(self) -> j.Act:
        card, label = self._any(), self.chance.choice(LABELS)
        stands = label in card.several("labels")
        return j.EditIssue(card.id, {}, () if stands else (label,), (label,) if stands else ())

    def _fields(self) -> j.Act:
        some: dict[str, Stored] = {
            "assignee": self.chance.choice([*ACCOUNTS, None]),
            "duedate": self.chance.choice(["2026-12-11", "2027-01-15", None]),
            "priority": self.chance.choice(PRIORITIES).id,
            HEALTH: self.chance.choice(["10060", "10061", None]),
            POINTS: float(self.chance.randrange(8)) or None,
        }
        names = self.chance.sample(sorted(some), 2)
        return j.EditIssue(self._any().id, {name: some[name] for name in names})

    def _comment(self) -> j.Act:
        return j.AddComment(self._any().id, f"Word {self.told}")

    def _parent(self) -> j.Act:
        above = self.chance.choice([self._any(EPIC).id, None])
        return j.EditIssue(self._any(STORY, TASK, BUG).id, {"parent": above})

    def _links(self) -> j.Act:
        kind = self.chance.choice(LINK_TYPES).id
        return j.LinkIssues(kind, source=self._any().id, target=self._any().id)

    def _unlinks(self) -> j.Act:
        links = sorted(self.state.links)
        return j.UnlinkIssues(self.chance.choice(links)) if links else self._links()

    def _leaves(self) -> j.Act:
        return j.DeleteIssue(self._any(STORY, TASK, BUG).id)

    def _travels(self) -> j.Act:
        card = self._any(TASK)
        return j.MoveIssue(card.id, "SEC" if card.project == "PAY" else "PAY")


@dataclass
class Bustle:
    """Both trackers at work; times go on by up to two seconds, so that many share one."""

    shop: Shop
    board: Board
    chance: random.Random
    now: datetime
    lost: set[str] = field(default_factory=set)
    deletions: int = 0

    def tells(self, many: int) -> Iterator[Delivery]:
        """So many webhooks, in the order they were sent."""
        told = 0
        while told < many:
            self.now += timedelta(milliseconds=self.chance.randrange(2_000))
            place = self.shop if self.chance.random() < 0.5 else self.board
            for each in place.goes_on(self.now):
                told += 1
                yield each

    def arrives(self, many: int, *, dropped: float, window: int) -> Sequence[Delivery]:
        """The same as the network brings them: some never, the rest up to a window too late."""
        order: list[tuple[float, Delivery]] = []
        for number, each in enumerate(self.tells(many)):
            if self._is_odd_deletion(each) or self.chance.random() < dropped:
                self.lost.add(each.id)
            else:
                order.append((number + self.chance.random() * window, each))
        return [each for _, each in sorted(order, key=lambda pair: pair[0])]

    def _is_odd_deletion(self, told: Delivery) -> bool:
        """Deletions are so few that by chance none may be lost: every second one is."""
        deletes = b'"jira:issue_deleted"' in told.body or b'"action": "deleted"' in told.body
        self.deletions += deletes
        return deletes and self.deletions % 2 == 1


def _delivery(
    connection: str, number: int, kind: str, said: dict[str, object], at: datetime
) -> Delivery:
    body = json.dumps(said).encode()
    return Delivery(connection, f"{connection}-{number}", kind, body, at)
