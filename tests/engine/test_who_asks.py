"""Who a person is to a command: by account, never by a name that anybody may choose."""

from dataclasses import replace

import pytest

from automation import rulefiles
from automation.actions import ACTIONS
from automation.effects import Comment
from automation.engine.folder.world import World
from automation.engine.ruleset.analysing import notes
from automation.engine.ruleset.loader import digest, load
from automation.model import Actor
from automation.ports import Reason
from automation.sayings import COMMANDS, Proposal
from tests.engine.cases import NOW, Bench, bench, happened, said
from tests.engine.items import item
from tests.engine.test_commands import rule

GRETA, STRANGER = "712020:7b4f606a-greta", "712020:66666666-nobody"
PEOPLE = """\
pitboard: 1
people:
  greta: {name: Greta Holm, roles: [pm], accounts: {jira: "712020:7b4f606a-greta", github: greta}}
  number: {name: Nora Beck, roles: [pm], accounts: {jira: Nora Beck, github: 4711}}
  sync: {name: Sync, roles: [pm, bot], accounts: {jira: sync-user, github: sync}}
"""
ALLOWED = rule(allow="'pm' in actor.roles")
GIVEN = rule("Noted", allow="actor.is_assignee")
REFUSED = "`/pitboard try` is for people with the role pm; nothing was done."


def writes(line: str, by: Actor, *, tracker: str = "jira", key: str = "event-1") -> Reason:
    reason = happened(f"{tracker}.comment.created", name=f"occasion:{key}", command=line)
    assert reason.event is not None
    event = replace(reason.event, actor=by, connection=tracker, key=key)
    return replace(reason, event=event)


def made(text: str = ALLOWED, *assignees: str) -> Bench:
    about = item("jira:PAY-1", "issue", title="Pay", assignees=assignees)
    return bench(text, PEOPLE, about=about)


def answer(one: Bench, by: Actor, *, tracker: str = "jira") -> str:
    steps = one.decides(writes("try", by, tracker=tracker)).steps
    return " ".join(each.effect.text for each in steps if isinstance(each.effect, Comment))


@pytest.mark.parametrize(
    ("by", "tracker", "may"),
    [
        (Actor(GRETA, "Whoever"), "jira", True),
        (Actor(STRANGER, "Nora Beck"), "jira", False),
        (Actor(STRANGER, GRETA), "jira", False),
        (Actor("17", GRETA), "jira", False),
        (Actor("17", "Greta"), "github", True),
        (Actor("4711", "renamed"), "github", True),
        (Actor("17", "4711"), "github", False),
    ],
)
def test_whoever_may_is_known_by_account(by: Actor, tracker: str, may: bool) -> None:  # noqa: FBT001 - a column of the table
    assert answer(made(), by, tracker=tracker) == ("Done." if may else REFUSED)


@pytest.mark.parametrize(
    ("by", "tracker", "may"),
    [
        (Actor(GRETA, "Greta H."), "jira", True),
        (Actor(STRANGER, "Greta Holm"), "jira", False),
        (Actor("17", "greta holm"), "github", True),
        (Actor("17", "somebody"), "github", False),
    ],
)
def test_an_assignee_is_known_by_account(by: Actor, tracker: str, may: bool) -> None:  # noqa: FBT001 - a column of the table
    said_ = answer(made(GIVEN, "Greta Holm"), by, tracker=tracker)

    no = "`/pitboard try` is for whoever the item is assigned to; nothing was done."
    assert said_ == ("Noted" if may else no)


def test_a_program_of_people_yaml_asks_for_nothing() -> None:
    one = made()

    plan = one.decides(writes("try", Actor("sync-user", "Sync")))
    unknown = one.decides(writes("tri", Actor("sync-user", "Sync")))

    assert (plan.steps, said(plan)) == ((), [("held", "a program asks for nothing")])
    assert unknown.steps == ()


def test_strangers_are_told_once_a_day_that_a_command_is_unknown() -> None:
    one, by = made(), Actor(STRANGER, "Nobody")
    many = [writes(f"x{n}", by, key=f"e{n}") for n in range(200)]

    first = one.decides(*many).steps
    (later,) = one.decides(writes("other", by, key="later")).steps
    (help_,) = one.decides(writes("help", by, key="help")).steps

    assert [each.rule for each in first] == [COMMANDS]
    assert later.effect.key == first[0].effect.key
    assert help_.effect.key != later.effect.key


def test_whom_people_yaml_knows_is_told_each_time() -> None:
    by = Actor(GRETA, "Greta Holm")

    steps = made().decides(*(writes(f"x{n}", by, key=f"e{n}") for n in range(3))).steps

    assert len({each.effect.key for each in steps}) == 3


def test_an_unknown_command_of_long_ago_is_not_answered() -> None:
    one, reason = made(), writes("help", Actor(GRETA, "Greta Holm"))
    assert reason.event is not None

    assert len(one.decides(reason).steps) == 1
    assert one.decides(reason, now=NOW.replace(month=12)).steps == ()


def test_a_proposal_is_of_a_person_or_else_of_an_account() -> None:
    text = rule().replace('reply: "Done."', "propose: {field: due, value: soon}")
    known, other = (
        made(text).decides(writes("try", Actor(id_, "Greta Holm"))).sayings
        for id_ in (GRETA, STRANGER)
    )

    assert [each.who for each in (*known, *other) if isinstance(each, Proposal)] == [
        "greta",
        STRANGER,
    ]


def test_an_account_of_jira_that_reads_like_a_name_is_noted() -> None:
    files = {"a.yaml": ALLOWED, "people.yaml": PEOPLE}
    nodes = {name: rulefiles.read(text, name) for name, text in files.items()}

    found = notes(load(nodes, digest(files), ACTIONS).rules, nodes, World())

    (note,) = [each for each in found if each.file == "people.yaml"]
    assert (note.line, note.message[:29]) == (4, '"Nora Beck" looks like a name')
