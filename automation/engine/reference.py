"""The reference of the rule language as Markdown: made from the vocabulary, never by hand."""

from collections.abc import Iterable, Iterator

from automation.engine.vocabulary import FILTERS, ITEM, NAMES, TESTS, Kind

_HEAD = """\
# The rules

Operations people keep this folder. One file is one rule; folders are for your own order. A file or
folder whose name begins with `_` or `.` is left out. A saved change is live within a few seconds; a
mistake is named with its file, line and column, and the last good rules stay live until it is mended.

This page is made by `make reference`. [docs/first-rule.md](../docs/first-rule.md) is the way in.

## The keys of a rule, in reading order

| key | what it says |
|---|---|
| `pitboard` | the version of this grammar: `1` |
| `rule` | its name: small letters, digits and dashes; one rule of a name |
| `title` | what it does, in one line |
| `why` | what was wrong without it, in one line |
| `owner` | who is told when it fails: a team or a person |
| `review_by` | a date after which somebody should ask whether it is still wanted; optional |
| `state` | `shadow` (decided and shown, writes nothing; the default), `live` or `paused` |
| `when` | what wakes it: `changed: {type: issue, fields: [labels, state]}`, or `fields: any` |
| `about` | what it is about: `path: event.item`, and optionally `type` and `projects` |
| `let` | names for expressions; a later one may use an earlier one; optional |
| `if` | when it applies: an expression, or `all`, `any`, `none` with lists, nested as you like; optional |
| `derive` | what should stand: see below |
| `tests` | examples that `pitboard test` runs; optional, and every shipped rule has some |

### derive

| key | what it says |
|---|---|
| `label` | the name of the slot: of the labels its rows name, exactly one stands on the item, or none |
| `choose` | rows of `{value, if, because}`; the first whose `if` holds wins |
| `value` | the label, or `none` for no label of this slot |
| `because` | the reason people read; text with `{{ expressions }}`; without it, the `if` in words |
| `hand_edit` | `keep for 14 days` (the default): how long a person's edit of the slot is left alone |

Where `if` does not hold, or no row does, the rule leaves what stands as it is. Two live rules may not
write the same slot or the same label.

### tests

`{name, now, given: {item: {...}}, expect: {value, because} or {acts: false}}`

## Expressions

The grammar of Jinja without the braces: `and`, `or`, `not`, `in`, `==`, `!=`, `<`, `<=`, `>`, `>=`, `+`,
`-`, `~` (joins texts), `a if b else c`, lists in brackets, and filters behind `|`. There are no calls and
no loops. `and`, `or`, `not` and `if` want yes or no: `item.comments` alone is an error, `item.comments > 0`
is not. What is missing makes a comparison false; ask with `is missing`. In YAML put quotes around an
expression that begins with a quote or a bracket.
"""


def reference() -> str:
    """The whole page."""
    return "\n".join((_HEAD, *_names(), *_fields(), *_tests(), *_filters())) + "\n"


def _names() -> Iterator[str]:
    yield from _table("### Names", ("name", "what it is", "example"))
    for word in NAMES.values():
        yield _row(f"`{word.name}`", word.description, f"`{word.example}`")
    yield ""


def _fields() -> Iterator[str]:
    yield from _table("### Fields of `item`", ("field", "is", "what it is", "example"))
    for field in ITEM.values():
        many = len(field.one_of) > len(field.description.split(" or "))
        about = f"{field.description}: {', '.join(field.one_of)}" if many else field.description
        yield _row(f"`item.{field.name}`", str(field.kind), about, f"`{field.example}`")
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
