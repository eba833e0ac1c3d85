"""One file's tree to one Rule, or to everything that is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping

from automation.engine import choosing, given, headings
from automation.engine.action import Actions
from automation.engine.compiled import Scope
from automation.engine.compiling import Compiler
from automation.engine.conditions import Condition
from automation.engine.landings import Landing
from automation.engine.mistakes import FILE_KINDS, not_yet, problems_of
from automation.engine.places import Place
from automation.engine.rule import Rule
from automation.engine.rule_shape import RuleShape, known_keys, read_shape
from automation.engine.signal_words import OF_THE_STATUS
from automation.engine.stepping import Stepping
from automation.engine.vocabulary import ITEM, RELATIONS, Field, Kind, suggest
from automation.engine.waking import Waking
from automation.engine.world import World
from automation.errors import Problem


class _Parts:
    """All parts of one file, compiled; every part is read, whatever is wrong with the others."""

    def __init__(self, root: Place, actions: Actions, world: World) -> None:
        further = further_fields(world)
        events = root.child("derive") is None
        self.compiler = Compiler(root.child("let"), Scope(fields=further, events=events))
        self.waking = Waking(root, self.compiler, places_of(world, further))
        self.about_if = self.compiler.condition(root.find("about", "if"))
        self.condition = self.compiler.condition(root.child("if"))
        self.rows = choosing.rows_of(root, self.compiler)
        self.steps = Stepping(root, self.compiler, actions, world)

    def problems(self, root: Place) -> Iterator[Problem]:
        """What is wrong, part by part."""
        yield from self.compiler.problems
        yield from self.waking.problems
        yield from self.steps.problems
        yield from headings.problems(root, self.waking.triggers)
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
    other = sorted(FILE_KINDS & root.node.value.keys())
    if other and "rule" not in root.node.value:
        return None, [root.key_problem(other[0], not_yet(f"{other[0]}:"))]
    shape = read_shape(root.node.plain())
    parts = _Parts(root, actions, world)
    problems = [
        *(problems_of(root, shape) if isinstance(shape, tuple) else ()),
        *parts.problems(root),
    ]
    if problems or isinstance(shape, tuple):
        return None, problems
    return _rule(root, shape, parts), []


def further_fields(world: World) -> Mapping[str, Field]:
    """The fields that the mapping adds to those of an item."""
    return {
        name: Field(name, Kind.ANY, "Named in rules/mapping.yaml", f"item.{name}", computed=True)
        for name in sorted(world.field_names())
        if name not in ITEM and name not in RELATIONS
    }


def places_of(world: World, further: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Where the fields stand that the mapping adds, in any tracker: ids of fields, or labels."""
    known = world.mapping.landings.by_name
    return {name: frozenset(map(_place, known[name].values())) for name in further}


def _place(landing: Landing) -> str:
    return str(landing.field) if landing.label is None else f"label:{landing.label}"


def _rule(root: Place, shape: RuleShape, parts: _Parts) -> Rule:
    about = headings.about(root, parts.waking.triggers)
    if_reads = parts.compiler.reads(parts.about_if, parts.condition)
    acts = (*parts.steps.then, *parts.steps.otherwise)
    rows = [row for row in parts.rows if row]
    tests = root.child("tests")
    return Rule(
        id=shape.rule,
        title=shape.title,
        why=shape.why,
        owner=shape.owner,
        review_by=headings.review_by(shape.review_by),
        state=shape.state,
        file=root.file,
        line=root.node.line,
        triggers=parts.waking.triggers,
        path=about.path,
        types=about.types,
        projects=about.projects,
        about_if=parts.about_if,
        let=tuple(parts.compiler.let.values()),
        condition=parts.condition,
        derive=choosing.derived(shape.derive, parts.rows) if shape.derive else None,
        then=parts.steps.then,
        otherwise=parts.steps.otherwise,
        limits=headings.limits(shape.limits),
        tests=tuple(map(given.example, tests.children() if tests else (), shape.tests)),
        if_reads=if_reads,
        reads=if_reads.union(*(row.reads for row in rows), *(act.reads for act in acts)),
        links=parts.compiler.links,
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
    meant = {suggest(key, known_keys("")) for key in keys if key not in known_keys("")}
    if not {"derive", "then"} & (keys.keys() | meant):
        said = "is missing; a rule has `derive`, what should stand, or `then`, what to do once"
        yield root.key_problem("derive", said)
