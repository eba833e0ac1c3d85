"""Plain values at the top of a rule file, and what stands for them below."""

import pytest

from automation.engine.grammar.evaluate import evaluate
from automation.engine.grammar.triggers import Changed
from automation.errors import RuleError
from tests.engine.files import NOW, SOUND, changed, load_rule, load_texts

SETTINGS = """\
settings:
  mark: needs-triage
  kinds: [issue, epic]
  most: 0
  closed: false
when:
"""
WITH = changed("when:\n", SETTINGS)


def _edited(edit: str, text: str) -> str:
    old, new = edit.split(" => ")
    return changed(old, new, text)


def test_a_setting_stands_for_a_value_and_for_every_entry_of_its_list() -> None:
    text = changed("type: issue, fields", "type: settings.kinds, fields", WITH)

    rule = load_rule(changed("value: needs-triage, if", "value: settings.mark, if", text))

    (trigger,) = rule.triggers
    assert isinstance(trigger, Changed)
    assert trigger.types == {"issue", "epic"}
    assert rule.derive is not None
    assert [row.value for row in rule.derive.rows] == ["needs-triage", None]


def test_a_setting_is_read_in_the_middle_of_a_condition_and_of_a_text() -> None:
    text = changed("sorted | count == 0", "sorted | count == settings.most", WITH)
    text = changed("nobody said what it is", "wants {{ settings.mark }}", text)

    item = {"type": "issue", "project": "acme/shop", "state": "open", "labels": ()}
    judgement = evaluate(load_rule(text), item, NOW)

    assert (judgement.value, judgement.because) == ("needs-triage", "wants needs-triage")


@pytest.mark.parametrize(
    ("where", "edit", "said", "meant"),
    [
        ("14:18", "{type: issue, fields => {type: settings.kind, fields", "there is no", "kinds"),
        ("23:40", "sorted | count == 0 => sorted | count == settings.mots", "there is no", "most"),
        ("9:3", "  mark: needs =>   Mark: needs", "must be small letters", None),
        ("11:9", "most: 0 => most: {a: 1}", "must be a plain value", None),
    ],
)
def test_a_setting_that_is_none_is_told_where_it_stands(
    where: str, edit: str, said: str, meant: str | None
) -> None:
    text = _edited(edit, WITH)

    with pytest.raises(RuleError) as raised:
        load_texts({"broken.yaml": text})

    (here,) = [each for each in raised.value.problems if said in each.message]
    assert (here.line, here.suggestion) == (int(where.partition(":")[0]), meant)


def test_a_value_that_nothing_can_read_is_told_at_the_top_where_it_was_changed() -> None:
    text = changed("\nderive:", "\nlimits: {writes_per_run: settings.most}\nderive:", WITH)
    text = changed("hand_edit: keep for 14 days", "hand_edit: settings.stay", text)
    text = changed("  most: 0\n", "  most: many\n  stay: for ever\n", text)

    with pytest.raises(RuleError) as raised:
        load_texts({"broken.yaml": text})

    assert [(each.line, each.path) for each in raised.value.problems] == [
        (11, "limits.writes_per_run"),
        (12, "derive.hand_edit"),
    ]


def test_one_value_that_is_wrong_for_two_keys_is_told_once() -> None:
    twice = "  - sweep: settings.at\n  - sweep: settings.at\n  - changed:"
    text = changed("  most: 0\n", "  most: 0\n  at: sometimes\n", WITH)

    with pytest.raises(RuleError) as raised:
        load_texts({"broken.yaml": changed("  - changed:", twice, text)})

    (only,) = raised.value.problems
    assert (only.line, only.column, only.path) == (12, 7, "when[0].sweep")


def test_what_is_wrong_in_a_test_is_told_in_the_test() -> None:
    text = changed("expect: {value: needs-triage}", "expect: {value: settings.most}", WITH)

    with pytest.raises(RuleError) as raised:
        load_texts({"broken.yaml": text})

    at = text[: text.index("expect: {value: settings")].count("\n") + 1
    assert {each.line for each in raised.value.problems} == {at}


def test_a_word_that_is_nearly_settings_is_no_value() -> None:
    text = changed("value: needs-triage, if", "value: setting.mark, if", WITH)

    with pytest.raises(RuleError, match=r'Did you mean "settings.mark"\?'):
        load_texts({"broken.yaml": text})


KEPT = """\
  label: stuck
  keep_if: item.status == 'Blocked'
  because: "{{ item.title }} is blocked"
"""


def _kept() -> str:
    start, end = SOUND.index("  label: triage"), SOUND.index("  hand_edit")
    tests = SOUND.index("tests:")
    return SOUND[:start] + KEPT + SOUND[end:tests]


@pytest.mark.parametrize(
    ("status", "value", "because"),
    [
        ("Blocked", "stuck", "Ledger is blocked"),
        ("Open", None, "not (status is 'Blocked')"),
    ],
)
def test_a_label_is_kept_exactly_while_its_condition_holds(
    status: str, value: str | None, because: str
) -> None:
    item = {"type": "issue", "project": "acme/shop", "state": "open", "title": "Ledger"}

    judgement = evaluate(load_rule(_kept()), {**item, "status": status, "labels": ()}, NOW)

    assert (judgement.result, judgement.value, judgement.because) == ("chosen", value, because)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ("item.status == 'Blocked' => true", "always comes to the same"),
        ("  label: stuck =>   field: health", "only a label has `keep_if`"),
        ("  keep_if: item.status == 'Blocked'\n => ", "needs `choose` with rows, or `keep_if`"),
    ],
)
def test_a_label_that_is_kept_for_no_reason_is_refused(edit: str, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        load_texts({"broken.yaml": _edited(edit, _kept())})
