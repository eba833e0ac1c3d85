"""`value | filter(...)`: checked against the vocabulary at load, charged to the frame when run."""

from collections.abc import Mapping
from dataclasses import replace

from automation.engine.language.compiled import Scope
from automation.engine.language.filters import RUN, age
from automation.engine.language.frame import EvaluationError, ExpressionError, Frame, kind_of
from automation.engine.language.refusing import FILTER_FOR
from automation.engine.language.terms import Run, Term, combined
from automation.engine.language.vocabulary import FILTERS, Filter, Kind, Parameter, suggest

Item = Mapping[str, object]
_LISTS = (Kind.LIST, Kind.ITEMS)


def apply(subject: Term, name: str, arguments: tuple[Term, ...], at: int, scope: Scope) -> Term:
    """`subject | name(arguments)`; `at` is the place of the name. Raises ExpressionError."""
    word = FILTERS.get(name)
    if word is None:
        near = FILTER_FOR.get(name) or suggest(name, FILTERS)
        raise ExpressionError(f'unknown filter "{name}"', at, near)
    if subject.kind is not Kind.ANY and subject.kind not in word.takes:
        wanted = " or ".join(word.takes)
        raise ExpressionError(f"`{name}` needs {wanted}; `{subject.text}` is {subject.kind}", at)
    parameters = _parameters(word, len(arguments), at)
    for parameter, argument in zip(parameters, arguments, strict=True):
        _check(word, parameter, argument)
    _check_field(word, arguments, scope)
    written = f"({', '.join(argument.text for argument in arguments)})" if arguments else ""
    text = f"{subject.text} | {name}{written}"
    if name == "default":
        return _default(subject, arguments[0], text)
    run = _applied(word, subject.run, _runs(name, arguments))
    term = combined(run, word.gives or subject.kind, text, (subject, *arguments))
    fields = (a.value for p, a in zip(parameters, arguments, strict=True) if p.name == "field")
    return replace(
        term,
        framed=True,
        certain=word.gives is Kind.YES_NO,
        reads=term.reads | {f"*/{field}" for field in fields},
    )


def _parameters(word: Filter, given: int, at: int) -> tuple[Parameter, ...]:
    """Match the parameters to the arguments given, a repeated one as often as needed."""
    parameters = word.parameters
    if parameters and parameters[-1].repeated and given > len(parameters):
        parameters += (parameters[-1],) * (given - len(parameters))
    if given != len(parameters):
        raise ExpressionError(f"`{word.name}` is written {word.signature}", at)
    return parameters


def _check(word: Filter, parameter: Parameter, argument: Term) -> None:
    if parameter.literal and not argument.literal:
        argument.refuse(f"`{word.name}` needs its {parameter.name} written out, in quotes")
    kinds = {argument.kind, parameter.kind}
    if Kind.ANY not in kinds and len(kinds) > 1:
        argument.refuse(f"`{word.name}` needs {parameter.kind} as its {parameter.name}")
    if word.name == "older_than":
        try:
            age(str(argument.value))
        except ValueError as error:
            argument.refuse(str(error))


_FIELD_KINDS = {"before": Kind.TIME, "after": Kind.TIME, "oldest": Kind.TIME, "sum": Kind.NUMBER}


def _check_field(word: Filter, arguments: tuple[Term, ...], scope: Scope) -> None:
    """Refuse a field that no item has, one of another kind, and a value that it never reads."""
    if not word.parameters or word.parameters[0].name != "field":
        return
    name = str(arguments[0].value)
    field = scope.field_of_item(name)
    if field is None:
        near = suggest(name, scope.words_after_item())
        arguments[0].refuse(f'an item has no field "{name}"', near)
    wanted = _FIELD_KINDS.get(word.name)
    if wanted and field.kind not in (wanted, Kind.ANY):
        arguments[0].refuse(f"`{word.name}` needs a field that is {wanted}; {name} is {field.kind}")
    for value in arguments[1:]:
        if field.one_of and value.literal and value.value not in field.one_of:
            known = ", ".join(field.one_of)
            near = suggest(value.value, field.one_of)
            value.refuse(f"{name} is never {value.value!r}; it is {known}", near)


def _runs(name: str, arguments: tuple[Term, ...]) -> tuple[Run, ...]:
    if name != "older_than":
        return tuple(argument.run for argument in arguments)
    limit = age(str(arguments[0].value))
    return (lambda _item, _frame: limit,)


def _applied(word: Filter, subject: Run, arguments: tuple[Run, ...]) -> Run:
    works = RUN[word.name]
    absent = False if word.gives is Kind.YES_NO else None

    def run(item: Item, frame: Frame) -> object:
        value = subject(item, frame)
        given = [argument(item, frame) for argument in arguments]
        if value is None or None in given:
            return absent
        _refuse_misfit(value, word.name, word.takes)
        for parameter, argument in zip(word.parameters, given, strict=False):
            if not parameter.literal and parameter.kind is not Kind.ANY:
                _refuse_misfit(argument, word.name, (parameter.kind,))
        try:
            return works(frame, value, *given)
        except (TypeError, ValueError, OverflowError) as error:
            # A time without its zone, a value no calendar has: the tracker's, not the rule's.
            raise EvaluationError(f"`{word.name}` cannot work on this value: {error}") from None

    return run


def _refuse_misfit(value: object, name: str, wanted: tuple[Kind, ...]) -> None:
    kind = kind_of(value)
    if kind in wanted or (kind is Kind.LIST and Kind.ITEMS in wanted and not value):
        return
    raise EvaluationError(f"`{name}` needs {' or '.join(wanted)}, got {kind}")


def _default(subject: Term, fallback: Term, text: str) -> Term:
    kinds = {subject.kind, fallback.kind}
    if len(kinds) > 1 and (Kind.ANY not in kinds or kinds & set(_LISTS)):
        fallback.refuse(f"`default` must be {subject.kind}, like `{subject.text}`")
    value, instead = subject.run, fallback.run

    def run(item: Item, frame: Frame) -> object:
        found = value(item, frame)
        return instead(item, frame) if found is None else found

    term = combined(run, subject.kind, text, (subject, fallback))
    return replace(term, certain=subject.kind is Kind.YES_NO and fallback.certain)
