"""Finds the rules that an event calls, at a cost of those it calls, not of all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from automation.engine.grammar.commands import Commanded, asked, named
from automation.engine.grammar.rule import Rule
from automation.engine.grammar.triggers import Changed, Happened
from automation.engine.language.vocabulary import EVENT_KINDS
from automation.model import Event


@dataclass(frozen=True, slots=True)
class Listening:
    """The rules with steps that are not paused: by kind of event, by type of item that changes, by
    the command that a person may write.
    """

    by_kind: dict[str, tuple[Rule, ...]] = field(default_factory=dict)
    by_type: dict[str, tuple[Rule, ...]] = field(default_factory=dict)
    by_id: dict[str, Rule] = field(default_factory=dict)
    changes: tuple[Changed, ...] = ()
    by_command: dict[str, tuple[Rule, ...]] = field(default_factory=dict)

    def called(self, event: Event, type_: str) -> Sequence[Rule]:
        """The rules this event may call, about an item of this type, each once."""
        found = (*self.by_kind.get(event.kind, ()), *self.by_type.get(type_, ()))
        if self.by_command:
            found = (*found, *self.by_command.get(named(event), ()))
        return tuple(
            {rule.id: rule for rule in found if any(woken_by(rule, event, type_))}.values()
        )

    def hears(self, event: Event) -> bool:
        """Whether any rule may want to hear of this event, whatever item it is about."""
        if self.by_command and asked(event):
            return True  # also of one that no rule knows: whoever asks is answered
        return event.kind in self.by_kind or any(each.hears(event) for each in self.changes)


def listening(rules: Iterable[Rule]) -> Listening:
    """Index the rules with steps."""
    by_kind: dict[str, dict[str, Rule]] = {}
    by_type: dict[str, dict[str, Rule]] = {}
    changes: dict[object, Changed] = {}
    by_command: dict[str, dict[str, Rule]] = {}
    acting = [rule for rule in rules if rule.derive is None and rule.state != "paused"]
    for rule in acting:
        for trigger in rule.triggers:
            match trigger:
                case Happened():
                    for kind in _kinds(trigger):
                        by_kind.setdefault(kind, {})[rule.id] = rule
                case Changed():
                    changes.setdefault((trigger.facets, trigger.was, trigger.becomes), trigger)
                    for type_ in trigger.types:
                        by_type.setdefault(type_, {})[rule.id] = rule
                case Commanded():
                    by_command.setdefault(trigger.name, {})[rule.id] = rule
                case _:
                    pass  # no event calls it
    return Listening(
        {kind: tuple(found.values()) for kind, found in by_kind.items()},
        {type_: tuple(found.values()) for type_, found in by_type.items()},
        {rule.id: rule for rule in acting},
        tuple(changes.values()),
        {name: tuple(found.values()) for name, found in by_command.items()},
    )


def woken_by(rule: Rule, event: Event, type_: str) -> Iterator[Changed | Happened | Commanded]:
    """The triggers of a rule that are this event, about an item of this type."""
    for trigger in rule.triggers:
        if not isinstance(trigger, Changed | Happened | Commanded) or not trigger.hears(event):
            continue
        if not isinstance(trigger, Changed) or type_ in trigger.types:
            yield trigger


def _kinds(trigger: Happened) -> Iterable[str]:
    if not trigger.kind.endswith(".*"):
        return (trigger.kind,)
    start = trigger.kind[:-1]
    return tuple(kind for kind in EVENT_KINDS if kind.startswith(start))
