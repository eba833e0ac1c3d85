"""A folder's trees to one set of rules, or to every problem in it, in file order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from hashlib import sha256
from types import MappingProxyType

from automation.engine.folder.landings import WRITTEN
from automation.engine.folder.places import Place
from automation.engine.folder.scene import appraised
from automation.engine.folder.world import World
from automation.engine.grammar.action import Actions
from automation.engine.grammar.assemble import assemble
from automation.engine.grammar.rule import Rule
from automation.engine.grammar.triggers import Due, Held, Silence, Woken
from automation.engine.language.schedule import Schedule
from automation.engine.language.vocabulary import suggest
from automation.engine.ruleset.analysing import mistakes
from automation.engine.ruleset.filekinds import build_world, kind_of, without_kind
from automation.engine.ruleset.index import RuleIndex, build
from automation.engine.ruleset.listening import Listening, listening
from automation.engine.ruleset.report import Report, compile_report
from automation.engine.ruleset.rivals import rivals, steps_of
from automation.engine.ruleset.timers import Timetable, timetable
from automation.errors import Problem, RuleError
from automation.graph import HIGHEST
from automation.model import Event, Item
from automation.tree import Node

NO_ACTIONS: Actions = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules that hold together, in file order. `hash` names this exact set for ever.

    `owned` are the fields that live rules write; a rule in shadow only tells of other fields.
    `world` is what the files beside the rules say: boards, teams, objectives, people, limits.
    `listening` has the rules with steps. `reach` is how many links away from a subject any rule
    looks. `reports` are who is told what, and when.
    """

    hash: str
    rules: tuple[Rule, ...]
    index: RuleIndex
    owned: frozenset[str] = frozenset()
    world: World = field(default_factory=World)

    listening: Listening = field(default_factory=Listening)
    reach: int = 0
    reports: tuple[Report, ...] = ()
    timers: Timetable = field(default_factory=Timetable)

    def candidates(self, item: Mapping[str, object]) -> tuple[Rule, ...]:
        """List the rules that derive and may be about an item, in file order, no paused ones.

        `item` is what evaluate.facts gives. More may be listed than truly match, never fewer.
        """
        return tuple(self.rules[position] for position in self.index.positions(item))

    def appraises(self, item: Item) -> bool:
        """Whether the status of this item is worked out: the rules look far enough, and it has one
        of its own.
        """
        return self.reach >= HIGHEST and appraised(self.world, item)

    def hears(self, event: Event) -> bool:
        """Whether a rule with steps that is not paused may want to hear of this event."""
        return self.listening.hears(event)

    def ticks(self) -> Iterator[tuple[str, int, Schedule]]:
        """What the clock wakes: each rule by its id, the number of its trigger, and the times.

        A schedule without a zone of its own has its owner's, where teams or people tell one.
        """
        for rule in self.rules:
            for number, trigger in enumerate(rule.triggers if rule.state != "paused" else ()):
                if isinstance(trigger, Due):
                    own = trigger.schedule.zone or self._zone(rule.owner)
                    yield rule.id, number, replace(trigger.schedule, zone=own)

    def _zone(self, owner: str) -> tzinfo | None:
        team, person = self.world.team(owner), self.world.people.by_id.get(owner)
        return team.calendar.zone if team else person.zone if person else None


def digest(texts: Mapping[str, str]) -> str:
    """Hash the names and texts of a set; their order does not matter."""
    whole = sha256()
    for name in sorted(texts):
        for part in (name, texts[name]):
            encoded = part.encode("utf-8", "surrogatepass")
            whole.update(len(encoded).to_bytes(8, "big") + encoded)
    return whole.hexdigest()


