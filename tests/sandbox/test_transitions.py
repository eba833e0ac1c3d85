"""What each act does to the pretend GitHub's state, and what is said about it."""

import json
from datetime import UTC, datetime
from functools import reduce

import pytest

from automation.sandbox.github.acts import (
    Act,
    AddLabels,
    CloseIssue,
    CreateLabel,
    CreateRepository,
    Deed,
    DeleteIssue,
    EditIssue,
    OpenIssue,
    RemoveLabel,
    ReopenIssue,
    SetAssignees,
    SetLabels,
    from_json,
    to_json,
)
from automation.sandbox.github.happenings import Happening
from automation.sandbox.github.seed import founding
from automation.sandbox.github.state import Label, Refusal, State, User
from automation.sandbox.github.transitions import advance

SHOP = "acme/shop"
NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 12, 0, 7, 900_000, tzinfo=UTC)


def shop(*acts: Act) -> State:
    """A shop with one issue labelled bug, after these acts at noon."""
    begin: tuple[Act, ...] = (
        CreateRepository(SHOP, private=False, description=""),
        CreateLabel(SHOP, "bug", "ff0000"),
        OpenIssue(SHOP, "Broken", "Text", ("bug",)),
    )
    deeds = [Deed("mara-lind", act) for act in (*begin, *acts)]
    return reduce(lambda state, deed: advance(state, deed, at=NOON)[0], deeds, founding("bot"))


def do(state: State, act: Act) -> tuple[State, list[Happening]]:
    after, happened = advance(state, Deed("mara-lind", act), at=LATER)
    return after, list(happened)


def names(state: State, number: int = 1) -> list[str]:
    return [label.name for label in state.repository(SHOP).issue(number).labels]


def said(happened: list[Happening]) -> list[str]:
    return [f"{one.action} {named(one)}".strip() for one in happened]


def named(one: Happening) -> str:
    part = one.part
    if isinstance(part, Label):
        return part.name
    return part.login if isinstance(part, User) else ""


def test_opening_with_labels_says_opened_and_then_labeled_once_each() -> None:
    _, happened = do(
        shop(), OpenIssue(SHOP, "New", labels=("bug", "fresh"), assignees=("teo-varga",))
    )

    assert said(happened) == [
        "opened",
        "created fresh",
        "labeled bug",
        "labeled fresh",
        "assigned teo-varga",
    ]
    assert {len(one.issue.labels) for one in happened if one.issue} == {2}


def test_an_unknown_label_comes_to_be_grey_when_it_is_put_on() -> None:
    after, happened = do(shop(), AddLabels(SHOP, 1, ("at risk",)))

    label = after.repository(SHOP).label("at risk")
    assert label is not None
    assert label.color == "ededed"
    assert names(after) == ["bug", "at risk"]
    assert said(happened) == ["created at risk", "labeled at risk"]


def test_a_label_in_another_case_is_the_same_label() -> None:
    before = shop()

    after, happened = do(before, AddLabels(SHOP, 1, ("BUG",)))

    assert after is before
    assert happened == []


def test_setting_labels_says_what_went_and_what_came() -> None:
    after, happened = do(shop(), SetLabels(SHOP, 1, ("docs", "later")))

    assert names(after) == ["docs", "later"]
    assert said(happened) == [
        "created docs",
        "created later",
        "unlabeled bug",
        "labeled docs",
        "labeled later",
    ]


def test_setting_no_labels_takes_all_off() -> None:
    after, happened = do(shop(), SetLabels(SHOP, 1, ()))

    assert names(after) == []
    assert said(happened) == ["unlabeled bug"]


@pytest.mark.parametrize(
    "act",
    [
        SetLabels(SHOP, 1, ("bug",)),
        EditIssue(SHOP, 1, "Broken", "Text"),
        EditIssue(SHOP, 1),
        ReopenIssue(SHOP, 1),
        SetAssignees(SHOP, 1, ()),
    ],
)
def test_an_act_that_changes_nothing_leaves_the_very_same_state(act: Act) -> None:
    before = shop()

    after, happened = do(before, act)

    assert after is before
    assert happened == []


