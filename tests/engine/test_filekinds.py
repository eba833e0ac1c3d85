"""One loader for every kind of file: all is told in one go, and no kind spoils another."""

import re
from pathlib import Path

import pytest

from automation.engine.folder.places import Place
from automation.engine.folder.policy import defaults
from automation.engine.ruleset.filekinds import kind_of, without_kind
from automation.errors import RuleError
from automation.rulefiles import read, read_folder
from tests.engine import files
from tests.engine.items import item
from tests.engine.sheets import SOUND, judged

ROOT = Path(__file__).parents[2]


def place(text: str, name: str = "a.yaml") -> Place:
    return Place(name, read(text, name))


def test_rules_and_every_other_file_are_one_set() -> None:
    rules = files.load_texts({**SOUND, "rule.yaml": files.SOUND})

    assert [rule.file for rule in rules.rules] == ["rule.yaml"]
    assert rules.world.team_of(item("jira:PAY-4")).value == "payments"


def test_the_problems_of_all_kinds_are_told_in_one_go_and_in_file_order() -> None:
    broken = {
        **SOUND,
        "rule.yaml": files.changed("state: live", "state: lve"),
        "teams.yaml": SOUND["teams.yaml"].replace("Europe/Berlin", "Europe/Berlni"),
        "asked.csv": SOUND["asked.csv"].replace("2026-09-01", "today"),
    }

    with pytest.raises(RuleError) as raised:
        files.load_texts(broken)

    assert [problem.file for problem in raised.value.problems] == [
        "asked.csv",
        "teams.yaml",
        "rule.yaml",
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("teams: {}", "teams"),
        ("teams: {}\npolicy: signals", "policy"),
        ("report: weekly", "report"),
        ("state: live\nderive: {}", "rule"),
        ("- a", "rule"),
        ("team: {}", ""),
    ],
)
def test_the_key_behind_the_version_names_the_grammar(text: str, kind: str) -> None:
    assert kind_of(place(text)) == kind


def test_a_file_that_says_nothing_of_its_kind_is_told_what_it_could_be() -> None:
    problem = without_kind(place("pitboard: 1\nteam: {}\n"))

    assert str(problem) == (
        "a.yaml:2:1  team: the key behind the version says what a file is: rule, report, policy, "
        'mapping, teams, objectives or people. Did you mean "teams"?'
    )
    with pytest.raises(RuleError, match="the key behind the version"):
        files.load_texts({"a.yaml": "pitboard: 1\ncolour: red\n"})


def test_a_table_is_looked_for_beside_the_file_that_names_it_then_at_the_top() -> None:
    goals = "pitboard: 1\nobjectives: {obj-a: {title: A, measure: {name: M, source: m.csv}}}\n"

    def read_at(name: str) -> int:
        world, problems = judged({"goals/a.yaml": goals, name: "date,value\n2026-10-01,1\n"})
        assert problems == []
        return len(list(world.measures()))

    assert (read_at("goals/m.csv"), read_at("m.csv")) == (1, 1)
    missing = judged({"goals/a.yaml": goals, "other/m.csv": "date,value\n"})[1]
    assert 'there is no file "goals/m.csv"' in missing[0].message


def test_a_table_that_nobody_names_is_left_alone() -> None:
    assert judged({"notes.csv": "a,b\n1,2\n"})[1] == []


def test_the_files_we_ship_fit_the_pretend_company() -> None:
    texts = read_folder(ROOT / "rules")
    world, problems = judged(texts)

    assert problems == []
    assert world.team_of(item("github:acme/shop#1")).value == "shop"
    assert world.team_of(item("jira:SEC-1")).value == "security"
    assert world.objective_of(item("jira:PAY-1", "epic")).value == "obj-refunds"
    in_work = world.status_group(item("jira:SEC-1", status="In Arbeit"))
    assert (in_work.value, in_work.guessed) == ("doing", False)


def test_the_limits_we_ship_are_the_ones_that_hold_anyway_each_written_out() -> None:
    world, _ = judged({"t.yaml": (ROOT / "rules/status/thresholds.yaml").read_text("utf-8")})

    assert world.policies.changed == defaults()
    written = read((ROOT / "rules/status/thresholds.yaml").read_text("utf-8"), "t.yaml").plain()
    assert isinstance(written, dict)
    spelled = {word: set(keys) for word, keys in written.items() if isinstance(keys, dict)}
    assert spelled == {word: set(keys) for word, keys in defaults().items()}


@pytest.mark.parametrize("name", ["mapping", "teams", "objectives", "people", "status/thresholds"])
def test_a_shipped_file_opens_with_words_for_the_person_who_changes_it(name: str) -> None:
    assert (ROOT / f"rules/{name}.yaml").read_text("utf-8").startswith("# ")


def test_every_example_in_the_docs_holds() -> None:
    page = (ROOT / "docs/mapping.md").read_text("utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    whole = [
        b if b.startswith("pitboard") else f"pitboard: 1\nmapping: trackers\n{b}" for b in blocks
    ]

    assert len(whole) == 9
    assert [judged({"a.yaml": each})[1] for each in whole] == [[]] * 9
