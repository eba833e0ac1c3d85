"""Invented names, and texts of a kept test that read back as they were written."""

import pytest

from automation.engine.why.disguise import Disguise
from automation.engine.why.written_test import as_yaml
from automation.rulefiles import read


@pytest.mark.parametrize(
    "text", ["yes", "no", "1.10", "a: b", "- x", "#x", "", " x", "é\u2028\x85", '"', "\U0001f600"]
)
def test_every_text_reads_back_as_it_was(text: str) -> None:
    written = as_yaml({"name": text, "listed": [text, {"deep": text}]}, "")

    assert read(written, "x").plain() == [{"name": text, "listed": [text, {"deep": text}]}]


def test_the_same_person_is_the_same_one_throughout() -> None:
    one = Disguise("")

    assert one.person("mara") == one.person("mara") != one.person("tom")
    assert len({one.person(f"p{number}") for number in range(40)}) == 40


def test_whom_the_rule_names_keeps_the_name() -> None:
    assert Disguise("item.author != 'mara'").person("mara") == "mara"
