"""Docs say what the code does now, or this fails."""

import re
from pathlib import Path

import pytest

from automation import rulefiles
from automation.actions import ACTIONS
from automation.cli import COMMANDS
from automation.engine.grammar.rule import Rule
from automation.engine.language.thresholds import SignalPolicy, signals
from automation.engine.manual.reference import reference
from automation.engine.ruleset.loader import digest, load
from automation.engine.why.inline_tests import run
from automation.errors import RuleError
from automation.pointing import pointed
from automation.settings import DEFAULT_COMPANY, ConnectionSettings, FileSettings
from automation.status.catalogue import SIGNALS

ROOT = Path(__file__).parents[1]
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "rules").rglob("*.md")),
]
LINK = re.compile(r"\[[^\]]+\]\(([^)#]+)[^)]*\)|(?:src|srcset)=\"([^\"]+)\"")
ANCHOR = re.compile(r"\[[^\]]+\]\(([^)#:]*)#([^)]+)\)")
CALLED = re.compile(r"(?:`|^|bin/)pitboard ([a-z]+)", re.MULTILINE)
MADE = re.compile(r"(?:`|^)make ([a-z]+)", re.MULTILINE)


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """The addresses that GitHub gives the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each).strip().lower().replace(" ", "-") for each in headings}


def limits(signal: SignalPolicy) -> set[str]:
    """Every limit of a signal as a file says it: `watch: 2 working days`."""
    return {
        f"{key}: [{', '.join(value)}]" if isinstance(value, tuple) else f"{key}: {value}"
        for key, value in ((key, each.default) for key, each in signal.limits.items())
    }


def rules_in(page: Path) -> list[str]:
    return re.findall(r"```yaml\n(pitboard: 1\nrule: .*?)```", page.read_text("utf-8"), re.DOTALL)


def loaded(text: str) -> Rule:
    nodes, hash_ = {"it.yaml": rulefiles.read(text, "it.yaml")}, digest({"it.yaml": text})
    return load(nodes, hash_, ACTIONS).rules[0]


def test_the_reference_is_what_the_vocabulary_says() -> None:
    assert (ROOT / "rules" / "README.md").read_text("utf-8") == reference(ACTIONS), (
        "run: make reference"
    )


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    found = [inline or picture for inline, picture in LINK.findall(page.read_text("utf-8"))]
    targets = [t for t in found if "://" not in t]

    assert [t for t in targets if not (page.parent / t).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_into_a_page_leads_to_a_heading(page: Path) -> None:
    for target, anchor in ANCHOR.findall(page.read_text("utf-8")):
        there = (page.parent / target) if target else page

        assert anchor in anchors(there), f"{target}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_that_is_named_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    assert set(CALLED.findall(text)) - set(COMMANDS) == set()
    assert set(MADE.findall(text)) - targets == set()


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}

    assert pages - {inline for inline, _ in LINK.findall(index)} == set()


def test_the_limits_of_signals_are_those_of_the_code() -> None:
    page = (ROOT / "docs" / "status.md").read_text("utf-8")
    rows = re.findall(r"^\| ([A-Z]\d) \| `(\w+)` \|.*\| (`.*`) \|$", page, re.MULTILINE)
    known = {each.id: each for each in signals()}

    assert len(rows) == len(SIGNALS)
    for id_, word, said in rows:
        assert word == known[id_].word
        assert set(re.findall(r"`([^`]+)`", said)) == limits(known[id_])


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


def test_the_docs_name_the_company_of_a_new_sandbox() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")

    assert f"| `PITBOARD_SANDBOX_COMPANY` | `sandbox_company` | `{DEFAULT_COMPANY}` |" in page


def test_every_command_is_in_the_docs() -> None:
    page = (ROOT / "docs" / "commands.md").read_text("utf-8")

    assert set(re.findall(r"^\| `pitboard ([a-z]+)", page, re.MULTILINE)) == set(COMMANDS)


def test_ci_runs_what_the_readme_says() -> None:
    ci = (ROOT / ".ci" / "run").read_text("utf-8")

    assert "make check" in ci
    assert "make test" in ci
    assert "`make test`" in (ROOT / "README.md").read_text("utf-8")


def test_a_mistake_in_the_docs_reads_as_check_tells_it() -> None:
    page = (ROOT / "docs" / "first-rule.md").read_text("utf-8")
    (said,) = re.findall(r"^triage/needs-owner\.yaml:.*$", page, re.MULTILINE)
    (line,) = re.findall(r"`(# yaml-language-server: [^`]+)`", page)
    text = f"{line}\n{rules_in(ROOT / 'docs' / 'first-rule.md')[0]}"
    broken = {"triage/needs-owner.yaml": text.replace("item.labels", "item.lables", 1)}

    with pytest.raises(RuleError) as raised:
        load(rulefiles.read_all(broken), "", ACTIONS)

    assert [*pointed(raised.value.problems, broken)] == [said]
