"""Answers why a rule did or did not act on an item, out of the record, whatever process asks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final

from automation import catalog, rulefiles
from automation.actions import ACTIONS
from automation.engine.grammar.rule import Rule
from automation.engine.language.vocabulary import suggest
from automation.engine.ruleset.loader import RuleSet, load
from automation.engine.why.explaining import Explanation, explained, inquire
from automation.engine.why.inquiry import Inquiry
from automation.engine.why.keeping import Kept, keep
from automation.errors import PitboardError
from automation.model import Item
from automation.ports import Case, Clock
from automation.ports.explaining import Told
from automation.settings import Settings
from automation.store.explained import Explained
from automation.store.record import Record
from automation.store.rulesets import ActiveSet

_AROUND: Final = 400
"""Items around the one asked about whose events may have woken a rule."""


_FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Before any item; days are counted back from a moment, and the calendar has a first one."""


_ONE_CLOCK: Final = timedelta(minutes=1)
"""The company's clock is the system's where they are no further apart."""


class NothingToExplainError(PitboardError):
    """There is no such rule or item; the message says so, and which was likely meant."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer."""

    inquiry: Inquiry
    answer: Explanation
    source: str

    def as_test(self) -> Kept:
        """This run as an inline test of the rule's file. Raises EvaluationError where none can be
        made of it.
        """
        return keep(self.inquiry, self.source)


class Explainer:
    """Keeps the active set compiled while it is the active one. Threads may share it."""

    def __init__(self, record: Record, settings: Settings, clock: Clock) -> None:
        """Nothing is read until first asked."""
        self._record, self._settings, self._clock = record, settings, clock
        self._store = Explained(record.database)
        self._lock = Lock()
        self._rules: RuleSet | None = None

    def names(self) -> Mapping[str, str]:
        """The rules of the active set: what each is called, by its id."""
        rules, _ = self._active()
        return {rule.id: rule.title for rule in rules.rules}

    def ask(self, rule: str, item: str, at: datetime | None = None) -> Asked:
        """Why the rule did or did not act on the item, as things stood `at` then; a time without a
        zone is by the company's clock.

        Raises NothingToExplainError for an unknown rule or item, or an item that was not there.
        """
        rules, active = self._active()
        found, item_ = self._rule(rules, rule), item_called(self._record, item)
        wall = self._clock()
        now = self._record.clocks.company(wall)
        moment = now if at is None else _moment(at, rules, now)
        asked = self._inquiry(
            *(rules, found, item_, moment),
            since=active.live_since,
            is_past=moment < now,
            two_clocks=abs(now - wall) > _ONE_CLOCK,
        )
        return Asked(asked, explained(asked), active.files.get(found.file, ""))

    def _inquiry(
        self,
        rules: RuleSet,
        rule: Rule,
        item: Item,
        at: datetime,
        *,
        since: Mapping[str, datetime],
        is_past: bool,
        two_clocks: bool,
    ) -> Inquiry:
        case = self._store.case(
            item.id, at, reach=rules.reach, appraised=rules.appraises, is_past=is_past
        )
        if case is None:
            raise NothingToExplainError(f"{item.key} was not there yet at that time.")
        return inquire(
            *(rules, rule, case, at),
            live_since=since,
            told=self._told(rule, case, at, is_past=is_past),
            directory=self._record.directory(),
            appraise=catalog.APPRAISE,
            is_past=is_past,
            two_clocks=two_clocks,
        )

    def _told(self, rule: Rule, case: Case, at: datetime, *, is_past: bool) -> Told:
        """What is on record; of the past, without what only now is known of."""
        around = _around(rule, case)[:_AROUND]
        told = self._store.told(rule.id, case.subject, around, at)
        if told.site is not None:
            told = replace(told, site=replace(told.site, right=self._right(told.site.name)))
        if not is_past:
            return told
        rest = told.rest if told.rest and told.rest.since <= at else None
        return replace(told, waiting=(), rest=rest, runs=None)

    def _right(self, connection: str) -> str:
        """Why nothing can be written at a connection, "" where it can."""
        known = self._settings.connections
        settings = known.get(connection)
        if settings is None and not known:
            return ""  # the sandbox's trackers are named to what `up` starts, and to nobody else
        if settings is None:
            return f"{connection} is no connection of the settings, so nothing is written there"
        if not settings.token:
            said = f"no token for {connection} stands in the settings"
            return f"{said} (PITBOARD_{connection.upper().replace('-', '_')}_TOKEN)"
        return ""

    def _active(self) -> tuple[RuleSet, ActiveSet]:
        found = self._record.rulesets.active()
        if found is None:
            raise NothingToExplainError(
                "No rules are active yet. Start Pitboard once: pitboard up."
            )
        with self._lock:
            if self._rules is None or self._rules.hash != found.hash:
                nodes = {name: rulefiles.read(text, name) for name, text in found.files.items()}
                self._rules = load(nodes, found.hash, ACTIONS)
            return self._rules, found

    def _rule(self, rules: RuleSet, name: str) -> Rule:
        known = {rule.id: rule for rule in rules.rules}
        titles = {rule.title.casefold(): rule for rule in rules.rules}
        found = known.get(name) or titles.get(name.strip().casefold())
        if found is not None:
            return found
        near = suggest(name, known)
        hint = f' Did you mean "{near}"?' if near else ""
        broken = self._record.rulesets.trouble("rules")
        wrong = "".join(f" Its folder has an error: {each}" for each in broken[:1])
        raise NothingToExplainError(f'No active rule is called "{name[:200]}".{hint}{wrong}')


def _moment(at: datetime, rules: RuleSet, now: datetime) -> datetime:
    """A moment that is neither to come nor before all."""
    zone = rules.world.calendar(None).zone
    return min(max(at if at.tzinfo else at.replace(tzinfo=zone), _FIRST), now)


def item_called(record: Record, said: str) -> Item:
    """An item by its key, or by its name alone where no other has it. Raises
    NothingToExplainError, with the key that was likely meant.
    """
    views = record.views
    view = views.item(said) or views.item(views.key_of(said) or "")
    if view is not None:
        return view.item
    keys = Explained(record.database).keys(said)
    near = suggest(said, keys) or _bare(said, keys)
    hint = f' Did you mean "{near}"?' if near else ""
    raise NothingToExplainError(f'No item is known as "{said[:200]}".{hint}')


def _bare(said: str, keys: object) -> str | None:
    """The key whose name without its connection is near."""
    by_name = {key.partition(":")[2]: key for key in keys} if isinstance(keys, list) else {}
    near = suggest(said, by_name)
    return by_name[near] if near else None


def _around(rule: Rule, case: Case) -> list[str]:
    """Where what wakes the rule for this item happens, besides at the item itself."""
    around = case.around
    match rule.path:
        case "event.item":
            found: tuple[Item, ...] = ()
        case "event.item.parent":
            found = tuple(around.children(case.subject))
        case "event.item.children":
            found = tuple(around.parents(case.subject))
        case _:
            found = tuple(around.descendants(case.subject))
    return [each.id for each in found]
