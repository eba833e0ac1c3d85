"""Docs say what the code does now, or this fails."""

import re
from pathlib import Path

import pytest

from automation import rulefiles
from automation.actions import ACTIONS
from automation.cli import COMMANDS
from automation.engine.inline_tests import run
from automation.engine.loader import digest, load
from automation.engine.reference import reference
from automation.engine.rule import Rule
from automation.settings import ConnectionSettings, FileSettings

ROOT = Path(__file__).parents[1]
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "rules").rglob("*.md")),
]
LINK = re.compile(r"\[[^\]]+\]\(([^)#]+)[^)]*\)")


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def rules_in(page: Path) -> list[str]:
    return re.findall(r"```yaml\n(pitboard: 1\nrule: .*?)```", page.read_text("utf-8"), re.DOTALL)


def loaded(text: str) -> Rule:
    return load({"it.yaml": rulefiles.read(text, "it.yaml")}, digest({"it.yaml": text})).rules[0]


def test_the_reference_is_what_the_vocabulary_says() -> None:
    assert (ROOT / "rules" / "README.md").read_text("utf-8") == reference(ACTIONS), (
        "run: make reference"
    )


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = [t for t in LINK.findall(page.read_text("utf-8")) if "://" not in t]

    assert [t for t in targets if not (page.parent / t).exists()] == []


@pytest.mark.parametrize("page", [p for p in PAGES if rules_in(p) and "docs" in p.parts], ids=named)
def test_every_rule_in_the_docs_loads_and_passes_its_own_tests(page: Path) -> None:
    for text in rules_in(page):
        results = run(loaded(text))

        assert results
        assert [result.message for result in results if not result.passed] == []


def test_the_rule_in_the_readme_is_the_shipped_one() -> None:
    shown = rules_in(ROOT / "README.md")[0]
    shipped = (ROOT / "rules" / "triage" / "needs-triage.yaml").read_text("utf-8")
    whole = re.sub(r"title:", "why: x\nowner: x\nstate: live\ntitle:", shown, count=1)

    here, there = loaded(whole).derive, loaded(shipped).derive
    assert here is not None
    assert there is not None
    assert [row.value for row in here.rows] == [row.value for row in there.rows]
    assert here.slot == there.slot


def test_every_setting_is_in_the_docs() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    expected = {f"PITBOARD_{n.upper()}" for n in FileSettings.model_fields if n != "connections"}
    expected |= {f"PITBOARD_GITHUB_{n.upper()}" for n in ConnectionSettings.model_fields}

    assert set(re.findall(r"`(PITBOARD_[A-Z_]+)`", page)) == expected


def test_every_command_is_in_the_docs() -> None:
    page = (ROOT / "docs" / "commands.md").read_text("utf-8")

    assert set(re.findall(r"^\| `pitboard ([a-z]+)", page, re.MULTILINE)) == set(COMMANDS)


def test_ci_runs_what_the_readme_says() -> None:
    ci = (ROOT / ".ci" / "run").read_text("utf-8")

    assert "make check" in ci
    assert "make test" in ci
    assert "`make test`" in (ROOT / "README.md").read_text("utf-8")
