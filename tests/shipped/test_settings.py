"""What operations people change stands at the top, and changing it does what it says."""

import pytest

from automation.engine.folder.places import Place
from automation.engine.grammar.rule_settings import settings_of
from automation.rulefiles import read
from tests.shipped.folder import changed, texts, twelve, workings
from tests.shipped.values import VALUES, Value


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_another_value_does_what_it_says(value: Value) -> None:
    found = changed(value.file, value.setting, value.to)

    assert found.turned.keys() == {
        name for name in (each.name for each in found.after.tests) if _turns(value, name)
    }
    for name, came in found.turned.items():
        assert came.startswith(_turns(value, name) or "?")
    is_other = workings(found.before) != workings(found.after)
    assert is_other or found.turned


def test_every_setting_that_ships_is_changed_by_these_tests() -> None:
    files = texts()
    shipped = {
        (rule.file, name)
        for rule in twelve()
        for name in settings_of(Place(rule.file, read(files[rule.file], rule.file)))
    }

    assert {(value.file, value.setting) for value in VALUES} == shipped


def test_every_rule_has_its_settings_at_the_top() -> None:
    files = texts()
    for rule in twelve():
        head = files[rule.file].partition("\nwhen:\n")[0]
        assert "\nsettings:\n" in head, rule.file


def _turns(value: Value, name: str) -> str | None:
    found = [said for start, said in value.turns.items() if name.startswith(start)]
    return found[0] if found else None
