"""The actions that move, assign, open and link items: what they wish for, and what they leave."""

import pytest

from automation.changes import NewItem, SetAssignee
from automation.errors import RuleError
from automation.model import LinkKind
from tests.actions.test_actions import HEAD, PEOPLE, of
from tests.engine.cases import MAPPING, bench, happened
from tests.engine.files import load_texts
from tests.engine.items import graph, item

# --- transition ------------------------------------------------------------------------------


def test_transition_says_where_and_from_where() -> None:
    assert of("transition: In review", status="To Do") == ["transition: In review"]


def test_a_transition_to_where_the_item_stands_is_no_step() -> None:
    assert of("transition: In review", status="IN REVIEW") == []
    assert of("transition: todo", status="To Do") == []


# --- assign ----------------------------------------------------------------------------------


def test_assign_gives_what_nobody_has_to_the_lead_of_the_team() -> None:
    assert of("assign: team-lead") == ["assign: mara"]


def test_assign_leaves_what_somebody_has_unless_it_may_replace() -> None:
    assert of("assign: mara", assignees=("Ann Moss",)) == []
    assert of("assign: {to: mara, replace: true}", assignees=("Ann Moss",)) == ["assign: mara"]
    assert of("assign: {to: none, replace: true}", assignees=("Ann Moss",)) == ["assign: none"]
    assert of("assign: {to: mara, replace: true}", assignees=("Mara Lind",)) == []


def test_assign_to_somebody_without_an_account_there_says_so() -> None:
    text = HEAD.format(rule="shown", step="assign: mara")
    about = item("github:acme/shop#1")

    (verdict,) = bench(text, MAPPING, PEOPLE, about=about).decides(happened()).verdicts

    assert "Mara Lind has no account of github" in verdict.because


def test_assign_in_jira_to_somebody_without_an_account_there_goes_by_the_name() -> None:
    people = """\
pitboard: 1
people:
  mara: {name: Mara Lind}
"""
    text, about = HEAD.format(rule="shown", step="assign: mara"), item("jira:PAY-1")

    (step,) = bench(text, MAPPING, people, about=about).decides(happened()).steps

    assert isinstance(step.effect, SetAssignee)
    assert (step.effect.value, step.effect.by_name) == ("Mara Lind", True)


def test_a_misspelt_person_is_refused_with_the_one_that_was_meant() -> None:
    text = HEAD.format(rule="shown", step="assign: {to: marra}")

    with pytest.raises(RuleError) as refused:
        load_texts({"a.yaml": text, "people.yaml": PEOPLE})

    (problem,) = refused.value.problems
    assert (problem.line, problem.path, problem.suggestion) == (10, "then[0].assign.to", "mara")


def test_two_live_rules_that_may_replace_whoever_has_it_are_refused() -> None:
    step = "assign: {to: mara, replace: true}"
    files = {f"{name}.yaml": HEAD.format(rule=name, step=step) for name in ("a", "b")}

    with pytest.raises(RuleError, match=r"b\.yaml:10:13 .* the assignee is written by the live"):
        load_texts({**files, "people.yaml": PEOPLE})


# --- create ----------------------------------------------------------------------------------


def test_create_opens_an_item_in_the_project_of_the_item() -> None:
    text = 'create: {title: "Tell of {{ item.title }}", text: x, parent: "{{ item.key }}"}'

    assert of(text, title="Pay later") == ["create in PAY: Tell of Pay later"]


def test_create_in_another_tracker_is_not_done() -> None:
    step = 'create: {project: "github:acme/shop", title: t, text: x}'
    text = HEAD.format(rule="shown", step=step)

    (verdict,) = bench(text).decides(happened()).verdicts

    assert (verdict.result, "stands in github" in verdict.because) == ("failed", True)


def test_create_breaks_what_a_title_would_do_in_the_text() -> None:
    text = HEAD.format(rule="shown", step='create: {title: t, text: "About {{ item.title }}"}')

    (step,) = bench(text, about=item("jira:PAY-1", title="@all <b>")).decides(happened()).steps

    assert isinstance(step.effect, NewItem)
    assert "@all" not in step.effect.text
    assert "<b>" not in step.effect.text


# --- link ------------------------------------------------------------------------------------


def test_link_names_the_other_and_what_it_is() -> None:
    assert of("link: {to: PAY-7, as: blocked by}") == ["link blocked by: PAY-7"]
    assert of('link: {to: "jira:PAY-7", as: parent}') == ["link parent: PAY-7"]


def test_a_link_that_stands_is_no_step() -> None:
    here, there = item("jira:PAY-1"), item("jira:PAY-7")
    text = HEAD.format(rule="shown", step="link: {to: PAY-7, as: blocks}")
    around = graph((there, here), kind=LinkKind.BLOCKED_BY)

    assert bench(text, about=here, around=around).decides(happened()).steps == ()
    assert bench(text, about=here).decides(happened()).steps != ()
