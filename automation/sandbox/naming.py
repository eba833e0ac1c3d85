"""A blocker in the other tracker, named in the text of an issue: no tracker links into another.

Pitboard reads the line "Blocked by SEC-40" in a text as a link, and its end as the end of one.
"""

import re

_JIRA = re.compile(r"[A-Z][A-Z0-9]{1,9}-[1-9]\d{0,8}")
_GITHUB = re.compile(r"[\w.-]{1,40}/[\w.-]{1,100}#[1-9]\d{0,8}")
_LINE = re.compile(r"^Blocked by (\S{3,160})[ \t]*$", re.MULTILINE)


def jira_key(typed: str) -> str:
    """Read a key of Jira, "" where it is none."""
    found = typed.strip().upper()
    return found if _JIRA.fullmatch(found) else ""


def github_key(typed: str) -> str:
    """Read an issue of GitHub as acme/shop#12, "" where it is none."""
    found = typed.strip()
    return found if _GITHUB.fullmatch(found) else ""


def named(text: str) -> list[str]:
    """List the keys that a text says it is blocked by, a line each."""
    keys = (match[1] for match in _LINE.finditer(text.replace("\r\n", "\n")))
    return [key for key in dict.fromkeys(keys) if jira_key(key) or github_key(key)]


def naming(text: str, key: str) -> str:
    """Say in a text that this key stands in the way; said already, nothing changes."""
    if key in named(text):
        return text
    return f"{text.rstrip()}\n\nBlocked by {key}".lstrip()


def silent_of(text: str, key: str) -> str:
    """Take back out of a text that this key stands in the way."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line for line in lines if line.rstrip() != f"Blocked by {key}").rstrip()
