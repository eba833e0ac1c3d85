"""The overview of a rule file: a row for each key that its shapes have, in reading order.

What a row says is written here, by the key; a key that nothing is written of yet has the
description and the examples of its shape, so that no word can be missing from the page.
"""

from collections.abc import Iterator, Mapping
from typing import Final, get_args

from automation.engine.folder.sheet import Sheet
from automation.engine.grammar.derive_sheet import DeriveSheet, RowSheet, StabilitySheet
from automation.engine.grammar.rule_sheet import LimitsSheet, RuleSheet
from automation.engine.grammar.step_sheet import StepSheet
from automation.engine.grammar.when_sheet import AboutSheet, Path, TriggerSheet
from automation.engine.manual.keys import Key, section, shapes_in

Rows = tuple[tuple[str, str], ...]
"""A code that stands in a file, and what it says."""

KEYS: Final[Mapping[str, str]] = {
    "pitboard": "the version of this grammar: `1`",
    "rule": "its name: small letters, digits and dashes; one rule of a name",
    "title": "what it does, in one line",
    "why": "what was wrong without it, in one line; or `customer_impact`, `removes_friction` and `frees_time`, a line each",
    "owner": "who is told when it fails: a team or a person",
    "review_by": "a date after which somebody should ask whether it is still wanted; optional",
    "state": "`shadow` (decided and shown, writes nothing; the default), `live` or `paused`",
    "settings": "plain values that people change, days, thresholds, words, receivers: below, `settings.<name>` stands for one; optional",
    "when": "what wakes it: see below",
    "about": "what it is about: `path`, `each` or `query`, and what narrows it; see below",
    "let": "names for expressions; a later one may use an earlier one; optional",
    "if": "when it applies: an expression, or `all`, `any`, `none` with lists, nested as you like; optional",
    "derive": "what should stand, worked out anew whenever something changes: see below",
    "then": "what to do once, each time it is woken: see below; a rule has `derive` or `then`, never both",
    "else": "what to do instead where `if` does not hold; beside `then`",
    "limits": "how much it may do, and when it may speak to people: see below",
    "tests": "examples that `pitboard test` runs; optional, and every shipped rule has some",
}
WHEN: Final[Mapping[str, Rows]] = {
    "changed": (
        (
            "changed: {type: issue, fields: [labels, state]}",
            "when one of these fields of such an item changes; `fields: any` for every field",
        ),
        (
            "changed: {type: issue, fields: status, from: To do, to: Done}",
            "the same, from one of these values to one of those; only with `then`",
        ),
    ),
    "event": (
        (
            "event: github.release.published",
            "when this happens; `github.pull_request.*` is all that begins so; only with `then`; the list is at the end",
        ),
    ),
    "held": (
        (
            "held: {type: issue, field: status, is: Blocked, for: 3 working days}",
            "when a field has read the same for so long, or one of these values where `is` names them; once for each time that began",
        ),
    ),
    "silence": (
        (
            "silence: {type: pull_request, of: [comments, review], by: people, for: 2 working days}",
            "when nothing happened to such an item for so long; `of` names what breaks the silence, `by: anybody` lets bots break it as well; once for each time it fell silent",
        ),
    ),
    "schedule": (
        (
            'schedule: {cron: "0 15 * * FRI", zone: Europe/Berlin, missed: run once}',
            "the same as `sweep` by five fields of cron; `missed: skip` leaves out what passed while nothing ran",
        ),
    ),
    "sweep": (
        (
            "sweep: every day at 06:00",
            "for each item it is about; also `every monday at 08:30`, `every weekday at 08:30`, `every hour`; a zone such as `Europe/Berlin` may follow",
        ),
    ),
    "command": (
        (
            "command: {name: later, args: {time: duration, why: optional rest}, allow: \"'product' in actor.roles\", help: Quiet for a while}",
            "when a person writes `/pitboard later 5 days ...` as the first line of a comment; `args.<name>` is what stands behind it, `allow` says who may; only with `then`",
        ),
    ),
    "wake": (
        (
            "wake: [triage]",
            "when one of these rules says `wake:` with this one's name, `any` for every rule; one that was woken so wakes no other",
        ),
    ),
    "if": (
        (
            "{event: github.release.published, if: not event.prerelease}",
            "beside any of these but `schedule` and `sweep`: only where this holds; it may ask about `event` and `actor`; only with `then`",
        ),
    ),
}
ABOUT: Final[Mapping[str, Rows]] = {
    "path": (("path: event.item.ancestors", "the way from what happened to it: see below"),),
    "each": (
        (
            "each: item.children",
            "instead of a path: each item that the expression gives, 100 at most",
        ),
    ),
    "query": (
        (
            "query: item.team == 'payments'",
            "instead of a path: every item for which this holds; with `schedule` and `sweep` alone",
        ),
    ),
    "type": (("type: [epic, initiative]", "only items of these types"),),
    "projects": (("projects: [PAY, acme/shop]", "only items of these projects and repositories"),),
    "if": (("if: item.paused == false", "only where this holds; see below"),),
}
PATHS: Final[Mapping[str, tuple[str, str]]] = {
    "event.item": ("the item it happened to", "the item that changed"),
    "event.item.parent": (
        "what that is part of",
        "an item, when something that is part of it changes",
    ),
    "event.item.ancestors": ("everything that is part of, at any height", "the same"),
    "event.item.children": ("everything that is directly part of it", "-"),
}
DERIVE: Final[Mapping[str, str]] = {
    "label": "the name of the slot: of the labels its rows name, exactly one stands on the item, or none; with `keep_if` the label itself",
    "field": "instead of a label: one of our fields, such as `health`; `mapping.yaml` says where it stands in each tracker, and it is only shown where it stands nowhere",
    "keep_if": "with a label, instead of `choose`: the label stands exactly while this holds, and is taken off only where Pitboard put it on",
    "because": "beside `keep_if`: the reason people read",
    "choose": "rows of `{value, if, because}`; the first whose `if` holds wins",
    "choose.value": "the label or the value, or `none` for no label of this slot",
    "choose.if": "when this row holds; `true` for all the rest, as the last row",
    "choose.because": "the reason people read; text with `{{ expressions }}`; without it, the `if` in words, and in a rule that looks at the signals the strongest of them",
    "stability": "how long a new value must last before it counts; the first counts at once, and it changes once a day at most",
    "stability.worse_after": "for a value that is worse, with `better_after`: `1 working day`",
    "stability.better_after": "for one that is better: `3 working days`",
    "stability.after": "instead of both, for any value: `2 days`",
    "stability.at_once": "`[F2]`: signals that make a worse value count at once while they are serious",
    "stability.order": "the values, worst first (health knows its own); a value outside of it counts at once",
    "hand_edit": "`keep for 14 days` (the default): how long a person's edit is left alone; `keep until inputs change`: until something changes that the rule reads, on the item or around it",
}
BESIDE: Final[Mapping[str, str]] = {
    "if": "the step is taken only where this holds",
    "for_each": "`for_each: item.children`: the step is taken for each of what the expression gives, 100 at most",
    "as": "`as: child`: its name in the texts and the `if` of the step; `each` by itself",
    "once": '`once: "{{ event.tag }}"`: what the step says under the same text is said a single time for ever, however often something happens again',
}
LIMITS: Final[Mapping[str, str]] = {
    "writes_per_run": "items that one run may write to, 25 by itself; over it the rule pauses",
    "mails_per_run": "mails that one run may send, 100 by itself; over it the rule pauses",
    "mails_per_person": "`2 per week`: mails of this rule that one person may get; what is over it is held, and shown on Operations",
    "writes_per_item": "`20 per day` by itself: writes to one item; what is over it is held, and shown on Operations",
    "days": "`[mon, tue, wed, thu]`: days on which it may speak to people",
    "quiet": "`18:00-08:00`: hours in which it says nothing",
    "on_fuse": "`pause and mail owner` by itself, or `pause`: what happens over writes_per_run or mails_per_run",
}


