"""A write is told as people say it, and never by the key that it goes by inside."""

import pytest

from automation.changes import NewItem, SetAssignee, SetLink, SetStatus
from automation.effects import Comment, Effect, Email, Notice, SetField, SetLabel, Webhook
from automation.engine.why.acts import asker, became, done, first, place, to_do
from automation.removals import RemoveComment

AT = ("jira", "jira:10001")
OCCASION = "tell/1/jira:event-1"
ANSWER = Comment(*AT, "", "Quiet until 2 Oct.", OCCASION)
NOTICE = Notice("#team-payments", "PAY-1 is late", "https://j/PAY-1", AT[1], OCCASION)
MAIL = Email("ada@example.org", "PAY-1 is late", "Due.", AT[1], OCCASION)
HOOK = Webhook("https://hooks.example.org/a?key=1", '{"a": 1}', AT[1], OCCASION)
NEW = NewItem("jira", AT[1], "PAY", "Task", "Follow up", "", (), "", "internal", OCCASION)


@pytest.mark.parametrize(
    ("effect", "said", "where"),
    [
        (
            SetLabel(*AT, "label:triage", ("new", "old"), "new", ()),
            "put on the label new",
            "label triage",
        ),
        (SetLabel(*AT, "labels:new", ("new",), None, ()), "took off the label new", "label new"),
        (SetField(*AT, "health", "cf_1", "At risk", None), "set health to At risk", "health"),
        (SetField(*AT, "health", "cf_1", None, None), "emptied health", "health"),
        (SetStatus(*AT, "Done", "Doing"), "moved it to Done", "status"),
        (SetAssignee(*AT, "mara", "acc-1", ()), "gave it to mara", "assignees"),
        (SetAssignee(*AT, "", None, ("Teo",)), "gave it to nobody", "assignees"),
        (
            SetLink(*AT, "blocked_by", "PAY-2", "PAY-2"),
            "linked it: blocked by PAY-2",
            "blocked by PAY-2",
        ),
        (SetLink(*AT, "parent", "PAY-2", None), "took away parent PAY-2", "parent"),
        (NEW, "opened in PAY: Follow up", "new item"),
        (
            Comment(*AT, "status", "▲ At risk.\n\nMore", "x"),
            'wrote the comment "status": ▲ At risk.',
            'comment "status"',
        ),
        (ANSWER, "said: Quiet until 2 Oct.", "comment"),
        (NOTICE, "told #team-payments: PAY-1 is late", "line to #team-payments"),
        (MAIL, "mailed ada@example.org: PAY-1 is late", "mail to ada@example.org"),
        (HOOK, 'posted to hooks.example.org: {"a": 1}', "webhook to hooks.example.org"),
        (
            RemoveComment(*AT, "comment:status"),
            'deleted the comment "status"',
            'comment "status"',
        ),
        (RemoveComment(*AT, f"comment:{OCCASION}"), "deleted the comment", "comment"),
    ],
)
def test_each_kind_of_write_is_told(effect: Effect, said: str, where: str) -> None:
    assert done(effect) == said
    assert place(effect) == where


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        (SetLabel(*AT, "labels:new", ("new", "old"), None, ()), "take off the label new or old"),
        (SetField(*AT, "health", "cf_1", "At risk", None), "set health to At risk"),
        (ANSWER, "say: Quiet until 2 Oct."),
        (NOTICE, "tell #team-payments: PAY-1 is late"),
        (MAIL, "mail ada@example.org: PAY-1 is late"),
    ],
)
def test_what_is_only_wanted_is_told_as_that(effect: Effect, said: str) -> None:
    assert to_do(effect) == said


def test_a_long_text_is_cut_and_says_so() -> None:
    assert first("a" * 200) == f"{'a' * 120}…"
    assert first("one\ntwo") == "one"


def test_an_answer_is_told_with_whom_it_answers() -> None:
    assert done(ANSWER, "ana-lima") == "answered ana-lima: Quiet until 2 Oct."


@pytest.mark.parametrize(
    ("because", "evidence", "who"),
    [
        ("ana-lima asked for it", [], "ana-lima"),
        ("a rule", [{"text": "issue comment created by ana-lima"}], "ana-lima"),
        ("a rule", [{"text": "issues closed by ana-lima"}], ""),
        ("a rule", [], ""),
    ],
)
def test_whom_a_comment_answers_is_found(
    because: str, evidence: list[dict[str, object]], who: str
) -> None:
    assert asker(because, evidence) == who


@pytest.mark.parametrize(
    ("state", "said", "words"),
    [
        ("done", "written", "written"),
        ("done", "", "done"),
        ("already", "it reads so already", "it reads so already"),
        ("planned", "", "waits to be written"),
        ("held", "a person edited it since", "held: a person edited it since"),
        ("held", "", "held: its rule rests"),
        ("dead", "Jira answered 400", "gave up: Jira answered 400"),
        ("withdrawn", "", "no longer wanted"),
    ],
)
def test_what_became_of_it_is_told_in_words(state: str, said: str, words: str) -> None:
    assert became(state, said) == words
