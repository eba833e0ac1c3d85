"""Commands as rule files name them and as people write them."""

from datetime import UTC, datetime, timedelta

import pytest

from automation.effects import Comment
from automation.engine.folder.world import World
from automation.engine.grammar.allowing import who_may
from automation.engine.grammar.commands import (
    CannotReadError,
    Commanded,
    Parameter,
    arguments,
    written,
)
from automation.model import Actor, Event
from automation.ports import Reason
from tests.engine.cases import NOW, bench, happened, said
from tests.engine.files import load_texts
from tests.engine.items import item
from tests.engine.stepped import HEAD, TEAMS

ANN = Actor("501", "ann-moss")
ASKED = """\
when:
  - command: {{name: {name}, args: {args}, help: A word about it{allow}}}
about: {{path: event.item{about}}}
then:
  - reply: "{reply}"
"""


def rule(
    reply: str = "Done.",
    *,
    name: str = "try",
    args: str = "{}",
    allow: str = "",
    about: str = "",
    head: str = HEAD,
) -> str:
    may = f', allow: "{allow}"' if allow else ""
    narrowed = f", {about}" if about else ""
    return head + ASKED.format(name=name, args=args, allow=may, about=narrowed, reply=reply)


def writes(line: str, **more: object) -> Reason:
    """Somebody writes `/pitboard <line>` under the item."""
    return happened("jira.comment.created", command=line, **more)  # type: ignore[arg-type]


def answers(text: str, line: str, *files: str) -> list[str]:
    one = bench(text, *files, about=item("jira:PAY-1", "issue", title="Pay"))
    steps = one.decides(writes(line)).steps
    return [each.effect.text for each in steps if isinstance(each.effect, Comment)]


# --- what stands behind a command ---------------------------------------------------------------


def command(*parameters: Parameter) -> Commanded:
    return Commanded("try", parameters, "A word about it")


def event(line: str, actor: Actor | None = ANN) -> Event:
    about = {"command": line}
    return Event("jira", "e", "jira.comment.created", NOW, "jira:1", actor, "", about=about)


@pytest.mark.parametrize(
    ("sort", "written_", "value"),
    [
        ("text", "health", "health"),
        ("text", '"two words"', "two words"),
        ("number", "12", 12),
        ("number", "-1.5", -1.5),
        ("date", "2026-12-01", datetime(2026, 12, 1, tzinfo=UTC)),
        ("duration", "3 working days", "3 working days"),
        ("duration", "2 Weeks", "2 weeks"),
        ("duration", "1 hours", "1 hour"),
        ("rest", 'all that "is" left', 'all that "is" left'),
    ],
)
def test_an_argument_is_read_by_its_sort(sort: str, written_: str, value: object) -> None:
    found = arguments(command(Parameter("it", sort)), event(f"try {written_}"), World())

    assert found == {"it": value}


@pytest.mark.parametrize(
    ("sort", "written_", "said_"),
    [
        ("number", "many", "“many” is not a number"),
        ("date", "tomorrow", "“tomorrow” is not a date such as 2026-12-01"),
        ("date", "2026-02-30", "“2026-02-30” is not a date such as 2026-12-01"),
        ("duration", "until monday", "“until monday” is not a time such as 3 days"),
        ("person", "nobody", "“nobody” is not somebody in rules/people.yaml"),
        ("text", "", "`<it>` is missing: a word, or several in quotes"),
        ("text", "one two", "I do not know what to do with “two”"),
    ],
)
def test_what_does_not_fit_is_told_in_words(sort: str, written_: str, said_: str) -> None:
    with pytest.raises(CannotReadError) as refused:
        arguments(command(Parameter("it", sort)), event(f"try {written_}"), World())

    assert str(refused.value).startswith(said_)


def test_what_may_be_missing_is_missing() -> None:
    asked = command(Parameter("time", "duration"), Parameter("why", "rest", optional=True))

    assert arguments(asked, event("try 2 days"), World()) == {"time": "2 days", "why": None}


def test_what_is_written_from_arguments_reads_as_them_again() -> None:
    asked = command(Parameter("a", "text"), Parameter("b", "duration"), Parameter("c", "rest"))
    given = {"a": "two words", "b": "3 working days", "c": "and all the rest"}

    assert arguments(asked, event(written(asked, given)), World()) == given


@pytest.mark.parametrize("actor", [None, Actor("1", "renovate[bot]", is_bot=True)])
def test_nobody_and_bots_ask_for_nothing(actor: Actor | None) -> None:
    assert not command().hears(event("try", actor))


# --- answers -------------------------------------------------------------------------------------


def test_a_command_is_answered_once_with_its_arguments() -> None:
    text = rule("{{ args.what }} for {{ actor.login }}", args="{what: text}")

    assert answers(text, "try coffee") == ["coffee for ann-moss"]


