"""The overview of the reference has a row for every key there is, and what it shows is read."""

from collections.abc import Mapping
from typing import get_args

import pytest

from automation.actions import ACTIONS
from automation.engine.folder.sheet import Sheet
from automation.engine.grammar.derive_sheet import DeriveSheet, RowSheet, StabilitySheet
from automation.engine.grammar.happening import KEYS as OF_EVENTS
from automation.engine.grammar.rule_sheet import LimitsSheet, RuleSheet
from automation.engine.grammar.step_sheet import StepSheet
from automation.engine.grammar.when_sheet import AboutSheet, Path, TriggerSheet
from automation.engine.manual import overview as written
from automation.engine.manual.keys import section
from automation.engine.manual.reference import reference
from tests.engine.files import load_texts
from tests.engine.stepped import HEAD

PAGE = reference(ACTIONS)
TABLES: Mapping[str, tuple[type[Sheet], str, Mapping[str, object]]] = {
    "@KEYS@": (RuleSheet, "", written.KEYS),
    "@WHEN@": (TriggerSheet, "", written.WHEN),
    "@ABOUT@": (AboutSheet, "", written.ABOUT),
    "@DERIVE@": (DeriveSheet, "", written.DERIVE),
    "@DERIVE@ choose": (RowSheet, "choose.", written.DERIVE),
    "@DERIVE@ stability": (StabilitySheet, "stability.", written.DERIVE),
    "@BESIDE@": (StepSheet, "", written.BESIDE),
    "@LIMITS@": (LimitsSheet, "", written.LIMITS),
}


@pytest.mark.parametrize("table", TABLES)
def test_every_key_of_a_shape_has_a_row_with_words_of_its_own(table: str) -> None:
    sheet, path, said = TABLES[table]
    names = [f"{path}{key.name}" for key in section(sheet, "").keys]
    of_shape = [each for each in said if each.startswith(path) and ("." in each) == bool(path)]

    assert of_shape == names
    rows = written.overview()[table.partition(" ")[0]]
    for name in names:
        shown = said[name]
        begins = [code for code, _ in shown] if isinstance(shown, tuple) else [name]
        assert all(f"| `{each}` |" in rows for each in begins), name


@pytest.mark.parametrize("word", ["held", "silence", "wake", "keep_if", "query", "settings"])
def test_the_overview_has_what_it_lacked(word: str) -> None:
    overview = PAGE.partition("### then and else")[0]

    assert f"`{word}" in overview


def test_every_table_stands_on_the_page_and_no_place_is_left_empty() -> None:
    for place, table in written.overview().items():
        assert table in PAGE
        assert place not in PAGE
    assert "@" not in PAGE.partition("### then and else")[0]


def test_every_path_and_every_key_of_an_event_is_told() -> None:
    assert set(written.PATHS) == set(get_args(Path))
    assert f"event: {{{', '.join(OF_EVENTS)}: {{status" in PAGE


def test_a_key_that_nothing_is_written_of_has_the_words_of_its_shape(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(written, "WHEN", {})
    monkeypatch.setattr(written, "DERIVE", {})

    tables = written.overview()

    assert (
        "| `held: {type: issue, field: status, is: Blocked, for: 3 working days}` "
        "| A field has read the same for a time |"
    ) in tables["@WHEN@"]
    assert "| `wake: [triage]` | Another rule wakes it: `any`, or these |" in tables["@WHEN@"]
    assert "| `keep_if` | The label stands exactly while this holds |" in tables["@DERIVE@"]


@pytest.mark.parametrize(
    "code", [code for name, rows in written.WHEN.items() if name != "if" for code, _ in rows]
)
def test_every_trigger_that_is_shown_is_read(code: str) -> None:
    other = f"{HEAD.replace('rule: tell', 'rule: triage')}when:\n  - event: jira.issue.created\n"
    steps = "about: {path: event.item}\nthen:\n  - comment: Seen.\n"

    rules = load_texts(
        {"rule.yaml": f"{HEAD}when:\n  - {code}\n{steps}", "other.yaml": f"{other}{steps}"}
    )

    assert rules.rules


@pytest.mark.parametrize(
    "code", [code for name, rows in written.ABOUT.items() if name != "path" for code, _ in rows]
)
def test_every_way_of_about_that_is_shown_is_read(code: str) -> None:
    wakes = "sweep: every day at 06:00" if code.startswith("query") else "event: jira.issue.created"

    rules = load_texts(
        {"rule.yaml": f"{HEAD}when:\n  - {wakes}\nabout: {{{code}}}\nthen:\n  - comment: Seen.\n"}
    )

    assert rules.rules
