"""The schemas that editors read take every file we ship, and refuse what completion should show."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from automation import rulefiles
from automation.cli.schema import KINDS, schema, value_of, written
from automation.engine.folder.places import Place
from automation.engine.ruleset.filekinds import kind_of
from tests.engine.broken_bases import BASES
from tests.engine.files import SOUND, changed
from tests.engine.sheets import SOUND as SHEETS

RULES = Path(__file__).parents[2] / "rules"
WRITTEN = written()
SHIPPED = sorted(RULES.rglob("*.yaml"))


def complaints(text: str) -> list[str]:
    """What an editor underlines in a file, by the schema of its kind."""
    tree = rulefiles.read(text, "it.yaml")
    known: dict[str, Any] = json.loads(WRITTEN[kind_of(Place("it.yaml", tree))])
    found = Draft202012Validator(known).iter_errors(tree.plain())
    return [error.message for error in found]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_schema_and_the_one_beside_the_rules(kind: str) -> None:
    Draft202012Validator.check_schema(json.loads(WRITTEN[kind]))

    assert (RULES / "schema" / f"{kind}.json").read_text("utf-8") == WRITTEN[kind], "make reference"


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: str(file.relative_to(RULES)))
def test_it_takes_every_shipped_file_which_names_it(file: Path) -> None:
    text = file.read_text("utf-8")
    kind = kind_of(Place(file.name, rulefiles.read(text, file.name)))
    up = "../" * (len(file.relative_to(RULES).parts) - 1)

    assert complaints(text) == []
    assert f"# yaml-language-server: $schema={up}schema/{kind}.json\n" in text


@pytest.mark.parametrize(
    "text", [*BASES.values(), *(t for n, t in SHEETS.items() if "csv" not in n)]
)
def test_it_takes_what_the_check_takes(text: str) -> None:
    assert complaints(text) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: New", "titel: New"),
        ("state: live", "state: alive"),
        ("rule: needs-triage", "rule: Needs Triage"),
        ("path: event.item,", "path: event.itme,"),
        ("choose:", "chose:"),
        ("expect: {acts: false}", "expect: {acts: no}"),
        ("  - changed: {type", "  - chnaged: {type"),
        ("{value: needs-triage, if", "{value: 3, if"),
    ],
)
def test_it_refuses_what_an_editor_should_underline(old: str, new: str) -> None:
    assert complaints(changed(old, new))


@pytest.mark.parametrize(
    ("step", "sound"),
    [
        ("label: {add: shipped}", True),
        ("comment: shipped", True),
        ("wake: health", True),
        ("label: {add: shipped}\n    if: item.comments > 1", True),
        ("lable: {add: shipped}", False),
        ("label: {ad: shipped}", False),
        ("if: item.comments > 1", False),
        ("label: {add: shipped}\n    comment: two at once", False),
    ],
)
def test_a_step_is_one_action_with_its_own_keys(step: str, sound: bool) -> None:  # noqa: FBT001 - one case of each
    derive = SOUND[SOUND.index("let:") : SOUND.index("tests:")]
    text = changed(derive, f"then:\n  - {step}\n")
    text = text[: text.index("tests:")]

    assert (complaints(text) == []) is sound


def test_a_setting_may_stand_where_a_number_or_a_choice_does() -> None:
    text = changed("state: live\n", "state: settings.state\nsettings: {state: live, most: 5}\n")

    assert complaints(f"{text}limits: {{writes_per_run: settings.most}}\n") == []


def test_every_key_tells_what_it_is() -> None:
    rule = json.loads(WRITTEN["rule"])
    shapes = {"": rule, **rule["$defs"]}

    assert [
        f"{name}.{key}"
        for name, shape in shapes.items()
        for key, under in shape.get("properties", {}).items()
        if not ({"description", "$ref"} & under.keys())
    ] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_editor_offers_a_shape_by_the_name_it_has_in_the_program(kind: str) -> None:
    shapes = json.loads(WRITTEN[kind]).get("$defs", {})

    assert [
        name for name, each in shapes.items() if name.endswith("Sheet") and not each["title"]
    ] == []
    assert [each["title"] for each in shapes.values() if "Sheet" in each.get("title", "")] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("[a, b]", ["a", "b"]), ("7", 7), ("true", True), ("a: b", "a: b"), ('"x y"', "x y")],
)
def test_an_example_is_a_value_of_the_file(text: str, value: object) -> None:
    assert value_of(text) == value


def test_the_command_prints_one_or_writes_all(tmp_path: Path) -> None:
    one = CliRunner().invoke(schema, ["report"])
    every = CliRunner().invoke(schema, ["--into", str(tmp_path / "here")])

    assert one.output == WRITTEN["report"]
    assert every.exit_code == 0
    assert sorted(f.stem for f in (tmp_path / "here").iterdir()) == sorted(KINDS)
