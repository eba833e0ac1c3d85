"""Rules with commands: what a snooze holds back, and what is refused at load."""

from datetime import timedelta

import pytest

from automation.errors import RuleError
from automation.sayings import Sayings, Snooze
from tests.engine.cases import NOW, bench, happened, said
from tests.engine.files import load_texts
from tests.engine.items import item
from tests.engine.stepped import HEAD, TEAMS
from tests.engine.test_commands import rule, writes


def problems(text: str, *others: str) -> list[str]:
    with pytest.raises(RuleError) as refused:
        load_texts({f"{number}.yaml": each for number, each in enumerate((text, *others))})
    return [f"{each.line}:{each.column} {each.message}" for each in refused.value.problems]


# --- snoozed -------------------------------------------------------------------------------------

LOUD = HEAD + (
    "when: [{event: jira.issue.updated}]\nabout: {path: event.item}\n"
    "then: [{comment: Loud}, {label: {add: seen}}]\n"
)


def test_of_a_snoozed_item_nothing_is_said_and_labels_are_put_on() -> None:
    about = item("jira:PAY-1", "issue")
    snooze = Snooze(about.id, NOW + timedelta(days=1), "Mara Lind", NOW)
    one = bench(LOUD, about=about, sayings=Sayings({about.id: snooze}))

    plan = one.decides(happened())

    assert [type(each.effect).__name__ for each in plan.steps] == ["SetLabel"]
    assert ("held", "Mara Lind asked for quiet until 19 Nov 2026") in said(plan)


def test_whoever_asks_about_a_snoozed_item_is_answered() -> None:
    about = item("jira:PAY-1", "issue")
    snooze = Snooze(about.id, NOW + timedelta(days=1), "Mara Lind", NOW)
    one = bench(
        rule("Until {{ item.snoozed_until | day }}"),
        about=about,
        sayings=Sayings({about.id: snooze}),
    )

    (step,) = one.decides(writes("try")).steps

    assert step.effect.value == "Until 19 Nov 2026"


# --- refused at load -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            rule(name="help"),
            "8:21 when[0].command.name: is built in, and made of the help lines of all commands",
        ),
        (
            rule(args="{why: rest, time: duration}"),
            "comes after why, which takes all that is left",
        ),
        (
            rule(args="{why: optional text, time: duration}"),
            "must be there, and why before it may be missing",
        ),
        (rule("{{ args.tim }}", args="{time: duration}"), 'no command has a "tim"'),
    ],
)
def test_a_command_that_cannot_be_meant_is_refused(text: str, problem: str) -> None:
    assert any(problem.rpartition(": ")[2] in each for each in problems(text)), problems(text)


def test_two_live_rules_never_answer_the_same_command() -> None:
    other = rule(head=HEAD.replace("rule: tell", "rule: other"))

    (problem,) = problems(rule(), other)

    assert '"/pitboard try" is answered by the live rule "tell" in 0.yaml' in problem


def test_arguments_without_a_command_are_refused() -> None:
    text = LOUD.replace("Loud", '"{{ args.time }}"')

    (problem,) = problems(text)

    assert "the rule waits for no command" in problem


def test_a_person_of_a_team_that_no_file_names_is_refused() -> None:
    people = "pitboard: 1\npeople:\n  mara: {name: M, team: paiments}\n"

    (problem,) = problems(rule(), people, TEAMS.replace(", lead: mara", ""))

    assert 'no team in teams.yaml is called "paiments"' in problem
