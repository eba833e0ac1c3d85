"""One file's tree to one Rule, or to everything that is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from automation.engine.folder.landings import Landing
from automation.engine.folder.places import Place
from automation.engine.folder.shapes import read
from automation.engine.folder.world import World
from automation.engine.grammar import choosing, given, headings
from automation.engine.grammar.action import Actions
from automation.engine.grammar.commanding import args_of
from automation.engine.grammar.compiling import Compiler
from automation.engine.grammar.given_time import since_fields
from automation.engine.grammar.rule import Rule
from automation.engine.grammar.rule_settings import settings_of, with_settings
from automation.engine.grammar.rule_sheet import RuleSheet
from automation.engine.grammar.stepping import Stepping
from automation.engine.grammar.waking import Waking
from automation.engine.language.compiled import Scope
from automation.engine.language.conditions import Condition, group
from automation.engine.language.signal_words import OF_THE_STATUS
from automation.engine.language.vocabulary import ITEM, RELATIONS, Field, Kind, suggest
from automation.errors import Problem


class _Parts:
    """All parts of one file, compiled; every part is read, whatever is wrong with the others."""

    def __init__(self, root: Place, actions: Actions, world: World) -> None:
        further = further_fields(world)
        events = root.child("derive") is None
        scope = Scope(fields=further, events=events, settings=settings_of(root), args=args_of(root))
        self.compiler = Compiler(root.child("let"), scope)
        self.waking = Waking(root, self.compiler, places_of(world, {*further, *_moved(world)}))
        self.about_if = self._about_if(root)
        self.each = self.compiler.expression(root.find("about", "each"))
        self.condition = self.compiler.condition(root.child("if"))
        self.rows = choosing.rows_of(root, self.compiler)
        self.steps = Stepping(root, self.compiler, actions, world)

    def _about_if(self, root: Place) -> Condition | None:
        """What narrows `about`, and what a query asks of every item."""
        written = (root.find("about", "query"), root.find("about", "if"))
        parts = tuple(c for each in written if (c := self.compiler.condition(each)))
        return group("all", parts) if len(parts) > 1 else next(iter(parts), None)

    def problems(self, root: Place) -> Iterator[Problem]:
        """What is wrong, part by part."""
        yield from self.compiler.problems
        yield from self.waking.problems
        yield from self.steps.problems
        yield from headings.problems(root, self.waking.triggers)
        yield from headings.each_problems(root, self.waking.triggers, self.each)
        if self._appraises():
            types = headings.about(root, self.waking.triggers).types
            yield from headings.whose_status(root, types)
        yield from _idle(root, self.condition)
        yield from _one_of_two(root)
        yield from choosing.problems(root, self.rows)
        yield from given.problems(root, further_names=self.compiler.further)

    def _appraises(self) -> bool:
        acts = (*self.steps.then, *self.steps.otherwise)
        rows = [row.reads for row in self.rows if row]
        reads = self.compiler.reads(self.about_if, self.condition).union(
            *rows, *(act.reads for act in acts)
        )
        return not OF_THE_STATUS.isdisjoint(reads)


def assemble(root: Place, actions: Actions, world: World) -> tuple[Rule | None, list[Problem]]:
    """Compile the file at `root`; the rule is None exactly when there are problems."""
    if not isinstance(root.node.value, Mapping):
        return None, [root.problem("a rule file is a mapping, `key: value` line by line")]
    filled, problems = with_settings(root)
    sheet, found = read(RuleSheet, filled)
    parts = _Parts(filled, actions, world)
    unknown = {(each.line, each.column) for each in problems}
    further = [*found, *parts.problems(filled)]
    # What a setting that is none should have been nobody can tell.
    problems += [each for each in further if (each.line, each.column) not in unknown]
    if problems or sheet is None:
        return None, problems
    return _rule(filled, sheet, parts), []


def further_fields(world: World) -> Mapping[str, Field]:
    """The fields that the mapping adds to those of an item."""
    return {
        name: Field(name, Kind.ANY, "Named in rules/mapping.yaml", f"item.{name}", computed=True)
        for name in sorted(world.field_names())
        if name not in ITEM and name not in RELATIONS
    }


def _moved(world: World) -> frozenset[str]:
    """Fields of every item that the mapping finds elsewhere: a due date on a board of GitHub."""
    return world.field_names() & ITEM.keys()


def places_of(world: World, further: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Where the fields stand that the mapping adds, in any tracker: ids of fields, or labels."""
    known = world.mapping.landings.by_name
    return {name: frozenset(map(_place, known[name].values())) for name in further}


def _place(landing: Landing) -> str:
    return str(landing.field) if landing.label is None else f"label:{landing.label}"


def _rule(root: Place, sheet: RuleSheet, parts: _Parts) -> Rule:
    about = headings.about(root, parts.waking.triggers)
    if_reads = parts.compiler.reads(parts.about_if, parts.condition)
    acts = (*parts.steps.then, *parts.steps.otherwise)
    rows = [row for row in parts.rows if row]
    tests, read_test = root.child("tests"), partial(given.example, since=since_fields(root))
    return Rule(
        id=sheet.rule,
        title=sheet.title,
        why=str(sheet.why),
        owner=sheet.owner,
        review_by=headings.review_by(sheet.review_by),
        state=sheet.state,
        file=root.file,
        line=root.node.line,
        triggers=parts.waking.triggers,
        path=about.path,
        types=about.types,
        projects=about.projects,
        about_if=parts.about_if,
        let=tuple(parts.compiler.let.values()),
        condition=parts.condition,
        derive=choosing.derived(sheet.derive, parts.rows) if sheet.derive else None,
        then=parts.steps.then,
        otherwise=parts.steps.otherwise,
        limits=headings.limits(sheet.limits),
        tests=tuple(map(read_test, tests.children() if tests else (), sheet.tests)),
        if_reads=if_reads,
        reads=if_reads.union(*(row.reads for row in rows), *(act.reads for act in acts)),
        links=parts.compiler.links,
        each=parts.each,
    )


def _idle(root: Place, condition: Condition | None) -> Iterator[Problem]:
    place = root.child("if")
    otherwise = root.child("else")
    if place and condition and condition.always is False and otherwise is None:
        yield place.problem("never holds; `state: paused` is how a rule rests")
    if otherwise and place is None:
        yield root.key_problem("else", "is for what does not meet `if`, and there is none")


def _one_of_two(root: Place) -> Iterator[Problem]:
    """Tell a rule that neither derives nor acts, or does both."""
    keys = dict(root.entries())
    if "derive" in keys and "then" in keys:
        said = "stands beside `derive`: a rule says what should stand, or what to do once"
        yield root.key_problem("then", f"{said}; make it two rules")
    if "else" in keys and "then" not in keys:
        yield root.key_problem("else", "has no place without `then`")
    known = [each.alias or name for name, each in RuleSheet.model_fields.items()]
    meant = {suggest(key, known) for key in keys if key not in known}
    if not {"derive", "then"} & (keys.keys() | meant):
        said = "is missing; a rule has `derive`, what should stand, or `then`, what to do once"
        yield root.key_problem("derive", said)
