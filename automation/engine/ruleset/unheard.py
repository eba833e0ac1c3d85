"""What stands in a rule and never comes to anything: triggers that call nothing, unused names."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from automation.engine.folder.places import Place
from automation.engine.grammar.headings import OWN
from automation.engine.grammar.rule import Rule
from automation.engine.grammar.triggers import Changed, Happened
from automation.engine.language.vocabulary import EVENT_KINDS
from automation.engine.ruleset.rivals import steps_of
from automation.errors import Problem

_BOTH: Final = ("github.issue_comment.", "github.projects_v2_item.", "github.push")
"""Events that tell of issues and of pull requests alike."""


def unheard(rules: Sequence[Rule], roots: Mapping[str, Place]) -> Iterator[Problem]:
    """Tell rules that nothing can trigger, and names and settings that nothing uses."""
    woken = frozenset(name for rule in rules for name in _wakes(rule, roots[rule.file]))
    for rule in rules:
        root = roots[rule.file]
        if len(rules) > 1 and rule.id not in woken:
            yield from _never_woken(root)
        yield from _never_about(rule, root)
        yield from _unused(root, "let", r"\b{}\b")
        yield from _unused(root, "settings", r"\bsettings\.{}\b")


def _wakes(rule: Rule, root: Place) -> Iterator[str]:
    for act, _ in steps_of(rule, root):
        name = act.literals().get("rule") if act.action.name == "wake" else None
        if isinstance(name, str):
            yield name


def _never_woken(root: Place) -> Iterator[Problem]:
    """A rule that waits for nothing but another one, which never calls it."""
    when = root.child("when")
    triggers = list(when.children()) if when else []
    wakes = [trigger for trigger in triggers if trigger.child("wake")]
    if when and wakes and len(wakes) == len(triggers):
        said = "nothing triggers this rule: no other has the step"
        rule = root.child("rule")
        name = rule.node.value if rule else ""
        yield wakes[0].key_problem("wake", f"{said} `wake: {name}`")


def _never_about(rule: Rule, root: Place) -> Iterator[Problem]:
    """A rule about types of items of which none of its triggers ever tells."""
    kinds = [each for each in rule.triggers if isinstance(each, Changed | Happened)]
    if rule.derive or rule.path != OWN or len(kinds) != len(rule.triggers) or not kinds:
        return
    told = frozenset(type_ for each in kinds for type_ in _types(each))
    wanted = root.find("about", "type")
    for word, place in wanted.words() if wanted else ():
        if told and word not in told:
            known = ", ".join(sorted(told))
            yield place.problem(
                f'no trigger under `when` tells of a "{word}"; they tell of {known}'
            )


def _types(trigger: Changed | Happened) -> Iterable[str]:
    if isinstance(trigger, Changed):
        return trigger.types
    start = trigger.kind.removesuffix("*")
    kinds = [kind for kind in EVENT_KINDS if kind == trigger.kind or kind.startswith(start)]
    both = {"issue", "pull_request"} if any(kind.startswith(_BOTH) for kind in kinds) else set()
    return both | {EVENT_KINDS[kind].type for kind in kinds}


def _unused(root: Place, section: str, pattern: str) -> Iterator[Problem]:
    """Names of a section that no text of the file says anywhere else."""
    written = root.child(section)
    texts = [text for key, place in root.entries() if key != section for text in _texts(place)]
    named = dict(written.entries()) if written else {}
    for name in named:
        others = [each for key, place in named.items() if key != name for each in _texts(place)]
        wanted = re.compile(pattern.format(re.escape(name)))
        if written and not any(wanted.search(text) for text in (*texts, *others)):
            yield written.key_problem(name, "is used nowhere; take it out, or use it below")


def _texts(place: Place) -> Iterator[str]:
    if isinstance(place.node.value, str):
        yield place.node.value
    for part in (*place.children(), *(each for _, each in place.entries())):
        yield from _texts(part)
