"""Every action there is: it has an example that loads, its place in the reference, and a test."""

from pathlib import Path
from typing import Any

import pytest

from automation import rulefiles
from automation.actions import ACTIONS, actions_of
from automation.effects import Comment, Effect, Email, SetField, SetLabel
from automation.engine.grammar.action import Action, Start
from automation.engine.manual.reference import reference
from automation.engine.ruleset.loader import load
from automation.engine.why.inline_tests import in_words
from automation.errors import RuleError
from tests.engine.cases import MAPPING, bench, happened
from tests.engine.files import load_texts
from tests.engine.items import item

ROOT = Path(__file__).parents[2]
HEAD = """\
pitboard: 1
rule: {rule}
title: Shows one action
why: Every action has an example.
owner: product-ops
state: live
when: [{{event: jira.issue.updated}}]
about: {{path: event.item}}
then:
  - {step}
"""
TEAMS = "pitboard: 1\nteams:\n  payments: {name: Payments, lead: mara, projects: [PAY]}\n"
PEOPLE = """\
pitboard: 1
people:
  mara: {name: Mara Lind, mail: mara@example.com, accounts: {jira: acc-mara}}
"""
EVERY = pytest.mark.parametrize("action", ACTIONS.values(), ids=lambda action: action.name)


def of(step: str, **fields: Any) -> list[str]:  # noqa: ANN401 - a field is anything
    """What one step wishes for, in words."""
    one = bench(
        HEAD.format(rule="shown", step=step),
        MAPPING,
        TEAMS,
        PEOPLE,
        about=item("jira:PAY-1", **fields),
    )
    plan = one.decides(happened(tag="v2"))
    return [in_words(each.effect) for each in plan.steps]


@EVERY
def test_it_is_registered_under_its_own_name(action: Action) -> None:
    assert ACTIONS[action.name] is action


@EVERY
def test_its_example_loads_and_acts(action: Action) -> None:
    first = HEAD.format(rule="shown", step=action.example)
    other = HEAD.format(rule="health", step="comment: x")
    one = bench(first, other, MAPPING, TEAMS, PEOPLE, about=item("jira:PAY-1", due="soon"))

    plan = one.decides(happened(tag="v2"))

    assert [verdict.result for verdict in plan.verdicts if verdict.rule == "shown"] == ["acted"]


@EVERY
def test_it_stands_in_the_reference(action: Action) -> None:
    assert f"| `{action.name}` | {action.description} |" in reference(ACTIONS)


@EVERY
def test_it_is_one_file_with_a_test(action: Action) -> None:
    home = Path(action.effects.__code__.co_filename)

    assert home.parent == ROOT / "automation" / "actions"
    tests = "".join(file.read_text("utf-8") for file in Path(__file__).parent.glob("test_*.py"))
    assert f"# --- {action.name}" in tests


# --- set -------------------------------------------------------------------------------------


def test_set_writes_a_field_and_none_empties_it() -> None:
    assert of('set: {field: shipped_in, value: "{{ event.tag }}"}') == ["set shipped_in: v2"]
    assert of("set: {field: shipped_in, value: none}", customfield_10060="v1") == [
        "set shipped_in: none"
    ]


def test_set_takes_the_other_labels_of_a_prefix_off() -> None:
    mapping = MAPPING.replace("jira: customfield_10060", 'github: {label: "in: "}')
    text = HEAD.format(rule="shown", step="set: {field: shipped_in, value: v2}")
    about = item("github:acme/shop#1", labels=("in: v1", "bug"))

    (step,) = bench(text, mapping, about=about).decides(happened()).steps

    assert isinstance(step.effect, SetLabel)
    assert (step.effect.value, step.effect.slot) == ("in: v2", ("in: v1", "in: v2"))


# --- label -----------------------------------------------------------------------------------


