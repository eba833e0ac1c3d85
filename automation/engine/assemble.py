"""One file's tree to one Rule, or to everything that is wrong with it."""

from collections.abc import Iterator, Mapping

from automation.engine import given, headings
from automation.engine.compiling import Compiler
from automation.engine.conditions import Condition
from automation.engine.mistakes import FILE_KINDS, not_yet, problems_of
from automation.engine.places import Place
from automation.engine.rule import NO_LABEL, Derive, Row, Rule, RuleShape, read_shape
from automation.errors import Problem


def assemble(root: Place) -> tuple[Rule | None, list[Problem]]:
    """Compile the file at `root`; the rule is None exactly when there are problems.

    Every part is read, whatever is wrong with the others, so that all is told at once.
    """
    if not isinstance(root.node.value, Mapping):
        return None, [root.problem("a rule file is a mapping, `key: value` line by line")]
    other = sorted(FILE_KINDS & root.node.value.keys())
    if other and "rule" not in root.node.value:
        return None, [root.key_problem(other[0], not_yet(f"{other[0]}:"))]
    shape = read_shape(root.node.plain())
    compiler = Compiler(root.child("let"))
    condition = compiler.condition(root.child("if"))
    rows = [_row(place, compiler) for place in _choose(root)]
    problems = [
        *(problems_of(root, shape) if isinstance(shape, tuple) else ()),
        *headings.problems(root),
        *compiler.problems,
        *_idle(root, condition),
        *_row_problems(root, rows),
        *given.problems(root),
    ]
    if problems or isinstance(shape, tuple):
        return None, problems
    return _rule(root, shape, compiler, condition, tuple(row for row in rows if row)), []


def _rule(
    root: Place,
    shape: RuleShape,
    compiler: Compiler,
    condition: Condition | None,
    rows: tuple[Row, ...],
) -> Rule:
    about = headings.about(root)
    if_reads = compiler.reads(condition)
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
        types=about.types,
        projects=about.projects,
        changed_fields=about.fields,
        let=tuple(compiler.let.values()),
        condition=condition,
        derive=Derive(
            field=f"label:{shape.derive.label}",
            slot=tuple(sorted({row.value for row in rows if row.value is not None})),
            rows=rows,
            hand_edit=headings.hand_edit(shape.derive.hand_edit),
        ),
        tests=tuple(map(given.example, tests.children() if tests else (), shape.tests)),
        if_reads=if_reads,
        reads=if_reads.union(*(row.reads for row in rows)),
    )


def _choose(root: Place) -> list[Place]:
    choose = root.find("derive", "choose")
    return list(choose.children()) if choose else []


def _row(place: Place, compiler: Compiler) -> Row | None:
    value, condition = place.child("value"), compiler.condition(place.child("if"))
    because = compiler.text(place.child("because"))
    written = value.node.value if value else None
    if condition is None:
        return None
    return Row(
        value=written if isinstance(written, str) and written != NO_LABEL else None,
        condition=condition,
        because=because,
        line=place.node.line,
        reads=compiler.reads(condition, because),
    )


def _idle(root: Place, condition: Condition | None) -> Iterator[Problem]:
    place = root.child("if")
    if place and condition and condition.always is False:
        yield place.problem("never holds; `state: paused` is how a rule rests")


def _row_problems(root: Place, rows: list[Row | None]) -> Iterator[Problem]:
    """Tell rows that can never win, and values that name no label."""
    settled = 0
    for number, (place, row) in enumerate(zip(_choose(root), rows, strict=True), start=1):
        if settled:
            yield place.problem(f"this row can never win: row {settled} always holds")
        always = row.condition.always if row else None
        if always is False:
            yield place.problem("this row can never win: its condition never holds")
        if always and not settled:
            settled = number
    yield from _value_problems(root)


def _value_problems(root: Place) -> Iterator[Problem]:
    values = [place for row in _choose(root) if (place := row.child("value"))]
    for place in values:
        word = place.node.value
        if isinstance(word, str) and word.lower() == NO_LABEL != word:
            yield place.problem("write none in small letters, for no label", NO_LABEL)
    if values and all(place.node.value == NO_LABEL for place in values):
        yield values[0].problem("no row names a label")
