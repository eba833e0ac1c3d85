"""What one set of rules said while history was replayed: values, words, writes, people's own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from automation.effects import Comment, Email, Notice, Plan, Step, Webhook
from automation.model import Item
from automation.ports import Case

Place = tuple[str, str]
"""An item and one of its fields."""

MAIL: Final = "mail"
COMMENT: Final = "comment"
NOTICE: Final = "notice"
WEBHOOK: Final = "webhook"
WRITE: Final = "write"


@dataclass(frozen=True, slots=True)
class Told:
    """A value that a field read from then on; `opens` says that it stood when the window opened."""

    item_id: str
    field: str
    at: datetime
    value: str | None
    because: str
    rule: str
    opens: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """A comment, a mail, a line of a mail, a webhook, or a write that a rule with steps wanted.
    `field` tells two apart.
    """

    at: datetime
    kind: str
    rule: str
    item_id: str
    field: str
    value: str


@dataclass(frozen=True, slots=True, order=True)
class ByHand:
    """What a person had set in a field that a rule derives, and until when it counted."""

    item_id: str
    field: str
    value: str
    by: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Named:
    """An item as people know it."""

    key: str
    title: str
    type: str
    url: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything one set of rules said in the window."""

    told: tuple[Told, ...] = ()
    acts: tuple[Act, ...] = ()
    by_hand: frozenset[ByHand] = frozenset()
    items: Mapping[str, Named] = field(default_factory=dict)
    failed: tuple[str, ...] = ()


class Listener:
    """Hears every plan, and keeps what is new in it."""

    def __init__(self, live: Collection[str], derive: Collection[str]) -> None:
        """`live` are the rules whose word counts, `derive` those of them that say what stands."""
        self.opens = True
        self._live = live
        self._derive = derive
        self._values: dict[Place, str | None] = {}
        self._said: dict[tuple[str, str], str | None] = {}
        self._told: list[Told] = []
        self._acts: list[Act] = []
        self._hands: set[ByHand] = set()
        self._items: dict[str, Named] = {}
        self._failed: dict[str, None] = {}

    def hear(self, case: Case, plan: Plan, now: datetime) -> None:
        """Keep what this plan says that was not said before."""
        before = len(self._told) + len(self._acts)
        self._hear_values(plan, now)
        for step in plan.steps:
            self._hear_step(step, now)
        for verdict in plan.verdicts:
            if verdict.result == "failed":
                self._failed[f"{verdict.rule}: {verdict.because}"] = None
        for each in plan.overrides:
            hand = (str(each.value or ""), each.by, each.at, each.until)
            self._hands.add(ByHand(each.item_id, each.field, *hand))
        if case.item is not None and len(self._told) + len(self._acts) > before:
            self._items[case.item.id] = _named(case.item, plan.type)

    @property
    def outcome(self) -> Outcome:
        """All that was said."""
        return Outcome(
            told=tuple(self._told),
            acts=tuple(self._acts),
            by_hand=frozenset(self._hands),
            items=self._items,
            failed=tuple(self._failed),
        )

    def _hear_values(self, plan: Plan, now: datetime) -> None:
        for each in plan.derived:
            place = (each.item_id, each.field)
            if each.rule not in self._live:
                continue
            if place not in self._values or self._values[place] != each.value:
                self._values[place] = each.value
                told = Told(*place, now, each.value, each.because, each.rule, opens=self.opens)
                self._told.append(told)

    def _hear_step(self, step: Step, now: datetime) -> None:
        """A value that is derived is told as such; what is said while it opens was said before."""
        effect, kind = step.effect, _kind(step)
        if kind == WRITE and step.rule in self._derive:
            return
        key = (step.rule, effect.key)
        if key in self._said and self._said[key] == effect.value:
            return
        self._said[key] = effect.value
        if not self.opens:
            place = (step.subject, effect.field)
            self._acts.append(Act(now, kind, step.rule, *place, str(effect.value or "")))


def _kind(step: Step) -> str:
    match step.effect:
        case Comment():
            return COMMENT
        case Email():
            return MAIL
        case Notice():
            return NOTICE
        case Webhook():
            return WEBHOOK
        case _:
            return WRITE


def _named(item: Item, type_: str) -> Named:
    title = str(item.fields.get("title") or "")
    return Named(item.key, title, type_ or item.type, item.url)


def timelines(told: tuple[Told, ...]) -> Mapping[Place, tuple[Told, ...]]:
    """What each field read, one value after the other."""
    found: dict[Place, list[Told]] = {}
    for each in told:
        found.setdefault((each.item_id, each.field), []).append(each)
    return {place: tuple(each) for place, each in found.items()}