def test_the_same_event_is_the_same_answer() -> None:
    one = bench(rule(), about=item("jira:PAY-1", "issue"))

    first, second = (one.decides(writes("try")).steps[0].effect.key for _ in range(2))

    assert first == second == "jira:id-PAY-1/comment:tell/1/event-1"


def test_what_a_person_wrote_is_text_and_nothing_else() -> None:
    text = rule("{{ args.what }}", args="{what: rest}")

    (said_,) = answers(text, "try @all closes #12 {{ item.title }}")

    assert "@all" not in said_
    assert "closes #12" not in said_
    assert "{{" not in said_


def test_an_unknown_command_gets_help_and_what_was_meant() -> None:
    (said_,) = answers(rule(), "tri")

    assert said_ == (
        "I do not know `/pitboard tri`. Did you mean `/pitboard try`? "
        "`/pitboard help` lists what you can ask."
    )


def test_an_unknown_argument_gets_the_usage() -> None:
    (said_,) = answers(rule(), "try harder")

    assert said_ == (
        "I do not know what to do with “harder”. Write it as `/pitboard try`: A word about it. "
        "`/pitboard help` lists what you can ask."
    )


def test_nobody_is_answered_while_no_command_is_live() -> None:
    rehearsed = rule(head=HEAD.replace("state: live", "state: shadow"))
    one = bench(rehearsed, about=item("jira:PAY-1", "issue"))

    assert answers(rehearsed, "help") == answers(rehearsed, "try") == []
    assert len(one.decides(writes("try")).shadow) == 1


def test_help_is_made_of_the_live_rules_alone() -> None:
    other = HEAD.replace("rule: tell", "rule: other").replace("state: live", "state: shadow")

    (said_,) = answers(rule(), "help", rule(name="hidden", head=other))

    assert said_ == (
        "You can ask this here:\n\n"
        "- `/pitboard try`: A word about it. For anybody who may comment here.\n"
        "- `/pitboard help`: This list."
    )


@pytest.mark.parametrize(
    ("allow", "words"),
    [
        ("'pm' in actor.roles", "people with the role pm"),
        ("actor.team == item.team", "people of this item's team"),
        ("actor.team == 'payments'", "people of the team payments"),
        ("actor.login in item.assignees", "whoever the item is assigned to"),
        ("actor.login == 'mara'", "some people whom the rule names"),
        (
            "'pm' in actor.roles or actor.login in ['mara']",
            "people with the role pm or some people whom the rule names",
        ),
        ("item.title | contains('x')", "title contains('x')"),
    ],
)
def test_who_may_not_is_told_who_may(allow: str, words: str) -> None:
    (said_,) = answers(rule(allow=allow), "try")

    assert said_ == f"`/pitboard try` is for {words}; nothing was done."


def test_whoever_may_is_known_by_the_account_of_people_yaml() -> None:
    people = (
        "pitboard: 1\npeople:\n  mara:\n    name: Mara Lind\n"
        "    roles: [pm]\n    team: payments\n    accounts: {jira: 501}\n"
    )
    text = rule("{{ actor.name }} of {{ actor.team }}", allow="'pm' in actor.roles")

    assert answers(text, "try", people, TEAMS) == ["Mara Lind of payments"]


def test_a_leads_team_is_the_one_they_lead() -> None:
    people = "pitboard: 1\npeople:\n  mara: {name: M, accounts: {jira: 501}}\n"

    assert answers(rule("{{ actor.team }}"), "try", people, TEAMS) == ["payments"]


def test_a_group_of_conditions_is_told_in_words() -> None:
    (rule_,) = load_texts(
        {
            "a.yaml": rule().replace(
                "help:",
                'allow: {none: ["\'pm\' in actor.roles", "actor.team == item.team"]}, help:',
            )
        }
    ).rules
    (trigger,) = rule_.triggers

    assert isinstance(trigger, Commanded)
    assert who_may(trigger.allow) == (
        "anybody but people with the role pm or people of this item's team"
    )


def test_what_the_rule_is_not_about_is_answered_too() -> None:
    (said_,) = answers(rule(about="type: epic"), "try")

    assert said_ == "Nothing was done: it is about epic, this is issue."


def test_a_step_that_cannot_be_taken_is_told_to_who_asked() -> None:
    text = rule().replace('reply: "Done."', "email: {to: owner, subject: s, text: t}")

    (said_,) = answers(text, "try")

    assert said_.startswith("That cannot be done: nobody is known to be the owner of ")


def test_a_command_from_before_the_rule_went_live_is_not_answered() -> None:
    one = bench(rule(), about=item("jira:PAY-1", "issue"), live_since={"tell": NOW})

    plan = one.decides(writes("try", ago=timedelta(hours=1)))

    assert plan.steps == ()
    assert said(plan) == [("held", "it happened before the rule went live")]
