"""What the pages show of an item: values, writes, opinions and the past in plain words. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, Final

from automation.cleaning import clean
from automation.engine.folder.people import People
from automation.engine.folder.world import World
from automation.health import OVER
from automation.model import Derived, Evidence, Item, Mark, Override
from automation.sentences import named
from automation.store.related import Relation
from automation.store.views import ItemView, Listed
from automation.visibility import RESTRICTED
from automation.web import words
from automation.web.rulebook import Card, Shelf
from automation.web.standings import Held, Pending, by_name
from automation.web.words import Said

NOBODY: Final = People()
_SHORT_HASH = 12
_LONG = 100
"""Letters of a text that is no value any more."""

_SAID_ENOUGH = frozenset({"done", "already"})
"""Outcomes whose word says all there is."""


@dataclass(frozen=True, slots=True)
class RuleName:
    """The rule behind a statement. `file` is "" and `title` its id where it is no longer active.

    `earlier` says that the set it was decided with is not the active one.
    """

    title: str
    file: str
    set_: str
    earlier: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """One field Pitboard derives for an item, with why and since when.

    `note` says what a reader must know besides: that its rule is in shadow, paused or gone.
    `is_over`: it is a health that says so, and then it counts whatever a person says.
    """

    field: str
    said: Said
    because: str
    since: datetime
    evidence: Sequence[Evidence]
    rule: RuleName
    held: Held | None
    note: str
    pending: Pending | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class Write:
    """One wish and what became of it; labels None where the tracker was not looked at.

    `about` is the rule that a mail to its owner is about, "" for a write about an item.
    """

    key: str
    about: str
    field: str
    wanted: Said
    outcome: Said
    said: str
    before: Sequence[str] | None
    after: Sequence[str] | None
    empty: str
    planned_at: datetime
    done_at: datetime | None
    because: str
    rule: RuleName

    @property
    def is_long(self) -> bool:
        """Whether a text was written that has lines, or is one of some sentences."""
        texts = [*(self.before or ()), *(self.after or ())]
        return any(len(each) > _LONG or "\n" in each for each in texts)

    @property
    def reason(self) -> str:
        """Why, where the first line of a long text does not say it already."""
        return "" if self.is_long and self.because in self.headline else self.because

    @property
    def headline(self) -> str:
        """The first line of what was written."""
        return next(iter("\n".join(self.after or ()).splitlines()), "")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one rule last said about an item."""

    rule: RuleName
    said: Said
    because: str
    at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One change of an item; its text names who did it. `ours` is our own write's echo."""

    text: str
    url: str
    at: datetime
    ours: bool

    @property
    def is_day(self) -> bool:
        """Whether it is known by its day alone, which files and trackers tell as a midnight."""
        return self.at.astimezone(UTC).time() == time()


@dataclass(frozen=True, slots=True)
class Entry:
    """An item in the list. `moved` is its last movement, None where none was seen."""

    key: str
    called: str
    title: str
    state: str
    statements: Sequence[Statement]
    moved: Moment | None
    seen: datetime


@dataclass(frozen=True, slots=True)
class Linked:
    """Another item in a group of links. `key` is "" where it is not known; `title` says enough."""

    key: str
    called: str
    title: str
    kind: str
    url: str


def title(item: Item) -> str:
    """An item's title, its key where it has none to show."""
    return clean(str(item.fields.get("title") or "")).strip() or item.key


def listed(found: Listed, rules: Shelf, now: datetime, people: People = NOBODY) -> Entry:
    """An item as one line of the list; what rules said that are gone is left out, and what
    Pitboard wrote is no movement.
    """
    item = found.item
    moves = (mark for mark in item.marks.values() if not mark.ours)
    last = max(moves, key=lambda mark: (mark.at, mark.event), default=None)
    said = statements(found, rules, now, people)
    return Entry(
        key=item.key,
        called=words.called(item.key) or f"{item.type} in {words.tracker(item.connection)}",
        title=title(item),
        state=str(item.fields.get("state") or ""),
        statements=[one for one in said if one.rule.file],
        moved=_moment(last, people) if last else None,
        seen=max((guard.at for guard in item.guards.values()), default=now),
    )


def statements(
    found: Listed | ItemView, rules: Shelf, now: datetime, people: People = NOBODY
) -> Iterator[Statement]:
    """What Pitboard says about an item, with a person's word where it holds."""
    holding = {override.field: override for override in found.overrides if override.until > now}
    for one in found.derived:
        held = _held(holding[one.field], people) if one.field in holding else None
        yield _statement(one, held, rules, found.ripe.get(one.rule))


