"""A record of some weeks of work for back-tests: every change with its event, as live leaves them.

Everything follows from the number of an event, so that each record is the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from automation.model import Actor, Change, Event, Guard, Item, Link, LinkKind, Mark, Value
from automation.store import rows, schema
from automation.store.record import Record
from bench.portfolio_record import put

BEGUN: Final = datetime(2026, 9, 1, tzinfo=UTC)
HOURS: Final = 9
"""Of each day, from eight o'clock on: nothing happens at night."""

PROJECT: Final = "PAY"
ANN: Final = Actor("501", "ann-moss")
MOVES: Final = (("To Do", "new"), ("In Progress", "indeterminate"), ("Blocked", "indeterminate"))
LABELS: Final = 10


@dataclass(frozen=True, slots=True)
class Work:
    """How much happens: `a_day` changes on each of so many days, to the stories of some epics."""

    days: int
    a_day: int = 5_000
    epics: int = 100
    stories: int = 1_900

    @property
    def until(self) -> datetime:
        """When it is over."""
        return BEGUN + timedelta(days=self.days)


def fill(record: Record, work: Work) -> None:
    """Put all of it on record, as it reads when the last day is over."""
    record.connect("jira", "jira", wall=BEGUN - timedelta(days=365))
    last: dict[int, dict[str, Mark]] = {}
    told = [_event(work, number) for number in range(work.days * work.a_day)]
    for story, event, mark in told:
        if mark is not None:
            last.setdefault(story, {})[event.changes[0].facet] = mark
    items = [*(_epic(n) for n in range(work.epics)), *_stories(work, last)]
    put(record, schema.item, (_item_row(item) for item in items))
    put(record, schema.alias, ({"key": n, "item": i.id} for i in items for n in (i.id, i.key)))
    put(record, schema.link, (_link_row(item, link) for item in items for link in item.links))
    put(record, schema.event, (rows.event_row(e, mail=1, wall=e.at) for _, e, _ in told))
    put(record, schema.history, (_mark_row(e, mark) for _, e, mark in told if mark is not None))


def _event(work: Work, number: int) -> tuple[int, Event, Mark | None]:
    """A story is moved, gets or loses a label, or is spoken of; the same story is back after many
    others.
    """
    day, of_day = divmod(number, work.a_day)
    at = BEGUN + timedelta(days=day, hours=8, seconds=of_day * HOURS * 3600 // work.a_day)
    story, turn = (number * 7) % work.stories, number // work.stories
    key, id_ = f"jira:bench-{number}", _id(work.epics + story)
    url = f"https://jira.example.com/browse/{PROJECT}-{story}"
    if number % 3 == 0:
        said = {"comment": f"What I know of it by now: {number}"}
        return story, Event("jira", key, "jira.comment.created", at, id_, ANN, url, (), said), None
    facet, old, new = _change(story, turn)
    event = Event("jira", key, "jira.issue.updated", at, id_, ANN, url, (Change(facet, old, new),))
    return story, event, Mark(at, new, f"ann-moss changed {facet}", url, key, ANN, was=old)


def _change(story: int, turn: int) -> tuple[str, Value, Value]:
    if turn % 2:
        label = f"team {(story + turn // 2) % LABELS}"
        on = (turn // 2) % 2 == 0
        return f"label:{label}", None if on else label, label if on else None
    place = turn // 2 + story
    return "status", MOVES[place % 3][0], MOVES[(place + 1) % 3][0]


def _epic(number: int) -> Item:
    return _item(number, "epic", {"title": f"Epic {number}", "kind": "Epic", "status": "To Do"})


def _stories(work: Work, last: dict[int, dict[str, Mark]]) -> Iterator[Item]:
    for story in range(work.stories):
        marks = last.get(story, {})
        status = marks["status"].value if "status" in marks else MOVES[story % 3][0]
        fields: dict[str, Value] = {"title": f"Story {story}", "kind": "Story", "status": status}
        up = Link(LinkKind.PARENT, _id(story % work.epics), "field")
        labels = {str(m.value) for f, m in marks.items() if f[:6] == "label:" and m.value}
        yield _item(
            work.epics + story, "issue", fields, marks=marks, links={up}, labels=frozenset(labels)
        )


def _item(
    number: int,
    type_: str,
    fields: dict[str, Value],
    *,
    marks: dict[str, Mark] | None = None,
    links: set[Link] | None = None,
    labels: frozenset[str] = frozenset(),
) -> Item:
    created = BEGUN - timedelta(days=30 + number % 60)
    category = dict(MOVES)[str(fields["status"])]
    told: dict[str, Value] = {
        "status_category": category,
        "created": created,
        "state": "open",
        "updated": created,
    }
    return Item(
        id=_id(number),
        connection="jira",
        key=f"jira:{PROJECT}-{number}",
        type=type_,
        project=PROJECT,
        url=f"https://jira.example.com/browse/{PROJECT}-{number}",
        visibility="internal",
        fields={**told, **fields, "reporter": "ann-moss"},
        labels=labels,
        links=frozenset(links or ()),
        guards={n: Guard(created, "1") for n in ("fields", "labels", "links:field")},
        marks=marks or {},
    )


def _item_row(item: Item) -> dict[str, Any]:
    plain = ("id", "connection", "key", "type", "project", "url", "visibility")
    row = {name: getattr(item, name) for name in plain}
    row |= {"state": rows.item_state(item), "version": 1, "seen_at": BEGUN}
    return {**row, "born_at": item.fields["created"], "finished_at": None}


def _link_row(item: Item, link: Link) -> dict[str, Any]:
    told = {"kind": link.kind.value, "reference": link.to, "origin": link.origin}
    return {"source": item.id, **told, "target": link.to, "since": BEGUN}


def _mark_row(event: Event, mark: Mark) -> dict[str, Any]:
    return {
        "item": event.item_id,
        "facet": event.changes[0].facet,
        "at": mark.at,
        "hash": event.key,
        "mark": rows.mark_row(mark),
        "kept_until": mark.at + rows.KEEP_LONG,
    }


def _id(number: int) -> str:
    return f"jira:{20_000 + number}"
