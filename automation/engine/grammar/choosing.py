"""Reads `derive`: where a value stands, its rows, and how steady it is."""

from collections.abc import Iterator

from automation.engine.folder.landings import HEALTH
from automation.engine.folder.places import Place
from automation.engine.grammar.compiling import Compiler
from automation.engine.grammar.derive_sheet import NO_LABEL, DeriveSheet, StabilitySheet
from automation.engine.grammar.rule import Derive, Row, Stability
from automation.engine.grammar.stability import WORST_FIRST
from automation.engine.language.amounts import Mistaken
from automation.engine.language.conditions import group
from automation.engine.language.durations import Lasting, hand_edit, lasting
from automation.engine.language.vocabulary import SIGNAL_IDS, suggest
from automation.errors import Problem


def rows_of(root: Place, compiler: Compiler) -> list[Row | None]:
    """Every row of `choose`, None where it is wrong; two for a label that is kept while."""
    keep_if = root.find("derive", "keep_if")
    return (
        _kept(root, keep_if, compiler)
        if keep_if
        else [_row(place, compiler) for place in _choose(root)]
    )


def _kept(root: Place, keep_if: Place, compiler: Compiler) -> list[Row | None]:
    """The label while the condition holds, and no label while it does not."""
    label, condition = root.find("derive", "label"), compiler.condition(keep_if)
    because = compiler.text(root.find("derive", "because"))
    if condition is None or label is None:
        return [None]
    line, name = keep_if.node.line, str(label.node.value)
    reads = compiler.reads(condition, because)
    without = group("none", (condition,))
    return [Row(name, condition, because, line, reads), Row(None, without, None, line, reads)]


def derived(shape: DeriveSheet, rows: list[Row | None]) -> Derive:
    """Compile what a sound file derives."""
    sound = tuple(row for row in rows if row)
    values = tuple(dict.fromkeys(row.value for row in sound if row.value is not None))
    return Derive(
        field=f"label:{shape.label}" if shape.label else str(shape.field),
        slot=tuple(sorted(values)) if shape.label else (),
        rows=sound,
        hand_edit=hand_edit(shape.hand_edit),
        values=values,
        stability=_stability(shape.stability, shape.field) if shape.stability else None,
    )


def _stability(shape: StabilitySheet, field: str | None) -> Stability:
    at_once = tuple(shape.at_once)
    if shape.after is not None:
        either = lasting(shape.after)
        return Stability(either, either, at_once=at_once)
    order = tuple(shape.order) or (WORST_FIRST if field == "health" else ())
    worse, better = lasting(str(shape.worse_after)), lasting(str(shape.better_after))
    return Stability(worse, better, order, at_once)


def problems(root: Place, rows: list[Row | None]) -> Iterator[Problem]:
    """Tell rows that can never win, values that are none, and times that are no times."""
    settled = 0
    keep_if = root.find("derive", "keep_if")
    if keep_if and rows and rows[0] and rows[0].condition.always is not None:
        yield keep_if.problem("always comes to the same; the label would never change")
    for number, (place, row) in enumerate(zip(_choose(root), rows, strict=False), start=1):
        if settled:
            yield place.problem(f"this row can never win: row {settled} always holds")
        always = row.condition.always if row else None
        if always is False:
            yield place.problem("this row can never win: its condition never holds")
        if always and not settled:
            settled = number
    yield from _value_problems(root)
    yield from _stability_problems(root)
    yield from _at_once_problems(root)
    for text, place in _words(root, "derive", "hand_edit"):
        try:
            hand_edit(text)
        except Mistaken as error:
            yield place.problem(str(error), error.suggestion)


def _value_problems(root: Place) -> Iterator[Problem]:
    values = [place for row in _choose(root) if (place := row.child("value"))]
    is_label = root.find("derive", "label") is not None
    for place in values:
        word = place.node.value
        if isinstance(word, str) and word.lower() == NO_LABEL != word:
            yield place.problem("write none in small letters, for no label", NO_LABEL)
    if is_label and values and all(place.node.value == NO_LABEL for place in values):
        yield values[0].problem("no row names a label")
    field = root.find("derive", "field")
    for word, place in values_of(root) if field and field.node.value == "health" else ():
        if word not in HEALTH:
            said = f'health never reads "{word}"; it is {", ".join(HEALTH)}'
            yield place.problem(said, suggest(word, HEALTH))


def values_of(root: Place) -> Iterator[tuple[str, Place]]:
    """What the rows give, each at its place; `none` is left out."""
    for row in _choose(root):
        place = row.child("value")
        if place and isinstance(place.node.value, str) and place.node.value != NO_LABEL:
            yield place.node.value, place


def _stability_problems(root: Place) -> Iterator[Problem]:
    stability = root.find("derive", "stability")
    if stability is None:
        return
    for key in ("worse_after", "better_after", "after"):
        for text, place in _words(stability, key):
            if (wrong := _unreadable(text)) is not None:
                yield place.problem(str(wrong), wrong.suggestion)
    known = [word for word, _ in values_of(root)]
    order = stability.child("order")
    for word, place in order.words() if order else ():
        if word not in known:
            yield place.problem("no row gives this value", suggest(word, known))
    field = root.find("derive", "field")
    ranked = order or (field and field.node.value == "health")
    if stability.child("worse_after") and not ranked:
        said = "needs `order`, the values worst first, to tell worse from better; or write `after`"
        yield stability.key_problem("worse_after", said)


def _at_once_problems(root: Place) -> Iterator[Problem]:
    for id_, place in _words(root, "derive", "stability", "at_once"):
        if id_ not in SIGNAL_IDS:
            said = f'there is no signal "{id_}"; there are {", ".join(SIGNAL_IDS)}'
            yield place.problem(said, suggest(id_, SIGNAL_IDS))


def _unreadable(text: str) -> Mistaken | None:
    try:
        found: Lasting = lasting(text)
    except Mistaken as error:
        return error
    return None if found.time or found.working_days else Mistaken("must be longer than nothing")


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


def _words(place: Place, *keys: str) -> Iterator[tuple[str, Place]]:
    found = place.find(*keys)
    return found.words() if found else iter(())