def test_label_adds_and_removes_and_leaves_the_rest() -> None:
    text = HEAD.format(rule="shown", step='label: {add: "{{ event.tag }}", remove: [doing]}')
    about = item("jira:PAY-1", labels=("doing", "bug"))

    plan = bench(text, about=about).decides(happened(tag="v2"))

    assert [in_words(each.effect) for each in plan.steps] == ["label on: v2", "label off: doing"]


# --- comment ---------------------------------------------------------------------------------


def test_comment_breaks_what_a_title_would_do() -> None:
    (said,) = of('comment: "About {{ item.title }} for @acme/ops"', title="@all <b>")

    assert "@all" not in said
    assert "<b>" not in said
    assert said.endswith("for @acme/ops")


# --- email -----------------------------------------------------------------------------------


def test_email_never_lets_a_title_into_its_head() -> None:
    text = 'email: {to: team, subject: "About {{ item.title }}", text: Late.}'

    assert of(text, title="x\r\nBcc: all@example.com") == [
        "mail to mara@example.com: About x Bcc: all@example.com"
    ]


def test_a_mail_is_told_apart_by_person_and_occasion() -> None:
    one = Email("a@b.c", "s", "t", target="i", occasion="r/1/e")

    assert one.key == "i/mail:a@b.c:r/1/e"


# --- notify ----------------------------------------------------------------------------------


def test_notify_is_one_line_for_a_person_whatever_a_title_says() -> None:
    text = 'notify: {to: team, text: "{{ item.title }} is late", digest: daily 09:00}'

    assert of(text, title="x\r\nBcc: all@example.com") == [
        "notify mara@example.com: x Bcc: all@example.com is late"
    ]


def test_a_digest_is_a_rhythm() -> None:
    with pytest.raises(RuleError, match="must be none, hourly or daily with a time"):
        of("notify: {to: team, text: x, digest: weekly}")


# --- webhook ---------------------------------------------------------------------------------


def test_webhook_posts_texts_as_texts_and_numbers_as_numbers() -> None:
    text = 'webhook: {url: "https://hooks.example.com/a", json: {t: "{{ item.title }}", n: [1, ~]}}'

    assert of(text, title='a", "n": [2]') == [r'webhook: {"t":"a\", \"n\": [2]","n":[1,null]}']


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://hooks.example.com/a", "must begin with https"),
        ("https://ann:secret@hooks.example.com/", "must be one address"),
        ("https://{{ item.title }}/", "must be one address"),
        ("https:///a", "must be one address"),
    ],
)
def test_webhook_refuses_an_address_that_says_too_much_or_too_little(url: str, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        of(f'webhook: {{url: "{url}", json: {{a: b}}}}')


def test_a_host_that_nobody_allowed_is_told_with_how_to_allow_it() -> None:
    step = 'webhook: {url: "https://hooks.example.com/a", json: {a: b}}'
    nodes = {"a.yaml": rulefiles.read(HEAD.format(rule="shown", step=step), "a.yaml")}

    with pytest.raises(RuleError, match=r"PITBOARD_WEBHOOK_HOSTS=hooks\.example\.com"):
        load(nodes, "", actions_of([]))
    assert load(nodes, "", actions_of(["hooks.example.com"])).rules


# --- wake ------------------------------------------------------------------------------------


def test_wake_names_the_rule() -> None:
    text = HEAD.format(rule="shown", step="wake: health")
    other = HEAD.format(rule="health", step="comment: x")
    rules = load_texts({"a.yaml": text, "b.yaml": other})

    assert rules.rules[0].then[0].literals() == {"rule": "health"}
    assert in_words(Start("health")) == "wake: health"


def test_every_sort_of_effect_has_words() -> None:
    effects: list[Effect] = [
        SetLabel("c", "t", "f", ("a",), None, ()),
        SetField("c", "t", "f", "p", "v", None),
        Comment("c", "t", "", "hello", "o"),
    ]

    assert [in_words(each) for each in effects] == ["label off: a", "set f: v", "comment: hello"]
