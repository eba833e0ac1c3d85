"""The part of the reference that lists every key of a rule file, and where each is explained."""

import re
from collections.abc import Callable, Iterator

from automation.engine.grammar.action import Actions
from automation.engine.manual.keys import Key, Section, sections
from automation.errors import Problem

PAGE = "rules/README.md"
_HEAD = """\
## How a file is written

YAML 1.2 in UTF-8, one document to a file, at most 256 kB and 20 levels deep, spaces and no tabs
before a line. Only `true` and `false` are yes and no: `on`, `off`, `yes` and `no` are words, and so
are dates, times and versions such as `1.2.3`. No key stands twice, and there are no anchors
(`&name`), aliases (`*name`), tags (`!name`) or merge keys (`<<`): what is meant is written out. A
text that begins with a quote, a bracket or `{{`, and one with `: ` or ` #` in it, stands in quotes
as a whole.

## Every key of a rule file

Out of the shapes that `pitboard check` holds a file against. What must be given is marked with a
dot. [rules/schema](schema) has the same for editors: the line
`# yaml-language-server: $schema=schema/rule.json` at the top of a file names its schema.
"""
_INDEX = re.compile(r"\[\d+\]")
_STEPS = re.compile(r"^(then|else)")
_WORDS = (
    ("unknown filter", "filters-behind"),
    ("unknown event", "events-a-rule-may-wait-for"),
    ("item has no field", "fields-of-item"),
    ("event has no field", "fields-of-event-with-then"),
    ("actor has no field", "fields-of-actor-with-then"),
    ("unknown name", "names"),
    ("unknown action", "then-and-else"),
    ('after "is" stands', "tests-behind-is"),
    ("there is no signal", "policy-from-when-on-a-signal-counts"),
)
_TOP = "keys-of-the-file"
_WRITTEN = "how-a-file-is-written"
_OTHERS = {
    "report": "report-who-is-told-what-and-when",
    "policy": "policy-from-when-on-a-signal-counts",
    "mapping": "mapping-how-boards-are-read",
    "teams": "teams-whose-work-it-is",
    "objectives": "objectives-what-it-is-for",
    "people": "people-who-is-who-in-each-tracker",
    "table": "the-files-beside-the-rules",
}
"""Where each other kind of file is explained."""


def keys_reference(actions: Actions) -> str:
    """The tables, one for each part of a file."""
    return "\n".join((_HEAD, *(line for each in sections(actions) for line in _table(each))))


def title(path: str) -> str:
    """The heading above the keys under a path."""
    if path == "then":
        return "Keys beside the action of a step"
    return f"Keys under `{path}`" if path else "Keys of the file"


def anchor(heading: str) -> str:
    """The address that GitHub gives a heading of a page."""
    return re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")


def explained(actions: Actions) -> Callable[[Problem, str], str]:
    """What finds, for a problem and the kind of its file, the part of PAGE that explains it."""
    known = {section.path for section in sections(actions)}

    def found(problem: Problem, kind: str) -> str:
        word = next((where for begins, where in _WORDS if problem.message.startswith(begins)), None)
        if word is not None:
            return word
        if kind != "rule":
            return _OTHERS.get(kind, _WRITTEN)
        path = _STEPS.sub("then", _INDEX.sub("", problem.path))
        while path and path not in known:
            path = path.rpartition(".")[0]
        return anchor(title(path)) if path else _TOP

    return found


def _table(section: Section) -> Iterator[str]:
    yield from (f"### {title(section.path)}", "", section.about, "")
    yield from ("| key | what it says | by itself | example |", "|---|---|---|---|")
    yield from (_row(key) for key in section.keys)
    yield ""


def _row(key: Key) -> str:
    name = f"`{key.name}`{' ·' if key.required else ''}"
    about = f"{key.about}: {', '.join(f'`{each}`' for each in key.choices)}" if key.choices else ""
    example = "see below" if key.under and not key.examples else ", ".join(map(_code, key.examples))
    cells = (name, about or key.about, _code(key.default) if key.default else "", example)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _code(text: str) -> str:
    return f"`{text}`"