def test_a_change_moves_updated_at_in_whole_seconds() -> None:
    after, _ = do(shop(), EditIssue(SHOP, 1, title="Mended"))

    issue = after.repository(SHOP).issue(1)
    assert (issue.created_at, issue.updated_at) == (NOON, LATER.replace(microsecond=0))


def test_an_edit_remembers_the_words_before() -> None:
    _, (told,) = do(shop(), EditIssue(SHOP, 1, title="Mended"))

    assert told.before == {"title": "Broken"}


def test_closing_and_reopening_keep_githubs_reasons() -> None:
    closed, _ = do(shop(), CloseIssue(SHOP, 1, "not_planned"))
    opened, _ = do(closed, ReopenIssue(SHOP, 1))

    shut, back = closed.repository(SHOP).issue(1), opened.repository(SHOP).issue(1)
    assert (shut.state, shut.state_reason, shut.closed_by) == ("closed", "not_planned", "mara-lind")
    assert shut.closed_at == LATER.replace(microsecond=0)
    assert (back.state, back.state_reason, back.closed_at) == ("open", "reopened", None)


def test_assigning_says_who_went_and_who_came() -> None:
    before = shop(SetAssignees(SHOP, 1, ("teo-varga",)))

    _, happened = do(before, SetAssignees(SHOP, 1, ("jonas-weil",)))

    assert said(happened) == ["unassigned teo-varga", "assigned jonas-weil"]


def test_a_deleted_issue_is_gone_and_its_number_is_never_used_again() -> None:
    after, (told,) = do(shop(), DeleteIssue(SHOP, 1))
    again, _ = do(after, OpenIssue(SHOP, "Next"))

    assert told.action == "deleted"
    assert list(again.repository(SHOP).issues) == [2]
    with pytest.raises(Refusal, match="deleted") as refusal:
        again.repository(SHOP).issue(1)
    assert refusal.value.status == 410


@pytest.mark.parametrize(
    ("act", "status"),
    [
        (RemoveLabel(SHOP, 1, "docs"), 404),
        (AddLabels(SHOP, 9, ("bug",)), 404),
        (AddLabels("acme/other", 1, ("bug",)), 404),
        (AddLabels(SHOP, 1, ("",)), 422),
        (AddLabels(SHOP, 1, ("x" * 51,)), 422),
        (CreateLabel(SHOP, "Bug"), 422),
        (CreateLabel(SHOP, "new", "red"), 422),
        (CreateLabel(SHOP, "new", description="x" * 101), 422),
        (OpenIssue(SHOP, "  "), 422),
        (OpenIssue(SHOP, "x" * 4097), 422),
        (OpenIssue(SHOP, "x", "y" * 65_537), 422),
        (SetAssignees(SHOP, 1, ("nobody",)), 422),
        (CloseIssue(SHOP, 1, "bored"), 422),
    ],
)
def test_what_github_would_refuse_is_refused(act: Act, status: int) -> None:
    with pytest.raises(Refusal) as refusal:
        do(shop(), act)

    assert refusal.value.status == status


def test_half_a_surrogate_pair_and_nul_do_not_get_in() -> None:
    after, _ = do(shop(), OpenIssue(SHOP, "a\ud800b\0c", "\udfff"))

    issue = after.repository(SHOP).issue(2)
    assert (issue.title, issue.body) == ("a?bc", "?")


@pytest.mark.parametrize(
    "act",
    [
        CreateRepository(SHOP, private=True, description="d"),
        CreateLabel(SHOP, "x", "00ff00", None),
        OpenIssue(SHOP, "t", None, ("a", "b"), ("teo-varga",)),
        EditIssue(SHOP, 1, None, ""),
        CloseIssue(SHOP, 1, "duplicate"),
        ReopenIssue(SHOP, 1),
        AddLabels(SHOP, 1, ("a",)),
        RemoveLabel(SHOP, 1, "a"),
        SetLabels(SHOP, 1, ()),
        SetAssignees(SHOP, 1, ("teo-varga",)),
        DeleteIssue(SHOP, 1),
    ],
)
def test_every_act_comes_back_from_the_journal_as_it_went_in(act: Act) -> None:
    deed = Deed("mara-lind", act)

    assert from_json(json.loads(json.dumps(to_json(deed)))) == deed