def write(row: Mapping[str, Any], rules: Shelf) -> Write:
    """A row of the outbox. When it was written is told by the company's clock, as all else here."""
    key = row.get("key") or row["target"]
    stepped = row.get("company_at")
    return Write(
        key=key,
        about=key.removeprefix("rule:") if key.startswith("rule:") else "",
        field=words.field(row["field"]),
        wanted=words.value(row["value"], row["field"]),
        outcome=words.write(row),
        said="" if row["state"] in _SAID_ENOUGH else row["said"] or "",
        before=row["before"],
        after=row["after"],
        empty=words.nothing(row["field"]),
        planned_at=stepped or row["planned_at"],
        done_at=(row["done_at"] or row["sent_at"]) and (stepped or row["done_at"]),
        because=row["because"],
        rule=rule_name(row["rule"], row["ruleset"], rules),
    )


def opinion(row: Mapping[str, Any], rules: Shelf) -> Opinion:
    """The latest verdict of a rule."""
    name = rule_name(row["rule"], row["ruleset"], rules)
    return Opinion(name, words.verdict(row["result"]), row["because"], row["at"], row["rule"])


def past(history: Sequence[tuple[str, Mark]], people: People = NOBODY) -> Iterator[Moment]:
    """An item's history as it is on record, newest first."""
    for _, mark in history:
        yield _moment(mark, people)


def state(item: Item, world: World) -> str:
    """Open, closed or merged, as its tracker says; or dropped, which is closed and not done."""
    is_dropped = world.status_group(item).value == "dropped"
    return "dropped" if is_dropped else str(item.fields.get("state") or "")


def links(found: Sequence[Relation], world: World) -> Iterator[tuple[str, Sequence[Linked]]]:
    """The items that one is linked with, under the words for what they are to it."""
    groups: dict[str, dict[str, Linked]] = {}
    for each in found:
        heading = words.relation(each.kind, outward=each.outward)
        group = groups.setdefault(heading, {})
        name = each.key or each.reference or f"hidden {len(group)}"
        group.setdefault(name, _linked(each, world))
    for heading in words.relations():
        if heading in groups:
            yield heading, list(groups[heading].values())


def _linked(found: Relation, world: World) -> Linked:
    if not found.key:
        unseen = "restricted" if found.visibility else "not seen yet"
        return Linked("", "", found.title or clean(named(found.reference)), unseen, "")
    seen_by = found.visibility if found.visibility == RESTRICTED else ""
    stands = state(found.item, world) if found.item else found.state
    kind = ", ".join(p.replace("_", " ") for p in (found.type, stands, seen_by) if p)
    title = clean(found.title).strip() or found.key
    return Linked(found.key, words.called(found.key), title, kind, found.url)


def rule_name(rule: str, set_: str, rules: Shelf) -> RuleName:
    """A rule by the title people know it by."""
    card: Card | None = rules.of_rule(rule)
    return RuleName(
        title=card.title if card else rule,
        file=card.file if card else "",
        set_=set_[:_SHORT_HASH],
        earlier=set_ != rules.hash,
    )


def _statement(
    derived: Derived, held: Held | None, rules: Shelf, ripe: datetime | None
) -> Statement:
    card = rules.of_rule(derived.rule)
    return Statement(
        field=words.field(derived.field),
        said=words.derived(derived.value, derived.field),
        because=derived.because,
        since=derived.changed_at,
        evidence=derived.evidence,
        rule=rule_name(derived.rule, derived.ruleset, rules),
        held=held,
        note=words.standing(card.state if card else None),
        pending=_pending(derived, ripe),
        is_over=derived.field == "health" and words.judged(derived) in OVER,
    )


def _pending(derived: Derived, ripe: datetime | None) -> Pending | None:
    if derived.candidate_since is None:
        return None
    said = words.derived(derived.candidate, derived.field)
    return Pending(said, derived.candidate_since, ripe, unless="")


def _held(override: Override, people: People) -> Held:
    said = words.value(override.value, override.field)
    return Held(said, by_name(override.by, people), override.at, override.until)


def _moment(mark: Mark, people: People = NOBODY) -> Moment:
    return Moment(by_name(mark.text, people), mark.url, mark.at, mark.ours)
