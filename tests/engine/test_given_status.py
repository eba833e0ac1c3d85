"""A rule that looks at the status is tested without items: its test says what was found."""

import pytest

from automation.engine.why import inline_tests
from automation.errors import RuleError
from tests.engine.appraised import RULE
from tests.engine.files import changed, load_rule

TEST = """\
tests:
  - name: one
    now: 2026-11-20T09:00:00Z
    given:
      item:
        {type: epic, progress: {done: 18, total: 31}, moves: 2, target: 2026-12-05T00:00:00Z}
      signals: {serious: [B1], watch: []}
      pace: {likely: 2026-12-09T00:00:00Z}
    expect: {value: at_risk, because: B1}
"""
TOLD = '{value: on_track, if: true, because: "%s"}'


def ran(text: str) -> list[str]:
    return [each.message for each in inline_tests.run(load_rule(text))]


def test_signals_stand_beside_the_item_by_their_level() -> None:
    assert ran(RULE + TEST) == [""]


def test_what_is_not_given_was_not_found() -> None:
    calm = changed("serious: [B1], watch: []", "serious: []", TEST)

    assert ran(RULE + changed("at_risk, because: B1", "on_track", calm)) == [""]


def test_a_test_that_does_not_hold_says_what_came() -> None:
    (message,) = ran(RULE + changed("serious: [B1]", "serious: [F2, B1]", TEST))

    assert message == 'expected "at_risk" because "B1", got "off_track" because "F2; B1"'


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("item.progress.done ~ ' of ' ~ item.progress.total", "18 of 31"),
        ("item.moves", "2"),
        ("item.target | day", "5 Dec 2026"),
        ("pace.likely | day", "9 Dec 2026"),
        ("pace.known", "yes"),
        ("item.paused_since is missing", "yes"),
    ],
)
def test_every_word_can_be_given(source: str, said: str) -> None:
    row = TOLD % f"{{{{ {source} }}}}"
    text = RULE.replace("{value: on_track, if: true}", row)
    calm = changed("serious: [B1], watch: []", "serious: []", TEST)

    assert ran(text + changed("at_risk, because: B1", f'on_track, because: "{said}"', calm)) == [""]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("serious: [B1]", "serious: [B9]", 'there is no signal "B9"'),
        ("serious: [B1]", "seriuos: [B1]", 'no signal is "seriuos"'),
        ("serious: [B1]", "serious: {B1: 3}", "must be a list of ids"),
        ("signals: {serious: [B1], watch: []}", "signals: {}", None),
        ("done: 18", "don: 18", 'item.progress has no "don"'),
        ("done: 18", "done: many", "must be a whole number"),
        ("done: 18", "done: -1", "must be a whole number"),
        ("moves: 2", "moves: often", "must be a number"),
        ("moves: 2", "movse: 2", 'item has no field "movse"'),
        ("target: 2026-12-05T00:00:00Z", "target: soon", "must be a time with its zone"),
        ("likely:", "probable:", 'pace has no "probable"'),
        ("likely: 2026-12-09T00:00:00Z", "likely: soon", "must be a time with its zone"),
        ("moves: 2", "children: [{progress: {done: 1}}]", 'item has no field "progress"'),
    ],
)
def test_what_there_is_none_of_is_refused_at_its_place(
    old: str, new: str, told: str | None
) -> None:
    text = RULE + changed(old, new, TEST)
    if told is None:
        assert ran(text) != [""]
        return
    with pytest.raises(RuleError, match=told):
        load_rule(text)
