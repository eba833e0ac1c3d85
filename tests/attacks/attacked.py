"""A process of its own that lets every attack loose on itself, held to 600 MB and 2 s for each.

Prints one line for each that got somewhere. One that takes longer ends the process.
"""

import math
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from jinja2 import TemplateError

from automation.bounds import OutOfBoundsError
from automation.engine.language.expressions import ExpressionError, Scope, compile_expression
from automation.engine.language.frame import EvaluationError
from automation.engine.language.plain import in_comment
from automation.engine.language.texts import compile_text
from automation.render import Templates
from tests.attacks.corpus import DATA, FACTS, KNOWN, OWN
from tests.engine.files import NOW, issue

MEMORY = 600 * 1024 * 1024
SECONDS = 2
STOPPED = (TemplateError, ExpressionError, EvaluationError, OutOfBoundsError)
ITEM = {"item": issue(title="w" * 60_000, labels=("bug", "api"))}


def main(folder: Path) -> None:
    """Every attack in every place; the last line says that the process lives on."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for number, attack in enumerate((*KNOWN, *OWN)):
        for place, act in _places(folder, attack):
            _bounded()
            try:
                said = act()
            except STOPPED:
                continue
            _say(f"escaped as a {place}: {attack[:80]!r} -> {said[:80]!r}")
        sys.stderr.write(f"tried {number}\n")
    for text in DATA:
        for said in _told(folder, text):
            _say(f"not data: {text!r} -> {said!r}")
    (folder / "page.html").write_text("{{ title }}", "utf-8")
    _say(Templates(folder).page("page.html", title="alive"))


def _places(folder: Path, attack: str) -> Iterator[tuple[str, Callable[[], str]]]:
    templates = Templates(folder)
    (folder / "page.html").write_text(attack, "utf-8")
    (folder / "page.txt").write_text(attack, "utf-8")
    inner = attack.removeprefix("{{").removesuffix("}}").strip()
    yield "page", lambda: templates.page("page.html", **FACTS)
    yield "mail", lambda: templates.mail("page.html", **FACTS)
    yield "text of a mail", lambda: templates.text("page.txt", **FACTS)
    yield "text of a rule", lambda: compile_text(attack, Scope(events=True)).render(ITEM, NOW)
    yield (
        "expression",
        lambda: str(compile_expression(inner, Scope(events=True)).evaluate(ITEM, NOW)),
    )


def _told(folder: Path, text: str) -> Iterator[str]:
    """Where a text of a tracker does not stay text."""
    (folder / "page.html").write_text("{{ title }}", "utf-8")
    page = Templates(folder).page("page.html", title=text)
    said = compile_text("{{ item.title }}", Scope()).render(
        {"item": issue(title=text)}, NOW, in_comment
    )
    if "49" in page or "<" in page or "\u202e" in page or "\x00" in page:
        yield page
    if "49" in said or any(
        mark in said for mark in ("@h", "@c", "@a", "#1", "](", "<s", "<i", "[~")
    ):
        yield said


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _bounded() -> None:
    most = math.ceil(time.process_time()) + SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
