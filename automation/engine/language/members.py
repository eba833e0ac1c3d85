"""What stands behind a dot: fields of items, the items around them, and what an event tells."""

from automation.engine.language import status_terms, terms
from automation.engine.language.compiled import Scope
from automation.engine.language.frame import ExpressionError
from automation.engine.language.refusing import FILTER_FOR
from automation.engine.language.signal_words import PROGRESS
from automation.engine.language.terms import Term
from automation.engine.language.vocabulary import (
    ACTOR,
    EVENT,
    FILTERS,
    ITEM,
    MOST_HOPS,
    OF_STATUS,
    RELATIONS,
    SIDES,
    Field,
    Kind,
    suggest,
)

_ROOTS = {"event": EVENT, "actor": ACTOR}


def item_word(scope: Scope, name: str, at: int, start: int) -> Term:
    """`item.name`; `at` is the place of the name and `start` that of the whole."""
    if name in OF_STATUS:
        return status_terms.status_word(name, start)
    if name == PROGRESS:
        raise ExpressionError("`item.progress` needs a field, such as item.progress.done", at)
    field = scope.field_of_item(name)
    if field:
        return terms.item_field(field, start)
    if name in RELATIONS:
        return terms.around(RELATIONS[name], start)
    near = suggest(name, scope.words_after_item())
    raise ExpressionError(f'item has no field "{name}"', at, near)


def word_of(scope: Scope, owner: Term, name: str, at: int) -> Term:
    """`owner.name`, where an expression gives the owner."""
    if owner.kind is Kind.ITEMS:
        hint = "count them, or pick one with `| oldest('updated')`"
        raise ExpressionError(f"`{owner.text}` is a list of items; {hint}", at)
    if owner.kind is not Kind.ITEM:
        meant = FILTER_FOR.get(name, name)
        hint = f"; write `{owner.text} | {meant}`" if meant in FILTERS else ""
        raise ExpressionError(f"only `item` has fields; `{name}` cannot be read here{hint}", at)
    if field := scope.field_of_item(name):
        return terms.member(owner, field, owner.at)
    if name in OF_STATUS or name == PROGRESS:
        said = f"`{name}` is only known of the item that the rule is about"
        raise ExpressionError(f"{said}; write item.{name}", at)
    if name not in RELATIONS:
        near = suggest(name, scope.words_after_item())
        raise ExpressionError(f'an item has no field "{name}"', at, near)
    if owner.hops >= MOST_HOPS:
        raise ExpressionError(f"`{owner.text}.{name}` looks too far; two steps are the most", at)
    return terms.around(RELATIONS[name], owner.at, owner)


def setting_word(scope: Scope, name: str, at: int, start: int) -> Term:
    """`settings.name`: a plain value from the top of the file, as if it were written out here."""
    known = scope.settings
    if name not in known:
        said = f'there is no "{name}" under `settings`'
        raise ExpressionError(said, at, suggest(name, known))
    value = known[name]
    if isinstance(value, tuple):
        return terms.listing(tuple(terms.literal(each, start) for each in value), start)
    return terms.literal(value, start)


def args_word(scope: Scope, name: str, at: int, start: int) -> Term:
    """`args.name`: what stands behind the command of the rule."""
    if name not in scope.args:
        said = "the rule waits for no command" if not scope.args else f'no command has a "{name}"'
        near = suggest(name, scope.args)
        raise ExpressionError(f"{said}; `when: command: args:` names them", at, near)
    return terms.told("args", Field(name, scope.args[name], "", ""), start)


def event_word(scope: Scope, root: str, name: str, at: int, start: int) -> Term:
    """`event.name` or `actor.name`."""
    _refuse_without_event(scope, root, start)
    known = _ROOTS[root]
    if name in known:
        return terms.told(root, known[name], start)
    if root == "event" and scope.field_of_item(name):
        raise ExpressionError(f"write event.{name}.old or event.{name}.new", at)
    raise ExpressionError(f'{root} has no field "{name}"', at, suggest(name, known))


def event_side(scope: Scope, name: str, side: str, at: int, start: int) -> Term:
    """`event.name.old` or `event.name.new`: what a field read before, and what it reads now."""
    _refuse_without_event(scope, "event", start)
    field = scope.field_of_item(name)
    if field is None:
        near = suggest(name, (*EVENT, *ITEM, *scope.fields))
        raise ExpressionError(f'item has no field "{name}"', at, near)
    if side not in SIDES:
        raise ExpressionError(f"write event.{name}.old or event.{name}.new", at)
    return terms.told("event", Field(name, field.kind, "", ""), start, side)


def _refuse_without_event(scope: Scope, root: str, at: int) -> None:
    if not scope.events:
        why = "a derived value is worked out anew at any time, whatever happened last"
        raise ExpressionError(f"`{root}` is only known in rules with `then`: {why}", at)
