"""The tests in a rule's own file tell what was expected and what came."""

from automation.engine.why import inline_tests
from tests.engine.files import changed, load_rule


def messages(old: str, new: str) -> list[tuple[bool, str]]:
    return [(each.passed, each.message) for each in inline_tests.run(load_rule(changed(old, new)))]


def test_tests_that_hold_pass_and_know_their_line() -> None:
    results = inline_tests.run(load_rule())

    assert [(each.name, each.passed, each.message, each.line) for each in results] == [
        ("an issue without a label waits", True, "", 22),
        ("a closed one is left alone", True, "", 26),
    ]


def test_a_wrong_value_is_told() -> None:
    assert messages("expect: {value: needs-triage}", "expect: {value: none}")[0] == (
        False,
        'expected none, got "needs-triage" because "nobody said what it is"',
    )


def test_a_wrong_because_is_told() -> None:
    passed, message = messages(
        "expect: {value: needs-triage}", "expect: {value: needs-triage, because: so}"
    )[0]

    assert not passed
    assert message.startswith('expected "needs-triage" because "so", got "needs-triage"')


def test_acting_where_it_must_not_is_told() -> None:
    passed, message = messages("state: closed, labels", "state: open, labels")[1]

    assert not passed
    assert message.startswith("expected that it does not act, got ")


def test_not_acting_where_it_should_is_told_with_the_reason() -> None:
    passed, message = messages("state: open, labels", "state: closed, labels")[0]

    assert not passed
    assert message == "expected \"needs-triage\", got unmet: not so: state is 'open'"


def test_a_rule_that_fails_is_not_a_rule_that_does_not_act() -> None:
    text = changed("\"item.state == 'open'\"", "(item.labels | first) > 3")
    text = changed("state: closed, labels: []", "state: closed, labels: [bug]", text)

    passed, message = [(each.passed, each.message) for each in inline_tests.run(load_rule(text))][1]

    assert not passed
    assert message.startswith("expected that it does not act, got failed: rule.yaml:14:")


def test_times_given_are_times() -> None:
    text = changed("sorted | count == 0", "item.created | older_than('1 day')")
    text = changed(
        "state: open, labels", "state: open, created: 2026-11-18T10:00:00+01:00, labels", text
    )

    assert inline_tests.run(load_rule(text))[0].passed
