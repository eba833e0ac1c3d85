"""Why a rule did or did not act on an item: every gate in order, the first that stops it marked.

The same code judges here as when it counts; nothing is written, and nothing is kept.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from automation.appraisal import Appraise
from automation.effects import Clause, Plan
from automation.engine.deciding.decide import NOWHERE, look_at
from automation.engine.deciding.deriving import derive
from automation.engine.deciding.looking import Look
from automation.engine.deciding.taking import Call, Gathered, take
from automation.engine.folder.facts import Directory
from automation.engine.grammar.evaluate import Judgement, Known, evaluate, explain
from automation.engine.grammar.rule import Rule
from automation.engine.ruleset.loader import RuleSet
from automation.engine.why import gates_after, gates_before, gates_people, gates_write
from automation.engine.why.inquiry import Gate, Inquiry
from automation.model import Event, Item
from automation.ports import Case, Reason
from automation.ports.explaining import Told
from automation.visibility import company, gives_away, nameless, narrower

GATES: Final[tuple[Callable[[Inquiry], Gate], ...]] = (
    gates_before.delivery,
    gates_before.live,
    gates_before.trigger,
    gates_before.about,
    gates_people.departure,
    gates_before.permission,
    gates_after.names,
    gates_after.condition,
    gates_after.limits,
    gates_people.snooze,
    gates_people.budget,
    gates_people.flips,
    gates_after.override,
    gates_after.fuse,
    gates_write.write,
)
"""Every gate in the order of the line; a further one is a function and its line here."""

_WRITES: Final = frozenset(
    {"permission", "limits", "quiet", "budget", "flips", "override", "fuse", "write"}
)
"""Gates that stop what a rule would write, and not the rule."""

_ITS_OWN: Final = frozenset({"about", "condition"})
"""Gates that say the rule does not want to act here, whatever else stops it."""

_A_NAME: Final = 8
"""Letters of a title that is looked for in texts: "Mobile" stands in many that mean another."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer: one sentence, then every gate. `stop` is the place of the first that stopped it
    among the gates, None where none did. `is_past`: the item as it was, the rule as it is now.
    `when` is `at` by the clock of the item's team, as every time in the answer is.
    """

    rule: str
    title: str
    file: str
    key: str
    at: datetime
    said: str
    gates: tuple[Gate, ...]
    stop: int | None
    is_past: bool = False
    when: str = ""


def inquire(
    rules: RuleSet,
    rule: Rule,
    case: Case,
    now: datetime,
    *,
    live_since: Mapping[str, datetime],
    told: Told,
    directory: Directory = NOWHERE,
    appraise: Appraise | None = None,
    is_past: bool = False,
    two_clocks: bool = False,
) -> Inquiry:
    """Judge the item of the case by this rule alone, whatever its state. The case has an item."""
    item = case.item
    if item is None:
        raise ValueError("nothing is known of the item")
    woken = replace(case, reasons=(Reason("look", 0, changed=frozenset({"any"})),))
    look = look_at(rules, woken, item, now, live_since, directory=directory, appraise=appraise)
    asked = Inquiry(
        rule=rule,
        look=look,
        known=Known(rule, look.known, now),
        told=told,
        event=None,
        judgement=evaluate(rule, look.known, now),
        trace=(),
        plan=Plan(item.id),
        is_past=is_past,
        two_clocks=two_clocks,
    )
    event = next(gates_before.wakings(asked), None) if rule.derive is None else None
    judged = evaluate(rule, look.known, now, event)
    return replace(
        asked,
        event=event,
        known=Known(rule, look.known, now, event),
        judgement=judged,
        trace=tuple(map(_once, explain(rule, look.known, now, event))),
        plan=_plan(look, rule, item, event, judged),
    )


def _once(clause: Clause) -> Clause:
    """A line with a heading that people can read, and each value that it looked at told once."""
    return replace(clause, text=_readable(clause.text), values=tuple(dict.fromkeys(clause.values)))


def _readable(text: str) -> str:
    """`if all none: x` is "if none of: x", and `choose red any: x` "choose red if any of: x"."""
    heading, colon, line = text.partition(": ")
    first, *others = heading.split(" ")
    if first not in ("if", "about", "choose") or not colon:
        return text
    of, groups = (others[:1], others[1:]) if first == "choose" else ([], others)
    if not groups or groups[-1] not in _GROUPS:
        return f"{first} {' '.join(of)} if: {line}" if of and not groups else text
    begin = " ".join((first, *of, "if") if first != "if" else ("if",))
    return f"{begin} {groups[-1]} of: {line}"


_GROUPS: Final = frozenset({"all", "any", "none"})


def _plan(look: Look, rule: Rule, item: Item, event: Event | None, judged: Judgement) -> Plan:
    """What the rule wants; one that is paused is asked as if it were in shadow."""
    alone = rule if rule.state == "live" else replace(rule, state="shadow")
    if judged.result == "not_about" or item.deleted_at is not None:
        return Plan(item.id)
    if rule.derive is not None:
        return derive(look, (alone,))
    gathered = Gathered()
    name = f"occasion:{event.key}" if event else f"sweep:{rule.id}:explain"
    happened = event.key if event else "explain"
    take(Call(look, alone, Reason(name, 0, event=event), happened), item, gathered)
    return gathered.plan(item.id)


def explained(asked: Inquiry) -> Explanation:
    """Every gate's answer, with nothing in it that those who read the item's page may not know."""
    quiet = _Quiet(asked)
    gates = tuple(quiet.gate(each(asked)) for each in GATES)
    stop = next((n for n, gate in enumerate(gates) if gate.answer == "stopped"), None)
    return Explanation(
        rule=asked.rule.id,
        title=asked.rule.title,
        file=asked.rule.file,
        key=asked.item.key,
        at=asked.now,
        said=_summary(gates, stop),
        gates=gates,
        stop=stop,
        is_past=asked.is_past,
        when=asked.moment(asked.now),
    )


def _summary(gates: tuple[Gate, ...], stop: int | None) -> str:
    if stop is None:
        return _ended(f"Nothing stops it: {gates[-1].said}")
    gate = gates[stop]
    what = "wrote" if gate.name in _WRITES else "did"
    unmet = next(
        (g for g in gates[stop + 1 :] if g.name in _ITS_OWN and g.answer == "stopped"), None
    )
    besides = f" {_ended(f'It would not either way: {unmet.said}')}" if unmet else ""
    return f"{_ended(f'It {what} nothing: {gate.said}')}{besides}"


def _ended(said: str) -> str:
    """A sentence with its full stop; a text that was cut, or that brings its own, needs none."""
    return said if said.endswith(("…", ".", "?", "!")) else f"{said}."


class _Quiet:
    """Says nothing of items around this one that are for fewer people than its page is."""

    def __init__(self, asked: Inquiry) -> None:
        self._readers = company(asked.item)
        around = asked.look.view.around.items.values()
        self._unseen = [each for each in around if narrower(each.visibility, self._readers)]
        titles = (str(each.fields.get("title") or "").strip().casefold() for each in self._unseen)
        self._titles = [title for title in titles if len(title) >= _A_NAME]

    def gate(self, gate: Gate) -> Gate:
        """The gate without their names."""
        if not self._unseen:
            return gate
        lines = tuple(
            Clause(line.text, line.held, self._values(line.values)) for line in gate.lines
        )
        return replace(
            gate, said=self._text(gate.said), values=self._values(gate.values), lines=lines
        )

    def _values(self, values: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        return tuple((name, self._text(value)) for name, value in values)

    def _text(self, text: str) -> str:
        folded = text.casefold()
        named = gives_away(text, self._unseen, self._readers)
        if named or any(title in folded for title in self._titles):
            return f"it names {nameless(self._readers)}"
        return text
