"""What must not be there: the core reads no clock and no file, and no file grows out of hand."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("ports", "engine", "actions", "ways", "status", "reports")
FILES = (
    *(
        "errors",
        "model",
        "tree",
        "table",
        "values",
        "graph",
        "cleaning",
        "dates",
        "sentences",
        "marks",
        "guards",
        "past",
    ),
    *("calendar", "changes", "effects", "echoes", "folding", "intake", "relinking", "sweeping"),
    *("amount", "appraisal", "health", "issuing", "reasons", "site", "vanishing", "visibility"),
)
CORE = [
    *(ROOT / "automation" / f"{name}.py" for name in (*FILES, "pipeline")),
    *(file for room in ROOMS for file in sorted((ROOT / "automation" / room).rglob("*.py"))),
]
CODE = [
    file
    for folder in ("automation", "workers", "bench", "tests")
    for file in sorted((ROOT / folder).rglob("*.py"))
]
NEVER_CALLED = {"open", "now", "utcnow", "today", "hash", "eval", "exec"}
NEVER_IMPORTED = {"os", "time", "random", "secrets", "socket", "subprocess", "pickle", "threading"}
NEVER_NAMED = ("manager", "helper", "util", "base", "handler", "misc", "common")


def calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            yield called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", CORE, ids=named)
def test_the_core_reads_no_clock_no_file_and_no_dice(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))

    assert not NEVER_CALLED & set(calls(tree))
    assert not NEVER_IMPORTED & set(imports(tree))


@pytest.mark.parametrize("file", CODE, ids=named)
def test_no_file_grows_above_three_hundred_lines(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize("file", CODE, ids=named)
def test_no_function_grows_above_fifty_lines(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= 50
        and node.name != "upgrade"
    ]

    assert long == []


def test_no_module_is_named_after_nothing() -> None:
    names = {file.stem for file in CODE} | {file.parent.name for file in CODE}

    assert [name for name in names if name.lower() in NEVER_NAMED] == []


def test_the_web_process_never_loads_a_client_of_a_tracker() -> None:
    loaded = _modules_after("import automation.web.app")

    assert not {"github", "jira", "rq", "redis"} & loaded
    assert "automation.trackers.github.client" not in loaded


def test_the_command_line_starts_without_loading_the_house() -> None:
    loaded = _modules_after("import automation.cli")

    assert not {"sqlalchemy", "flask", "rq", "github", "pydantic"} & loaded


def _modules_after(statement: str) -> set[str]:
    script = f"{statement}; import sys; print(' '.join(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(said.stdout.split())
