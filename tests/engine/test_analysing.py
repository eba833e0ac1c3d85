"""What a whole set shows before anything happens: mistakes refuse it, notes only tell."""

from collections.abc import Mapping

import pytest

from automation.actions import ACTIONS
from automation.engine.ruleset.analysing import notes
from automation.engine.ruleset.loader import load
from automation.errors import RuleError
from automation.rulefiles import read
from tests.engine.files import SOUND, changed, load_texts

STEPS = """\
pitboard: 1
rule: one
title: Tell when work ships
why: Nobody heard of it.
owner: product-ops
state: live
when:
  - changed: {type: issue, fields: status, from: Doing, to: Done}
about: {path: event.item}
then:
  - label: {add: shipped}
"""
OTHER = (
    STEPS.replace("rule: one", "rule: two")
    .replace("fields: status, from: Doing, to: Done", "fields: labels")
    .replace(
        "about: {path: event.item}", "about: {path: event.item, if: \"'shipped' in item.labels\"}"
    )
    .replace("- label: {add: shipped}", "- wake: one")
)
WAKES = STEPS.replace("rule: one", "rule: two").replace("- label: {add: shipped}", "- wake: one")
MAPPING = """\
pitboard: 1
mapping: trackers
statuses: {doing: [In Arbeit], done: [Fertig]}
fields: {health: {jira: customfield_10050}, severity: customfield_10040}
"""
DERIVES = """\
pitboard: 1
rule: one
title: How severe it is
why: Nobody knew.
owner: product-ops
state: live
when:
  - changed: {type: issue, fields: [status, comments]}
about: {path: event.item, type: issue}
derive:
  field: severity
  choose:
    - {value: low, if: item.state == 'open', because: open}
    - {value: high, if: item.comments > 3, because: talked about}
"""


def told(texts: Mapping[str, str]) -> list[str]:
    with pytest.raises(RuleError) as raised:
        load_texts(texts)
    return [str(problem) for problem in raised.value.problems]


def noted(*texts: str, seen: frozenset[str] = frozenset()) -> list[str]:
    files = {f"{'abc'[number]}.yaml": read(text, "it") for number, text in enumerate(texts)}

    rules = load(files, "", ACTIONS)
    return [str(each) for each in notes(rules.rules, files, rules.world, seen=seen)]


# --- mistakes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{value: high, if: item.state == 'open'", "row 1 has the same condition"),
        (
            "{value: high, if: item.comments > 3 and item.state == 'open'",
            "row 1 holds wherever it does; put this row above it",
        ),
        (
            "{value: high, if: {all: [\"item.state == 'open'\", item.comments > 3]}",
            "row 1 holds wherever it does; put this row above it",
        ),
        (
            "{value: high, if: item.state == 'closed' and item.state == 'open'",
            "item.state cannot be 'closed' and 'open' at once",
        ),
        (
            "{value: high, if: item.type == 'epic'",
            "the rule is only about issue, never 'epic'",
        ),
    ],
)
def test_a_row_that_can_never_win_is_refused_at_its_place(row: str, said: str) -> None:
    text = changed("{value: high, if: item.comments > 3", row, DERIVES)

    (line,) = told({"a.yaml": text, "mapping.yaml": _written(MAPPING)})

    assert line.startswith("a.yaml:14:7  derive.choose[1]: this row can never win: ")
    assert said in line


def test_one_of_several_cases_above_is_enough_to_win() -> None:
    text = changed(
        "if: item.state == 'open'",
        "if: {any: [\"item.state == 'open'\", \"'x' in item.labels\"]}",
        DERIVES,
    )
    text = changed(
        "if: item.comments > 3", "if: \"'x' in item.labels and item.comments > 3\"", text
    )

    (line,) = told({"a.yaml": text, "mapping.yaml": _written(MAPPING)})

    assert "row 1 holds wherever it does" in line


@pytest.mark.parametrize(
    "row",
    [
        "{value: high, if: item.state == 'closed'",
        "{value: high, if: item.state == 'open' or item.comments > 3",
        "{value: high, if: item.state != 'open'",
        "{value: high, if: item.author == 'ann and item.state == open'",
    ],
)
def test_a_row_that_can_win_is_left_alone(row: str) -> None:
    text = changed("{value: high, if: item.comments > 3", row, DERIVES)

    load_texts({"a.yaml": text, "mapping.yaml": _written(MAPPING)})


