"""The reference of the rule language as Markdown: made from the vocabulary, never by hand."""

from collections.abc import Iterable, Iterator
from itertools import chain

from automation.engine.grammar import happening
from automation.engine.grammar.action import Actions
from automation.engine.language.vocabulary import (
    ACTOR,
    EVENT,
    EVENT_KINDS,
    FILTERS,
    ITEM,
    NAMES,
    OF_COLOUR,
    OF_PACE,
    OF_PROGRESS,
    OF_SIGNALS,
    OF_STATUS,
    RELATIONS,
    TESTS,
    Field,
    Kind,
)
from automation.engine.manual.overview import overview
from automation.engine.manual.reference_files import files_reference
from automation.engine.manual.reference_keys import keys_reference

_HEAD = """\
# The rules

Operations people keep this folder. One file is one rule; folders are for your own order. A file or
folder whose name begins with `_` or `.` is left out. A saved change is live within a few seconds; a
mistake is named with its file, line and column, and the last good rules stay live until it is mended.

This page is made by `make reference`. [docs/first-rule.md](../docs/first-rule.md) is the way in.

## The keys of a rule, in reading order

@KEYS@

### when

A list; one of them is enough.

@WHEN@

A time without a zone is in that of the owner's team, else in that of the settings. A time that the
clock skips in spring comes at the next minute there is, one that it shows twice in autumn comes once.
What `held` and `silence` wait for outlasts restarts and edits; what was due before the rule was there
is not made up for.

### about

@ABOUT@

@PATHS@

A link that is not there yet is waited for, up to 24 hours.

### derive

@DERIVE@

Where `if` does not hold, or no row does, the rule leaves what stands as it is. Two live rules may not
write the same slot, label or field.

### then and else

Lists of steps; `else` is taken where `if` does not hold. A step is one action, and may have an `if` of its
own. What is said is said once for each time something happened, however often its message comes.

@BESIDE@

@ACTIONS@

Texts are literals and `{{ expressions }}`. What comes from a tracker is put in as text: it calls nobody,
closes nothing and is no markup.


A text names no item that its readers may not see. Under an item that everybody may read, an item of
the company's is called "an item that is not public"; under one of the company's, and in every mail and
every `because`, a restricted one is "a restricted item". Of such an item texts read its type, its
`state` and its `status_group`, and everything else of it is missing; so is what an event says that
happened to it. Conditions see everything.

### limits

@LIMITS@

`days` and `quiet` let mails, lines and comments wait for the next time that is allowed, by the clock of
the person who gets them, or of the team they stand under; what is set waits for nothing.

### tests

`{name, now, given: {item: {...}}, expect: {value, because} or {acts: false}}`, and for a rule with `then`
`{name, now, given: {item: {...}, event: {@EVENT@: {status: {from, to}}}}, expect: {steps: [...]}}`.
An item may have items around it: `children: [{...}]`, `parent: {...}`. Its status stands beside and within
it: `given: {item: {progress: {done: 18, total: 31}, target: ..., moves: 2}, signals: {serious: [B1], watch: []},
pace: {likely: ...}}`; what is left out is not there, and each signal reads as its own id. A command is given
`args: {time: 5 days}` and who asks, `event: {actor: ann, roles: [product], team: payments}`. A step reads `comment: ...`, `label on: ...`,
`label off: ...`, `set <field>: ...`, `mail to <receiver>: <subject>`, `notify <receiver>: <text>`, `webhook: <json>` or `wake: <rule>`.
A receiver reads as the rule calls it, `notify team: ...`, and a contact with the team that the item is given,
`notify customers of payments: ...`; so a test holds with anybody's people.yaml. An address will do as well.

## Expressions

The grammar of Jinja without the braces: `and`, `or`, `not`, `in`, `==`, `!=`, `<`, `<=`, `>`, `>=`, `+`,
`-`, `~` (joins texts), `a if b else c`, lists in brackets, and filters behind `|`. There are no calls and
no loops. `and`, `or`, `not` and `if` want yes or no: `item.comments` alone is an error, `item.comments > 0`
is not. What is missing makes a comparison false; ask with `is missing`. In YAML put quotes around an
expression that begins with a quote or a bracket.
"""


