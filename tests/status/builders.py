"""Epics with their parts, marks and scenes, with only what a test cares about."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from automation.amount import Amount, Limits
from automation.appraisal import Background, Scene, Signal, Status
from automation.calendar import Calendar
from automation.graph import Edge, Graph
from automation.model import Actor, Item, LinkKind, Mark, Value
from automation.programs import is_called_one
from automation.status.appraise import appraise

NOW = datetime(2026, 10, 16, 9, tzinfo=UTC)
"""A Friday."""
CREATED = datetime(2026, 6, 1, 8, tzinfo=UTC)
BEGUN = datetime(2026, 9, 1, 8, tzinfo=UTC)
ANN = Actor("501", "ann-moss")
BOT = Actor("700", "renovate[bot]", is_bot=True)
GROUPS = {"To Do": "todo", "In Progress": "doing", "Blocked": "doing", "Done": "done"}
GROUPS |= {"Won't do": "dropped", "On hold": "doing"}


def on(month: int, day: int, hour: int = 9, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def limits(**changed: Mapping[str, Amount | tuple[str, ...]]) -> Limits:
    """The limits that hold by themselves, some of them changed."""
    days = "working days"
    known: dict[str, Mapping[str, Amount | tuple[str, ...]]] = {
        "overdue": {"serious": Amount(1, days)},
        "slips": {
            "watch": Amount(20, "%"),
            "serious": Amount(2, "times"),
            "late": Amount(14, "days"),
        },
        "scope": {
            "watch": Amount(10, "%"),
            "serious": Amount(20, "%"),
            "outruns": Amount(2, "weeks"),
        },
        "blocked": {
            "watch": Amount(2, days),
            "serious": Amount(5, days),
            "from": ("status", "flag", "label blocked", "blocked_by"),
        },
        "silence": {"unknown": Amount(10, days)},
        "evidence": {"weeks": Amount(5, "weeks"), "done": Amount(10, "items")},
    }
    return known | {word: {**known[word], **keys} for word, keys in changed.items()}


@dataclass(frozen=True)
class PlainWords:
    """What the files beside the rules would say, by status names and item types."""

    def group(self, item: Item) -> str:
        status = item.fields.get("status")
        if status is None and item.facets:
            status = next(iter(item.facets.values()))
        if isinstance(status, str):
            return GROUPS[status]
        return "done" if item.fields.get("state") == "closed" else "todo"

    def type(self, item: Item) -> str:
        return item.type

    def team(self, item: Item) -> str | None:
        return item.project.casefold()

    def is_bot(self, connection: str, actor: Actor) -> bool:
        return is_called_one(connection, actor)

    def fills(self, connection: str, facet: str) -> bool:
        return bool(connection) and facet.startswith(("customfield_10050", "label:health: "))


def mark(
    at: datetime,
    value: Value,
    was: Value = None,
    *,
    by: Actor | None = ANN,
    ours: bool = False,
    text: str = "",
) -> Mark:
    who = by.login if by else "someone"
    said = text or f"{who} changed it to {value}"
    return Mark(at, value, said, "https://t.example/1", f"e-{at:%m%d%H%M%S}-{value}", by, ours, was)


def item(
    key: str,
    type_: str = "issue",
    *,
    status: str | None = None,
    created: datetime | None = CREATED,
    marks: Mapping[str, Mark] | None = None,
    labels: Iterable[str] = (),
    visibility: str = "internal",
    facets: Mapping[str, Value] | None = None,
    **fields: Value,
) -> Item:
    """An item by its key: `PAY-1` of Jira, or `github:acme/shop#12`."""
    whole = key if ":" in key else f"jira:{key}"
    connection, _, name = whole.partition(":")
    told = {"state": "open", "author": "ann-moss", "created": created, "status": status, **fields}
    return Item(
        id=f"{connection}:id-{name}",
        connection=connection,
        key=whole,
        type=type_,
        project=name.partition("-")[0],
        url=f"https://{connection}.example/{name}",
        visibility=visibility,
        labels=frozenset(labels),
        facets=facets or {},
        marks=marks or {},
        fields={name: value for name, value in told.items() if value is not None},
    )


def leaf(
    number: int,
    status: str = "To Do",
    *,
    at: datetime | None = None,
    created: datetime = CREATED,
    type_: str = "issue",
    labels: Iterable[str] = (),
    visibility: str = "internal",
) -> Item:
    """A part PAY-101, PAY-102, ...; `at` is when it came to its status."""
    return item(
        f"PAY-{100 + number}",
        type_,
        status=status,
        created=created,
        marks={} if at is None else {"status": mark(at, status, "To Do")},
        labels=labels,
        visibility=visibility,
    )


def with_mark(of: Item, facet: str, told: Mark) -> Item:
    return replace(of, marks={**of.marks, facet: told})


def added(number: int, at: datetime, status: str = "To Do") -> Item:
    """A leaf that was put under the epic later than it was created."""
    return with_mark(leaf(number, status), "link:parent:jira:PAY-1", mark(at, "jira:PAY-1"))


@dataclass(frozen=True)
class Company:
    """An epic PAY-1 with its parts; each `with_` gives another company."""

    epic: Item = field(default_factory=lambda: item("PAY-1", "epic", status="In Progress"))
    parts: tuple[Item, ...] = ()
    beside: tuple[Item, ...] = ()
    edges: tuple[Edge, ...] = ()
    background: Background = field(
        default_factory=lambda: Background(
            past={"status": (mark(BEGUN, "In Progress", "To Do"),)},
            finished=tuple(on(9, 1) + timedelta(hours=each) for each in range(12)),
            began=on(1, 5),
        )
    )
    calendar: Calendar = field(default_factory=Calendar)
    limits: Limits = field(default_factory=limits)
    target: datetime | None = None
    milestone: Item | None = None
    paused: bool = False

    def linked(self, one: Item, kind: LinkKind, other: Item) -> "Company":
        """With a link between two items, which need not be parts."""
        known = {self.epic.id, *(each.id for each in (*self.parts, *self.beside))}
        more = tuple(each for each in (one, other) if each.id not in known)
        edge = Edge(one.id, kind, other.id)
        return replace(self, beside=(*self.beside, *more), edges=(*self.edges, edge))

    def with_past(self, facet: str, *marks: Mark) -> "Company":
        past = {**self.background.past, facet: marks}
        return replace(self, background=replace(self.background, past=past))

    def due(self, target: datetime, *marks: Mark) -> "Company":
        return replace(self.with_past("due", *marks), target=target)

    def planned(self, milestone: Item, target: datetime, *marks: Mark) -> "Company":
        """With a milestone that is part of it and has moved like this."""
        known = replace(self.background, milestones={milestone.id: {"due": marks}})
        here = replace(self, background=known, target=target, milestone=milestone)
        return here.linked(milestone, LinkKind.PARENT, self.epic)

    def scene(self, now: datetime = NOW) -> Scene:
        items = {each.id: each for each in (self.epic, *self.parts, *self.beside)}
        under = tuple(Edge(each.id, LinkKind.PARENT, self.epic.id) for each in self.parts)
        return Scene(
            item=self.epic,
            around=Graph(items, (*under, *self.edges)),
            now=now,
            words=PlainWords(),
            calendar=self.calendar,
            limits=self.limits,
            background=self.background,
            target=self.target,
            target_facet="due",
            milestone=self.milestone,
            paused=self.paused,
        )

    def status(self, now: datetime = NOW) -> Status:
        return appraise(self.scene(now))


def company(*parts: Item, **more: Item) -> Company:
    """An epic with five finished leaves of this autumn, and these parts."""
    epic = more.get("epic", item("PAY-1", "epic", status="In Progress"))
    done = [leaf(each, "Done", at=on(9, 2 + each)) for each in range(1, 6)]
    moved = with_mark(epic, "commented", mark(on(10, 15), on(10, 15)))
    return Company(moved, (*done, *parts))


def signal(status: Status, id_: str) -> Signal:
    found: Sequence[Signal] = [each for each in status.signals if each.id == id_]
    assert found, f"no {id_} among {[each.id for each in status.signals]}"
    return found[0]


def ids(status: Status) -> set[str]:
    return {each.id for each in status.signals}


Build = Callable[[], Company]