def load(files: Mapping[str, Node], digest: str, actions: Actions = NO_ACTIONS) -> RuleSet:
    """Compile every file; `digest` is that of the texts the trees were read from.

    `actions` are those that steps may name.

    Raises one RuleError with all problems of all files.
    """
    roots = {name: Place(name, node) for name, node in files.items()}
    world, problems = build_world(roots)
    people = None if _unread("people", roots, problems) else world.people
    rules: list[Rule] = []
    reports: list[Report] = []
    for root in roots.values():
        if kind_of(root) == "":
            problems.append(without_kind(root))
        if kind_of(root) == "report":
            report, found = compile_report(root, people)
            problems += found
            reports += [report] if report else []
        if kind_of(root) != "rule":
            continue
        rule, found = assemble(root, actions, world)
        problems += found
        if rule:
            rules.append(rule)
    problems += [*_doubles(roots, "rule"), *_doubles(roots, "report")]
    problems += rivals(rules, roots)
    problems += _unknown_wakes(rules, roots)
    problems += _misspelt_fields(rules, roots, world)
    problems += mistakes(rules, roots, world)
    if problems:
        order = list(files)
        found = sorted(problems, key=lambda p: (order.index(p.file), p.line, p.column))
        raise RuleError(list(_each_once(found)))
    owned = frozenset(field for r in rules if r.state == "live" for field in r.derives)
    reach = max((_reach(rule) for rule in rules if rule.state != "paused"), default=0)
    hears = listening(rules)
    told = tuple(reports)
    timers = timetable(rules, world.teams)
    return RuleSet(digest, tuple(rules), build(rules), owned, world, hears, reach, told, timers)


def _unread(kind: str, roots: Mapping[str, Place], problems: Iterable[Problem]) -> bool:
    """Whether there is a file of this kind that cannot be read, or one that may be of this kind."""
    kinds = {kind_of(root) for root in roots.values()}
    broken = {kind_of(roots[each.file]) for each in problems}
    return kind in broken or ("" in kinds and kind not in kinds)


def _each_once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """A value of `settings` may be wrong for several keys that read it, and is mended once."""
    told: set[tuple[str, int, int, str]] = set()
    for each in problems:
        said = (each.file, each.line, each.column, each.message)
        if said not in told:
            told.add(said)
            yield each


def _reach(rule: Rule) -> int:
    """How far a rule looks: along its way to what it is about, and from there. What waits for
    working days looks up to the epic, whose team's they are.
    """
    waits = [each for each in rule.triggers if isinstance(each, Held | Silence)]
    way = 0 if rule.derive and not waits else _WAYS.get(rule.path, 0)
    way = rule.each.links if rule.each else way
    days = any(each.lasting.working_days for each in waits)
    return max(way + rule.links, HIGHEST if days else 0)


_WAYS = {"event.item.parent": 1, "event.item.children": 1, "event.item.ancestors": HIGHEST}


def _misspelt_fields(
    rules: list[Rule], roots: Mapping[str, Place], world: World
) -> Iterator[Problem]:
    """Tell names that are nearly a field's: such a value would be written nowhere, unnoticed."""
    known = {*WRITTEN, *world.field_names()}
    for rule in rules:
        place = roots[rule.file].find("derive", "field")
        if rule.derive is None or place is None or rule.derive.field in known:
            continue
        meant = suggest(rule.derive.field, known)
        if meant:
            said = "neither a field of Pitboard's nor one of mapping.yaml"
            yield place.problem(f'"{rule.derive.field}" is {said}', meant)


def _unknown_wakes(rules: list[Rule], roots: Mapping[str, Place]) -> Iterator[Problem]:
    """Tell steps that wake a rule there is none of; one rule alone may be a part of a set."""
    known = {rule.id: rule for rule in rules}
    for rule in rules if len(rules) > 1 else ():
        for act, place in steps_of(rule, roots[rule.file]):
            name = act.literals().get("rule") if act.action.name == "wake" else None
            if not isinstance(name, str):
                continue
            if name not in known:
                yield place.problem(f'there is no rule "{name}"', suggest(name, known))
            elif (by := woken_by(known[name])) is not None and rule.id not in by:
                others = f"it lets {', '.join(sorted(by))} wake it"
                said = f"{others}; add {rule.id} to its `wake` under `when`, or write `wake: any`"
                yield place.problem(f'the rule "{name}" is not woken by this one: {said}')


def woken_by(rule: Rule) -> frozenset[str] | None:
    """The rules that may wake this one; None: any, as where its `when` says nothing of it."""
    found = [trigger.by for trigger in rule.triggers if isinstance(trigger, Woken)]
    if not found or None in found:
        return None
    return frozenset[str]().union(*(by for by in found if by is not None))


def _doubles(roots: Mapping[str, Place], key: str) -> Iterator[Problem]:
    seen: dict[object, str] = {}
    for name, root in roots.items():
        place = root.child(key)
        if place is None or not isinstance(place.node.value, str):
            continue
        if place.node.value in seen:
            yield place.problem(f"a {key} with this name stands in {seen[place.node.value]}")
        seen.setdefault(place.node.value, name)