def test_a_condition_that_no_item_can_meet_is_refused() -> None:
    text = changed("derive:\n", "if: item.type == 'epic'\nderive:\n", DERIVES)

    (line,) = told({"a.yaml": text, "mapping.yaml": _written(MAPPING)})

    assert line == ("a.yaml:10:5  if: never holds: the rule is only about issue, never 'epic'")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "from: Doing, to: Done",
            "from: Done, to: Done",
            "a.yaml:8:60  when[0].changed.to: never happens: it reads the same before and after",
        ),
        (
            "fields: status, from: Doing, to: Done",
            "fields: state, to: Closed",
            (
                'a.yaml:8:47  when[0].changed.to: no item ever reads "Closed" here; it is open or '
                'closed. Did you mean "closed"?'
            ),
        ),
    ],
)
def test_a_change_that_never_happens_is_refused(old: str, new: str, line: str) -> None:
    assert told({"a.yaml": changed(old, new, STEPS)}) == [line]


def test_a_field_that_is_only_read_is_not_derived() -> None:
    (line,) = told({"a.yaml": DERIVES, "mapping.yaml": MAPPING})

    assert line == (
        "a.yaml:11:10  derive.field: `severity` is only read; mapping.yaml lets it be written "
        "with `write: true`"
    )


# --- notes ------------------------------------------------------------------------------------


def test_a_sound_rule_has_nothing_to_look_at() -> None:
    assert noted(SOUND) == []
    assert noted(STEPS) == []


def test_rules_that_call_each_other_are_named_with_the_way_round() -> None:
    (line,) = noted(
        changed("fields: status, from: Doing, to: Done", "fields: comments", STEPS), OTHER
    )

    assert line.startswith("a.yaml:11:12  then[0].label: a circle with b.yaml: ")
    assert '"two" is called because "one" writes the label \'shipped\'' in line
    assert '"one" is called because "two" wakes it' in line


def test_a_rule_that_waits_for_another_label_is_in_no_circle() -> None:
    assert noted(STEPS, OTHER.replace("'shipped' in", "'late' in")) == []


def test_a_rule_that_wakes_itself_is_told() -> None:
    (line,) = noted(STEPS.replace("- label: {add: shipped}", "- wake: one"))

    assert "then[0].wake: wakes itself" in line


def test_rules_at_rest_are_in_no_circle() -> None:
    assert noted(STEPS.replace("state: live", "state: paused"), OTHER) == []


def test_what_no_trigger_tells_of_is_told() -> None:
    text = changed("about: {path: event.item}", "about: {path: event.item, type: issue}", STEPS)
    text = changed(
        "changed: {type: issue, fields: status, from: Doing, to: Done}",
        "event: github.release.published",
        text,
    )

    (line,) = noted(text)

    assert line == (
        'a.yaml:9:33  about.type: no trigger under `when` tells of a "issue"; they tell of release'
    )


def test_names_and_settings_that_nothing_uses_are_told() -> None:
    text = changed("then:\n", "let:\n  old: item.comments\nthen:\n", STEPS)
    text = changed("when:\n", "settings: {waits: 3 days}\nwhen:\n", text)

    assert noted(text) == [
        "a.yaml:7:12  settings.waits: is used nowhere; take it out, or use it below",
        "a.yaml:12:3  let.old: is used nowhere; take it out, or use it below",
    ]


def test_a_field_that_stands_nowhere_is_told() -> None:
    text = changed("field: severity", "field: urgency", DERIVES)

    (line,) = noted(text, MAPPING)

    assert "a.yaml:11:10  derive.field: mapping.yaml puts urgency nowhere" in line


@pytest.mark.parametrize(
    ("status", "meant"),
    [("Fertg", "Fertig"), ("fertig", "Fertig"), ("Geparkt irgendwo", None)],
)
def test_a_status_that_no_board_has_is_told(status: str, meant: str | None) -> None:
    text = changed(
        "about: {path: event.item}",
        f"about: {{path: event.item, if: item.status == '{status}'}}",
        STEPS,
    )

    (line,) = noted(text, MAPPING)

    hint = f'. Did you mean "{meant}"?' if meant else ""
    assert line == f'a.yaml:9:47  about.if: no board is known to have a status "{status}"{hint}'


def test_a_status_that_an_item_has_is_known() -> None:
    text = changed("from: Doing", "from: Geparkt irgendwo", STEPS)

    assert noted(text, MAPPING, seen=frozenset({"Geparkt irgendwo"})) == []
    assert len(noted(text, MAPPING)) == 1


def test_a_status_may_stand_among_the_settings() -> None:
    text = changed("when:\n", "settings: {status: Fertg}\nwhen:\n", STEPS)
    text = changed(
        "about: {path: event.item}",
        "about: {path: event.item, if: item.status == settings.status}",
        text,
    )

    (line,) = noted(text, MAPPING)

    assert line.startswith("a.yaml:7:20  settings.status: no board is known")


def _written(text: str) -> str:
    return text.replace(
        "severity: customfield_10040", "severity: {jira: customfield_10040, write: true}"
    )
