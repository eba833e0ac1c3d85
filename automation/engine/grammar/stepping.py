"""Reads `then` and `else`: each step with its action, its arguments compiled, or what is wrong."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from automation.engine.folder.places import Place
from automation.engine.folder.shapes import read
from automation.engine.folder.world import World
from automation.engine.grammar.action import Action, Actions
from automation.engine.grammar.compiling import Compiler
from automation.engine.grammar.step import Act, Repeat, Written, literals, texts_of
from automation.engine.grammar.step_sheet import BESIDE, EACH, beside_problems
from automation.engine.language.texts import Text
from automation.engine.language.vocabulary import Kind, suggest
from automation.errors import Problem
from automation.tree import Node


class Stepping:
    """The steps of one rule. `problems` holds all that is wrong with them."""

    def __init__(self, root: Place, compiler: Compiler, actions: Actions, world: World) -> None:
        """Compile both lists, with all the actions there are."""
        self.problems: list[Problem] = []
        self._world = world
        self._compiler = compiler
        self._actions = actions
        self.then = self._acts(root.child("then"), "")
        self.otherwise = self._acts(root.child("else"), "else ")

    def _acts(self, listed: Place | None, prefix: str) -> tuple[Act, ...]:
        places = enumerate(listed.children(), start=1) if listed else ()
        made = (self._act(place, f"{prefix}{number}") for number, place in places)
        return tuple(act for act in made if act is not None)

    def _act(self, place: Place, id_: str) -> Act | None:
        repeat = self._repeat(place)
        whole = self._compiler
        if repeat is not None:
            self._compiler = whole.within(repeat.name, repeat.expression)
        try:
            return self._taken(place, id_, repeat)
        finally:
            whole.links = max(whole.links, self._compiler.links)
            self._compiler = whole

    def _taken(self, place: Place, id_: str, repeat: Repeat | None) -> Act | None:
        condition = self._compiler.condition(place.child("if"))
        named = [name for name, _ in place.entries() if name not in BESIDE]
        action = self._action(place, named)
        if action is None:
            return None
        once = self._once(place, action)
        arguments = self._arguments(place, action)
        if arguments is None:
            return None
        texts = (*texts_of(arguments.values()), *([once] if once else []))
        looped = repeat.expression if repeat else None
        return Act(
            id=id_,
            action=action,
            arguments=arguments,
            condition=condition,
            line=place.node.line,
            reads=self._compiler.reads(condition, looped, *texts),
            repeat=repeat,
            once=once,
        )

    def _repeat(self, place: Place) -> Repeat | None:
        """What the step is taken for each of; whatever is wrong beside the action is told here."""
        self.problems += list(beside_problems(place))
        expression = self._compiler.expression(place.child("for_each"))
        if expression is None:
            return None
        if expression.kind not in (Kind.ITEMS, Kind.ITEM, Kind.LIST, Kind.ANY):
            said = f"expected items or a list, got {expression.kind}"
            self.problems.append((place.child("for_each") or place).problem(said))
        name = place.child("as")
        word = str(name.node.value) if name else EACH
        if word in self._compiler.let:
            said = f'"{word}" stands under `let` already; choose another name with `as`'
            self.problems.append((name or place).problem(said))
        return Repeat(expression, word)

    def _once(self, place: Place, action: Action) -> Text | None:
        written = place.child("once")
        if written is None:
            return None
        sticky = place.find(action.name, "sticky")
        if not action.speaks or sticky is not None:
            what = "a sticky comment" if sticky else f"`{action.name}`"
            said = f"is for what is said; {what} writes only what differs from what stands"
            self.problems.append(place.key_problem("once", f"{said}: take `once` out"))
            return None
        return self._compiler.text(written)

    def _action(self, place: Place, named: list[str]) -> Action | None:
        if not isinstance(place.node.value, Mapping):
            return None  # told with the shape of the file
        known = ", ".join(self._actions)
        if not named:
            self.problems.append(place.problem(f"names no action; there are {known}"))
            return None
        name = named[0]
        if name not in self._actions:
            near = suggest(name, [*self._actions, *BESIDE])
            self.problems.append(place.key_problem(name, f'unknown action "{name}"', near))
            return None
        for other in named[1:]:
            near = suggest(other, BESIDE)
            said = f"one step has one action, and `{name}` stands here already"
            self.problems.append(place.key_problem(other, said, near))
        return self._actions[name]

    def _arguments(self, place: Place, action: Action) -> Mapping[str, Written] | None:
        under = place.child(action.name) or place
        if action.alone and not isinstance(under.node.value, Mapping):
            under = _wrapped(under, action.alone)
        shape, found = read(action.shape, under)
        self.problems += found
        if shape is None:
            return None
        written = {
            name: self._written(_value(shape, name), under.child(name), action, name)
            for name in _names(shape)
        }
        for doubt in action.doubts(literals(written), self._world):
            where = under.child(doubt.key) or under
            self.problems.append(where.problem(doubt.message, doubt.suggestion))
        return written

    def _written(self, value: object, place: Place | None, action: Action, name: str) -> Written:
        if isinstance(value, list):
            children: list[Place | None] = list(place.children()) if place else []
            # One alone may stand in place of a list of one.
            places = children or [place] * len(value)
            pairs = zip(value, places, strict=False)
            return tuple(self._written(each, where, action, name) for each, where in pairs)
        if isinstance(value, bool | int | float):
            return value
        if isinstance(value, dict):
            under = {key: place.child(str(key)) if place else None for key in value}
            return {
                str(key): self._written(each, under[key], action, name)
                for key, each in value.items()
            }
        if not isinstance(value, str):
            return None
        if name in action.plain or place is None:
            return _plain(value)
        return self._compiler.text(place, lines=name in action.lines)


def _plain(value: str) -> Text:
    return Text(value, frozenset(), frozenset(), 0, (value,))


def _wrapped(place: Place, key: str) -> Place:
    """A plain value as if it stood under the key that it is meant for."""
    node = Node({key: place.node}, place.node.line, place.node.column)
    return Place(place.file, node, place.path)


def _names(shape: BaseModel) -> Iterator[str]:
    for name, field in type(shape).model_fields.items():
        yield field.alias or name


def _value(shape: BaseModel, key: str) -> object:
    fields = type(shape).model_fields
    name = next(name for name, field in fields.items() if key in (name, field.alias))
    return getattr(shape, name)