def overview() -> Mapping[str, str]:
    """The tables by the words that hold their places on the page."""
    derive = [*_plain(DeriveSheet, DERIVE, but=("choose", "stability"))]
    return {
        "@KEYS@": _table(("key", "what it says"), _plain(RuleSheet, KEYS)),
        "@WHEN@": _table(("trigger", "wakes the rule"), _shown(TriggerSheet, WHEN)),
        "@ABOUT@": _table(("key", "the rule is about"), _shown(AboutSheet, ABOUT)),
        "@PATHS@": _table(
            ("path", "a rule with `then` is about", "a rule with `derive` is about"), _paths()
        ),
        "@DERIVE@": _table(("key", "what it says"), derive),
        "@BESIDE@": _table(("key", "what it says"), _plain(StepSheet, BESIDE)),
        "@LIMITS@": _table(("key", "what it says"), _plain(LimitsSheet, LIMITS)),
    }


def _plain(
    sheet: type[Sheet], said: Mapping[str, str], path: str = "", but: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """A row for each key: its name, and what it says. Those of `but` have rows under them."""
    for key in section(sheet, path).keys:
        name = f"{path}{key.name}"
        yield f"`{name}`", said.get(name) or key.about
        if key.name in but:
            yield from _plain(_UNDER[key.name], said, f"{name}.")


_UNDER: Final[Mapping[str, type[Sheet]]] = {"choose": RowSheet, "stability": StabilitySheet}


def _shown(sheet: type[Sheet], said: Mapping[str, Rows]) -> Iterator[tuple[str, ...]]:
    """The rows of each key: how it is written, and what that says."""
    for key in section(sheet, "").keys:
        for code, says in said.get(key.name) or ((_example(sheet, key), key.about),):
            yield f"`{code}`", says


def _example(sheet: type[Sheet], key: Key) -> str:
    """How a key is written, by the examples of its shape."""
    if key.examples:
        return f"{key.name}: {key.examples[0]}"
    field = next(f for n, f in sheet.model_fields.items() if (f.alias or n) == key.name)
    (under,) = shapes_in(field.annotation)[:1] or (Sheet,)
    parts = (
        f"{each.name}: {each.examples[0]}" for each in section(under, "").keys if each.examples
    )
    return f"{key.name}: {{{', '.join(parts)}}}"


def _paths() -> Iterator[tuple[str, ...]]:
    for path in get_args(Path):
        yield f"`{path}`", *PATHS.get(path, ("", ""))


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]] | list[tuple[str, ...]]) -> str:
    lines = (heads, tuple("---" for _ in heads), *rows)
    return "\n".join(f"| {' | '.join(map(_cell, each))} |" for each in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