def reference(actions: Actions) -> str:
    """The whole page, with these actions."""
    head = _HEAD.replace("@ACTIONS@", "\n".join(_actions(actions)))
    head = head.replace("@EVENT@", ", ".join(happening.KEYS))
    for place, table in overview().items():
        head = head.replace(place, table)
    parts = (_names(), _fields(), _around(), _status(), _event(), _tests(), _filters(), _events())
    keys = keys_reference(actions)
    return "\n".join((head, *chain(*parts), keys, files_reference())) + "\n"


def _actions(actions: Actions) -> Iterator[str]:
    yield from (_row("action", "what it does", "example"), _row("---", "---", "---"))
    for each in actions.values():
        yield _row(f"`{each.name}`", each.description, f"`{each.example}`")


def _names() -> Iterator[str]:
    yield from _table("### Names", ("name", "what it is", "example"))
    for word in NAMES.values():
        yield _row(f"`{word.name}`", word.description, f"`{word.example}`")
    yield ""


def _fields() -> Iterator[str]:
    yield from _listing("### Fields of `item`", "item", ITEM.values())
    yield "`mapping.yaml` may name more: `fields: {severity: customfield_10040}` is `item.severity`."
    yield ""


def _around() -> Iterator[str]:
    title = "### Items around `item`"
    yield from _table(title, ("name", "is", "what it is", "example"))
    for each in RELATIONS.values():
        example = f"`{each.example}`"
        yield _row(f"`item.{each.name}`", str(each.kind), each.description, example)
    yield from (
        "",
        "Each has the same fields, and one more step around: `item.parent.children`.",
        "",
    )


def _status() -> Iterator[str]:
    yield from _table("### The status of `item`", ("word", "is", "what it is", "example"))
    for root, fields in _OF_THE_STATUS:
        for field in fields.values():
            example = f"`{field.example}`"
            yield _row(f"`{root}.{field.name}`", str(field.kind), field.description, example)
    yield from ("", _STATUS_FOOT, "")


_OF_THE_STATUS = (
    ("item", OF_STATUS),
    ("item.progress", OF_PROGRESS),
    ("signals", OF_SIGNALS),
    ("signals.colour", OF_COLOUR),
    ("pace", OF_PACE),
)
_STATUS_FOOT = """\
Only what the rule is about has these words, and only epics, initiatives and objectives do: `about` names
the type. They come from everything that is part of the item, and from its history. The ids of the signals
and the limits of each stand at the end of this page. A rule that derives `health` from them also keeps
the sentence up to date, where `mapping.yaml` lands `status_line` and `status_comment`."""


def _event() -> Iterator[str]:
    yield from _listing("### Fields of `event`, with `then`", "event", EVENT.values())
    yield "`event.status.old` and `event.status.new` are what a field read before and reads now."
    yield ""
    yield from _listing("### Fields of `actor`, with `then`", "actor", ACTOR.values())


def _listing(title: str, root: str, fields: Iterable[Field]) -> Iterator[str]:
    yield from _table(title, ("field", "is", "what it is", "example"))
    for field in fields:
        many = len(field.one_of) > len(field.description.split(" or "))
        about = f"{field.description}: {', '.join(field.one_of)}" if many else field.description
        yield _row(f"`{root}.{field.name}`", str(field.kind), about, f"`{field.example}`")
    yield ""


def _events() -> Iterator[str]:
    yield ""
    yield from _table("### Events a rule may wait for", ("event", "what happened"))
    for each in EVENT_KINDS.values():
        yield _row(f"`{each.name}`", each.description)
    yield ""


def _tests() -> Iterator[str]:
    yield from _table("### Tests, behind `is`", ("test", "holds when", "example"))
    for word in TESTS.values():
        yield _row(f"`{word.name}`", word.description, f"`{word.example}`")
    yield ""


def _filters() -> Iterator[str]:
    yield from _table("### Filters, behind `|`", ("filter", "works on", "gives", "example"))
    for each in FILTERS.values():
        any_kind = len(each.takes) == len(Kind)
        takes = "any value" if any_kind else " or ".join(str(kind) for kind in each.takes)
        yield _row(f"`{each.signature}`", takes, each.description, f"`{each.example}`")


def _table(title: str, heads: tuple[str, ...]) -> Iterable[str]:
    return (title, "", _row(*heads), _row(*("---" for _ in heads)))


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
