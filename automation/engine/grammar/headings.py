"""The plain values of a rule file: what it is about, its dates and its limits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from automation.appraisal import APPRAISED
from automation.engine.folder.places import Place
from automation.engine.folder.shapes import choices
from automation.engine.folder.speaking import Hours, days, quiet, rate
from automation.engine.grammar.rule import Limits
from automation.engine.grammar.rule_sheet import LimitsSheet
from automation.engine.grammar.triggers import Due, Trigger
from automation.engine.grammar.waking import types_of
from automation.engine.language.expressions import Expression
from automation.engine.language.vocabulary import ITEM_TYPES, Kind, suggest
from automation.errors import Problem

OWN = "event.item"
EACH = "each"
"""Where a rule is about what an expression gives."""


@dataclass(frozen=True, slots=True)
class About:
    """What a rule is about. `types` and `projects` empty: any."""

    path: str
    types: frozenset[str]
    projects: frozenset[str]


def about(root: Place, triggers: tuple[Trigger, ...]) -> About:
    """Read what the rule is about: on an item's own changes, the types its triggers name too."""
    path = root.find("about", "path")
    way = EACH if root.find("about", "each") else str(path.node.value) if path else OWN
    wanted = frozenset(word for word, _ in _words(root, "about", "type"))
    triggered = types_of(triggers) if way == OWN else frozenset[str]()
    return About(
        path=way,
        types=triggered & wanted if wanted and triggered else wanted or triggered,
        projects=frozenset(word for word, _ in _words(root, "about", "projects")),
    )


def review_by(text: str | None) -> date | None:
    """Read a date; raises ValueError for anything else."""
    return None if text is None else date.fromisoformat(text)


def limits(shape: LimitsSheet) -> Limits:
    """Compile the limits of a sound file."""
    return Limits(
        writes_per_run=shape.writes_per_run,
        mails_per_run=shape.mails_per_run,
        mails_per_person=rate(shape.mails_per_person) if shape.mails_per_person else None,
        writes_per_item=rate(shape.writes_per_item),
        hours=Hours(days(list(shape.days)), quiet(shape.quiet) if shape.quiet else None),
        tells_owner=shape.on_fuse != "pause",
    )


def problems(root: Place, triggers: tuple[Trigger, ...]) -> Iterator[Problem]:
    """Tell unknown types, types that nothing triggers, ways that lead nowhere, dates, times."""
    triggered = list(_triggered(root))
    wanted = list(_words(root, "about", "type"))
    for word, place in [*triggered, *wanted]:
        if word not in ITEM_TYPES:
            said = f'unknown type "{word}"; write {choices(ITEM_TYPES)}'
            yield place.problem(said, suggest(word, ITEM_TYPES))
    path = root.find("about", "path")
    named = types_of(triggers) if path and path.node.value == OWN else frozenset[str]()
    for word, place in wanted:
        if word in ITEM_TYPES and named and word not in named:
            yield place.problem(f'no trigger under `when` names the type "{word}"')
    if path and path.node.value == "event.item.children" and root.child("derive"):
        yield path.problem(
            "a derived value follows what is below it, never what is above; "
            "write event.item, or event.item.ancestors"
        )
    query = root.find("about", "query")
    alone = path is None and root.find("about", "each") is None
    if query and alone and any(not isinstance(each, Due) for each in triggers):
        said = "goes with `schedule` and `sweep`; what happens is about its own item"
        yield query.problem(f"{said}, or where a `path` leads")
    yield from _unreadable(root)


def each_problems(
    root: Place, triggers: tuple[Trigger, ...], each: Expression | None
) -> Iterator[Problem]:
    """Tell an `each` that gives no items, or that stands where there is nothing to begin from."""
    place = root.find("about", "each")
    about = root.child("about")
    if place is None or about is None:
        return
    if each is not None and each.kind not in (Kind.ITEMS, Kind.ITEM):
        said = f"expected items, got {each.kind}; write one such as item.children"
        yield place.problem(said)
    if root.child("derive"):
        said = "a derived value follows what is below it; write `path: event.item.ancestors`"
        yield about.key_problem("each", said)
    elif any(isinstance(trigger, Due) for trigger in triggers):
        said = "goes with what happens to an item; with `schedule` and `sweep` write `query`"
        yield about.key_problem("each", said)


def whose_status(root: Place, types: frozenset[str]) -> Iterator[Problem]:
    """Tell a rule that looks at the status of what has none, or of another item than its own."""
    wanted = root.find("about", "type")
    known = " or ".join(sorted(APPRAISED))
    for word, place in wanted.words() if wanted else ():
        if word in ITEM_TYPES and word not in APPRAISED:
            said = f"the rule looks at the status, which no {word.replace('_', ' ')} has of its own"
            yield place.problem(f"{said}; write {known}")
    about = root.child("about")
    if about and wanted is None and not (types and types <= APPRAISED):
        yield about.problem(f"the rule looks at the status: name a `type` that has one, {known}")
    path = root.find("about", "path") or root.find("about", "each")
    if path and path.node.value != OWN and root.child("then"):
        yield path.problem(f"the status is known of the item it happened to alone; write {OWN}")


def _unreadable(root: Place) -> Iterator[Problem]:
    for text, place in _words(root, "review_by"):
        try:
            review_by(text)
        except ValueError:
            yield place.problem("must be a date, such as 2027-06-01")


def _triggered(root: Place) -> Iterator[tuple[str, Place]]:
    when = root.child("when")
    for trigger in when.children() if when else ():
        for key in ("changed", "held", "silence"):
            yield from _words(trigger, key, "type")


def _words(place: Place, *keys: str) -> Iterator[tuple[str, Place]]:
    found = place.find(*keys)
    return found.words() if found else iter(())
